"""Several orders and several couriers at once: the closest pair first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from heapq import heapify, heappop, heappush
from itertools import pairwise

from logistics.domain.dispatch import Choice, cost_m
from logistics.domain.travel import Point, crow_m

# A courier on a two-wheeler does some 300 m a minute: each three minutes of waiting outweigh one of somebody's way.
_HEAD_START_M_PER_MINUTE = 100
_MOST_HEAD_START_M = 3_000  # half the widest search: who waits goes first, but nobody crosses the city for it
_SLOT_AT_RISK = timedelta(minutes=30)  # what a courier under way needs for a stop or two and the way


def head_start_m(waited: timedelta, slot_left: timedelta | None = None) -> int:
    """How many metres an order goes before others because its promise is at risk, so that nobody outbids it forever.

    Minutes that it has waited count, and those that are missing to half an hour before its pickup slot closes.
    """
    missing = timedelta() if slot_left is None else max(timedelta(), _SLOT_AT_RISK - slot_left)
    seconds = max(0, int(waited.total_seconds())) + int(missing.total_seconds())
    return min(_MOST_HEAD_START_M, seconds * _HEAD_START_M_PER_MINUTE // 60)


def added_m(way: Sequence[Point], point: Point) -> int:
    """By how many metres, as the crow flies, a stop makes a way longer where it fits best.

    The way begins where the courier is, and ends with its last stop.
    """
    between = (crow_m(here, point) + crow_m(point, there) - crow_m(here, there) for here, there in pairwise(way))
    return round(min((crow_m(way[-1], point), *between)))


def closest_pairs(
    choices: Mapping[str, Choice],
    taken: Counter[str],
    limit_m: int | None = None,
    ahead_m: Mapping[str, int] | None = None,
) -> dict[str, str]:
    """Who fetches which order (waybill number to courier id): always the cheapest pair that is left.

    Each task that somebody is given makes them dearer for the next, and nobody gets more than their capacity.
    `taken` counts what was given before and is carried on. Pairs dearer than `limit_m` are left for a wider search.
    `ahead_m` are the head starts of orders by waybill number.
    """
    pairs, ahead = dict[str, str](), ahead_m or {}
    heap = [
        (each.cost_m - ahead.get(waybill_no, 0), waybill_no, each.candidate.courier_id, each.candidate)
        for waybill_no, choice in choices.items()
        for each in choice.weighed
        if each.cost_m is not None
    ]
    heapify(heap)
    while heap:
        rank, waybill_no, courier_id, candidate = heappop(heap)
        cost = None if waybill_no in pairs else cost_m(candidate, taken[courier_id])
        if cost is None or (limit_m is not None and cost > limit_m):
            continue
        if cost - ahead.get(waybill_no, 0) > rank:  # dearer by what was given since
            heappush(heap, (cost - ahead.get(waybill_no, 0), waybill_no, courier_id, candidate))
            continue
        pairs[waybill_no] = courier_id
        taken[courier_id] += 1
    return pairs


def with_first(choice: Choice, courier_id: str | None) -> Choice:
    """The choice as it was made among all orders: the chosen courier stands first, then the others by cost."""
    order = sorted(choice.weighed, key=lambda each: each.candidate.courier_id != courier_id)
    return Choice(courier_id, tuple(order))
