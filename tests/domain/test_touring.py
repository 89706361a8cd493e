"""The judge of tours, and where a new stop goes, on a street whose house numbers are metres."""

import pytest

from logistics.domain.insertion import cheapest_insertion
from logistics.domain.touring import Courier, Pair, Stop, Task, ahead, checked, walk

_STREET = (0, 100, 200, 300, 400)
_METRES = [[abs(there - here) for there in _STREET] for here in _STREET]
_COURIER = Courier(start=0, end=0, capacity=10)


def _task(stops: dict[int, Stop], *pairs: Pair, courier: Courier = _COURIER) -> Task:
    """Ten metres a second along the street."""
    seconds = [[metres // 10 for metres in row] for row in _METRES]
    return Task(_METRES, seconds, stops, (courier,), pairs)


def test_a_walk_tells_when_each_stop_is_reached_and_left():
    task = _task({1: Stop(60), 3: Stop(30, opens_s=200)})
    gone = walk(task, _COURIER, (1, 3))
    assert gone.arrives_s == (10, 90)
    assert gone.leaves_s == (70, 230)  # waits for the door to open at 200
    assert (gone.ends_s, gone.distance_m, gone.broken) == (260, 600, ())


@pytest.mark.parametrize(
    ("stops", "pairs", "courier", "route", "broken"),
    [
        ({1: Stop(closes_s=10)}, (), _COURIER, (1,), ()),
        ({1: Stop(closes_s=9)}, (), _COURIER, (1,), ("late",)),
        ({4: Stop()}, (), Courier(0, 0, 10, until_s=79), (4,), ("late",)),
        ({4: Stop()}, (), Courier(0, 0, 10, until_s=80), (4,), ()),
        ({1: Stop(), 2: Stop()}, (Pair(1, 2, 10),), _COURIER, (1, 2), ()),
        ({1: Stop(), 2: Stop()}, (Pair(1, 2, 1),), _COURIER, (2, 1), ("order",)),
        ({1: Stop(), 2: Stop()}, (Pair(1, 2, 1),), _COURIER, (1,), ("missing", "order")),
        ({1: Stop(), 2: Stop()}, (Pair(1, 2, 11),), _COURIER, (1, 2), ("overload",)),
        ({1: Stop(load=6), 2: Stop(load=5)}, (), _COURIER, (1, 2), ("overload",)),
        ({1: Stop(load=6), 2: Stop(load=-5)}, (), _COURIER, (1, 2), ("overload",)),
        ({1: Stop(load=6), 2: Stop(load=-5)}, (), _COURIER, (2, 1), ()),
        ({1: Stop(), 2: Stop()}, (), _COURIER, (1,), ("missing",)),
        ({1: Stop()}, (), _COURIER, (1, 1), ("twice",)),
        ({1: Stop()}, (), _COURIER, (1, 3), ("unknown",)),
    ],
)
def test_a_plan_that_breaks_a_rule_is_named(stops, pairs, courier, route, broken):
    assert checked(_task(stops, *pairs, courier=courier), (route,)) == broken


def test_a_stop_that_is_left_out_must_be_told():
    task = _task({1: Stop(), 2: Stop()})
    assert checked(task, ((1,),), dropped=(2,)) == ()
    assert checked(task, ((1, 2),), dropped=(2,)) == ("twice",)


@pytest.mark.parametrize(
    ("begun", "expected"),
    [
        (0, (1, 2, 4)),  # on the way there
        (1, (1, 2, 4)),
        (2, (1, 4, 2)),  # the first two are begun and stay
    ],
)
def test_a_new_stop_goes_where_it_adds_least_behind_what_is_begun(begun, expected):
    task = _task({1: Stop(), 2: Stop(), 4: Stop()}, courier=Courier(0, 4, 10))
    assert cheapest_insertion(task, task.couriers[0], (1, 4), 2, begun) == expected


def test_a_new_pair_is_fetched_before_it_is_delivered():
    task = _task({1: Stop(), 3: Stop(), 4: Stop()}, Pair(3, 1, 1), courier=Courier(0, 4, 10))
    assert cheapest_insertion(task, task.couriers[0], (4,), task.pairs[0]) == (3, 1, 4)


def test_a_stop_whose_door_closes_too_soon_fits_nowhere():
    task = _task({1: Stop(100), 4: Stop(closes_s=30)})
    assert cheapest_insertion(task, _COURIER, (1,), 4) is None


def test_what_was_fetched_on_the_way_lies_in_the_vehicle_for_the_rest_of_it():
    task = _task({1: Stop(60), 2: Stop(), 3: Stop(load=4), 4: Stop()}, Pair(1, 4, 7))
    rest = ahead(task, (1, 3))
    assert rest.stops == {2: Stop(), 4: Stop(load=-7)}
    assert rest.pairs == ()
    assert rest.couriers == (Courier(start=3, end=0, capacity=6, from_s=90),)
