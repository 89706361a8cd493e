"""All couriers of an outlet together: who takes out which of the parcels that lie there, and in which order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

from functions.plan_route import rules
from functions.plan_route.outlet_schemas import Loading, OneOutlet, PlanOutlet, ReleaseOutlet
from functions.plan_route.rules import Driver, Visit
from functions.plan_route.schemas import MOST_STOPS
from logistics.domain.faults import Conflict
from logistics.domain.roles import Role
from logistics.domain.roster import Roster
from logistics.domain.shanghai import business_day
from logistics.domain.states import Status
from logistics.domain.touring import Plan, Task
from logistics.domain.working_time import WorkingTime, rests_between, shifts_ahead
from logistics.runtime.context import Context
from logistics.runtime.travel_times import travel_matrix
from logistics.store import positions
from logistics.store.outlet_tours import OutletTours, Round
from logistics.store.staff import StaffMember

MOST_COURIERS = 40
_MOST_S, _A_STOP_S = 1.0, 0.01
_SHARE = 1.25
_BUSY = [Status.ASSIGNED, Status.OUT_FOR_DELIVERY]


def work_out(command: PlanOutlet, ctx: Context) -> OutletTours:
    """Outside: the shortest tours that bring what lies at the outlet, within what each courier can carry and works.

    Without names it is planned for those on duty. What somebody has taken on already stays theirs and takes room.
    Raises NotFound OUTLET_NOT_FOUND; Conflict COURIER_UNAVAILABLE for nobody, or somebody who is not there to drive.
    """
    outlet = ctx.store.outlets.get(command.outlet_id, ctx.actor.scope)
    drivers = _drivers(outlet.id, command.courier_ids, ctx)
    lying = ctx.store.parcels.lying_at(outlet.id, MOST_STOPS)
    visits, unplaced = rules.visits_of(lying, rules.TO_TAKE_OUT)
    points = rules.points_of(visits, outlet.location, outlet.location)
    ways = travel_matrix(points, ctx.now, rules.district_of(visits), ctx)
    task = rules.round_of(visits, ways, drivers)
    plan = _fair(task, len(lying) - len(unplaced))
    before = ctx.store.outlet_tours.find(outlet.id)
    return OutletTours(
        outlet_id=outlet.id,
        version=before.version + 1 if before else 1,
        planned_at=ctx.now,
        planned_by=ctx.actor.id,
        rounds=tuple(_rounds(task, plan, visits, drivers, ctx.now)),
        unreachable=tuple(number for place in plan.dropped for number in visits[place - rules.FIRST].waybill_nos),
        unplaced=tuple(unplaced),
        times_from=ways.source,
    )


def plan_outlet_tours(_: PlanOutlet, ctx: Context) -> OutletTours:
    """Keep what was worked out; couriers see it once it is released. Conflict TOUR_CHANGED if another came first."""
    plan: OutletTours = ctx.answer
    return ctx.store.outlet_tours.keep(plan)


def show_outlet_tours(command: OneOutlet, ctx: Context) -> OutletTours:
    """The latest plan of an outlet; NotFound OUTLET_NOT_FOUND, TOUR_NOT_FOUND."""
    return ctx.store.outlet_tours.get(ctx.store.outlets.get(command.outlet_id, ctx.actor.scope).id)


def release_outlet_tours(command: ReleaseOutlet, ctx: Context) -> OutletTours:
    """Let the couriers see who takes out what; Conflict TOUR_CHANGED unless `version` is the latest."""
    plan = ctx.store.outlet_tours.get(ctx.store.outlets.get(command.outlet_id, ctx.actor.scope).id)
    if plan.version != command.version:
        raise Conflict("TOUR_CHANGED", "路线已更新，请刷新后再试")
    return ctx.store.outlet_tours.release(plan, ctx.actor.id)


def show_loading(_: object, ctx: Context) -> Loading:
    """What I am to take out by the released plan of my outlet, as far as it lies there still, in visiting order."""
    plan = ctx.store.outlet_tours.find(ctx.actor.outlet_id or "")
    mine = next((each for each in plan.rounds if each.courier_id == ctx.actor.id), None) if plan else None
    if plan is None or mine is None or plan.released_at is None:
        return Loading(None, ())
    parcels = ctx.store.parcels.many(mine.waybill_nos)
    lying = (each for each in mine.waybill_nos if each in parcels and parcels[each].status is Status.AT_OUTLET)
    return Loading(plan.released_at, tuple(lying))


def _fair(task: Task, parcels: int) -> Plan:
    """Nobody much more than their share, since the shortest way alone sends one courier round everywhere.

    Where that would leave something at the outlet, whoever has room and time takes it.
    """
    share = ceil(parcels * _SHARE / len(task.couriers))
    even = tuple(replace(each, capacity=min(each.capacity, share)) for each in task.couriers)
    plan = _solved(replace(task, couriers=even))
    return min(plan, _solved(task), key=lambda each: len(each.dropped)) if plan.dropped else plan


def _solved(task: Task) -> Plan:
    from functions.plan_route.solving import solve  # the solver takes 0.1 s to load: for those who need it

    return solve(task, min(_MOST_S, _A_STOP_S * (len(task.stops) + 1)))


def _drivers(outlet_id: str, courier_ids: Sequence[str], ctx: Context) -> list[Driver]:
    staff = ctx.store.staff.listed(ctx.actor.scope, role=Role.COURIER, outlet_id=outlet_id, limit=MOST_COURIERS)
    there = {each.id: each for each in staff if each.active}
    wanted = courier_ids or [each for each in there if positions.duty_of(each)]
    missing = [each for each in wanted if each not in there]
    if missing or not wanted:
        raise Conflict("COURIER_UNAVAILABLE", "没有可以派送的快递员", courier_ids=missing)
    open_tasks = ctx.store.parcels.open_tasks(list(wanted), _BUSY)
    today = business_day(ctx.now)
    roster = ctx.store.rosters.of_day([outlet_id], today.isoformat()).get(outlet_id)
    return [_driver(there[each], open_tasks.get(each, 0), roster, ctx.now) for each in dict.fromkeys(wanted)]


def _driver(courier: StaffMember, busy: int, roster: Roster | None, now: datetime) -> Driver:
    """By their shifts of today and the rests between, else by the hours for which they are on duty.

    Who has neither works as long as it takes.
    """
    duty = positions.duty_of(courier.id)
    room = max(0, courier.capacity - busy)
    shifts = shifts_ahead(roster, courier.id, now)
    if shifts:
        begins, ends = rules.seconds_until(shifts[0][0], now), rules.seconds_until(shifts[-1][1], now)
        return Driver(courier.id, room, begins, ends, WorkingTime(rests_between(shifts, now)))
    return Driver(courier.id, room, 0, rules.seconds_until(duty.until, now) if duty else None, WorkingTime())


def _rounds(task: Task, plan: Plan, visits: Sequence[Visit], drivers: Sequence[Driver], now: datetime) -> list[Round]:
    found = []
    for driver, courier, route in zip(drivers, task.couriers, plan.routes, strict=True):
        day = rules.day_of(task, courier, route, visits, driver.works, now)
        if not route:
            day = rules.Day((), now + timedelta(seconds=driver.from_s), 0)
        found.append(Round(driver.courier_id, day.stops, day.ends_at, day.distance_m))
    return found
