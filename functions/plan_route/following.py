"""Couriers' tours while they are driven: where each stands, what of it is told, and what finished stops teach."""

import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.plan_route import planning, rules, telling
from functions.plan_route.following_schemas import Finished
from functions.plan_route.rules import Visit
from logistics.domain import arrivals
from logistics.domain.arrivals import Ahead, Arrival
from logistics.domain.faults import Conflict
from logistics.domain.fixes import Fix
from logistics.domain.paces import Counts
from logistics.domain.parcel import Parcel
from logistics.domain.travel import Point, crow_m, fallback_s
from logistics.runtime.context import Context
from logistics.runtime.logs import log
from logistics.runtime.travel_times import known_drives_s
from logistics.store import live
from logistics.store.arrivals import KeptArrival
from logistics.store.tours import KeptTour, PlannedStop

MOST_TOURS = 500
FINISHES = {"ParcelPickedUp": "pickup", "PickupFailed": "pickup"} | dict.fromkeys(
    ("ParcelSigned", "DeliveryFailed", "ParcelRefused", "ParcelStored"), telling.DELIVERY
)
_SEEN_WITHIN = timedelta(minutes=10)  # an older position is no ground to tell anybody anything
DELAYED = timedelta(minutes=15)
_MOST_REPLANNED = 50  # a minute; the others' turn comes in the next
_AHEAD_OF_ITS_SLOT = timedelta(seconds=5)

Paces = Mapping[str, Counts]


@dataclass(frozen=True)
class _Seen:
    """How many events were told of a tour, and how far its courier is behind the plan."""

    told: int
    behind: timedelta


def follow(_: object, ctx: Context) -> dict[str, int]:
    """Each minute: work out where couriers will be when, keep it, and announce what has come near or become late.

    A tour that its courier has fallen behind is planned again from where they are.
    """
    learned: dict[str, Paces] = {}
    followed = told = replanned = 0
    for tour in ctx.store.tours.to_follow(ctx.now, MOST_TOURS):
        seen = _follow(tour, learned, ctx)
        if seen is None:
            continue
        followed, told = followed + 1, told + seen.told
        if seen.behind >= DELAYED <= ctx.now - tour.planned_at and replanned < _MOST_REPLANNED:
            replanned += _replan(tour.courier_id, ctx)
    return {"followed": followed, "told": told, "replanned": replanned}


def learn(event: Finished, ctx: Context) -> KeptArrival | None:
    """Outside of a transaction: count what a finished visit tells; the visit, None if it is not one that was ahead.

    What happened before it was last expected is news of an earlier visit that comes late.
    """
    kept = ctx.store.arrivals.find(event.waybill_no)
    if ctx.event is None or kept is None or kept.kind != FINISHES[ctx.event.type]:
        return None
    done_at = ctx.event.occurred_at
    if kept.done_at or kept.at > done_at:
        return None
    seen: Counter[tuple[str, int]] = Counter()
    came_at = done_at - timedelta(seconds=rules.service_seconds(kept.kind, 1))
    for _, said in kept.said:
        taught = arrivals.horizon_seen(said.at, said.expected, came_at)
        if taught:
            seen[taught] += 1
    seen.update(_leg(kept, done_at, ctx))
    ctx.store.paces.add(seen)
    return kept


def finish(event: Finished, ctx: Context) -> None:
    """The visit is over: it is expected no more, and the next leg begins here."""
    if ctx.answer is not None and ctx.event is not None:
        ctx.store.arrivals.finish(event.waybill_no, ctx.event.occurred_at)


def _replan(courier_id: str, ctx: Context) -> bool:
    """False if the courier planned otherwise meanwhile, which is newer."""
    try:
        tour = planning.refreshed(courier_id, ctx)
        ctx.transact(lambda: ctx.store.tours.keep(tour))
    except Conflict as conflict:
        log("tour_not_replanned", code=conflict.code)
        return False
    return True


def _follow(tour: KeptTour, learned: dict[str, Paces], ctx: Context) -> _Seen | None:
    """What came of one tour's turn; None if nothing is ahead or nobody knows where the courier is."""
    outlet_id = live.outlet_of(tour.courier_id)
    seen = live.newest(outlet_id, tour.courier_id) if outlet_id else None
    if seen is None or ctx.now - seen.fix.at > _SEEN_WITHIN:
        return None
    parcels = ctx.store.parcels.many([number for stop in tour.stops for number in stop.waybill_nos])
    visits = [(stop, visit) for stop in tour.stops if (visit := _open(stop, tour.courier_id, parcels))]
    if not visits:
        return None
    adcode = rules.party_of(visits[0][1].parcels[0], visits[0][1].kind).adcode
    if adcode not in learned:
        learned[adcode] = ctx.store.paces.read(arrivals.paces_for(adcode, ctx.now))
    found = arrivals.arrivals(_ahead(visits, seen.fix, ctx), ctx.now, adcode, learned[adcode])
    told = ctx.transact(lambda: _keep(visits, found, outlet_id, ctx))
    return _Seen(told, found[0].expected - visits[0][0].arrives_at)


