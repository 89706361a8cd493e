"""The solver's plans: feasible by the judge of tours, and never fatal whatever is asked of them."""

from time import thread_time

import pytest

from functions.plan_route.solving import improved, solve
from logistics.domain.touring import Courier, Pair, Stop, Task, checked

_GRID = [(east, north) for north in range(23) for east in range(23)]


def _task(stops: dict[int, Stop], *pairs: Pair, places: int, couriers: int = 1) -> Task:
    """Places on a grid of streets 100 m apart, ten metres a second; everybody starts and ends at the corner."""
    points = _GRID[:places]
    metres = [[100 * (abs(a - c) + abs(b - d)) for c, d in points] for a, b in points]
    seconds = [[way // 10 for way in row] for row in metres]
    return Task(metres, seconds, stops, tuple(Courier(0, 0, 50) for _ in range(couriers)), pairs)


def test_a_window_that_nobody_can_keep_is_told_and_the_others_are_visited():
    task = _task({1: Stop(), 20: Stop(closes_s=10), 3: Stop()}, places=23)
    plan = solve(task, 0.1)
    assert plan.dropped == (20,)
    assert checked(task, plan.routes, plan.dropped) == ()


def test_of_two_doors_open_at_the_same_moment_one_is_left_out():
    task = _task({5: Stop(60, 100, 100), 15: Stop(60, 300, 300), 6: Stop(60, 100, 100)}, places=23)
    plan = solve(task, 0.2)
    assert len(plan.dropped) == 1
    assert plan.dropped[0] in (5, 6)
    assert checked(task, plan.routes, plan.dropped) == ()


def test_five_hundred_stops_are_planned_in_bounded_time():
    task = _task({place: Stop(60) for place in range(1, 501)}, places=501, couriers=5)
    began = thread_time()
    plan = solve(task, 1.0)
    assert plan.dropped == ()
    assert checked(task, plan.routes) == ()
    assert thread_time() - began < 5


_AT_ONCE, _GONE, _EVER = Stop(60, 1000, 1000), Stop(60, 0, 0), Stop(60)


@pytest.mark.parametrize(
    ("odd", "even", "left_out"),
    [
        (_AT_ONCE, _AT_ONCE, 499),
        (_AT_ONCE, _EVER, 249),
        (_GONE, _EVER, 250),
        (_GONE, _GONE, 500),
    ],
    ids=["all at the same moment", "half at the same moment", "half gone", "all gone"],
)
def test_five_hundred_stops_of_one_courier_whose_windows_contradict_are_told_in_bounded_time(
    odd: Stop, even: Stop, left_out: int
) -> None:
    task = _task({place: odd if place % 2 else even for place in range(1, 501)}, places=501)
    for planned in (lambda: solve(task, 0.3), lambda: improved(task, (), 0, 0.15)):
        began = thread_time()
        plan = planned()
        assert thread_time() - began < 8
        assert len(plan.dropped) == left_out
        assert checked(task, plan.routes, plan.dropped) == ()


def test_what_is_begun_stays_when_a_pair_comes_in_between():
    pairs = (Pair(1, 8, 1), Pair(3, 6, 1), Pair(4, 5, 1))
    stops = {place: Stop(10) for pair in pairs for place in (pair.pickup, pair.delivery)}
    task = _task(stops, *pairs, places=23)
    plan = improved(task, (3, 1, 6, 8), 2, 0.1)
    assert plan.routes[0][:2] == (3, 1)
    assert checked(task, plan.routes) == ()
