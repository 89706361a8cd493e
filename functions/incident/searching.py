"""Parcels that nobody has seen for too long: first a question to everybody, and after the search a loss."""

from collections.abc import Callable
from datetime import datetime

from logistics.domain.incident import MISSING, MOVING, SEARCHED_FOR, SILENT_FOR, Incident, is_missing
from logistics.domain.parcel import Parcel
from logistics.domain.roles import SYSTEM
from logistics.domain.states import Step
from logistics.domain.timeline import fold
from logistics.runtime.context import Context
from logistics.runtime.facts import Fact, record
from logistics.runtime.logs import log_failure

_MOST_AT_ONCE = 200
_NO_SIGHTINGS = frozenset({Step.EXCEPTION_OPENED, Step.EXCEPTION_RESOLVED})


def find_missing(_: object, ctx: Context) -> dict[str, int]:
    """One round of the overdue rule; each parcel in a transaction of its own, and looked at again inside it."""
    asked = lost = 0
    for route_class, silence in SILENT_FOR.items():
        for number in ctx.store.parcels.silent(list(MOVING), route_class, ctx.now - silence, _MOST_AT_ONCE):
            asked += _done(number, lambda number=number: _ask(number, ctx), ctx)  # type: ignore[misc]
    for each in ctx.store.incidents.opened_before(MISSING, ctx.now - SEARCHED_FOR):
        lost += _done(each.waybill_no, lambda each=each: _lose(each, ctx), ctx)  # type: ignore[misc]
    return {"missing": asked, "lost": lost}


def _done(waybill_no: str, work: Callable[[], bool], ctx: Context) -> bool:
    try:
        return ctx.transact(work)
    except Exception as error:  # one parcel's trouble must not keep the others waiting
        log_failure("search_failed", error, waybill_no=waybill_no)
        return False


def _ask(waybill_no: str, ctx: Context) -> bool:
    parcel = ctx.store.parcels.find(waybill_no)
    if parcel is None or parcel.overlay or parcel.status not in MOVING or parcel.last_scan_at is None:
        return False
    if not is_missing(parcel.route_class, parcel.last_scan_at, ctx.now):
        return False
    record(parcel, _by_rule(parcel, MISSING, ctx), Step.EXCEPTION_OPENED, ctx, by=SYSTEM)
    return True


def _lose(incident: Incident, ctx: Context) -> bool:
    """A parcel that was seen since is searched for anew, from there."""
    parcel = ctx.store.parcels.find(incident.waybill_no)
    if parcel is None or parcel.overlay is None or parcel.overlay.scan_id != incident.id:
        return False
    if parcel.status not in MOVING or ctx.now - _last_seen(parcel, incident, ctx) <= SEARCHED_FOR:
        return False
    record(parcel, _by_rule(parcel, None, ctx), Step.LOST, ctx, by=SYSTEM)
    return True


def _last_seen(parcel: Parcel, incident: Incident, ctx: Context) -> datetime:
    counted = fold(ctx.store.scans.of(parcel.waybill_no), parcel.signatures).applied
    seen = (each.happened_at for each in counted if each.step not in _NO_SIGHTINGS)
    return max(incident.opened_at, *seen)


def _by_rule(parcel: Parcel, reason: str | None, ctx: Context) -> Fact:
    return Fact(waybill_no=parcel.waybill_no, scan_id=ctx.new_id(), occurred_at=ctx.now, reason=reason)
