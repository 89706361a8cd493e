"""Arrival times: sums of legs and doors, what is learned of them, ranges as people are told them."""

from datetime import UTC, datetime, timedelta

import pytest

from logistics.domain.arrivals import (
    Ahead,
    Arrival,
    arrivals,
    horizon_seen,
    is_at_risk,
    is_clearly_late,
    leg_seen,
    paces_for,
    spoken_range,
)
from logistics.domain.paces import bin_of, quantile, ratio_of

NOON = datetime(2026, 3, 9, 4, tzinfo=UTC)  # 12:00 in Shanghai
DISTRICT = "440106"
FEW = 19  # one less than is enough to be believed
MANY = 40


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def minutes(arrival: Arrival) -> tuple[float, float, float]:
    times = (arrival.earliest, arrival.expected, arrival.latest)
    return tuple(round((each - NOON) / timedelta(minutes=1), 1) for each in times)  # type: ignore[return-value]


def test_a_stop_is_reached_after_the_legs_and_the_doors_before_it() -> None:
    stops = [Ahead(("A",), 300, 120), Ahead(("B", "C"), 600, 180), Ahead(("D",), 60, 120)]
    found = arrivals(stops, NOON, DISTRICT, {})
    assert [(each.waybill_nos, each.stops_before) for each in found] == [(("A",), 0), (("B", "C"), 1), (("D",), 2)]
    assert [each.expected for each in found] == [at(5), at(17), at(21)]
    assert minutes(found[1]) == (12.8, 17, 27.2), "three quarters and 1.6 times before anything was learned"


def test_who_waits_for_a_slot_to_open_makes_up_for_being_late() -> None:
    stops = [Ahead(("A",), 600, 120, opens_at=at(30)), Ahead(("B",), 300, 120)]
    assert [each.expected for each in arrivals(stops, NOON, DISTRICT, {})] == [at(10), at(37)]
    late = [Ahead(("A",), 2_400, 120, opens_at=at(30)), Ahead(("B",), 300, 120)]
    assert [each.expected for each in arrivals(late, NOON, DISTRICT, {})] == [at(40), at(47)]


@pytest.mark.parametrize(
    ("district", "hour", "expected_min"),
    [(MANY, 0, 20), (FEW, MANY, 5), (FEW, FEW, 10), (0, 0, 10)],
)
def test_the_narrowest_group_that_has_seen_enough_tells_how_long_legs_take(
    district: int, hour: int, expected_min: float
) -> None:
    """Twice as long in the district at that hour, half as long anywhere at that hour, as planned over all."""
    paces = {f"leg:{DISTRICT}:12": {10: district}, "leg:*:12": {-10: hour}, "leg:*:*": {0: MANY}}
    (found,) = arrivals([Ahead(("A",), 600, 0)], NOON, DISTRICT, paces)
    assert (found.expected - NOON) / timedelta(minutes=1) == pytest.approx(expected_min, rel=0.03)


def test_legs_of_a_later_hour_go_by_that_hour() -> None:
    paces = {"leg:*:12": {0: MANY}, "leg:*:13": {10: MANY}}
    found = arrivals([Ahead(("A",), 3_600, 0), Ahead(("B",), 600, 0)], NOON, DISTRICT, paces)
    assert (found[1].expected - found[0].expected) / timedelta(minutes=10) == pytest.approx(2, rel=0.03)


def test_a_range_is_as_wide_as_expectations_of_that_long_ahead_were_off() -> None:
    exact = {"ahead:20": {0: MANY}}
    wild = {"ahead:20": {-10: MANY, 10: MANY}}
    (narrow,), (wide,) = (arrivals([Ahead(("A",), 900, 0)], NOON, DISTRICT, each) for each in (exact, wild))
    assert minutes(narrow)[0] == pytest.approx(14.6, abs=0.3)
    assert minutes(narrow)[2] == 20, "a courier who is five minutes late is not late"
    assert minutes(wide)[0] == pytest.approx(7.5, abs=0.3) and minutes(wide)[2] == pytest.approx(30, abs=1)


def test_which_groups_the_next_hours_need() -> None:
    keys = paces_for(DISTRICT, NOON)
    assert {f"leg:{DISTRICT}:12", "leg:*:15", "leg:*:*", "ahead:10", "ahead:more"} <= set(keys)
    assert f"leg:{DISTRICT}:9" not in keys, "this morning is over"


@pytest.mark.parametrize(
    ("took_min", "drive_s", "seen"),
    [(12, 300, (10, 5)), (7, 300, (0, 5)), (1, 300, (-20, 5)), (12, 30, None), (180, 300, None), (-1, 300, None)],
)
def test_what_a_finished_stop_tells_of_its_leg(took_min: float, drive_s: float, seen: object) -> None:
    """Two minutes of it were at the door; what is next door, a lunch and clocks that disagree tell nothing."""
    assert leg_seen(NOON, at(took_min), drive_s, 120) == seen


def test_what_an_expectation_that_came_true_tells() -> None:
    assert horizon_seen(NOON, at(15), at(30)) == ("ahead:20", 10)
    assert horizon_seen(NOON, at(90), at(90)) == ("ahead:more", 0)
    assert horizon_seen(NOON, at(0.5), at(5)) is None and horizon_seen(at(9), at(15), NOON) is None


def arrival(expected: float, earliest: float = 0, latest: float = 60) -> Arrival:
    return Arrival(("A",), 0, at(earliest), at(expected), at(latest))


def test_people_are_told_whole_five_minutes_outwards() -> None:
    assert spoken_range(arrival(20, 13.2, 31.1)) == (at(10), at(35))
    assert spoken_range(arrival(20, 10, 30)) == (at(10), at(30))


def test_late_is_what_nobody_forgives() -> None:
    assert not is_clearly_late(arrival(44), said_latest=at(30))
    assert is_clearly_late(arrival(46), said_latest=at(30))


@pytest.mark.parametrize(
    ("expected", "promised", "risky"), [(70, 60, True), (50, 60, False), (70, -1, False), (400, 300, False)]
)
def test_a_promise_is_at_risk_while_somebody_can_act(expected: float, promised: float, risky: bool) -> None:
    assert is_at_risk(arrival(expected), at(promised), NOON) is risky
    assert not is_at_risk(arrival(expected), None, NOON)


def test_ratios_are_counted_in_tenths_of_a_doubling() -> None:
    assert [bin_of(ratio) for ratio in (0.5, 1, 2, 3.9, 100, 0.001)] == [-10, 0, 10, 20, 20, -20]
    assert ratio_of(10) == 2
    assert quantile({0: 10, 10: 10}, 0.5) == pytest.approx(1.04, abs=0.01), "the upper edge of the lower half"
    assert quantile({}, 0.5) == 1.0
