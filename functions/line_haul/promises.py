"""What parcels' promises come to while they are on their way: estimates, warnings, and vehicles that went astray."""

from datetime import datetime
from functools import partial
from typing import Any

from functions.line_haul.promise_schemas import LateParcels, OneEvent
from logistics.domain.ids import derived_id
from logistics.domain.manifest import is_astray
from logistics.domain.parcel import Parcel
from logistics.domain.promise import Plan, Sighting, estimate, is_late, worth_saving
from logistics.domain.roles import SYSTEM
from logistics.domain.scan import Scan
from logistics.domain.states import Status, Step
from logistics.domain.trouble_events import ParcelRunningLate
from logistics.runtime.context import Context
from logistics.runtime.facts import Fact, record

ASTRAY = "carrier_sorting_error"
MOST_AT_ONCE = 200
_ON_THE_NETWORK = frozenset({Status.PICKED_UP, Status.IN_TRANSIT, Status.AT_OUTLET})
_SENT_ELSEWHERE = frozenset({Step.REDIRECTED, Step.RETURN_STARTED})


def follow_parcel(command: OneEvent, ctx: Context) -> None:
    """Estimate anew when something happened to a parcel; what was said about it may be old, so it is read again."""
    parcel = ctx.store.parcels.find(command.waybill_no)
    if parcel is not None:
        _estimate(parcel, ctx)


def check_arrival(command: OneEvent, ctx: Context) -> None:
    """Estimate anew, and open an incident for a parcel that came in where no way of its leads."""
    parcel = ctx.store.parcels.find(command.waybill_no)
    if parcel is None:
        return
    if command.scan_id and _went_astray(parcel, command.scan_id, ctx):
        scan_id = derived_id(ctx.event.occurred_at if ctx.event else ctx.now, command.scan_id, "astray")
        fact = Fact(waybill_no=parcel.waybill_no, scan_id=scan_id, occurred_at=ctx.now, reason=ASTRAY)
        record(parcel, fact, Step.EXCEPTION_OPENED, ctx, {"scan_id": command.scan_id}, by=SYSTEM)
        return  # its own event comes back here
    _estimate(parcel, ctx)


def watch_estimates(_: object, ctx: Context) -> dict[str, int]:
    """Look again at parcels that should have been there by now and of which nothing was heard."""
    overdue = ctx.store.promises.overtaken(ctx.now, MOST_AT_ONCE)
    for waybill_no in overdue:
        ctx.transact(partial(follow_parcel, OneEvent(waybill_no), ctx))
    return {"looked_at": len(overdue)}


def list_late_parcels(command: LateParcels, ctx: Context) -> dict[str, Any]:
    """Parcels under way, within the caller's scope, whose promise is broken or will be; the oldest promise first."""
    return {"parcels": ctx.store.promises.late(ctx.actor.scope, ctx.now, command.limit)}


# --- the estimate ----------------------------------------------------------------------------------------------


def _estimate(parcel: Parcel, ctx: Context) -> None:
    estimated_at = estimate(parcel, _seen(parcel, ctx), _plan(parcel, ctx), ctx.now)
    late = is_late(estimated_at, parcel.promised_at)
    warn = late and not parcel.told_late
    if warn or worth_saving(parcel.estimated_at, estimated_at):
        ctx.store.promises.estimate(parcel, estimated_at, parcel.told_late or late)
    if warn and estimated_at and parcel.promised_at:
        times = (parcel.promised_at.isoformat(), estimated_at.isoformat())
        ctx.emit(ParcelRunningLate(parcel.waybill_no, *times))


def _plan(parcel: Parcel, ctx: Context) -> Plan:
    """What this parcel's estimate needs of the network: nothing of it at the door."""
    lines = ctx.store.lines
    if parcel.status in _ON_THE_NETWORK:
        return Plan(lines.network(), lines.handling())
    return Plan.without_lines(lines.handling([parcel.delivery_outlet_id or ""]))


def _seen(parcel: Parcel, ctx: Context) -> Sighting:
    at = parcel.last_scan_at or ctx.now
    match parcel.status:
        case Status.PICKED_UP:
            return Sighting(parcel.picked_up_at or at, parcel.pickup_outlet_id)
        case Status.AT_OUTLET:
            return Sighting(at, parcel.at_outlet_id)
        case Status.IN_TRANSIT:
            left = _left(ctx.store.scans.of(parcel.waybill_no))
            towards = ctx.store.manifests.towards(parcel.waybill_no)
            return Sighting(left.happened_at, left.outlet_id, towards) if left else Sighting(at)
    return Sighting(at)


def _left(scans: list[Scan]) -> Scan | None:
    """The last departure."""
    return max((scan for scan in scans if scan.step is Step.DEPARTED), key=lambda scan: scan.order, default=None)


# --- astray ----------------------------------------------------------------------------------------------------


def _went_astray(parcel: Parcel, scan_id: str, ctx: Context) -> bool:
    """Whether this arrival, the parcel's last, is where it should not be, and nobody has said so yet."""
    here = parcel.at_outlet_id
    if here is None or parcel.overlay is not None:
        return False
    scans = ctx.store.scans.of(parcel.waybill_no)
    arrival = next((scan for scan in scans if scan.id == scan_id and scan.step is Step.ARRIVED), None)
    if arrival is None or arrival.outlet_id != here:
        return False
    left = _left([scan for scan in scans if scan.order < arrival.order])
    if _turned_around(scans, left, arrival) or _as_loaded(parcel, arrival, ctx):
        return False
    origin = (left.outlet_id, left.happened_at) if left and left.outlet_id else None
    return is_astray(parcel, here, ctx.store.lines.network(), origin)


def _turned_around(scans: list[Scan], left: Scan | None, arrival: Scan) -> bool:
    """Whether it was sent elsewhere while on the road: then its vehicle could not know."""
    since: datetime | None = left.happened_at if left else None
    return any(
        scan.step in _SENT_ELSEWHERE and since is not None and since <= scan.happened_at <= arrival.happened_at
        for scan in scans
    )


def _as_loaded(parcel: Parcel, arrival: Scan, ctx: Context) -> bool:
    """Whether the vehicle it was loaded on, in its right direction, brought it."""
    manifest_id = arrival.details.get("manifest_id")
    item = ctx.store.manifests.item(str(manifest_id), parcel.waybill_no) if manifest_id else None
    return item is not None and not item.misdirected
