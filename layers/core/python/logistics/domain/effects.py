"""What an applied scan writes on the parcel's row, and which event tells the others of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from logistics.domain import events
from logistics.domain.changing import changed
from logistics.domain.cod import CodStatus
from logistics.domain.events import Event
from logistics.domain.reasons import fault_party
from logistics.domain.roles import OUTLET_STAFF, Role
from logistics.domain.scan import Scan
from logistics.domain.states import Step
from logistics.domain.timeline import TAKING_STEPS

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel

_VOIDS_COD = frozenset({Step.REFUSED, Step.RETURNED, Step.CANCELLED, Step.DISPOSED})


def blank(parcel: "Parcel") -> "Parcel":
    """The row without what applied scans wrote, so that folding them anew writes it again."""
    void = parcel.cod.status is CodStatus.VOID
    return changed(
        parcel,
        cod=parcel.cod.move(CodStatus.DUE, Role.SYSTEM) if void else parcel.cod,
        assignment_id=None,
        assigned_at=None,
        waiting_since=None,
        inspected=False,
        signatures=(),
        signed_by=None,
        signed_kind=None,
        return_reason=None,
        placed_at=None,
        picked_up_at=None,
        signed_at=None,
    )


def columns(parcel: "Parcel", scan: Scan) -> "Parcel":
    """Write the columns of one applied scan."""
    write = _COLUMNS.get(scan.step)
    parcel = write(parcel, scan) if write else parcel
    cod = parcel.cod
    if scan.step in _VOIDS_COD and cod.status is CodStatus.DUE:
        return changed(parcel, cod=cod.move(CodStatus.VOID, Role.SYSTEM))
    if scan.step is Step.OUT_FOR_DELIVERY and cod.status is CodStatus.VOID:
        return changed(parcel, cod=cod.move(CodStatus.DUE, Role.SYSTEM))
    return parcel


def settle_cod(parcel: "Parcel", before: CodStatus) -> "Parcel":
    """Tell when what is due at the door became void, or due again."""
    after, cod_fen, freight_fen = parcel.cod.status, parcel.cod.due_fen, parcel.freight_due_fen
    told: tuple[Event, ...] = ()
    if after is CodStatus.VOID and before is not CodStatus.VOID:
        told = (events.CodVoided(parcel.waybill_no, cod_fen, freight_fen),)
    elif before is CodStatus.VOID and after is not CodStatus.VOID:
        told = (events.CodReinstated(parcel.waybill_no, cod_fen, freight_fen),)
    return changed(parcel, events=(*parcel.events, *told)) if told else parcel


def touched(parcel: "Parcel", scan: Scan) -> "Parcel":
    """Remember who has held the parcel and where it has been, counted or not: they must be able to see it."""
    holder = scan.courier_id or scan.actor_id
    if (scan.step is Step.ASSIGNED or scan.step in TAKING_STEPS) and holder not in parcel.held_by:
        parcel = changed(parcel, held_by=(*parcel.held_by, holder))
    outlet = scan.outlet_id
    if outlet and scan.actor_role in OUTLET_STAFF and outlet not in parcel.outlet_ids:
        parcel = changed(parcel, outlet_ids=(*parcel.outlet_ids, outlet))
    return parcel


def _placed(parcel: "Parcel", scan: Scan) -> "Parcel":
    due = parcel.due_fen and parcel.cod.status is CodStatus.NONE
    cod = replace(parcel.cod, status=CodStatus.DUE) if due else parcel.cod
    return changed(parcel, placed_at=scan.happened_at, waiting_since=scan.happened_at, cod=cod)


def _assigned(parcel: "Parcel", scan: Scan) -> "Parcel":
    return changed(parcel, assigned_at=scan.happened_at, assignment_id=scan.id, accepted_at=None, waiting_since=None)


def _released(parcel: "Parcel", scan: Scan) -> "Parcel":
    return changed(parcel, assigned_at=None, assignment_id=None, accepted_at=None, waiting_since=scan.happened_at)


def _cancelled(parcel: "Parcel", _scan: Scan) -> "Parcel":
    return changed(parcel, waiting_since=None)


def _picked_up(parcel: "Parcel", scan: Scan) -> "Parcel":
    return changed(parcel, picked_up_at=scan.happened_at, inspected=True)


def _signed(parcel: "Parcel", scan: Scan) -> "Parcel":
    by, kind = scan.details.get("signed_by"), scan.details.get("signed_kind")
    return changed(
        parcel,
        signed_at=scan.happened_at,
        signed_by=by if isinstance(by, str) else None,
        signed_kind=kind if isinstance(kind, str) else None,
        signatures=(*parcel.signatures, scan.id),
    )


def _revoked(parcel: "Parcel", _scan: Scan) -> "Parcel":
    return changed(parcel, signed_at=None, signed_by=None, signed_kind=None)


def _return_started(parcel: "Parcel", scan: Scan) -> "Parcel":
    return changed(parcel, return_reason=scan.reason)


_COLUMNS: dict[Step, Callable[["Parcel", Scan], "Parcel"]] = {
    Step.PLACED: _placed,
    Step.PAID: _placed,
    Step.ASSIGNED: _assigned,
    Step.RELEASED: _released,
    Step.CANCELLED: _cancelled,
    Step.PICKED_UP: _picked_up,
    Step.SIGNED: _signed,
    Step.SIGNATURE_REVOKED: _revoked,
    Step.RETURN_STARTED: _return_started,
}


def event_of(parcel: "Parcel", scan: Scan, attempt: int) -> Event | None:
    """The event of one applied scan, given the parcel as it is after it; None while an order only waits for payment."""
    tell = _EVENTS.get(scan.step)
    return tell(parcel, scan, attempt) if tell else None


def _order_placed(parcel: "Parcel", _scan: Scan, _attempt: int) -> Event:
    return events.OrderPlaced(
        parcel.waybill_no,
        parcel.placed_by,
        parcel.product,
        parcel.terms,
        parcel.price.total_fen,
        parcel.cod.due_fen,
        parcel.pickup_outlet_id,
        parcel.delivery_outlet_id,
    )


def _signed_event(parcel: "Parcel", scan: Scan, _attempt: int) -> Event:
    kind = scan.details.get("signed_kind")
    signed_kind = kind if isinstance(kind, str) else None
    return events.ParcelSigned(scan.waybill_no, scan.id, _holder(scan), signed_kind, parcel.due_fen)


def _holder(scan: Scan) -> str | None:
    """The courier a scan is about: the one named in it, or the courier who made it."""
    return scan.courier_id or (scan.actor_id if scan.actor_role is Role.COURIER else None)


_EVENTS: dict[Step, Callable[["Parcel", Scan, int], Event]] = {
    Step.PLACED: _order_placed,
    Step.PAID: _order_placed,
    Step.CANCELLED: lambda _, scan, __: events.OrderCancelled(scan.waybill_no, scan.id, scan.reason, scan.courier_id),
    Step.ASSIGNED: lambda _, scan, __: events.CourierAssigned(
        scan.waybill_no, scan.courier_id or scan.actor_id, scan.id, scan.outlet_id
    ),
    Step.RELEASED: lambda _, scan, __: events.CourierReleased(scan.waybill_no, scan.courier_id, scan.id),
    Step.PICKED_UP: lambda _, scan, __: events.ParcelPickedUp(scan.waybill_no, scan.id, _holder(scan)),
    Step.PICKUP_FAILED: lambda _, scan, __: events.PickupFailed(scan.waybill_no, scan.id, _holder(scan), scan.reason),
    Step.DEPARTED: lambda _, scan, __: events.ParcelDeparted(scan.waybill_no, scan.id, scan.outlet_id),
    Step.ARRIVED: lambda _, scan, __: events.ParcelArrived(scan.waybill_no, scan.id, scan.outlet_id),
    Step.BACK_AT_OUTLET: lambda _, scan, __: events.ParcelArrived(scan.waybill_no, scan.id, scan.outlet_id),
    Step.OUT_FOR_DELIVERY: lambda _, scan, attempt: events.ParcelOutForDelivery(
        scan.waybill_no, scan.id, _holder(scan), attempt
    ),
    Step.STORED: lambda _, scan, __: events.ParcelStored(scan.waybill_no, scan.id, scan.outlet_id),
    Step.DELIVERY_FAILED: lambda _, scan, attempt: events.DeliveryFailed(
        scan.waybill_no, scan.id, _holder(scan), scan.reason, attempt
    ),
    Step.REFUSED: lambda _, scan, __: events.ParcelRefused(scan.waybill_no, scan.id, _holder(scan), scan.reason),
    Step.SIGNED: _signed_event,
    Step.INTERCEPTED: lambda _, scan, __: events.ParcelIntercepted(scan.waybill_no, scan.id),
    Step.REDIRECTED: lambda _, scan, __: events.ParcelRedirected(scan.waybill_no, scan.id),
    Step.RETURN_STARTED: lambda _, scan, __: events.ParcelReturning(scan.waybill_no, scan.id, scan.reason),
    Step.RETURNED: lambda _, scan, __: events.ParcelReturned(scan.waybill_no, scan.id, _holder(scan)),
    Step.DISPOSED: lambda _, scan, __: events.ParcelDisposed(scan.waybill_no, scan.id),
    Step.EXCEPTION_OPENED: lambda _, scan, __: events.ExceptionOpened(
        scan.waybill_no, scan.id, scan.reason, fault_party(scan.reason or "")
    ),
    Step.EXCEPTION_RESOLVED: lambda _, scan, __: events.ExceptionResolved(scan.waybill_no, scan.id),
    Step.LOST: lambda _, scan, __: events.ParcelLost(scan.waybill_no, scan.id),
    Step.FOUND: lambda _, scan, __: events.ParcelFound(scan.waybill_no, scan.id),
    Step.SIGNATURE_REVOKED: lambda _, scan, __: events.SignatureRevoked(scan.waybill_no, scan.id, scan.reason),
}
