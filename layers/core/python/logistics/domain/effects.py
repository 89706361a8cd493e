"""What an applied scan writes on the parcel's row, and which event tells the others of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from logistics.domain import events, redirecting, trouble_events
from logistics.domain.changing import changed
from logistics.domain.cod import Cod, CodStatus
from logistics.domain.event import Event
from logistics.domain.reasons import fault_party
from logistics.domain.repricing import take_effect, undone
from logistics.domain.returning import asked_by, trip_from
from logistics.domain.roles import OUTLET_STAFF, Role
from logistics.domain.scan import Scan
from logistics.domain.states import Step
from logistics.domain.storage import storage_from
from logistics.domain.timeline import TAKING_STEPS

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel

_VOIDS_COD = frozenset({Step.REFUSED, Step.RETURNED, Step.CANCELLED, Step.DISPOSED, Step.LOST})


def blank(parcel: "Parcel") -> "Parcel":
    """The row without what applied scans wrote, so that folding them anew writes it again."""
    return changed(
        redirecting.undone(undone(parcel)),
        cod=_due_again(parcel.cod) if parcel.cod.status is CodStatus.VOID else parcel.cod,
        assignment_id=None,
        assigned_at=None,
        waiting_since=None,
        inspected=False,
        signatures=(),
        signed_by=None,
        signed_kind=None,
        return_reason=None,
        storage=None,
        instruction=None,
        return_trip=None,
        placed_at=None,
        picked_up_at=None,
        signed_at=None,
        handed_over_at=None,
    )


def carried_over(parcel: "Parcel", before: "Parcel") -> "Parcel":
    """What is no scan stands as long as the scan that it belongs to: an acceptance, an instruction, a sealed code."""
    accepted_at = before.accepted_at if parcel.assignment_id == before.assignment_id else None
    asked, known = parcel.instruction, before.instruction
    answered = known if asked and known and known.scan_id == asked.scan_id else asked
    stored, code = parcel.storage, before.storage
    if stored and code and code.scan_id == stored.scan_id:  # it may have been sealed anew since the scan
        stored = changed(stored, code=code.code)
    return changed(parcel, accepted_at=accepted_at, instruction=answered, storage=stored)


def columns(parcel: "Parcel", scan: Scan) -> "Parcel":
    """Write the columns of one applied scan."""
    write = _COLUMNS.get(scan.step)
    parcel = write(parcel, scan) if write else parcel
    cod = parcel.cod
    if scan.step in _VOIDS_COD and cod.status is CodStatus.DUE:
        void = cod.move(CodStatus.VOID, Role.SYSTEM)
        return changed(parcel, cod=replace(void, void_by_loss=scan.step is Step.LOST))
    tried_again = scan.step is Step.OUT_FOR_DELIVERY
    found = scan.step is Step.FOUND and cod.void_by_loss
    if cod.status is CodStatus.VOID and (tried_again or found):
        return changed(parcel, cod=_due_again(cod))
    return parcel


def _due_again(cod: Cod) -> Cod:
    return replace(cod.move(CodStatus.DUE, Role.SYSTEM), void_by_loss=False)


def settle(parcel: "Parcel", before: "Parcel") -> "Parcel":
    """Tell when the price changed, and when what is due at the door became void or due again."""
    return _settle_cod(_settle_price(parcel, before), before.cod.status)


def _settle_price(parcel: "Parcel", before: "Parcel") -> "Parcel":
    was_fen, is_fen = before.price.total_fen, parcel.price.total_fen
    if was_fen == is_fen:
        return parcel
    measurement = parcel.repricing.id if parcel.repricing else ""
    told = trouble_events.ParcelRepriced(parcel.waybill_no, measurement, was_fen, is_fen, is_fen - was_fen)
    return changed(parcel, events=(*parcel.events, told))


def _settle_cod(parcel: "Parcel", before: CodStatus) -> "Parcel":
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
    placed_at = parcel.placed_at or scan.happened_at  # one that was paid later was placed when it was submitted
    return changed(parcel, placed_at=placed_at, waiting_since=scan.happened_at, cod=cod)


def _submitted(parcel: "Parcel", scan: Scan) -> "Parcel":
    return changed(parcel, placed_at=scan.happened_at)


def _assigned(parcel: "Parcel", scan: Scan) -> "Parcel":
    return changed(parcel, assigned_at=scan.happened_at, assignment_id=scan.id, accepted_at=None, waiting_since=None)


def _released(parcel: "Parcel", scan: Scan) -> "Parcel":
    return changed(parcel, assigned_at=None, assignment_id=None, accepted_at=None, waiting_since=scan.happened_at)


def _cancelled(parcel: "Parcel", _scan: Scan) -> "Parcel":
    return changed(parcel, waiting_since=None)


def _picked_up(parcel: "Parcel", scan: Scan) -> "Parcel":
    return changed(take_effect(parcel, scan), picked_up_at=scan.happened_at, inspected=True)


def _signed(parcel: "Parcel", scan: Scan) -> "Parcel":
    by, kind = scan.details.get("signed_by"), scan.details.get("signed_kind")
    return changed(
        _left(parcel, scan),
        signed_at=scan.happened_at,
        handed_over_at=scan.happened_at,
        signed_by=by if isinstance(by, str) else None,
        signed_kind=kind if isinstance(kind, str) else None,
        signatures=(*parcel.signatures, scan.id),
    )


def _partly_signed(parcel: "Parcel", scan: Scan) -> "Parcel":
    return changed(parcel, signatures=(*parcel.signatures, scan.id), handed_over_at=scan.happened_at)


def _revoked(parcel: "Parcel", _scan: Scan) -> "Parcel":
    back = _back_again(parcel, _scan)
    return changed(back, signed_at=None, handed_over_at=None, signed_by=None, signed_kind=None)


def _return_started(parcel: "Parcel", scan: Scan) -> "Parcel":
    return changed(_left(parcel, scan), return_reason=scan.reason, return_trip=trip_from(scan))


def _stored(parcel: "Parcel", scan: Scan) -> "Parcel":
    return changed(parcel, storage=storage_from(scan), instruction=None)


def _left(parcel: "Parcel", scan: Scan) -> "Parcel":
    """It does not lie in its locker any more."""
    stored = parcel.storage
    return changed(parcel, storage=changed(stored, ended_at=scan.happened_at)) if stored else parcel


def _back_again(parcel: "Parcel", _scan: Scan) -> "Parcel":
    stored = parcel.storage
    return changed(parcel, storage=changed(stored, ended_at=None)) if stored else parcel


def _not_delivered(parcel: "Parcel", scan: Scan) -> "Parcel":
    return changed(parcel, instruction=asked_by(parcel, scan))


def _tried_again(parcel: "Parcel", _scan: Scan) -> "Parcel":
    return changed(parcel, instruction=None)


_COLUMNS: dict[Step, Callable[["Parcel", Scan], "Parcel"]] = {
    Step.SUBMITTED: _submitted,
    Step.PLACED: _placed,
    Step.PAID: _placed,
    Step.ASSIGNED: _assigned,
    Step.RELEASED: _released,
    Step.CANCELLED: _cancelled,
    Step.PICKED_UP: _picked_up,
    Step.OUT_FOR_DELIVERY: _tried_again,
    Step.STORED: _stored,
    Step.DELIVERY_FAILED: _not_delivered,
    Step.REFUSED: _not_delivered,
    Step.SIGNED: _signed,
    Step.PARTLY_SIGNED: _partly_signed,
    Step.SIGNATURE_REVOKED: _revoked,
    Step.RETURN_STARTED: _return_started,
    Step.REDIRECTED: redirecting.take_effect,
    Step.LOST: _left,
    Step.FOUND: _back_again,
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
    Step.PARTLY_SIGNED: lambda parcel, scan, _: trouble_events.ParcelPartlySigned(
        scan.waybill_no, scan.id, _holder(scan), len(parcel.signed_pieces), parcel.goods.pieces
    ),
    Step.SCAN_WITHDRAWN: lambda _, scan, __: trouble_events.ScanWithdrawn(
        scan.waybill_no, scan.id, str(scan.details.get("scan_id", "")), scan.reason
    ),
}
