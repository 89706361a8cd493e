"""Matching without a person: on events, when nobody accepts in time, and again each minute for those who wait."""

from dataclasses import replace
from time import monotonic

from functions.dispatch_match.matching import Search, given_to_best, not_for, search, taken_back
from functions.dispatch_match.rules import is_time, may_repeat
from functions.dispatch_match.schemas import OrderWaits, Overdue, PickupFailedAgain
from logistics.domain.parcel import Parcel
from logistics.domain.roles import EVERYTHING
from logistics.domain.states import Status, Step
from logistics.runtime.context import Context
from logistics.runtime.logs import log_failure

_MOST_PER_RUN = 1_000
_SECONDS_PER_RUN = 20


def look_around(event: OrderWaits, ctx: Context) -> Search | None:
    """Before the transaction: whom would we send? None if the order does not wait (any more, or yet)."""
    parcel = ctx.store.parcels.find(event.waybill_no)
    waits = parcel is not None and parcel.status is Status.PLACED and is_time(parcel, ctx.now)
    return search(parcel, ctx) if parcel and waits else None


def match_order(event: OrderWaits, ctx: Context) -> None:
    """Give a waiting order to the courier found; an order that was taken, cancelled or is early is left alone."""
    parcel = ctx.store.parcels.find(event.waybill_no)
    if parcel and parcel.status is Status.PLACED and ctx.answer:
        _save(parcel, given_to_best(ctx.answer, parcel, ctx), ctx)


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
    """Search again for all who wait, the longest waiting first, each in a transaction of its own."""
    began, tried, assigned = monotonic(), 0, 0
    waiting = ctx.store.parcels.waiting(EVERYTHING, _MOST_PER_RUN)
    for parcel in waiting:
        if monotonic() - began > _SECONDS_PER_RUN:
            break
        try:
            tried += 1
            assigned += _retried(parcel, ctx)
        except Exception as error:  # one order's trouble must not keep the others waiting
            log_failure("retry_failed", error, waybill_no=parcel.waybill_no)
    return {"waiting": len(waiting), "tried": tried, "assigned": assigned}


def _retried(parcel: Parcel, ctx: Context) -> bool:
    if not is_time(parcel, ctx.now) or not _is_ours(parcel, ctx):
        return False
    found = search(parcel, ctx)
    return found.choice.courier_id is not None and ctx.transact(lambda: _given_now(parcel, found, ctx))


def _given_now(seen: Parcel, found: Search, ctx: Context) -> bool:
    parcel = ctx.store.parcels.find(seen.waybill_no)
    if parcel is None or parcel.version != seen.version:
        return False
    return _save(parcel, given_to_best(found, parcel, ctx), ctx)


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
