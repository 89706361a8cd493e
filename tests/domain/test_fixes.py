"""Which positions of a phone can be true: the clock, the map, what was measured, and how far one gets in that time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.fixes import FixProblem, Judged, Trail, judge, next_s, read_fix

NOW = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)
LNG, LAT = 113.322, 23.125
DEGREES_A_KM = 1 / 111.195  # of latitude


def raw(sequence: int = 1, seconds_ago: float = 0, km_north: float = 0, **said: Any) -> dict[str, Any]:
    at = NOW - timedelta(seconds=seconds_ago)
    place = {"lng": LNG, "lat": LAT + km_north * DEGREES_A_KM, "coordinates": "wgs84"}
    return {"sequence": sequence, "at": at.isoformat(), **place, "accuracy_m": 10, **said}


def problems(judged: Judged) -> list[tuple[int, str]]:
    return [(each.index, str(each.problem)) for each in judged.refused]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"sequence": -1}, "malformed"),
        ({"sequence": True}, "malformed"),
        ({"sequence": 2**53}, "malformed"),
        ({"at": "2026-03-09T12:00:00"}, "malformed"),  # no zone
        ({"at": 1_773_028_800}, "malformed"),
        ({"coordinates": "bd09"}, "malformed"),
        ({"coordinates": None}, "malformed"),
        ({"lng": "113.3"}, "malformed"),
        ({"lat": None}, "malformed"),
        ({"lat": float("nan")}, "malformed"),
        ({"lng": 10**400}, "malformed"),
        ({"speed_mps": "fast"}, "malformed"),
        ({"at": "2026-03-09T12:01:01+08:00"}, "in_future"),
        ({"at": "2026-03-10T12:00:00+08:00"}, "in_future"),
        ({"at": "2026-03-08T11:59:59+08:00"}, "too_old"),
        ({"lng": 23.125, "lat": 113.322}, "swapped"),
        ({"lng": 0, "lat": 0}, "out_of_range"),
        ({"lng": 200, "lat": 23}, "out_of_range"),
        ({"lng": 2.35, "lat": 48.85}, "out_of_range"),
        ({"accuracy_m": 201}, "inaccurate"),
        ({"accuracy_m": -1}, "inaccurate"),
        ({"speed_mps": 61}, "too_fast"),
    ],
)
def test_a_fix_that_cannot_be_true_is_refused_with_its_reason(said: dict[str, Any], problem: str) -> None:
    assert read_fix(raw() | said, NOW) == FixProblem(problem)


@pytest.mark.parametrize("at", ["2026-03-09T12:01:00+08:00", "2026-03-08T12:00:00+08:00", "2026-03-09T04:00:00Z"])
def test_a_phone_may_be_a_minute_ahead_and_offline_for_a_day(at: str) -> None:
    assert not isinstance(read_fix(raw() | {"at": at}, NOW), FixProblem)


def test_what_a_phone_does_not_know_is_left_out() -> None:
    fix = read_fix(raw(speed_mps=-1, heading=-1, accuracy_m=None), NOW)
    assert not isinstance(fix, FixProblem)
    assert (fix.speed_mps, fix.heading, fix.accuracy_m) == (None, None, None)


def test_a_point_of_a_chinese_map_is_brought_back() -> None:
    """WGS-84 113.322, 23.125 lies at 113.327336, 23.122450 on Chinese maps (to twenty metres)."""
    fix = read_fix(raw() | {"coordinates": "gcj02", "lng": 113.327336, "lat": 23.122450}, NOW)
    assert not isinstance(fix, FixProblem)
    assert fix.point == pytest.approx((LNG, LAT), abs=2e-4)


def test_bad_fixes_do_not_take_the_good_ones_along() -> None:
    judged = judge([raw(1, 10), raw(2, -90), raw(3, 5, lat=LNG, lng=LAT), raw(4, 0)], Trail(), NOW)
    assert [each.sequence for each in judged.kept] == [1, 4]
    assert problems(judged) == [(1, "in_future"), (2, "swapped")]


def test_what_arrived_before_or_came_twice_is_passed_over() -> None:
    judged = judge([raw(1, 10), raw(2, 5), raw(2, 5), raw(3, -90), raw(3, 0)], Trail(), NOW, arrived={1})
    assert [each.sequence for each in judged.kept] == [2, 3]
    assert judged.repeated == 2
    assert problems(judged) == [(3, "in_future")]


def test_one_who_jumps_is_doubted_and_the_way_goes_on() -> None:
    """5 km in 5 s is no van's way; back at the old place nothing has happened."""
    judged = judge([raw(1, 15), raw(2, 10, km_north=5), raw(3, 5), raw(4, 0)], Trail(), NOW)
    assert [each.sequence for each in judged.kept] == [1, 3, 4]
    assert problems(judged) == [(1, "jump")]


def test_two_that_agree_outvote_the_one_before() -> None:
    first = judge([raw(1, 15)], Trail(), NOW)
    far = judge([raw(2, 10, km_north=500)], first.trail, NOW)
    assert problems(far) == [(0, "jump")]
    there = judge([raw(3, 5, km_north=500), raw(4, 0, km_north=500)], far.trail, NOW)
    assert [(each.sequence, each.jumped) for each in there.kept] == [(3, True), (4, False)]


def test_what_was_queued_offline_does_not_move_the_end_of_the_trail() -> None:
    live = judge([raw(9, 0)], Trail(), NOW)
    late = judge([raw(5, 60), raw(6, 30, km_north=400)], live.trail, NOW)
    assert [each.sequence for each in late.kept] == [5]
    assert problems(late) == [(1, "jump")]
    assert late.trail.last == live.trail.last


@pytest.mark.parametrize(
    ("speed_mps", "watched", "seconds"),
    [(0.2, False, 30), (1.0, False, 20), (8.0, False, 10), (0.2, True, 10), (1.0, True, 5), (8.0, True, 5)],
)
def test_a_phone_reports_often_only_while_it_moves_or_is_watched(speed_mps: float, watched: bool, seconds: int) -> None:
    fix = read_fix(raw(speed_mps=speed_mps), NOW)
    assert not isinstance(fix, FixProblem)
    assert next_s(fix, watched) == seconds


def test_a_phone_that_knows_no_speed_is_taken_to_be_moving() -> None:
    assert next_s(None, False) == 10