def _keep(visits: list[tuple[PlannedStop, Visit]], found: list[Arrival], outlet_id: str, ctx: Context) -> int:
    known = ctx.store.arrivals.many([number for _, visit in visits for number in visit.waybill_nos])
    rows, told = list[KeptArrival](), 0
    for (_, visit), arrival in zip(visits, found, strict=True):
        for parcel in visit.parcels:
            before = known.get(parcel.waybill_no)
            if before and before.done_at and before.done_at >= ctx.now:
                continue  # done since this round began: its parcel was read before that
            row = telling.updated(before, arrival, parcel, visit.kind, outlet_id, ctx.now)
            events = telling.news(row, arrival, ctx.now)
            for event in events:
                ctx.emit(event)
            rows.append(replace(row, told=(*row.told, *(type(event).__name__ for event in events))))
            told += len(events)
    ctx.store.arrivals.keep(rows)
    return told


def _open(stop: PlannedStop, courier_id: str, parcels: Mapping[str, Parcel]) -> Visit | None:
    """What of a planned stop is still to be done by this courier."""
    ahead = [parcels[number] for number in stop.waybill_nos if number in parcels]
    ahead = [each for each in ahead if each.courier_id == courier_id and rules.VISITED.get(each.status) == stop.kind]
    point = rules.party_of(ahead[0], stop.kind).location if ahead else None
    return Visit(stop.kind, point, tuple(ahead)) if point else None


def _ahead(visits: list[tuple[PlannedStop, Visit]], fix: Fix, ctx: Context) -> list[Ahead]:
    """Each way as the map has said of it at such an hour, else by the straight line; from where the courier is."""
    points: list[Point] = [fix.point, *(visit.point for _, visit in visits)]
    legs = list(itertools.pairwise(points))
    found = list[Ahead]()
    for (stop, visit), leg, said_s in zip(visits, legs, known_drives_s(legs, ctx.now, ctx), strict=True):
        drive_s = fallback_s(crow_m(*leg)) if said_s is None else said_s
        service_s = rules.service_seconds(visit.kind, len(visit.parcels))
        found.append(Ahead(visit.waybill_nos, drive_s, service_s, _opens_at(stop, service_s), said_s is not None))
    return found


def _opens_at(stop: PlannedStop, service_s: int) -> datetime | None:
    """When a stop opens at which the plan waits; None where it is served at once."""
    begins_at = stop.leaves_at - timedelta(seconds=service_s)
    return begins_at if begins_at - stop.arrives_at > _AHEAD_OF_ITS_SLOT else None


def _leg(kept: KeptArrival, done_at: datetime, ctx: Context) -> Counter[tuple[str, int]]:
    """What the way from the courier's last visit tells of the district and the hour."""
    last = ctx.store.arrivals.last_done(kept.courier_id, done_at)
    if last is None or last.done_at is None:
        return Counter()
    parcels = ctx.store.parcels.many([last.waybill_no, kept.waybill_no])
    parties = [
        rules.party_of(parcels[each.waybill_no], each.kind) for each in (last, kept) if each.waybill_no in parcels
    ]
    if len(parties) < 2 or parties[0].location is None or parties[1].location is None:
        return Counter()
    leg = (parties[0].location, parties[1].location)
    told = _told(kept, last.done_at, done_at, parties[1].adcode, fallback_s(crow_m(*leg)), by_map=False)
    (said_s,) = known_drives_s([leg], last.done_at, ctx)
    return told if said_s is None else told + _told(kept, last.done_at, done_at, parties[1].adcode, said_s, by_map=True)


def _told(
    kept: KeptArrival, left_at: datetime, done_at: datetime, adcode: str, drive_s: float, by_map: bool
) -> Counter[tuple[str, int]]:
    seen = arrivals.leg_seen(left_at, done_at, drive_s, rules.service_seconds(kept.kind, 1))
    if seen is None:
        return Counter()
    place, minutes = seen
    return Counter({(key, place): minutes for key in arrivals.leg_keys(adcode, left_at, by_map)})
