"""The tour itself, by PyVRP: the only file that knows a solver.

Required stops are searched much better than optional ones, but one impossible window makes a plan of required stops
infeasible as a whole. So stops are required first; where that comes to nothing, each becomes optional with a prize
above any detour, and what was left out is told. Windows are kept, never stretched: PyVRP knows no soft ones.
"""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter, thread_time
from typing import Any

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.stop import StoppingCriterion

from logistics.domain.insertion import inserted
from logistics.domain.touring import (
    Courier,
    Pair,
    Plan,
    Route,
    Stop,
    Task,
    ahead,
    checked,
    units,
    walk,
    way_m,
)

_SEED = 1
_INFEASIBLE = int(np.iinfo(np.int64).max)
_PATIENCE = 2
"""How much longer than its computing time a plan may take where others use the machine as well."""

_TRIAL = 0.5
"""The share of the time after which a plan with every stop is given up, if none was feasible."""


class _Budget:
    """Stops the search after `seconds` of this thread's computing time."""

    def __init__(self, seconds: float, patience: float) -> None:
        self._seconds = seconds
        self._cpu, self._wall = thread_time(), perf_counter()
        self._patience = patience

    def spent(self) -> float:
        """The share of the time that is over."""
        computed, waited = thread_time() - self._cpu, perf_counter() - self._wall
        return max(computed, waited / self._patience) / self._seconds

    def trial(self, best_cost: int) -> bool:
        """Over sooner while nothing feasible was found, which the solver says by the largest number it has."""
        return self.spent() >= (_TRIAL if best_cost >= _INFEASIBLE else 1)

    def __call__(self, best_cost: int) -> bool:
        return self.spent() >= 1


def solve(task: Task, budget_s: float, before: Sequence[Route] = (), patience: float = _PATIENCE) -> Plan:
    """The shortest feasible tours that `budget_s` of computing finds, within `patience` times that by the clock.

    `before` is a plan to start from, with every stop. Nothing comes back that breaks a rule of `checked`.
    """
    hopeless = _hopeless(task)
    possible = _without(task, hopeless)
    if not possible.stops:
        return Plan(tuple(() for _ in task.couriers), hopeless)
    budget = _Budget(budget_s, patience)
    data = _data(possible, required=True)
    initial = _solution(possible, data, before) if before and not hopeless else None
    found = _searched(possible, data, budget.trial, initial)
    if found is None:
        quick = inserted(possible)
        data = _data(possible, required=False)
        found = _searched(possible, data, budget, _solution(possible, data, quick.routes)) or quick
    return Plan(found.routes, tuple(sorted((*found.dropped, *hopeless))))


def improved(task: Task, route: Route, begun: int, budget_s: float, patience: float = _PATIENCE) -> Plan:
    """One courier's tour with what is new put in, then shortened behind its first `begun` stops, which stay.

    Stops of the task that `route` does not name are new.
    """
    quick = inserted(task, Plan((route,)), (begun,))
    done = quick.routes[0][:begun]
    rest = ahead(task, done)
    before = () if quick.dropped else (quick.routes[0][begun:],)
    found = solve(rest, budget_s, before, patience)
    better = Plan(((*done, *found.routes[0]),), found.dropped)
    return min(quick, better, key=lambda plan: (len(plan.dropped), way_m(task, task.couriers[0], plan.routes[0])))


def _searched(
    task: Task, data: pyvrp.ProblemData, stop: StoppingCriterion, initial: pyvrp.Solution | None
) -> Plan | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PenaltyBoundWarning)  # nothing feasible: told by the plan itself
        best = pyvrp.solve(data, stop, _SEED, collect_stats=False, initial_solution=initial).best
    found = _plan(task, best)
    return None if checked(task, found.routes, found.dropped) else found


def _hopeless(task: Task) -> tuple[int, ...]:
    """Stops that nobody could reach in time or carry even if there were no others."""
    gone = list[int]()
    for unit in units(task):
        alone = (unit,) if isinstance(unit, int) else (unit.pickup, unit.delivery)
        if all(walk(task, courier, alone).broken for courier in task.couriers):
            gone.extend(alone)
    return tuple(sorted(gone))


