"""A day's way: what is a stop and what is drift, and how a line is thinned without losing its bends."""

from datetime import UTC, datetime, timedelta

import pytest

from logistics.domain.fixes import Fix
from logistics.domain.tracks import distance_m, stops, thinned

BEGAN = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
METRE_NORTH = 1 / 111_195
METRE_EAST = METRE_NORTH / 0.9197  # at 23.125° N


def at(minute: float, north_m: float = 0, east_m: float = 0, jumped: bool = False) -> Fix:
    point = (113.322 + east_m * METRE_EAST, 23.125 + north_m * METRE_NORTH)
    return Fix(int(minute * 60), BEGAN + timedelta(minutes=minute), point, jumped=jumped)


def minutes(fixes: list[Fix]) -> list[tuple[float, float]]:
    return [
        ((stop.arrived_at - BEGAN).total_seconds() / 60, (stop.left_at - BEGAN).total_seconds() / 60)
        for stop in stops(fixes)
    ]


@pytest.mark.parametrize(
    ("way", "stays"),
    [
        ([at(n, 0) for n in range(11)], [(0, 10)]),
        ([at(n, 0) for n in range(10)], []),  # nine minutes
        ([at(n, 99 * (n % 2)) for n in range(11)], [(0, 10)]),
        ([at(n, 120 * n) for n in range(30)], []),  # always on the way
        ([*[at(n) for n in range(6)], at(6, 300), *[at(n) for n in range(7, 12)]], [(0, 11)]),  # one outlier is drift
        ([at(0), at(45, 20), at(46, 800), at(47, 1_600)], [(0, 45)]),  # the phone slept
        ([*[at(n) for n in range(12)], *[at(12 + n, 500) for n in range(12)]], [(0, 11), (12, 23)]),
        ([], []),
    ],
)
def test_ten_minutes_within_a_hundred_metres_are_a_stop(way: list[Fix], stays: list[tuple[float, float]]) -> None:
    assert minutes(way) == stays


def test_a_phone_at_rest_goes_nowhere() -> None:
    assert distance_m([at(n, n % 2 * 9) for n in range(60)]) < 20
    assert distance_m([at(n, 100 * n) for n in range(11)]) == pytest.approx(1_000, abs=2)


def test_a_thinned_line_keeps_its_ends_and_bends() -> None:
    """A kilometre north, a kilometre east, in steps of 50 m."""
    north = [at(n, 50 * n) for n in range(21)]
    east = [at(20 + n, 1_000, 50 * n) for n in range(1, 21)]
    line = [point.fix for point in thinned([*north, *east], 100)]
    assert line[0] is north[0] and line[-1] is east[-1]
    assert north[-1] in line
    assert len(line) < 12


def test_a_line_has_at_most_so_many_points() -> None:
    zigzag = [at(n, 60 * n, 60 * (n % 2)) for n in range(500)]
    assert 2 <= len(thinned(zigzag, 50)) <= 50
    assert thinned([], 50) == []
    assert len(thinned([at(0)], 50)) == 1


def test_a_jump_stays_in_the_line_and_unknown_speeds_are_worked_out() -> None:
    way = [at(0), at(1, 300), at(2, 5_000, jumped=True), at(3, 5_300)]
    points = thinned(way, 50)
    assert any(point.fix.jumped for point in points)
    assert points[-1].speed_mps == pytest.approx(5.0, abs=0.1)
