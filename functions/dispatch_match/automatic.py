"""Matching without a person: on events, when nobody accepts in time, and again each minute for those who wait."""

from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

from functions.dispatch_match.candidates import Wanted
from functions.dispatch_match.escalating import watch_over
from functions.dispatch_match.matching import (
    Search,
    give_all,
    given_to_best,
    not_for,
    search,
    search_all,
    taken_back,
    wanted,
)
from functions.dispatch_match.rules import LONE_ORDERS, LONE_SPAN_S, is_time, may_repeat, offered_from, window_end
from functions.dispatch_match.schemas import OrderWaits, Overdue, PickupFailedAgain
from logistics.domain.parcel import Parcel
from logistics.domain.roles import EVERYTHING
from logistics.domain.route_class import city_code
from logistics.domain.states import Status, Step
from logistics.domain.trouble_events import DispatchWindowClosed
from logistics.runtime.context import Context
from logistics.runtime.logs import log_failure
from logistics.store import limits

_MOST_PER_RUN = 1_000
_SECONDS_PER_RUN = 20
_BATCH = 500  # orders matched together
_PER_COMMIT = 50
_PER_WINDOW = 100  # what one transaction carries; the rest is matched within the minute


@dataclass(frozen=True)
class Crowd:
    """Many orders come in this city just now."""


def look_around(event: OrderWaits, ctx: Context) -> Search | Crowd | None:
    """Before the transaction: whom would we send? None if the order does not wait (any more, or yet)."""
    parcel = ctx.store.parcels.find(event.waybill_no)
    waits = parcel is not None and parcel.status is Status.PLACED and is_time(parcel, ctx.now)
    if parcel is None or not waits:
        return None
    alone = limits.hit("dispatch", city_code(parcel.consignor.adcode), LONE_ORDERS, LONE_SPAN_S)
    return search(parcel, ctx) if alone else Crowd()


def match_order(event: OrderWaits, ctx: Context) -> None:
    """Give a waiting order to the courier found; an order that was taken, cancelled or is early is left alone.

    Under load it waits some seconds for those that come with it, and one that is booked for later until it is time;
    all whose window ends then are matched together. A dispatcher is told of what stays behind (see escalating).
    """
    parcel = ctx.store.parcels.find(event.waybill_no)
    if parcel is None or parcel.status is not Status.PLACED:
        return
    begins = offered_from(parcel)
    if begins and begins > ctx.now:
        _await_window(parcel, begins, ctx)
    elif isinstance(ctx.answer, Crowd):
        _await_window(parcel, window_end(ctx.now), ctx)
    elif ctx.answer and _save(parcel, given_to_best(ctx.answer, parcel, ctx), ctx):
        return
    watch_over(parcel, ctx)


def _await_window(parcel: Parcel, end: datetime, ctx: Context) -> None:
    key = f"window:{city_code(parcel.consignor.adcode)}:{int(end.timestamp())}"
    ctx.emit_at(DispatchWindowClosed(parcel.waybill_no), end, key)


def look_over_window(event: OrderWaits, ctx: Context) -> list[tuple[Parcel, Search]]:
    """Before the transaction: the orders of that city that wait, the longest first, and whom we would send for each."""
    last = ctx.store.parcels.find(event.waybill_no)
    if last is None:
        return []
    placed = [each for each in ctx.store.parcels.waiting(EVERYTHING, _MOST_PER_RUN) if each.status is Status.PLACED]
    ready = [each for parcel in placed if (each := _ready(parcel, ctx))]
    city = city_code(last.consignor.adcode)
    batch = [each for each in ready if each.city == city][:_PER_WINDOW]
    return _chosen(batch, search_all(batch, ctx))


def _chosen(batch: list[Wanted], found: dict[str, Search]) -> list[tuple[Parcel, Search]]:
    pairs = [(each.parcel, found[each.parcel.waybill_no]) for each in batch]
    return [(parcel, each) for parcel, each in pairs if each.choice.courier_id]


def match_window(event: OrderWaits, ctx: Context) -> None:
    """Give away what was matched together; whatever moved meanwhile is left to its own event or the next minute."""
    give_all(ctx.answer, ctx)