def _without(task: Task, gone: Sequence[int]) -> Task:
    if not gone:
        return task
    stops = {place: stop for place, stop in task.stops.items() if place not in gone}
    return replace(task, stops=stops, pairs=tuple(pair for pair in task.pairs if pair.pickup not in gone))


def _data(task: Task, required: bool) -> pyvrp.ProblemData:
    distances = np.asarray(task.distance_m, dtype=np.int64)
    durations = np.asarray(task.duration_s, dtype=np.int64)
    prize = int(distances.max()) * 4 + 1
    depots = list(dict.fromkeys(place for courier in task.couriers for place in (courier.start, courier.end)))
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in task.distance_m],
        [_client(place, task.stops[place], prize, required) for place in _alone(task)],
        [pyvrp.Depot(place) for place in depots],
        [_vehicle(courier, depots) for courier in task.couriers],
        [distances],
        [durations],
        shipments=[_shipment(task, pair, prize, required) for pair in task.pairs],
    )


def _alone(task: Task) -> list[int]:
    return [place for place in task.stops if place not in task.partner]


def _client(place: int, stop: Stop, prize: int, required: bool) -> pyvrp.Client:
    return pyvrp.Client(
        place,
        delivery=[max(0, -stop.load)],
        pickup=[max(0, stop.load)],
        service_duration=stop.service_s,
        tw_early=stop.opens_s,
        tw_late=max(stop.opens_s, stop.latest_s),
        prize=prize,
        required=required,
    )


def _shipment(task: Task, pair: Pair, prize: int, required: bool) -> pyvrp.Shipment:
    fetched, brought = task.stops[pair.pickup], task.stops[pair.delivery]
    return pyvrp.Shipment(
        pair.pickup,
        pair.delivery,
        pickup_tw_early=fetched.opens_s,
        pickup_tw_late=max(fetched.opens_s, fetched.latest_s),
        pickup_service_duration=fetched.service_s,
        delivery_tw_early=brought.opens_s,
        delivery_tw_late=max(brought.opens_s, brought.latest_s),
        delivery_service_duration=brought.service_s,
        amount=[pair.amount],
        prize=2 * prize,
        required=required,
    )


def _vehicle(courier: Courier, depots: list[int]) -> pyvrp.VehicleType:
    until: dict[str, Any] = {} if courier.until_s is None else {"tw_late": max(courier.from_s, courier.until_s)}
    return pyvrp.VehicleType(
        capacity=[courier.capacity],
        start_depot=depots.index(courier.start),
        end_depot=depots.index(courier.end),
        tw_early=courier.from_s,
        **until,
    )


def _solution(task: Task, data: pyvrp.ProblemData, before: Sequence[Route]) -> pyvrp.Solution:
    """A plan in the solver's words: its activities are numbers of clients and of shipments."""
    words = {}
    for number, place in enumerate(_alone(task)):
        words[place] = pyvrp.Activity(pyvrp.ActivityType.CLIENT, number)
    for number, pair in enumerate(task.pairs):
        words[pair.pickup] = pyvrp.Activity(pyvrp.ActivityType.PICKUP, number)
        words[pair.delivery] = pyvrp.Activity(pyvrp.ActivityType.DELIVERY, number)
    used = [(number, route) for number, route in enumerate(before) if route]
    return pyvrp.Solution(data, [pyvrp.Route(data, [words[place] for place in route], n) for n, route in used])


def _plan(task: Task, best: pyvrp.Solution) -> Plan:
    alone = _alone(task)
    routes: list[Route] = [() for _ in task.couriers]
    for route in best.routes():
        routes[route.vehicle_type()] = tuple(_place(task, alone, visit) for visit in route if not visit.is_depot())
    visited = {place for route in routes for place in route}
    return Plan(tuple(routes), tuple(sorted(set(task.stops) - visited)))


def _place(task: Task, alone: list[int], visit: pyvrp.Activity) -> int:
    if visit.is_client():
        return alone[visit.idx]
    pair = task.pairs[visit.idx]
    return pair.pickup if visit.is_pickup() else pair.delivery
