"""Tours: one visit an address, the short way round, new parcels at once, and the courier's own order respected."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.events import CourierAssigned
from logistics.domain.roles import Actor
from logistics.domain.shanghai import SHANGHAI
from logistics.store.mongo import database
from tests.support.calls import Answer, deliver_outbox, http, queue
from tests.support.orders import TIANHE, assign, order_body, parcel_of, place_order
from tests.support.people import actor, session_of, sign_in

pytestmark = pytest.mark.usefixtures("store")

METRES = 1 / 111_195  # degrees of latitude to a metre
HOME, EAST, NORTH, OPPOSITE = (0, 0), (20_000, 0), (0, 20_000), (20_000, 20_000)
"""The corners of a square; the outlet is near the first of them, so the opposite one comes between the others."""


@pytest.fixture
def courier() -> Actor:
    return actor("courier", "GZ-TH-1", 0)


def fetched_from(place: tuple[float, float], courier: Actor) -> str:
    """An order given to the courier, to be fetched so many metres east and north of the usual place."""
    consignor = order_body("")["consignor"]
    east, north = place
    there = {"lng": TIANHE["lng"] + east * METRES, "lat": TIANHE["lat"] + north * METRES}
    waybill_no = place_order(sign_in("customer"), consignor=consignor | {"location": there})
    assign(waybill_no, courier)
    return waybill_no


def plan(courier: Actor, **said: Any) -> Answer:
    return http("plan_route", "POST", "/couriers/me/tour", said, session=session_of(courier))


def order(courier: Actor, version: int, *numbers: str) -> Answer:
    said = {"version": version, "waybill_nos": list(numbers)}
    return http("plan_route", "POST", "/couriers/me/tour/order", said, session=session_of(courier))


def shown(courier: Actor) -> Answer:
    return http("plan_route", "GET", "/couriers/me/tour", session=session_of(courier))


def visits(answer: Answer) -> list[list[str]]:
    return [stop["waybill_nos"] for stop in answer.data["stops"]]


def tell(waybill_no: str, courier: Actor) -> None:
    assignment_id = str(parcel_of(waybill_no).assignment_id)
    assert queue("plan_route", CourierAssigned(waybill_no, courier.id, assignment_id, courier.outlet_id)) == []


def test_a_tour_goes_round_the_square_and_not_across(courier: Actor) -> None:
    east, north, opposite = (fetched_from(place, courier) for place in (EAST, NORTH, OPPOSITE))
    told = plan(courier)
    assert told.status == 200
    assert visits(told)[1] == [opposite]
    assert {visits(told)[0][0], visits(told)[2][0]} == {east, north}
    assert told.data["version"] == 1
    assert told.data["unreachable"] == []
    assert visits(shown(courier)) == visits(told)


def test_parcels_of_one_address_are_one_visit(courier: Actor) -> None:
    first, second = fetched_from(HOME, courier), fetched_from(HOME, courier)
    assert visits(plan(courier)) == [[first, second]]


def test_without_work_the_tour_is_empty_and_before_the_first_plan_there_is_none(courier: Actor) -> None:
    assert shown(courier).code == "TOUR_NOT_FOUND"
    assert visits(plan(courier)) == []


def test_a_new_parcel_is_put_into_the_tour_when_it_is_assigned(courier: Actor) -> None:
    east, north = fetched_from(EAST, courier), fetched_from(NORTH, courier)
    plan(courier)
    opposite = fetched_from(OPPOSITE, courier)
    tell(opposite, courier)
    told = shown(courier)
    assert (told.data["version"], len(visits(told))) == (2, 3)
    assert visits(told)[1] == [opposite]
    tell(opposite, courier)
    assert shown(courier).data["version"] == 2, "the same news again changes nothing"
    assert {east, north} == {visits(told)[0][0], visits(told)[2][0]}


def test_the_order_made_by_hand_stays_until_the_courier_gives_it_up(courier: Actor) -> None:
    east, opposite, north = (fetched_from(place, courier) for place in (EAST, OPPOSITE, NORTH))
    plan(courier)
    assert order(courier, 7, opposite, east, north).code == "TOUR_CHANGED"
    assert visits(order(courier, 1, opposite, east, north)) == [[opposite], [east], [north]]
    again = plan(courier)
    assert again.data["by_hand"] is True
    assert visits(again) == [[opposite], [east], [north]]
    assert visits(plan(courier, anew=True))[1] == [opposite]


def test_what_is_called_off_leaves_the_tour_at_once_and_the_others_keep_their_order(courier: Actor) -> None:
    east, opposite, north = (fetched_from(place, courier) for place in (EAST, OPPOSITE, NORTH))
    plan(courier)
    before = visits(order(courier, 1, opposite, east, north))
    body = {"reason": "consignor_changed_mind"}
    path = f"/orders/{east}/cancellation"
    assert http("create_order", "POST", path, body, session=sign_in("customer")).status == 200
    deliver_outbox("plan_route")
    assert visits(shown(courier)) == [each for each in before if each != [east]]
    assert shown(courier).data["by_hand"] is True


def test_what_goes_to_another_courier_leaves_the_tour_of_the_first(courier: Actor) -> None:
    other = actor("courier", "GZ-TH-1", 1)
    east, north = fetched_from(EAST, courier), fetched_from(NORTH, courier)
    plan(courier)
    plan(other)
    assign(east, other)
    tell(east, other)
    assert visits(shown(courier)) == [[north]]
    assert visits(shown(other)) == [[east]]


def test_nobody_is_expected_at_a_door_while_they_are_at_lunch(courier: Actor) -> None:
    now = datetime.now(UTC).astimezone(SHANGHAI)
    if not 1 <= now.hour < 22:
        pytest.skip("a shift that ends or begins within the hour lies on another day")
    fetched_from(HOME, courier)
    without = plan(courier)
    ended, goes_on = (now + timedelta(minutes=minutes) for minutes in (-10, 40))
    hours = (("00:00", f"{ended:%H:%M}"), (f"{goes_on:%H:%M}", "23:59"))
    shifts = [{"courier_id": courier.id, "start": start, "end": end} for start, end in hours]
    day = now.date().isoformat()
    database()["rosters"].insert_one({"_id": f"GZ-TH-1:{day}", "outlet_id": "GZ-TH-1", "day": day, "shifts": shifts})
    told = plan(courier)
    assert visits(told) == visits(without), "what waits for a courier is not left out"
    arrives, before = (datetime.fromisoformat(each.data["stops"][0]["arrives_at"]) for each in (told, without))
    later = (arrives - before).total_seconds()
    assert 39 * 60 - 5 <= later <= 40 * 60 + 5, "the rest of the lunch, from now on"
    ends = datetime.fromisoformat(told.data["ends_at"]) - datetime.fromisoformat(without.data["ends_at"])
    assert abs(ends.total_seconds() - later) <= 1
