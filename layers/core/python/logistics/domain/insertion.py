"""Where a new stop costs a tour least, at once: what is offered before any search, and where no search helped.

Places in a tour are weighed by what they add to the way; whether a stop fits there follows from how early the tour
is at each stop and how late it may be, so that weighing one costs the same however long the tour is.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import itemgetter

from logistics.domain.touring import NEVER_S, Courier, Pair, Plan, Route, Task, change, units, walk, way_m

_Offer = tuple[int, Route]


def cheapest_insertion(
    task: Task, courier: Courier, route: Sequence[int], added: Pair | int, begun: int = 0
) -> Route | None:
    """The tour with a stop (or a pair) put where it adds the least way, or None where it fits nowhere.

    The first `begun` stops stay, and the others keep their order: what people arranged by hand is not shuffled.
    """
    if isinstance(added, int):
        offers = _with_stop(_Times(task, courier, route), added, begun)
    else:
        offers = _with_pair(task, courier, route, added, begun)
    cheapest_first = (candidate for _, candidate in sorted(offers, key=itemgetter(0)))
    return next((each for each in cheapest_first if not walk(task, courier, each).broken), None)


class _Times:
    """One tour, stop by stop: `leaves_s` the earliest end of each, `latest_s` the last moment to arrive for the rest to
    hold; at both ends the courier's own. `load` is what is in the vehicle after each."""

    def __init__(self, task: Task, courier: Courier, route: Sequence[int]) -> None:
        self.task, self.route, self.courier = task, tuple(route), courier
        self.places = (courier.start, *route, courier.end)
        self.leaves_s = self._earliest()
        self.latest_s = self._latest()
        full = -sum(min(0, task.stops[place].load) for place in route)
        self.load = list(accumulate((change(task, place) for place in route), initial=full))
        self.peak_before = list(accumulate(self.load, max))
        self.peak_after = list(accumulate(reversed(self.load), max))[::-1]

    def fits(self, place: int, at: int) -> bool:
        """Whether a stop may come before the stop (or end) numbered `at`."""
        stop, before, after = self.task.stops[place], self.places[at], self.places[at + 1]
        begins = max(self.leaves_s[at] + self.task.duration_s[before][place], stop.opens_s)
        if begins > stop.latest_s:
            return False
        if begins + stop.service_s + self.task.duration_s[place][after] > self.latest_s[at]:
            return False
        peak = self.peak_after[at] + stop.load if stop.load > 0 else self.peak_before[at] - stop.load
        return peak <= self.courier.capacity

    def added_m(self, place: int, at: int) -> int:
        """By how much the way grows."""
        metres, before, after = self.task.distance_m, self.places[at], self.places[at + 1]
        return metres[before][place] + metres[place][after] - metres[before][after]

    def _earliest(self) -> list[int]:
        leaves, here, now = [self.courier.from_s], self.courier.start, self.courier.from_s
        for place in self.route:
            stop = self.task.stops[place]
            now = max(now + self.task.duration_s[here][place], stop.opens_s) + stop.service_s
            leaves.append(now)
            here = place
        return leaves

    def _latest(self) -> list[int]:
        """For each stop and then for the end; below nothing where the tour is late already."""
        until = NEVER_S if self.courier.until_s is None else self.courier.until_s
        latest, there = [until], self.courier.end
        for place in reversed(self.route):
            stop = self.task.stops[place]
            begin_by = min(stop.latest_s, latest[-1] - self.task.duration_s[place][there] - stop.service_s)
            latest.append(begin_by if begin_by >= stop.opens_s else -1)
            there = place
        return latest[::-1]


def _with_stop(times: _Times, place: int, begun: int) -> Iterator[_Offer]:
    route = times.route
    for at in range(begun, len(route) + 1):
        if times.fits(place, at):
            yield times.added_m(place, at), (*route[:at], place, *route[at:])


def _with_pair(task: Task, courier: Courier, route: Sequence[int], pair: Pair, begun: int) -> Iterator[_Offer]:
    """Fetched where that fits by itself, and then brought; the whole is judged by who asks."""
    for at in range(begun, len(route) + 1):
        fetched = (*route[:at], pair.pickup, *route[at:])
        for to in range(at + 1, len(fetched) + 1):
            candidate = (*fetched[:to], pair.delivery, *fetched[to:])
            yield way_m(task, courier, candidate), candidate


def inserted(task: Task, before: Plan | None = None, begun: Sequence[int] = ()) -> Plan:
    """A plan by cheapest insertion alone, stop after stop: what there is at once, and where no search helped.

    The first `begun[n]` stops of courier n stay first, and stops of `before` keep their order.
    """
    routes: list[Route] = list(before.routes) if before else [() for _ in task.couriers]
    visited = {place for route in routes for place in route}
    for stop in units(task):
        first = stop if isinstance(stop, int) else stop.pickup
        if first not in visited:
            _insert(task, routes, stop, begun)
    visited = {place for route in routes for place in route}
    return Plan(tuple(routes), tuple(sorted(set(task.stops) - visited)))


def _insert(task: Task, routes: list[Route], stop: Pair | int, begun: Sequence[int]) -> None:
    """Put a stop onto the tour where it adds least; nowhere if it fits nowhere."""
    offers = []
    for number, (courier, route) in enumerate(zip(task.couriers, routes, strict=True)):
        kept = begun[number] if number < len(begun) else 0
        offer = cheapest_insertion(task, courier, route, stop, kept)
        if offer is not None:
            offers.append((way_m(task, courier, offer) - way_m(task, courier, route), number, offer))
    if offers:
        _, number, offer = min(offers)
        routes[number] = offer
