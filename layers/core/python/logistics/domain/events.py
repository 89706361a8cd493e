"""Facts that have happened, in the past tense.

The class names and their fields are a public contract: fields only grow, and what grows has a default.
They carry ids and amounts (int fen) and never personal data, so that any function may read any event.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from logistics.domain.event import Event
from logistics.domain.faults import Invalid
from logistics.domain.live_events import LIVE_EVENTS
from logistics.domain.money_events import MONEY_EVENTS
from logistics.domain.trouble_events import TROUBLE_EVENTS


@dataclass(frozen=True)
class OrderPlaced(Event):
    placed_by: str
    product: str
    terms: str
    total_fen: int
    cod_due_fen: int
    pickup_outlet_id: str | None = None
    delivery_outlet_id: str | None = None


@dataclass(frozen=True)
class OrderCancelled(Event):
    scan_id: str
    reason: str | None
    courier_id: str | None = None


@dataclass(frozen=True)
class CourierAssigned(Event):
    """`assignment_id` is the id of the assigning scan: a timer compares it to know that nothing changed since."""

    courier_id: str
    assignment_id: str
    outlet_id: str | None = None


@dataclass(frozen=True)
class CourierReleased(Event):
    courier_id: str | None
    scan_id: str


@dataclass(frozen=True)
class AssignmentDeclined(Event):
    courier_id: str
    reason: str


@dataclass(frozen=True)
class AcceptanceOverdue(Event):
    courier_id: str
    assignment_id: str


@dataclass(frozen=True)
class ParcelPickedUp(Event):
    scan_id: str
    courier_id: str | None


@dataclass(frozen=True)
class PickupFailed(Event):
    scan_id: str
    courier_id: str | None
    reason: str | None


@dataclass(frozen=True)
class ParcelDeparted(Event):
    scan_id: str
    outlet_id: str | None


@dataclass(frozen=True)
class ParcelArrived(Event):
    scan_id: str
    outlet_id: str | None


@dataclass(frozen=True)
class ParcelOutForDelivery(Event):
    """`attempt` counts from 1."""

    scan_id: str
    courier_id: str | None
    attempt: int


@dataclass(frozen=True)
class ParcelStored(Event):
    scan_id: str
    outlet_id: str | None


@dataclass(frozen=True)
class DeliveryFailed(Event):
    scan_id: str
    courier_id: str | None
    reason: str | None
    attempt: int


@dataclass(frozen=True)
class ParcelRefused(Event):
    scan_id: str
    courier_id: str | None
    reason: str | None


@dataclass(frozen=True)
class ParcelSigned(Event):
    scan_id: str
    courier_id: str | None
    signed_kind: str | None
    due_fen: int


@dataclass(frozen=True)
class ParcelIntercepted(Event):
    scan_id: str


@dataclass(frozen=True)
class ParcelRedirected(Event):
    scan_id: str


@dataclass(frozen=True)
class ParcelReturning(Event):
    scan_id: str
    reason: str | None


@dataclass(frozen=True)
class ParcelReturned(Event):
    scan_id: str
    courier_id: str | None


@dataclass(frozen=True)
class ExceptionOpened(Event):
    scan_id: str
    reason: str | None
    fault_party: str


@dataclass(frozen=True)
class ExceptionResolved(Event):
    scan_id: str


@dataclass(frozen=True)
class ParcelLost(Event):
    scan_id: str


@dataclass(frozen=True)
class ParcelFound(Event):
    scan_id: str


@dataclass(frozen=True)
class ParcelDisposed(Event):
    scan_id: str


@dataclass(frozen=True)
class SignatureRevoked(Event):
    scan_id: str
    reason: str | None


@dataclass(frozen=True)
class ScanUndone(Event):
    """A late fact showed that an applied scan did not count after all; consumers compensate its effects."""

    scan_id: str
    step: str
    by_scan_id: str


@dataclass(frozen=True)
class CodCollected(Event):
    """`amount_fen` = goods money `cod_fen` + freight on receipt `freight_fen`; `method` is cash or wechat."""

    collector_id: str
    amount_fen: int
    cod_fen: int
    freight_fen: int
    method: str


@dataclass(frozen=True)
class CodHandedBack(Event):
    """The collected amount went back to the payer; it is due again."""

    collector_id: str
    amount_fen: int


@dataclass(frozen=True)
class CodVoided(Event):
    """Nothing is to be collected any more: goods money `cod_fen` is void, `freight_fen` falls to the consignor."""

    cod_fen: int
    freight_fen: int


@dataclass(frozen=True)
class CodReinstated(Event):
    """A voided collection is due again, because the consignee takes the parcel after all."""

    cod_fen: int
    freight_fen: int


@dataclass(frozen=True)
class CashDeclared(Event):
    """A courier declared the cash of this waybill; one event for each waybill of the declaration."""

    declaration_id: str
    courier_id: str
    amount_fen: int


@dataclass(frozen=True)
class DeliveryRated(Event):
    """One side's word about a signed parcel: `side` is consignor or consignee, `stars` 1 to 5."""

    side: str
    stars: int
    courier_id: str | None = None


_OWN = (kind for kind in Event.__subclasses__() if kind.__module__ == __name__)
_KINDS = (*_OWN, *TROUBLE_EVENTS, *MONEY_EVENTS, *LIVE_EVENTS)
EVENTS: dict[str, type[Event]] = {kind.__name__: kind for kind in _KINDS}


def to_data(event: Event) -> dict[str, object]:
    """The event's fields as plain values, ready for JSON or a document."""
    return dict(vars(event))


def from_data(type_name: str, data: Mapping[str, object]) -> Event:
    """The event of that name; fields it does not know are left out, since newer code may have sent it.

    Raises Invalid EVENT_UNKNOWN for another name, EVENT_INVALID when a field it needs is missing.
    """
    kind = EVENTS.get(type_name)
    if kind is None:
        raise Invalid("EVENT_UNKNOWN", "no such event", type=type_name)
    known = {field.name for field in fields(kind)}
    try:
        return kind(**{name: value for name, value in data.items() if name in known})  # type: ignore[arg-type]
    except TypeError as missing:
        raise Invalid("EVENT_INVALID", "the event lacks a field", type=type_name) from missing
