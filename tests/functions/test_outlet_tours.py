"""All couriers of an outlet together: who takes out what, within room and hours, seen once somebody releases it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.roles import Actor
from logistics.domain.shanghai import SHANGHAI
from logistics.domain.states import Step
from logistics.store.mongo import Unit, database
from tests.support.calls import Answer, http
from tests.support.orders import TIANHE, order_body, parcel_of, pick_up, quote_for, report
from tests.support.people import actor, session_of, sign_in

pytestmark = pytest.mark.usefixtures("store")

OUTLET = "GZ-TH-1"
METRES = 1 / 111_195  # degrees of latitude to a metre
EAST, WEST = [(4_000, 0), (4_200, 100), (4_400, 0)], [(-4_000, 0), (-4_200, -100), (-4_400, 0)]


@pytest.fixture
def couriers() -> tuple[Actor, Actor]:
    return actor("courier", OUTLET, 0), actor("courier", OUTLET, 1)


@pytest.fixture
def carries() -> Iterator[Callable[[Actor, int], None]]:
    """Give a courier room for so many parcels; the network is every test's, so it is as it was afterwards."""
    before: dict[str, int] = {}

    def change(courier: Actor, capacity: int) -> None:
        row = database()["staff"].find_one_and_update({"_id": courier.id}, {"$set": {"capacity": capacity}})
        before.setdefault(courier.id, row["capacity"] if row else 0)

    yield change
    for courier_id, capacity in before.items():
        database()["staff"].update_one({"_id": courier_id}, {"$set": {"capacity": capacity}})


def lying(place: tuple[float, float], courier: Actor) -> str:
    """A parcel that lies at the outlet, to be brought so many metres east and north of it."""
    consignee = order_body("")["consignee"]
    there = {"lng": TIANHE["lng"] + place[0] * METRES, "lat": TIANHE["lat"] + place[1] * METRES}
    near = {"adcode": "440106", "address": "广东省广州市天河区体育西路9号3栋502室", "location": there}
    body = order_body(quote_for(to_adcode="440106")["quote_id"], consignee=consignee | near)
    waybill_no = str(http("create_order", "POST", "/orders", body, session=sign_in("customer")).data["waybill_no"])
    pick_up(waybill_no, courier)
    report(waybill_no, Step.DEPARTED, actor("outlet_manager", OUTLET))
    report(waybill_no, Step.ARRIVED, actor("outlet_manager", OUTLET))
    return waybill_no


def call(by: str, method: str, tail: str = "", body: Any = None) -> Answer:
    return http("plan_route", method, f"/outlets/{OUTLET}/tours{tail}", body, session=by)


def plan(*couriers: Actor) -> Answer:
    said = {"courier_ids": [each.id for each in couriers]}
    return call(sign_in("outlet_manager", OUTLET), "POST", body=said)


def rounds(told: Answer) -> dict[str, set[str]]:
    return {
        each["courier_id"]: {number for stop in each["stops"] for number in stop["waybill_nos"]}
        for each in told.data["rounds"]
    }


def loading(courier: Actor) -> list[str]:
    shown = http("plan_route", "GET", "/couriers/me/loading", session=session_of(courier))
    return list(shown.data["waybill_nos"])


def test_two_couriers_take_a_side_each(couriers: tuple[Actor, Actor]) -> None:
    east, west = ({lying(place, couriers[0]) for place in side} for side in (EAST, WEST))
    told = plan(*couriers)
    assert told.status == 200
    assert sorted(map(sorted, rounds(told).values())) == sorted(map(sorted, (east, west)))
    assert told.data["unreachable"] == told.data["unplaced"] == []
    for each in told.data["rounds"]:
        arrivals = [stop["arrives_at"] for stop in each["stops"]]
        assert arrivals == sorted(arrivals) and each["distance_m"] > 8_000
    assert rounds(call(sign_in("dispatcher"), "GET")) == rounds(told)


def test_nobody_is_given_more_than_they_can_carry(couriers: tuple[Actor, Actor], carries: Any) -> None:
    numbers = {lying(place, couriers[0]) for place in EAST + WEST}
    for courier, capacity in zip(couriers, (4, 1), strict=True):
        carries(courier, capacity)
    told = plan(*couriers)
    taken = rounds(told)
    assert len(taken[couriers[0].id]) == 4 and len(taken[couriers[1].id]) == 1
    assert set(told.data["unreachable"]) == numbers - taken[couriers[0].id] - taken[couriers[1].id]


