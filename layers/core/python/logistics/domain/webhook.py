"""What a partner is told of its parcels, where to, how often it is tried, and when we stop."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from logistics.domain.faults import Invalid
from logistics.domain.states import Status

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
WAITS = (_MINUTE, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 6 * _HOUR, 24 * _HOUR, 24 * _HOUR, 24 * _HOUR)
SWITCHED_OFF_AFTER = timedelta(days=3)  # without a single success
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

# Event kinds that can be asked for, and the state each brings; None for those that change none.
KINDS: Mapping[str, Status | None] = {
    "OrderCancelled": Status.CANCELLED,
    "CourierAssigned": Status.ASSIGNED,
    "ParcelPickedUp": Status.PICKED_UP,
    "PickupFailed": Status.PICKUP_FAILED,
    "RepricingConsentAsked": None,
    "ParcelRepriced": None,
    "ChargeAdded": None,
    "ParcelDeparted": Status.IN_TRANSIT,
    "ParcelArrived": Status.AT_OUTLET,
    "ParcelOutForDelivery": Status.OUT_FOR_DELIVERY,
    "ParcelStored": Status.STORED,
    "DeliveryFailed": Status.DELIVERY_FAILED,
    "ParcelRefused": Status.REFUSED,
    "ParcelPartlySigned": None,
    "ParcelSigned": Status.SIGNED,
    "ParcelIntercepted": Status.INTERCEPTED,
    "ParcelRedirected": Status.IN_TRANSIT,
    "ParcelReturning": Status.RETURNING,
    "ParcelReturned": Status.RETURNED,
    "ExceptionOpened": None,
    "ExceptionResolved": None,
    "ParcelLost": Status.LOST,
    "ParcelFound": None,
    "ParcelDisposed": Status.DISPOSED,
    "SignatureRevoked": None,
    "ScanUndone": None,
    "CodCollected": None,
    "CodVoided": None,
}
# Of an event's fields only these are told: no ids of our people, outlets and rows.
TOLD = frozenset(
    {"reason", "attempt", "signed_kind", "signed", "pieces", "amount_fen", "cod_fen", "freight_fen", "method"}
    | {"code", "payer", "before_fen", "after_fen", "difference_fen", "fault_party", "step", "measurement_id"}
)


class DeliveryState(StrEnum):
    """WAITING until due, SENDING while claimed; FAILED after the last try or once its webhook is off."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Webhook:
    """Where a partner wants to be told of which kinds of events; `failing_since` the first failure in a row."""

    id: str
    partner_id: str
    url: str
    kinds: frozenset[str]
    active: bool
    failing_since: datetime | None = None
    message: str = ""

    def exhausted(self, now: datetime) -> bool:
        """Whether it has failed for so long that it is switched off."""
        return self.failing_since is not None and now - self.failing_since >= SWITCHED_OFF_AFTER


@dataclass(frozen=True)
class Delivery:
    """One event on its way to one webhook; `status` is the HTTP status of the last try, `code` what went wrong."""

    id: str
    webhook_id: str
    partner_id: str
    event_id: str
    kind: str
    waybill_no: str
    body: str
    created_at: datetime
    state: DeliveryState = DeliveryState.WAITING
    tries: int = 0
    due_at: datetime | None = None
    status: int | None = None
    ms: int | None = None
    code: str = ""
    delivered_at: datetime | None = None


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try again after `tries` failures; None when that was the last."""
    return now + WAITS[tries - 1] if 0 < tries <= len(WAITS) else None


def check_url(url: str, *, loopback: bool) -> None:
    """An https address on a public host; with `loopback` also http, and then only to this machine.

    Raises Invalid WEBHOOK_URL_INVALID. What a name resolves to is looked at when it is called (see is_public).
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _wrong() from error
    named = host.lower().rstrip(".")
    here = named == "localhost" or _is_loopback(named)
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not plain or not host or parts.username is not None or parts.fragment or port == 0:
        raise _wrong()
    if here and loopback and parts.scheme in ("http", "https"):
        return
    if parts.scheme != "https" or here or not _is_public_name(named):
        raise _wrong()


def is_public(address: str, *, loopback: bool) -> bool:
    """Whether a resolved address is one that strangers may make us call; `loopback` lets this machine through."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if loopback and found.is_loopback:
        return True
    return all(each.is_global and not each.is_multicast and not each.is_reserved for each in _meant(found))


def _meant(address: Address) -> list[Address]:
    """The address, or the IPv4 addresses that are wrapped in it."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    wrapped: list[Address | None] = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or int(address) >> 32 == 0:
        wrapped.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in wrapped if each is not None] or [address]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_public_name(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        # A name with a dot that does not end in a number: "2130706433", "0x7f.1" and "localhost" are other spellings.
        last = host.rpartition(".")[2]
        local = host.endswith((".localhost", ".local", ".internal"))
        return "." in host and last[:1].isalpha() and not local
    return is_public(host, loopback=False)


def _wrong() -> Invalid:
    return Invalid("WEBHOOK_URL_INVALID", "回调地址必须是公网的 https 地址")
