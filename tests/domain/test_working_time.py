"""Working time: lunch moves what comes behind it, windows keep their clock, and nobody leaves a door half done."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.domain.roster import Roster, Shift
from logistics.domain.working_time import Rest, WorkingTime, rests_between, shifts_ahead, working_time

DAY = "2026-03-09"
LUNCH = WorkingTime((Rest(600, 1800),))


def at(clock: str) -> datetime:
    """A time of that Monday in Shanghai."""
    return datetime.fromisoformat(f"{DAY}T{clock}:00+08:00").astimezone(UTC)


def roster(*hours: str) -> Roster:
    """One courier's shifts, each such as 08:00-12:00; somebody else works all day."""
    mine = [Shift("ST1", *each.split("-")) for each in hours]
    return Roster("GZ-TH-1", DAY, (Shift("ST2", "07:00", "21:00"), *mine))


@pytest.mark.parametrize(
    ("worked_s", "clock_s"),
    [(0, 0), (599, 599), (600, 2400), (1200, 3000)],
    ids=["at once", "just before lunch", "as it begins", "after it"],
)
def test_what_comes_behind_lunch_comes_later_by_its_length(worked_s: int, clock_s: int) -> None:
    assert LUNCH.clock(worked_s) == clock_s


def test_a_door_begun_before_lunch_is_finished_first() -> None:
    assert LUNCH.leaves(worked_s=700, service_s=180) == 700
    assert LUNCH.leaves(worked_s=800, service_s=180) == 2600, "begun at 620, which is in the rest"


@pytest.mark.parametrize(("opens_s", "worked_s"), [(500, 500), (600, 600), (1500, 600), (2400, 600), (2500, 700)])
def test_a_door_that_opens_during_lunch_is_visited_behind_it(opens_s: int, worked_s: int) -> None:
    assert LUNCH.opens(opens_s) == worked_s


@pytest.mark.parametrize(
    ("closes_s", "worked_s"), [(500, 500), (600, 599), (2000, 599), (2399, 599), (2400, 600), (3000, 1200)]
)
def test_a_door_that_closes_during_lunch_is_visited_before_it(closes_s: int, worked_s: int) -> None:
    assert LUNCH.closes(closes_s) == worked_s


def test_a_door_that_closes_in_the_rest_under_way_is_not_reached() -> None:
    assert WorkingTime((Rest(0, 900),)).closes(600) < 0


@given(
    lengths=st.lists(st.tuples(st.integers(1, 9_000), st.integers(1, 9_000)), max_size=4),
    moment_s=st.integers(0, 60_000),
)
def test_no_moment_of_work_lies_in_a_rest_and_bounds_hold_both_ways(
    lengths: list[tuple[int, int]], moment_s: int
) -> None:
    rests, end = list[Rest](), 0
    for before_s, length_s in lengths:
        rests.append(Rest(end + before_s, length_s))
        end += before_s + length_s
    works = WorkingTime(tuple(rests))
    clock_s = works.clock(moment_s)
    assert not any(rest.begins_s <= clock_s < rest.begins_s + rest.length_s for rest in rests)
    assert works.opens(clock_s) == works.closes(clock_s) == moment_s
    assert works.clock(works.opens(moment_s)) >= moment_s
    last_s = works.closes(moment_s)
    assert works.clock(last_s) <= moment_s < works.clock(last_s + 1)


def test_lunch_is_what_lies_between_two_shifts() -> None:
    now = at("09:00")
    assert working_time(roster("13:00-18:00", "08:00-12:00"), "ST1", now).rests == (Rest(10_800, 3_600),)


def test_who_is_at_lunch_goes_on_when_the_next_shift_begins() -> None:
    assert working_time(roster("08:00-12:00", "13:00-18:00"), "ST1", at("12:20")).rests == (Rest(0, 2_400),)


@pytest.mark.parametrize("clock", ["07:30", "19:00"], ids=["before the first", "after the last"])
def test_who_works_outside_of_all_shifts_does_so_without_a_rest_until_the_next_gap(clock: str) -> None:
    assert working_time(roster("08:00-18:00"), "ST1", at(clock)).rests == ()


def test_shifts_that_follow_each_other_at_once_leave_no_rest() -> None:
    assert working_time(roster("08:00-12:00", "12:00-18:00"), "ST1", at("09:00")).rests == ()


def test_nobody_rests_by_somebody_elses_shifts_or_without_a_roster() -> None:
    assert working_time(roster("08:00-12:00", "13:00-18:00"), "ST3", at("09:00")).rests == ()
    assert working_time(None, "ST1", at("09:00")).rests == ()


def test_shifts_that_are_over_count_no_more() -> None:
    now = at("12:30")
    ahead = shifts_ahead(roster("08:00-12:00", "13:00-15:00", "16:00-18:00"), "ST1", now)
    assert ahead == [(at("13:00"), at("15:00")), (at("16:00"), at("18:00"))]
    assert rests_between(ahead, now) == (Rest(9_000, 3_600),)
    assert working_time(roster("08:00-12:00", "13:00-15:00", "16:00-18:00"), "ST1", now).rests[0] == Rest(
        0, int(timedelta(minutes=30).total_seconds())
    )
