"""Shops that work with us by program: their keys, what a key may open, and how they and we sign what we send.

A request is signed over everything that decides what it does, so that nobody on the way can change it, turn it to
another path or let it do another thing once more.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

SIGNED_FOR_S = 300  # how far a caller's clock may be off, either way
MOST_LIVE_KEYS = 2  # the one in use and the one that follows it
SCHEME = "HMAC-SHA256"
PREFIX = "/partner/v1"


class Grant(StrEnum):
    """What a key may be good for."""

    ORDERS = "orders"
    TRACK = "track"
    LABELS = "labels"
    WEBHOOKS = "webhooks"


# A key opens these and nothing else, whatever its partner's role would allow.
OPEN_TO_KEYS: dict[str, Grant] = {
    "POST /quotes": Grant.ORDERS,
    "POST /service-checks": Grant.ORDERS,
    f"POST {PREFIX}/orders": Grant.ORDERS,
    f"GET {PREFIX}/orders/<number>": Grant.TRACK,
    f"POST {PREFIX}/orders/<number>/cancellation": Grant.ORDERS,
    f"POST {PREFIX}/orders/<number>/price-answer": Grant.ORDERS,
    f"GET {PREFIX}/parcels/<number>/track": Grant.TRACK,
    "GET /parcels/<waybill_no>/label": Grant.LABELS,
    "POST /labels": Grant.LABELS,
    f"GET {PREFIX}/webhooks": Grant.WEBHOOKS,
    f"POST {PREFIX}/webhooks": Grant.WEBHOOKS,
    f"GET {PREFIX}/deliveries": Grant.WEBHOOKS,
    f"POST {PREFIX}/deliveries/<delivery_id>/redelivery": Grant.WEBHOOKS,
}


@dataclass(frozen=True)
class PartnerKey:
    """One key of a partner, without its secret."""

    id: str
    grants: frozenset[Grant]
    created_at: datetime
    revoked_at: datetime | None = None

    @property
    def live(self) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None


@dataclass(frozen=True)
class Partner:
    """A shop; `calls_per_minute` is for each of its keys."""

    id: str
    name: str
    active: bool
    calls_per_minute: int
    keys: tuple[PartnerKey, ...] = ()

    @property
    def live_keys(self) -> tuple[PartnerKey, ...]:
        """The keys in use, the newest last."""
        return tuple(sorted((key for key in self.keys if key.live), key=lambda key: (key.created_at, key.id)))


def request_text(method: str, target: str, timestamp: str, request_id: str, body: bytes) -> bytes:
    """What a request's signature is made over; `target` is its path with "?" and the query as they were sent."""
    return "\n".join([method, target, timestamp, request_id, hashlib.sha256(body).hexdigest()]).encode()


def webhook_text(timestamp: str, body: bytes) -> bytes:
    """What the signature of a message of ours is made over."""
    return timestamp.encode() + b"." + body


def signature(secret: str, text: bytes) -> str:
    """HMAC-SHA256 in lower-case hexadecimal digits."""
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def is_signature(given: str, secret: str, text: bytes) -> bool:
    """Whether a signature is right, compared in constant time."""
    return hmac.compare_digest(given.encode(), signature(secret, text).encode())


def is_fresh(timestamp: str, now: datetime) -> bool:
    """Whether a Unix time in seconds is near enough to ours."""
    sound = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12
    return sound and abs(now.timestamp() - int(timestamp)) <= SIGNED_FOR_S
