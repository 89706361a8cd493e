"""Detours: off the streets between the doors that were visited, and never for a street that bends."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import requests

from logistics.domain.fixes import Fix
from logistics.domain.roles import Actor
from logistics.domain.shanghai import at_clock, business_day
from logistics.store.arrivals import KeptArrival
from logistics.store.mongo import Unit, database
from tests.support.calls import http, schedule
from tests.support.orders import TIANHE, place_order
from tests.support.people import actor, sign_in

pytestmark = pytest.mark.usefixtures("store")

OUTLET = "GZ-TH-1"
NORTH = 1 / 111_195  # degrees of latitude to a metre
EAST = 1 / 102_270  # degrees of longitude to a metre, there
DAY = business_day(datetime.now(UTC) - timedelta(hours=3)) - timedelta(days=1)
MORNING = at_clock(DAY, time(9))
Way = list[tuple[float, float]]

HERE, BEND, THERE = (0.0, 0.0), (-1_246.0, 1_500.0), (0.0, 3_000.0)
"""Metres east and north. The made-up road between doors bends to the left: 1.3 times the straight line in all."""


@pytest.fixture
def courier() -> Actor:
    return actor("courier", OUTLET, 0)


@pytest.fixture
def maps(variables: dict[str, str]) -> Iterator[Any]:
    url = f"{variables['MAPS_BASE_URL']}/_sandbox/faults"
    yield lambda **fault: requests.post(url, json={"provider": "maps", **fault}, timeout=10).raise_for_status()
    requests.delete(url, timeout=10).raise_for_status()


def along(*corners: tuple[float, float]) -> Way:
    """Thirteen steps from each corner to the next."""
    found = [corners[0]]
    for start, end in itertools.pairwise(corners):
        found += [tuple(a + (b - a) * step / 13 for a, b in zip(start, end, strict=True)) for step in range(1, 14)]
    return found


def point_at(east: float, north: float) -> tuple[float, float]:
    return TIANHE["lng"] + east * EAST, TIANHE["lat"] + north * NORTH


def drove(courier: Actor, way: Way, first: int = 1, minutes: float = 0.0) -> None:
    """A fix each fifteen seconds, on duty."""
    start = MORNING + timedelta(minutes=minutes)
    fixes = [
        Fix(
            first + n,
            start + timedelta(seconds=15 * n),
            (TIANHE["lng"] + east * EAST, TIANHE["lat"] + north * NORTH),
            8.0,
        )
        for n, (east, north) in enumerate(way)
    ]
    Unit(datetime.now(UTC)).fixes.add(courier.id, fixes, True)


def was_at(place: tuple[float, float], minutes: float, courier: Actor) -> None:
    waybill_no = place_order(sign_in("customer"))
    where = {"consignee.location": list(point_at(*place))}
    database()["parcels"].update_one({"_id": waybill_no}, {"$set": where})
    at = MORNING + timedelta(minutes=minutes)
    done = KeptArrival(waybill_no, courier.id, OUTLET, "delivery", 1, 0, at, at, at, at, at, done_at=at)
    Unit(at).arrivals.keep([done])


def found() -> list[dict[str, Any]]:
    assert schedule("observe", "observe")["couriers"] > 0
    return list(http("observe", "GET", "/signals", session=sign_in("outlet_manager", OUTLET)).data["signals"])


def test_who_drives_along_a_street_that_bends_makes_no_detour(courier: Actor) -> None:
    was_at(HERE, 0, courier)
    drove(courier, along(HERE, BEND, THERE))
    was_at(THERE, 7, courier)
    assert found() == []


def test_who_leaves_the_streets_between_two_doors_is_shown_with_how_far(courier: Actor) -> None:
    was_at(HERE, 0, courier)
    drove(courier, along(HERE, THERE, THERE))  # straight on, where no street is
    was_at(THERE, 7, courier)
    (detour,) = found()
    assert (detour["kind"], detour["limit"]) == ("detour", 200)
    assert detour["measured"] == pytest.approx(885, abs=15), "958 m in the very middle, where no fix is"
    assert detour["point"]["lat"] == pytest.approx(TIANHE["lat"] + 1_500 * NORTH, abs=200 * NORTH)


def test_before_the_first_door_and_after_the_last_nobody_is_told_which_way_to_take(courier: Actor) -> None:
    drove(courier, along((4_000.0, -3_000.0), HERE), 1, -5)
    was_at(HERE, 0, courier)
    drove(courier, along(HERE, BEND, THERE), 100)
    was_at(THERE, 6.9, courier)
    drove(courier, along(THERE, (5_000.0, 3_000.0)), 200, 7)
    assert found() == []


def test_a_day_of_one_door_has_no_way_to_leave(courier: Actor) -> None:
    was_at(HERE, 0, courier)
    drove(courier, along(HERE, THERE))
    was_at(HERE, 7, courier)
    assert found() == []


@pytest.mark.parametrize("kind", ["http_500", "nonsense"])
def test_without_the_map_a_day_is_looked_at_without_detours(courier: Actor, maps: Any, kind: str) -> None:
    maps(kind=kind, path="driving", count=2)
    was_at(HERE, 0, courier)
    drove(courier, [*along(HERE, THERE), *[(0.0, 2_700.0)] * 60])
    was_at(THERE, 25, courier)
    assert [each["kind"] for each in found()] == ["long_stay"]


def test_many_doors_are_asked_for_in_pieces_and_none_is_left_out(courier: Actor) -> None:
    places = [(0.0, 400.0 * number) for number in range(20)]
    for number, place in enumerate(places):
        was_at(place, 3 * number, courier)
        if number:
            before = places[number - 1]
            bend = (-0.4153 * 400, before[1] + 200)
            drove(courier, along(before, bend, place)[::3], 100 * number, 3 * number - 2.5)
    assert found() == []
