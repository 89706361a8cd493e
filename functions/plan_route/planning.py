"""Tours of one courier: planned anew, put in the courier's own order, and grown by each new parcel."""

from dataclasses import dataclass
from datetime import timedelta

from functions.plan_route import rules
from functions.plan_route.rules import Visit
from functions.plan_route.schemas import MOST_STOPS, Assigned, OrderTour, PlanTour
from logistics.domain.coordinates import Point
from logistics.domain.faults import Conflict, Invalid, NotFound
from logistics.domain.insertion import inserted
from logistics.domain.road_matrix import TimesFrom
from logistics.domain.shanghai import business_day
from logistics.domain.states import Status
from logistics.domain.touring import Plan, Task
from logistics.domain.working_time import WorkingTime, working_time
from logistics.runtime.context import Context
from logistics.runtime.travel_times import travel_matrix
from logistics.store import live
from logistics.store.tours import KeptTour

_MOST_S = 0.3
_A_STOP_S = 0.01
"""A few stops need no search of seconds' tenths: what is saved goes to the courier who waits."""

_WORTH_IT = timedelta(minutes=5)


@dataclass(frozen=True)
class _Work:
    """What a courier has before them, and the plan that was made of it."""

    courier_id: str
    before: KeptTour | None
    visits: list[Visit]
    unplaced: list[str]
    task: Task
    works: WorkingTime
    times_from: TimesFrom

    def visit(self, place: int) -> Visit:
        """What is done at a place of the task."""
        return self.visits[place - rules.FIRST]


def plan_tour(_: PlanTour, ctx: Context) -> KeptTour:
    """Keep the plan that was worked out outside of the transaction; Conflict TOUR_CHANGED if another came first."""
    return _kept(ctx.answer, ctx)


def show_tour(_: object, ctx: Context) -> KeptTour:
    """My tour as it was last planned; NotFound TOUR_NOT_FOUND before the first."""
    tour = ctx.store.tours.of(ctx.actor.id)
    if tour is None:
        raise NotFound("TOUR_NOT_FOUND", "还没有规划路线")
    return tour


def order_tour(_: OrderTour, ctx: Context) -> KeptTour:
    """Keep the courier's own order; later plans put new parcels between it and leave it alone."""
    return _kept(ctx.answer, ctx)


def work_out(command: PlanTour, ctx: Context) -> KeptTour:
    """The best tour of my parcels within the time there is; an order made by hand is kept unless it is to go."""
    work = _work(ctx.actor.id, ctx)
    return _grown(work, ctx) if _is_by_hand(work) and not command.anew else _solved(work, ctx)


def put_in_order(command: OrderTour, ctx: Context) -> KeptTour:
    """The tour in the order said; parcels that were not named go where they add least.

    Raises Conflict TOUR_CHANGED on top of another plan; Invalid TOUR_ORDER_INVALID if none is to be visited.
    """
    work = _work(ctx.actor.id, ctx)
    if work.before is None or work.before.version != command.version:
        raise Conflict("TOUR_CHANGED", "路线已更新，请刷新后再试")
    route = rules.route_of(work.visits, command.waybill_nos)
    if not route:
        raise Invalid("TOUR_ORDER_INVALID", "这些包裹不在您的待办中")
    plan = inserted(work.task, Plan((route,)))
    return _tour(work, plan, ctx, by_hand=True)


def put_in(event: Assigned, ctx: Context) -> KeptTour | None:
    """A new parcel in its courier's tour at once; None without a tour, or when it is not (or no more) to be fetched."""
    parcel = ctx.store.parcels.find(event.waybill_no)
    if parcel is None or parcel.status is not Status.ASSIGNED or parcel.courier_id is None:
        return None
    before = ctx.store.tours.of(parcel.courier_id)
    if before is None or any(event.waybill_no in stop.waybill_nos for stop in before.stops):
        return None
    return _grown(_work(parcel.courier_id, ctx, ask=False), ctx)


