"""Where a new stop costs least, against trying every place by going along the whole tour each time."""

from random import Random

import pytest

from logistics.domain.insertion import cheapest_insertion, inserted
from logistics.domain.touring import Courier, Pair, Plan, Stop, Task, checked, walk, way_m


def random_task(rng: Random, stops: int, pairs: int = 0) -> Task:
    """Places on a square of ten kilometres, some with windows, things to fetch or to bring, and little room."""
    points = [(rng.random() * 10_000, rng.random() * 10_000) for _ in range(stops + 2)]
    metres = [[round(abs(a[0] - b[0]) + abs(a[1] - b[1])) for b in points] for a in points]
    seconds = [[each // 6 for each in row] for row in metres]
    made = {}
    for place in range(2, stops + 2):
        opens_s = rng.choice((0, rng.randrange(6_000)))
        closes_s = rng.choice((None, opens_s + rng.randrange(600, 6_000)))
        made[place] = Stop(120, opens_s, closes_s, 0 if place < 2 + 2 * pairs else rng.choice((0, 1, 1, -1, 2)))
    bound = tuple(Pair(2 + 2 * each, 3 + 2 * each, 1) for each in range(pairs))
    until_s = rng.choice((None, 12_000, 20_000))
    return Task(metres, seconds, made, (Courier(0, 1, rng.randrange(1, 6), rng.choice((0, 900)), until_s),), bound)


def best_of_all(task: Task, route: tuple[int, ...], place: int, begun: int) -> int | None:
    """The least way of all places in the tour that break no rule."""
    courier = task.couriers[0]
    tried = [(*route[:at], place, *route[at:]) for at in range(begun, len(route) + 1)]
    return min((way_m(task, courier, each) for each in tried if not walk(task, courier, each).broken), default=None)


@pytest.mark.parametrize("seed", range(60))
def test_no_place_in_the_tour_is_better_and_none_that_fits_is_missed(seed: int) -> None:
    rng = Random(seed)
    task = random_task(rng, rng.randrange(2, 14))
    route: tuple[int, ...] = ()
    for place in task.stops:
        begun = rng.randrange(0, min(2, len(route)) + 1)
        best, found = (
            best_of_all(task, route, place, begun),
            cheapest_insertion(task, task.couriers[0], route, place, begun),
        )
        assert (None if found is None else way_m(task, task.couriers[0], found)) == best
        if found is not None:
            assert found[:begun] == route[:begun] and tuple(each for each in found if each != place) == route
            route = found


@pytest.mark.parametrize("seed", range(20))
def test_a_plan_by_insertion_keeps_every_rule_and_says_what_it_leaves_out(seed: int) -> None:
    task = random_task(Random(seed), 12, pairs=2)
    plan = inserted(task)
    assert checked(task, plan.routes, plan.dropped) == ()


def test_a_tour_that_is_late_already_takes_nothing_more() -> None:
    stops = {2: Stop(60, 0, 10), 3: Stop(60)}
    far = [[0 if a == b else 600 for b in range(4)] for a in range(4)]
    task = Task(far, far, stops, (Courier(0, 1, 0),))
    assert cheapest_insertion(task, task.couriers[0], (2,), 3) is None
    assert inserted(task, Plan(((2,),))).dropped == (3,)
