"""Several orders at once: the cheapest pair first, loads grow as work is given away, nobody beyond capacity."""

from collections import Counter
from datetime import timedelta

import pytest

from logistics.domain.dispatch import Candidate, choose
from logistics.domain.matching import added_m, closest_pairs, head_start_m, with_first


def pairs(
    distances: dict[str, dict[str, int]], capacity: int = 10, tasks: int = 0, limit_m: int | None = None
) -> dict[str, str]:
    choices = {
        order: choose(Candidate(courier, metres, tasks, capacity) for courier, metres in around.items())
        for order, around in distances.items()
    }
    return closest_pairs(choices, Counter(), limit_m)


@pytest.mark.parametrize(
    ("distances", "capacity", "expected"),
    [
        # the first order is near both couriers, the second near one: it gets that one
        ({"1": {"x": 500, "y": 600}, "2": {"x": 100, "y": 5_000}}, 1, {"1": "y", "2": "x"}),
        # with room for both, the second task costs 300 + 2000/100 more: 820 is dearer than 600
        ({"1": {"x": 500, "y": 600}, "2": {"x": 100, "y": 5_000}}, 10, {"1": "y", "2": "x"}),
        # but cheaper than 900
        ({"1": {"x": 500, "y": 900}, "2": {"x": 100, "y": 5_000}}, 10, {"1": "x", "2": "x"}),
        # three orders and one place
        ({"1": {"x": 30}, "2": {"x": 20}, "3": {"x": 10}}, 1, {"3": "x"}),
        # equal costs: the smaller waybill number, then the smaller id
        ({"2": {"y": 50, "x": 50}, "1": {"y": 50, "x": 50}}, 1, {"1": "x", "2": "y"}),
        ({"1": {}}, 1, {}),
    ],
)
def test_the_cheapest_pair_is_given_first(
    distances: dict[str, dict[str, int]], capacity: int, expected: dict[str, str]
) -> None:
    assert pairs(distances, capacity) == expected


def test_who_is_full_gets_nothing() -> None:
    assert pairs({"1": {"x": 10}}, capacity=2, tasks=2) == {}


def test_pairs_beyond_the_limit_wait_for_a_wider_search() -> None:
    assert pairs({"1": {"x": 1_000}, "2": {"y": 1_001}}, limit_m=1_000) == {"1": "x"}


def test_who_waits_goes_before_who_is_a_little_nearer() -> None:
    """Ten minutes are worth a kilometre, and half an hour is the most that counts."""
    seen = [head_start_m(timedelta(minutes=minutes)) for minutes in (-1, 0, 1, 10, 30, 600)]
    assert seen == [0, 0, 100, 1_000, 3_000, 3_000]
    choices = {
        "new": choose([Candidate("x", 100, 0, 1)]),
        "old": choose([Candidate("x", 1_050, 0, 1)]),
    }
    assert closest_pairs(choices, Counter(), None, {"old": 900}) == {"new": "x"}
    assert closest_pairs(choices, Counter(), None, {"old": 1_000}) == {"old": "x"}


def test_what_was_given_in_a_narrower_search_still_counts() -> None:
    taken = Counter({"x": 1})
    choice = choose([Candidate("x", 10, 0, 1), Candidate("y", 900, 0, 1)])
    assert closest_pairs({"1": choice}, taken) == {"1": "y"}
    assert taken == {"x": 1, "y": 1}


def test_the_chosen_one_stands_first_in_the_explanation() -> None:
    choice = choose(Candidate(courier, metres, 0, 1) for courier, metres in (("x", 1), ("y", 2), ("z", 3)))
    seen = with_first(choice, "z")
    assert (seen.courier_id, [each.candidate.courier_id for each in seen.weighed]) == ("z", ["z", "x", "y"])


@pytest.mark.parametrize(
    ("left", "metres"),
    [(40, 0), (30, 0), (20, 1_000), (0, 3_000), (-60, 3_000)],  # minutes until the pickup slot closes
)
def test_an_order_whose_slot_closes_soon_goes_first(left: int, metres: int) -> None:
    assert head_start_m(timedelta(), timedelta(minutes=left)) == metres


@pytest.mark.parametrize(
    ("stops", "added"),
    [
        ([], 1_000),  # one thousandth of a degree of latitude is 111.2 m
        ([2_000], 0),  # the way leads past
        ([-500], 1_500),  # there first, then back: shorter than the detour of 2 × 1000
        ([600, 1_400], 0),
        ([600, 300], 700),  # on from the last one, or 800 for going up to it in between
    ],
)
def test_a_stop_is_put_where_it_adds_least(stops: list[int], added: int) -> None:
    way = [(113.0, 23.0 + metres / 111_195) for metres in (0, *stops)]
    assert abs(added_m(way, (113.0, 23.0 + 1_000 / 111_195)) - added) <= 1
