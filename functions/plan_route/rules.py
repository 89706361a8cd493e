"""From a courier's parcels to a task for the planner, and from its plan back to visits at times of day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from logistics.domain.consignment import Party
from logistics.domain.parcel import Parcel
from logistics.domain.road_matrix import Matrix
from logistics.domain.states import Status
from logistics.domain.touring import Courier, Plan, Route, Stop, Task, walk, way_m
from logistics.domain.travel import Point
from logistics.domain.working_time import WorkingTime
from logistics.store.tours import PlannedStop

VISITED = {Status.ASSIGNED: "pickup", Status.OUT_FOR_DELIVERY: "delivery"}
TO_TAKE_OUT = {Status.AT_OUTLET: "delivery"}
START, END, FIRST = 0, 1, 2
"""The first two places of every task; visits follow."""

_SERVICE_S = {"pickup": 180, "delivery": 120}
_EACH_MORE_S = 30
_SAME_ADDRESS_DIGITS = 4  # about ten metres


@dataclass(frozen=True)
class Visit:
    """All parcels that are fetched, or brought, at one address."""

    kind: str
    point: Point
    parcels: tuple[Parcel, ...]

    @property
    def waybill_nos(self) -> tuple[str, ...]:
        """The parcels' numbers."""
        return tuple(parcel.waybill_no for parcel in self.parcels)

    @property
    def wanted_at(self) -> float:
        """By when somebody waits for it at the latest, the strictest of its parcels; what has no time comes last."""
        return min(_wanted_at(self.kind, parcel) for parcel in self.parcels)


@dataclass(frozen=True)
class Driver:
    """Who takes out how many parcels, from when and until when in seconds from now (None: as long as it takes)."""

    courier_id: str
    room: int
    from_s: int
    until_s: int | None
    works: WorkingTime


def visits_of(parcels: Iterable[Parcel], kinds: Mapping[Status, str] = VISITED) -> tuple[list[Visit], list[str]]:
    """The visits of parcels, each of the kind that its state asks for, in the order in which these came.

    And the numbers of those without a point.
    """
    grouped: dict[tuple[str, float, float], list[Parcel]] = {}
    points: dict[tuple[str, float, float], Point] = {}
    unplaced = []
    for parcel in parcels:
        kind = kinds[parcel.status]
        point = party_of(parcel, kind).location
        if point is None:
            unplaced.append(parcel.waybill_no)
            continue
        key = (kind, round(point[0], _SAME_ADDRESS_DIGITS), round(point[1], _SAME_ADDRESS_DIGITS))
        points.setdefault(key, point)
        grouped.setdefault(key, []).append(parcel)
    return [Visit(key[0], points[key], tuple(same)) for key, same in grouped.items()], unplaced


def party_of(parcel: Parcel, kind: str) -> Party:
    """Whom a visit of that kind is to."""
    return parcel.consignor if kind == "pickup" else parcel.consignee


def district_of(visits: Sequence[Visit]) -> str:
    """The district whose experience counts for a tour: where its first visit is; none without visits."""
    return party_of(visits[0].parcels[0], visits[0].kind).adcode if visits else ""


def service_seconds(kind: str, parcels: int) -> int:
    """How long a visit takes at the door."""
    return _SERVICE_S[kind] + _EACH_MORE_S * (parcels - 1)


def points_of(visits: Iterable[Visit], start: Point, end: Point) -> list[Point]:
    """The points of a task in the order of its places; visit n is place n + FIRST."""
    return [start, end, *(visit.point for visit in visits)]


def task_of(visits: Sequence[Visit], ways: Matrix, now: datetime, works: WorkingTime) -> Task:
    """The task of one courier, in seconds worked from now, by the ways between its `points_of`."""
    stops = {number + FIRST: _stop(visit, now, works) for number, visit in enumerate(visits)}
    return Task(ways.distance_m, ways.duration_s, stops, (Courier(START, END, capacity=0),))


def round_of(visits: Sequence[Visit], ways: Matrix, drivers: Sequence[Driver]) -> Task:
    """The task of all of an outlet's couriers: each parcel lies in one of their vehicles when they set out.

    Each courier's time is what they have worked since now.
    """
    stops = {
        number + FIRST: Stop(service_seconds(visit.kind, len(visit.parcels)), load=-len(visit.parcels))
        for number, visit in enumerate(visits)
    }
    couriers = tuple(
        Courier(
            START,
            END,
            each.room,
            each.works.opens(each.from_s),
            None if each.until_s is None else each.works.opens(each.until_s),
        )
        for each in drivers
    )
    return Task(ways.distance_m, ways.duration_s, stops, couriers)


@dataclass(frozen=True)
class Day:
    """A tour by the clock: its stops, its end, and how far it is."""

    stops: tuple[PlannedStop, ...]
    ends_at: datetime
    distance_m: int


def day_of(
    task: Task, courier: Courier, route: Route, visits: Sequence[Visit], works: WorkingTime, now: datetime
) -> Day:
    """When each visit of a courier's tour would be, with their rests between them."""
    gone = walk(task, courier, route)
    stops = []
    for place, arrives_s, leaves_s in zip(route, gone.arrives_s, gone.leaves_s, strict=True):
        visit = visits[place - FIRST]
        left_s = works.leaves(leaves_s, task.stops[place].service_s)
        here, left = now + timedelta(seconds=works.clock(arrives_s)), now + timedelta(seconds=left_s)
        stops.append(PlannedStop(visit.kind, visit.waybill_nos, here, left))
    return Day(tuple(stops), now + timedelta(seconds=works.clock(gone.ends_s)), gone.distance_m)


def route_of(visits: Sequence[Visit], numbers: Iterable[str]) -> Route:
    """The places of these parcels' visits, in the order in which each is first named; what is no visit is left out."""
    places = {number: place + FIRST for place, visit in enumerate(visits) for number in visit.waybill_nos}
    return tuple(dict.fromkeys(places[number] for number in numbers if number in places))


def saved_m(task: Task, visits: Sequence[Visit], plan: Plan) -> int:
    """How much longer the same visits are in the order of their promised times."""
    (route,), (courier,) = plan.routes, task.couriers
    by_promise = sorted(route, key=lambda place: visits[place - FIRST].wanted_at)
    return way_m(task, courier, by_promise) - way_m(task, courier, route)


def _stop(visit: Visit, now: datetime, works: WorkingTime) -> Stop:
    """A pickup keeps its slot; one that is over already is visited at any time, since somebody still waits."""
    service_s = service_seconds(visit.kind, len(visit.parcels))
    if visit.kind == "delivery":
        return Stop(service_s)
    opens = [seconds_until(parcel.pickup_from, now) for parcel in visit.parcels if parcel.pickup_from]
    closes = [seconds_until(parcel.pickup_until, now) for parcel in visit.parcels if parcel.pickup_until]
    ahead = [at for at in closes if at > 0]
    return Stop(service_s, works.opens(max(opens, default=0)), works.closes(min(ahead)) if ahead else None)


def seconds_until(at: datetime, now: datetime) -> int:
    """How many there are until then; none for what is over."""
    return max(0, round((at - now).total_seconds()))


def _wanted_at(kind: str, parcel: Parcel) -> float:
    at = parcel.pickup_until if kind == "pickup" else parcel.promised_at
    return at.timestamp() if at else float("inf")
