"""The way that arrives first, against a timetable that was followed by hand. 2026-03-09 is a Monday."""

import time as clock
from datetime import UTC, datetime, timedelta

import pytest

from logistics.domain.line_network import Departure, Line, LineNetwork

H, M = 3_600, 60
LINES = (
    Line("A-H", "A", "H", (Departure("12:00"), Departure("18:00")), 1 * H, 30 * M, 1 * H),
    Line("H-K", "H", "K", (Departure("21:00", (1, 2, 3, 4, 5)),), 10 * H, 1 * H, 2 * H),
    Line("K-B", "K", "B", (Departure("08:00"), Departure("14:00")), 1 * H, 30 * M, 30 * M),
    Line("A-B", "A", "B", (Departure("06:00", (7,)),), 2 * H, 30 * M, 30 * M),
    Line("old", "A", "B", (Departure("00:00"),), 1, 0, 0, active=False),
)
NETWORK = LineNetwork(LINES)


def at(text: str) -> datetime:
    """A clock in Shanghai in March 2026, such as "09 10:00"."""
    return datetime.fromisoformat(f"2026-03-{text.replace(' ', 'T')}:00+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("ready", "stops", "there"),
    [
        ("09 10:00", "AHKB", "10 15:30"),  # 12:00 H 13:00, sorted 14:00; 21:00 K 07:00, sorted 09:00; 14:00 B 15:00
        ("09 11:30", "AHKB", "10 15:30"),  # the very end of loading
        ("09 11:31", "AHKB", "10 15:30"),  # 18:00 H 19:00, sorted 20:00: just in time for the 21:00
        ("09 17:31", "AHKB", "11 15:30"),  # both are gone: the whole way a day later
        (
            "13 17:31",
            "AB",
            "15 08:30",
        ),  # Friday evening: nothing leaves the hub before Monday, the Sunday van is sooner
        ("15 05:31", "AHKB", "17 15:30"),  # Sunday's van is gone; Monday 12:00 would do as well as Sunday's
    ],
)
def test_the_first_way_there_by_the_timetable(ready: str, stops: str, there: str) -> None:
    way = NETWORK.way("A", "B", at(ready))
    assert way is not None
    assert ("".join(way.stops), way.ready_at) == (stops, at(there))


def test_each_leg_says_when_it_leaves_and_comes() -> None:
    way = NETWORK.way("A", "B", at("09 10:00"))
    assert way is not None
    assert way.next_stop == "H"
    assert [(leg.line_id, leg.departs_at, leg.arrives_at) for leg in way.legs] == [
        ("A-H", at("09 12:00"), at("09 13:00")),
        ("H-K", at("09 21:00"), at("10 07:00")),
        ("K-B", at("10 14:00"), at("10 15:00")),
    ]


def test_no_line_no_way_and_nothing_to_drive_where_it_is() -> None:
    assert NETWORK.way("B", "A", at("09 10:00")) is None
    assert NETWORK.way("A", "nowhere", at("09 10:00")) is None
    here = NETWORK.way("A", "A", at("09 10:00"))
    assert here is not None
    assert (here.legs, here.next_stop, here.ready_at) == ((), None, at("09 10:00"))


def test_the_week_begins_anew_behind_sunday() -> None:
    weekly = LineNetwork([Line("w", "A", "B", (Departure("00:00", (1,)),), 60, 0, 0)])
    for ready, there in (("09 00:00", "09 00:01"), ("09 00:01", "16 00:01"), ("15 23:59", "16 00:01")):
        way = weekly.way("A", "B", at(ready))
        assert way is not None
        assert way.ready_at == at(there), ready


def test_what_is_ready_within_a_second_misses_what_leaves_on_it() -> None:
    sharp = LineNetwork([Line("s", "A", "B", (Departure("12:00"),), 60, 0, 0)])
    way = sharp.way("A", "B", at("09 12:00") + timedelta(milliseconds=1))
    assert way is not None
    assert way.ready_at == at("10 12:01")


def test_forty_two_outlets_are_searched_in_far_less_than_five_milliseconds() -> None:
    """The shape of the seeded network: forty outlets on two hubs, several vans a day."""
    vans = tuple(Departure(f"{hour:02d}:00") for hour in range(6, 22, 2))
    lines = [Line(f"{a}-{b}", a, b, vans, H) for n in range(40) for a, b in _both(f"O{n}", f"H{n % 2}")]
    lines += [Line(f"{a}-{b}", a, b, vans, 12 * H) for a, b in _both("H0", "H1")]
    spent = []
    for _ in range(20):
        began = clock.perf_counter()
        assert LineNetwork(lines).way("O0", "O1", at("09 10:00")) is not None
        spent.append(clock.perf_counter() - began)
    assert min(spent) < 0.005


def _both(one: str, other: str) -> list[tuple[str, str]]:
    return [(one, other), (other, one)]
