"""Arrivals and departures by position: a stop has 80 m and 40 s, an outlet 150 m and 120 s, both a ring of 60 m."""

from datetime import UTC, datetime, timedelta

import pytest

from logistics.domain.fixes import Fix
from logistics.domain.geofences import Fence, Presence, follow, outlet_fence, stop_fence

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DOOR = (113.3, 23.1)
STOP, OUTLET = stop_fence("stop", DOOR), outlet_fence("outlet", DOOR)
LAT_M = 111_195.0


def fix(second: float, north_m: float, accuracy_m: float = 10) -> Fix:
    point = (DOOR[0], DOOR[1] + north_m / LAT_M)
    return Fix(int(second) + 1, START + timedelta(seconds=second), point, accuracy_m)


def crossed(fence: Fence, *fixes: tuple[float, ...]) -> list[tuple[str, float]]:
    _, crossings = follow(fence, Presence(), [fix(*each) for each in fixes])
    return [(each.crossed.value, (each.at - START).total_seconds()) for each in crossings]


@pytest.mark.parametrize(
    ("fixes", "told"),
    [
        ([(0, 500), (10, 60), (30, 20), (49, 20)], []),
        ([(0, 500), (10, 60), (30, 20), (50, 20)], [("arrived", 10)]),
        ([(0, 500), (10, 70), (20, 0), (30, -70), (40, -300)], []),
        ([(0, 10), (600, 10)], [("arrived", 0)]),
    ],
    ids=["39 s", "40 s", "passing by", "a phone asleep"],
)
def test_who_stays_at_a_stop_has_arrived_with_the_first_fix_there(
    fixes: list[tuple[float, float]], told: list[tuple[str, float]]
) -> None:
    assert crossed(STOP, *fixes) == told


@pytest.mark.parametrize(
    ("fixes", "told"),
    [
        ([(100, 300), (130, 400)], [("left", 100)]),
        ([(100, 300), (129, 400)], []),
        ([(100, 130), (200, 135), (300, 138)], []),
        ([(100, 300), (110, 20), (120, 300), (140, 20)], []),
        ([(100, 300), (110, 100), (131, 300)], [("left", 100)]),
    ],
    ids=["gone", "gone 29 s", "in the ring", "drifting", "through the ring"],
)
def test_who_is_there_leaves_only_past_the_ring_and_for_half_a_minute(
    fixes: list[tuple[float, float]], told: list[tuple[str, float]]
) -> None:
    assert crossed(STOP, (0, 0), (60, 0), *fixes) == [("arrived", 0), *told]


def test_a_drift_into_the_ring_does_not_undo_an_arrival_in_the_making() -> None:
    assert crossed(STOP, (0, 20), (20, 120), (45, 20)) == [("arrived", 0)]


def test_a_step_outside_begins_the_dwell_anew() -> None:
    assert crossed(STOP, (0, 20), (20, 300), (30, 20), (69, 20)) == []
    assert crossed(STOP, (0, 20), (20, 300), (30, 20), (70, 20)) == [("arrived", 30)]


def test_an_outlet_asks_for_two_minutes() -> None:
    assert crossed(OUTLET, (0, 140), (119, 140)) == []
    assert crossed(OUTLET, (0, 140), (120, 140)) == [("arrived", 0)]


def test_a_vague_fix_decides_nothing() -> None:
    assert crossed(STOP, (0, 0, 90), (60, 0, 90), (120, 0, 80)) == []
    assert crossed(STOP, (0, 0), (60, 0), (100, 900, 150), (140, 900, 150)) == [("arrived", 0)]


def test_a_fix_that_comes_late_decides_nothing() -> None:
    presence, _ = follow(STOP, Presence(), [fix(0, 0), fix(60, 0)])
    assert follow(STOP, presence, [fix(20, 900), fix(55, 900)]) == (presence, [])


def test_batches_tell_the_same_as_one_stream() -> None:
    fixes = [fix(0, 0), fix(60, 0), fix(100, 400), fix(140, 500)]
    presence, told = Presence(), list[str]()
    for each in fixes:
        presence, crossings = follow(STOP, presence, [each])
        told += [crossing.crossed.value for crossing in crossings]
    assert told == ["arrived", "left"]