def test_what_somebody_has_to_do_already_takes_room_and_stays_theirs(
    couriers: tuple[Actor, Actor], carries: Any
) -> None:
    out = lying(EAST[0], couriers[0])
    report(out, Step.OUT_FOR_DELIVERY, couriers[0])
    number = lying(EAST[1], couriers[0])
    carries(couriers[0], 1)
    told = plan(couriers[0])
    assert rounds(told) == {couriers[0].id: set()}
    assert told.data["unreachable"] == [number]


def test_nobody_is_on_the_road_after_their_shift(couriers: tuple[Actor, Actor]) -> None:
    now = datetime.now(UTC).astimezone(SHANGHAI)
    if now.hour == 23:
        pytest.skip("a shift that ends within the hour ends tomorrow")
    number, day = lying((40_000, 0), couriers[0]), now.date().isoformat()
    end = (now + timedelta(minutes=30)).strftime("%H:%M")
    shifts = [{"courier_id": couriers[0].id, "start": "00:00", "end": end}]
    database()["rosters"].insert_one({"_id": f"{OUTLET}:{day}", "outlet_id": OUTLET, "day": day, "shifts": shifts})
    assert plan(couriers[0]).data["unreachable"] == [number], "forty kilometres and back in half an hour"
    assert rounds(plan(couriers[1])) == {couriers[1].id: {number}}


def test_couriers_see_it_once_it_is_released_and_only_what_still_lies_there(couriers: tuple[Actor, Actor]) -> None:
    first, second = lying(EAST[0], couriers[0]), lying(EAST[1], couriers[0])
    version = plan(couriers[0]).data["version"]
    assert loading(couriers[0]) == []
    manager = sign_in("outlet_manager", OUTLET)
    assert call(manager, "POST", "/release", {"version": version + 1}).code == "TOUR_CHANGED"
    assert call(manager, "POST", "/release", {"version": version}).data["released_at"]
    assert set(loading(couriers[0])) == {first, second}
    assert loading(couriers[1]) == []
    report(first, Step.OUT_FOR_DELIVERY, couriers[0])
    assert loading(couriers[0]) == [second]
    assert plan(couriers[0]).data["version"] == version + 1
    assert loading(couriers[0]) == [], "a new plan is a new proposal"


def test_it_is_planned_for_those_on_duty_and_refused_without_any(couriers: tuple[Actor, Actor]) -> None:
    lying(EAST[0], couriers[0])
    assert plan().code == "COURIER_UNAVAILABLE"
    duty = {"on": True, "location": TIANHE}
    assert http("dispatch_match", "POST", "/couriers/me/duty", duty, session=session_of(couriers[1])).status == 200
    assert list(rounds(plan())) == [couriers[1].id]
    stranger = (
        actor("courier", "GZ-TH-2") if Unit(datetime.now(UTC)).outlets.find("GZ-TH-2") else actor("courier", "SZ-FT-1")
    )
    refused = plan(couriers[0], stranger)
    assert (refused.code, refused.body["error"]["details"]["courier_ids"]) == ("COURIER_UNAVAILABLE", [stranger.id])


def test_an_outlet_is_planned_by_its_own_people(couriers: tuple[Actor, Actor]) -> None:
    elsewhere = sign_in("outlet_manager", "SZ-FT-1")
    for method, tail, body in (("POST", "", {}), ("GET", "", None), ("POST", "/release", {"version": 1})):
        assert call(elsewhere, method, tail, body).code == "OUTLET_NOT_FOUND"
    assert call(sign_in("dispatcher"), "GET").code == "TOUR_NOT_FOUND"


def test_the_office_sees_a_couriers_own_tour(couriers: tuple[Actor, Actor]) -> None:
    number = lying(EAST[0], couriers[0])
    report(number, Step.OUT_FOR_DELIVERY, couriers[0])
    path = f"/couriers/{couriers[0].id}/tour"
    assert http("plan_route", "GET", path, session=sign_in("dispatcher")).code == "TOUR_NOT_FOUND"
    planned = http("plan_route", "POST", "/couriers/me/tour", {}, session=session_of(couriers[0])).data
    shown = http("plan_route", "GET", path, session=sign_in("outlet_manager", OUTLET)).data
    assert (shown["version"], shown["stops"][0]["waybill_nos"]) == (planned["version"], [number])
    assert http("plan_route", "GET", path, session=sign_in("outlet_manager", "SZ-FT-1")).code == "STAFF_NOT_FOUND"
    assert parcel_of(number).courier_id == couriers[0].id
