"""Tours: what a plan must keep to, and a judge of plans that shares nothing with solvers.

Places are numbers (the rows of both matrices), times are seconds from one common beginning, and a courier's tour is
the list of the stops between where they set out and where they end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

Route = tuple[int, ...]
"""Places in the order of their visits, without the start and the end."""

NEVER_S = 10**9


@dataclass(frozen=True)
class Stop:
    """One place to visit: `service_s` long, to be begun between `opens_s` and `closes_s` (None: at any time).

    `load` is what is put in there and stays in until the end of the tour; a negative one lay in the vehicle from the
    start and is handed over. What is both fetched and delivered on the tour is a Pair.
    """

    service_s: int = 0
    opens_s: int = 0
    closes_s: int | None = None
    load: int = 0

    @property
    def latest_s(self) -> int:
        """The last second at which its service may begin."""
        return NEVER_S if self.closes_s is None else self.closes_s


@dataclass(frozen=True)
class Pair:
    """What is fetched at one place and brought to another one, by the same courier and in this order."""

    pickup: int
    delivery: int
    amount: int = 0


@dataclass(frozen=True)
class Courier:
    """Who drives: from the place `start`, not before `from_s`, to the place `end` until `until_s`."""

    start: int
    end: int
    capacity: int
    from_s: int = 0
    until_s: int | None = None


@dataclass(frozen=True)
class Task:
    """What is to be planned: `stops` by their place, two matrices [from][to], and who drives."""

    distance_m: Sequence[Sequence[int]]
    duration_s: Sequence[Sequence[int]]
    stops: Mapping[int, Stop]
    couriers: tuple[Courier, ...]
    pairs: tuple[Pair, ...] = ()
    partner: Mapping[int, Pair] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        by_place = {place: pair for pair in self.pairs for place in (pair.pickup, pair.delivery)}
        object.__setattr__(self, "partner", by_place)


@dataclass(frozen=True)
class Plan:
    """A tour for each courier of the task, in their order, and the stops that fit into none."""

    routes: tuple[Route, ...]
    dropped: tuple[int, ...] = ()


@dataclass(frozen=True)
class Walk:
    """A tour as it would happen: when each stop is reached and left, how far and long all of it is.

    `broken` are the rules it breaks: late, overload, order (delivered before fetched, or only one half of a pair),
    twice, unknown.
    """

    arrives_s: tuple[int, ...]
    leaves_s: tuple[int, ...]
    ends_s: int
    distance_m: int
    broken: tuple[str, ...]


def walk(task: Task, courier: Courier, route: Sequence[int]) -> Walk:
    """Go along a tour, stop by stop; nothing of a solver's own account of it is believed."""
    broken = _broken_order(task, route)
    known = [place for place in route if place in task.stops]
    load = -sum(min(0, task.stops[place].load) for place in known)
    here, now, metres = courier.start, courier.from_s, 0
    arrives, leaves = list[int](), list[int]()
    overload, late = load > courier.capacity, False
    for place in known:
        stop = task.stops[place]
        now += task.duration_s[here][place]
        metres += task.distance_m[here][place]
        arrives.append(now)
        now = max(now, stop.opens_s)
        late = late or now > stop.latest_s
        load += change(task, place)
        overload = overload or load > courier.capacity
        now += stop.service_s
        leaves.append(now)
        here = place
    now += task.duration_s[here][courier.end]
    metres += task.distance_m[here][courier.end]
    late = late or (courier.until_s is not None and now > courier.until_s)
    if late:
        broken.append("late")
    if overload:
        broken.append("overload")
    return Walk(tuple(arrives), tuple(leaves), now, metres, tuple(broken))


def checked(task: Task, routes: Sequence[Route], dropped: Iterable[int] = ()) -> tuple[str, ...]:
    """The rules that a whole plan breaks, none for a feasible one; `dropped` are the stops it says it leaves out.

    Every stop is to be on exactly one tour or among the dropped (else: missing, twice).
    """
    broken = set[str]()
    for courier, route in zip(task.couriers, routes, strict=True):
        broken.update(walk(task, courier, route).broken)
    visited = [place for route in routes for place in route]
    if len(set(visited)) < len(visited) or set(visited) & set(dropped):
        broken.add("twice")
    if set(task.stops) - set(visited) - set(dropped):
        broken.add("missing")
    return tuple(sorted(broken))


def ahead(task: Task, begun: Route) -> Task:
    """What one courier still has before them once the stops of `begun` are done: they set out from the last of these.

    What was fetched there and is not yet delivered lies in the vehicle; what stays in until the end takes its room.
    """
    if not begun:
        return task
    (courier,) = task.couriers
    left = {place: stop for place, stop in task.stops.items() if place not in begun}
    for pair in task.pairs:
        if pair.pickup in begun and pair.delivery in left:
            left[pair.delivery] = replace(left[pair.delivery], load=left[pair.delivery].load - pair.amount)
    kept = sum(max(0, task.stops[place].load) for place in begun)
    there = walk(task, courier, begun).leaves_s[-1]
    later = replace(courier, start=begun[-1], from_s=there, capacity=courier.capacity - kept)
    pairs = tuple(pair for pair in task.pairs if pair.pickup in left)
    return replace(task, stops=left, couriers=(later,), pairs=pairs)


def _broken_order(task: Task, route: Sequence[int]) -> list[str]:
    place_in_order = {place: number for number, place in enumerate(route)}
    broken = []
    if len(place_in_order) < len(route):
        broken.append("twice")
    if any(place not in task.stops for place in route):
        broken.append("unknown")
    pairs = {task.partner[place] for place in route if place in task.partner}
    if any(place_in_order.get(pair.pickup, NEVER_S) >= place_in_order.get(pair.delivery, -1) for pair in pairs):
        broken.append("order")
    return broken


def change(task: Task, place: int) -> int:
    """By how much a stop changes the load."""
    pair = task.partner.get(place)
    if pair is None:
        return task.stops[place].load
    return task.stops[place].load + (pair.amount if place == pair.pickup else -pair.amount)


def way_m(task: Task, courier: Courier, route: Sequence[int]) -> int:
    """How far a tour is."""
    places = (courier.start, *route, courier.end)
    return sum(task.distance_m[here][there] for here, there in pairwise(places))


def units(task: Task) -> list[Pair | int]:
    """Stops by themselves and pairs, those whose window closes first to begin with."""
    alone = [place for place in task.stops if place not in task.partner]
    return sorted([*alone, *task.pairs], key=lambda unit: task.stops[_last(unit)].latest_s)


def _last(unit: Pair | int) -> int:
    return unit if isinstance(unit, int) else unit.delivery