def refreshed(courier_id: str, ctx: Context, ask: bool = True) -> KeptTour:
    """The tour from where the courier is now; its order changes only where that saves a way worth the confusion."""
    work = _work(courier_id, ctx, ask)
    numbers = [number for stop in work.before.stops for number in stop.waybill_nos] if work.before else []
    as_it_was = _tour(work, inserted(work.task, Plan((rules.route_of(work.visits, numbers),))), ctx, _is_by_hand(work))
    anew = _grown(work, ctx)
    fits = len(anew.unreachable) < len(as_it_was.unreachable) or anew.ends_at + _WORTH_IT < as_it_was.ends_at
    return anew if fits else as_it_was


def _is_by_hand(work: _Work) -> bool:
    return work.before is not None and work.before.by_hand


def _work(courier_id: str, ctx: Context, ask: bool = True) -> _Work:
    """`ask` the map for times that are not known: nobody waits for what a queue brings, but the next in line does."""
    courier = ctx.store.staff.get(courier_id)
    outlet = ctx.store.outlets.find(courier.outlet_id) if courier.outlet_id else None
    if outlet is None:
        raise Conflict("COURIER_UNAVAILABLE", "您还没有所属网点，请联系网点主管")
    parcels = ctx.store.parcels.tasks(courier_id, list(rules.VISITED), MOST_STOPS)
    visits, unplaced = rules.visits_of(parcels)
    points = rules.points_of(visits, _start(outlet.id, courier_id, outlet.location), outlet.location)
    ways = travel_matrix(points, ctx.now, rules.district_of(visits), ctx, ask)
    works = _works(outlet.id, courier_id, ctx)
    task = rules.task_of(visits, ways, ctx.now, works)
    return _Work(courier_id, ctx.store.tours.of(courier_id), visits, unplaced, task, works, ways.source)


def _works(outlet_id: str, courier_id: str, ctx: Context) -> WorkingTime:
    today = business_day(ctx.now).isoformat()
    return working_time(ctx.store.rosters.of_day([outlet_id], today).get(outlet_id), courier_id, ctx.now)


def _start(outlet_id: str, courier_id: str, home: Point) -> Point:
    """Where the courier was last seen, else the outlet."""
    seen = live.newest(outlet_id, courier_id)
    return seen.fix.point if seen else home


def _solved(work: _Work, ctx: Context) -> KeptTour:
    from functions.plan_route.solving import solve  # the solver takes 0.1 s to load: for those who need it

    return _tour(work, solve(work.task, _budget_s(work)), ctx)


def _budget_s(work: _Work) -> float:
    return min(_MOST_S, _A_STOP_S * (len(work.visits) + 1))


def _grown(work: _Work, ctx: Context) -> KeptTour:
    """The tour there was, with what is new; behind the stop under way it is shortened, unless made by hand."""
    numbers = [number for stop in work.before.stops for number in stop.waybill_nos] if work.before else []
    route = rules.route_of(work.visits, numbers)
    begun = min(1, len(route))
    if _is_by_hand(work):
        return _tour(work, inserted(work.task, Plan((route,)), (begun,)), ctx, by_hand=True)
    from functions.plan_route.solving import improved

    return _tour(work, improved(work.task, route, begun, _budget_s(work) / 2), ctx)


def _tour(work: _Work, plan: Plan, ctx: Context, by_hand: bool = False) -> KeptTour:
    (route,), (courier,) = plan.routes, work.task.couriers
    day = rules.day_of(work.task, courier, route, work.visits, work.works, ctx.now)
    return KeptTour(
        courier_id=work.courier_id,
        version=work.before.version + 1 if work.before else 1,
        planned_at=ctx.now,
        stops=day.stops,
        ends_at=day.ends_at,
        distance_m=day.distance_m,
        saved_m=rules.saved_m(work.task, work.visits, plan),
        by_hand=by_hand,
        unreachable=tuple(number for place in plan.dropped for number in work.visit(place).waybill_nos),
        unplaced=tuple(work.unplaced),
        times_from=work.times_from,
    )


def _kept(tour: KeptTour, ctx: Context) -> KeptTour:
    ctx.store.tours.keep(tour)
    return tour
