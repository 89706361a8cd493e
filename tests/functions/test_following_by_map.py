"""Tours while they are driven where a map knows the ways: its word is expected, as finished doors correct it."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.road_cells import Way, cell_of, hour_class
from logistics.domain.roles import Actor
from logistics.domain.shanghai import business_day
from logistics.domain.states import Step
from logistics.store import roads
from logistics.store.mongo import Unit, database
from tests.support.calls import deliver_outbox, http, schedule
from tests.support.orders import TIANHE, ask, bring_out, order_body, report
from tests.support.people import actor, session_of, sign_in

pytestmark = pytest.mark.usefixtures("store")

STEP_DEGREES = 7 * 0.00135  # seven cells, so that doors lie as far apart as the middles do: 1,051 m
BY_MAP_S = 600  # for each of these; by the straight line it would be 246
MINUTES_BY_MAP = 10.0


@pytest.fixture
def courier(setting: Any) -> Actor:
    """Nobody asks the map: what it has said before is there, for this hour and the next."""
    setting(MAPS_ROUTES_A_DAY="0")
    return actor("courier", "GZ-TH-1", 0)


@pytest.fixture
def row(courier: Actor) -> list[str]:
    """Two doors along one street, some kilometre apart; the courier begins as far before the first."""
    places = [(TIANHE["lng"], TIANHE["lat"] + number * STEP_DEGREES) for number in range(3)]
    legs = [*itertools.pairwise(places), *itertools.pairwise(reversed(places))]
    ways = {(cell_of(one), cell_of(other)): Way(1_366, BY_MAP_S) for one, other in legs}
    for hours in (-1, 0, 1):
        at = datetime.now(UTC) + timedelta(hours=hours)
        roads.keep(hour_class(at), ways, business_day(at))
    at = datetime.now(UTC) - timedelta(seconds=300)
    place = {"lng": places[0][0], "lat": places[0][1], "coordinates": "wgs84", "accuracy_m": 8}
    fix = {"sequence": 1, "at": at.isoformat(), **place}
    assert http("locate", "POST", "/positions", {"fixes": [fix]}, session=session_of(courier)).data["accepted"] == 1
    numbers = [bound_for(point, courier) for point in places[1:]]
    assert http("plan_route", "POST", "/couriers/me/tour", {}, session=session_of(courier)).status == 200
    said = {"version": 1, "waybill_nos": numbers}
    assert http("plan_route", "POST", "/couriers/me/tour/order", said, session=session_of(courier)).status == 200
    return numbers


def bound_for(point: tuple[float, float], courier: Actor) -> str:
    quote = http("quote", "POST", "/quotes", ask(to_adcode="440106")).data["quote_id"]
    there = {
        "adcode": "440106",
        "location": {"lng": point[0], "lat": point[1]},
        "address": "广东省广州市天河区天河路1号",
    }
    body = order_body(quote, consignee=order_body("")["consignee"] | there)
    waybill_no = str(http("create_order", "POST", "/orders", body, session=sign_in("customer")).data["waybill_no"])
    bring_out(waybill_no, courier)
    return waybill_no


def minutes_ahead(waybill_no: str) -> float:
    kept = Unit(datetime.now(UTC)).arrivals.find(waybill_no)
    assert kept is not None
    return float((kept.expected - kept.at) / timedelta(minutes=1))


def test_a_door_is_expected_when_the_map_says_and_the_plan_says_the_same(row: list[str]) -> None:
    schedule("plan_route", "follow")
    assert minutes_ahead(row[0]) == pytest.approx(MINUTES_BY_MAP, rel=0.05)
    (tour,) = database()["tours"].find()
    planned = (tour["stops"][0]["arrives_at"] - tour["planned_at"]) / timedelta(minutes=1)
    assert planned == pytest.approx(MINUTES_BY_MAP, rel=0.05)


def test_what_was_learned_of_the_maps_ways_changes_them_and_not_what_was_learned_of_straight_lines(
    row: list[str],
) -> None:
    Unit(datetime.now(UTC)).paces.add({("leg:*:*", 20): 100, ("road:*:*", 10): 100})
    schedule("plan_route", "follow")
    assert minutes_ahead(row[0]) == pytest.approx(2 * MINUTES_BY_MAP, rel=0.05)


def test_a_finished_door_teaches_of_the_map_and_of_the_straight_line_apart(row: list[str], courier: Actor) -> None:
    """The second way took 12 minutes with the door: 10 of them on the way, as the map says."""
    schedule("plan_route", "follow")
    report(row[0], Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    deliver_outbox("plan_route")
    earlier = datetime.now(UTC) - timedelta(minutes=12)
    database()["arrivals"].update_one({"_id": row[0]}, {"$set": {"done_at": earlier}})
    report(row[1], Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    deliver_outbox("plan_route")
    learned = {each["_id"]: list(each["bins"]) for each in database()["paces"].find()}
    by_map = [bins for group, bins in learned.items() if group.startswith("road:")]
    by_line = [bins for group, bins in learned.items() if group.startswith("leg:")]
    assert by_map == [["0"]] * 3, "as it was said"
    assert by_line == [["13"]] * 3, "2 to the power of 1.3 is 2.46 times 246 seconds"
