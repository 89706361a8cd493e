"""Addresses of map pages: opaque tokens, of which Redis keeps only the SHA-256, each for one thing to be seen.

A page in a web-view or a browser has no session of its own; a token stands for the session that opened it and ends
with it, or after two hours. Losing them costs a new address.
"""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from logistics.store.redis import redis

LASTS = timedelta(hours=2)


@dataclass(frozen=True)
class MapView:
    """What is shown: `kind` parcel, outlet or track (of a courier), and whose: `subject`."""

    kind: str
    subject: str
    session_id: str


def open_view(view: MapView, now: datetime) -> tuple[str, datetime]:
    """A new token, kept nowhere, and when it ends at the latest."""
    token = secrets.token_urlsafe(24)
    redis().set(_key(token), json.dumps(asdict(view)), ex=int(LASTS.total_seconds()))
    return token, now + LASTS


def view_of(token: str) -> MapView | None:
    """What a token shows; None when it is unknown or over."""
    text = redis().get(_key(token))
    return MapView(**json.loads(str(text))) if text else None


def _key(token: str) -> str:
    return f"map_view:{hashlib.sha256(token.encode()).hexdigest()}"