def look_around_again(event: PickupFailedAgain, ctx: Context) -> Search | None:
    """Before the transaction: whom else would we send, if another courier may do better?"""
    parcel = ctx.store.parcels.find(event.waybill_no)
    if parcel is None or parcel.status is not Status.PICKUP_FAILED or not may_repeat(event.reason):
        return None
    return search(not_for(event.courier_id, parcel), ctx)


def match_again(event: PickupFailedAgain, ctx: Context) -> None:
    """After a failed pickup the order waits again; for a trouble of ours another courier is sent at once."""
    parcel = ctx.store.parcels.find(event.waybill_no)
    if parcel is None or parcel.status is not Status.PICKUP_FAILED:
        return
    waiting = replace(parcel, waiting_since=parcel.waiting_since or ctx.now)
    if may_repeat(event.reason):
        waiting = not_for(event.courier_id, waiting)
    _save(parcel, given_to_best(ctx.answer, waiting, ctx) if ctx.answer else waiting, ctx)


def end_acceptance(event: Overdue, ctx: Context) -> None:
    """Take an order back that its courier did not accept in time; its release sets the next search off.

    A timer of an earlier assignment, or one that an acceptance overtook, means nothing.
    """
    parcel = ctx.store.parcels.find(event.waybill_no)
    if parcel is None or parcel.status is not Status.ASSIGNED or parcel.accepted_at:
        return
    if parcel.assignment_id == event.assignment_id:
        _save(parcel, taken_back(parcel, ctx.actor, "carrier_not_accepted", ctx), ctx)


def retry_waiting(_: object, ctx: Context) -> dict[str, int]:
    """Search again for all who wait, matched together; the longest waiting first where not all can be tried."""
    waiting = ctx.store.parcels.waiting(EVERYTHING, _MOST_PER_RUN)
    ready = [each for parcel in waiting if (each := _ready(parcel, ctx))]
    began, tried, assigned = monotonic(), len(waiting), 0
    for start in range(0, len(ready), _BATCH):
        batch = ready[start : start + _BATCH]
        if monotonic() - began > _SECONDS_PER_RUN:
            tried -= len(ready) - start
            break
        assigned += _match(batch, ctx)
    return {"waiting": len(waiting), "tried": tried, "assigned": assigned}


def _ready(parcel: Parcel, ctx: Context) -> Wanted | None:
    try:
        return wanted(parcel, ctx) if is_time(parcel, ctx.now) and _is_ours(parcel, ctx) else None
    except Exception as error:  # one order's trouble must not keep the others waiting
        log_failure("retry_failed", error, waybill_no=parcel.waybill_no)
        return None


def _match(batch: list[Wanted], ctx: Context) -> int:
    """Give the orders of a batch away; answers how many. Each part of it is committed or, alone, refused."""
    chosen = _chosen(batch, search_all(batch, ctx))
    parts = [chosen[start : start + _PER_COMMIT] for start in range(0, len(chosen), _PER_COMMIT)]
    assigned = sum(_committed(each, ctx) for each in parts)
    ctx.send_post()
    return assigned


def _committed(orders: list[tuple[Parcel, Search]], ctx: Context) -> int:
    try:
        return ctx.transact(lambda: give_all(orders, ctx), send=False)
    except Exception as error:
        if len(orders) == 1:
            log_failure("retry_failed", error, waybill_no=orders[0][0].waybill_no)
            return 0
    return sum(_committed([each], ctx) for each in orders)


def _is_ours(parcel: Parcel, ctx: Context) -> bool:
    """A failed pickup waits for a dispatcher unless its last reason lets us try again."""
    if parcel.status is Status.PLACED:
        return True
    failures = [each for each in ctx.store.scans.of(parcel.waybill_no) if each.step is Step.PICKUP_FAILED]
    return bool(failures) and may_repeat(max(failures, key=lambda each: each.order).reason)


def _save(before: Parcel, after: Parcel, ctx: Context) -> bool:
    """Write what was decided; False if that was to leave everything as it is."""
    if after is not before:
        ctx.store.parcels.save(before, after)
    return after is not before
