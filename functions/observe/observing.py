"""A day of each courier, looked at once it is over and late fixes have come in."""

import itertools
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from time import monotonic

from logistics.domain.coordinates import Point
from logistics.domain.driving import Duty, Signal, signals
from logistics.domain.fixes import Fix
from logistics.domain.shanghai import at_clock, business_day
from logistics.runtime.context import Context
from logistics.runtime.street_lines import street_line
from logistics.store.signals import KeptSignal, Shown, signal_id

MOST_COURIERS = 150  # a time, every five minutes: 43,000 a day
MOST_SHOWN = 20
_OVER_AFTER = timedelta(hours=3)  # past midnight
_ONE = timedelta(days=1)
_A_ROUND_S = 15.0  # then the next round goes on: a slow map must not end this one in the middle of a courier
_PATIENCE_S = 4.0


def observe(_: object, ctx: Context) -> dict[str, int]:
    """Look at the days of some couriers that nobody has looked at; again and again until all have been."""
    day, until = business_day(ctx.now - _OVER_AFTER) - _ONE, monotonic() + _A_ROUND_S
    found = couriers = 0
    for courier_id, outlet_id in ctx.store.signals.unobserved(day, MOST_COURIERS):
        kept = _day(courier_id, outlet_id, day, ctx)
        found += ctx.transact(partial(ctx.store.signals.keep, courier_id, day, kept))
        couriers += 1
        if monotonic() > until:
            break
    return {"couriers": couriers, "found": found}


def _day(courier_id: str, outlet_id: str | None, day: date, ctx: Context) -> list[KeptSignal]:
    start = at_clock(day, time())
    seen = ctx.store.fixes.with_duty(courier_id, start, start + _ONE)
    fixes = [fix for fix, _ in seen]
    if not fixes:
        return []
    outlet = ctx.store.outlets.find(outlet_id) if outlet_id else None
    doors = _doors(courier_id, start, ctx)
    known = [*([outlet.location] if outlet else []), *(point for _, point in doors)]
    told = signals(fixes, _street(doors, ctx), known, _duties(seen), _on_tour(doors))
    return [_kept(each, fixes, courier_id, outlet_id, day) for each in told]


def _doors(courier_id: str, start: datetime, ctx: Context) -> list[tuple[datetime, Point]]:
    """When which doors were done with, in this order."""
    done = sorted(ctx.store.arrivals.done(courier_id, start, start + _ONE), key=lambda each: each.done_at or each.at)
    parcels = ctx.store.parcels.many([each.waybill_no for each in done])
    found = list[tuple[datetime, Point]]()
    for each in done:
        parcel = parcels.get(each.waybill_no)
        party = parcel and (parcel.consignor if each.kind == "pickup" else parcel.consignee)
        if party and party.location and each.done_at:
            found.append((each.done_at, party.location))
    return found


def _street(doors: Sequence[tuple[datetime, Point]], ctx: Context) -> list[Point]:
    """The way that the map would drive by these doors: a straight line would make a detour of every bend.

    None without the map, and so no detours that day.
    """
    points = [point for point, _ in itertools.groupby(point for _, point in doors)]
    return street_line(points, _PATIENCE_S, ctx) if len(points) > 1 else []


def _on_tour(doors: Sequence[tuple[datetime, Point]]) -> Duty | None:
    """From the first door to the last: on the way there and home nobody has told which way to take."""
    return Duty(doors[0][0], doors[-1][0]) if doors else None


def _duties(seen: Sequence[tuple[Fix, bool]]) -> list[Duty]:
    """From the first fix on duty to the last before one that was not."""
    runs = (list(run) for on_duty, run in itertools.groupby(seen, lambda each: each[1]) if on_duty)
    return [Duty(run[0][0].at, run[-1][0].at) for run in runs]


def _kept(signal: Signal, fixes: Sequence[Fix], courier_id: str, outlet_id: str | None, day: date) -> KeptSignal:
    shown = [fix for fix in fixes if signal.from_at <= fix.at <= signal.until_at]
    step = max(1, -(-len(shown) // MOST_SHOWN))
    evidence = tuple(Shown(fix.at, *fix.point, fix.speed_mps) for fix in shown[::step])
    return KeptSignal(
        signal_id(courier_id, signal),
        courier_id,
        outlet_id,
        day,
        signal.kind,
        signal.from_at,
        signal.until_at,
        signal.point,
        signal.measured,
        signal.limit,
        evidence,
    )
