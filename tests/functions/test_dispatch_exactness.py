"""Dispatch at once and in bulk: nobody gets more than they can carry, and a courier who falls out is replaced."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.events import OrderPlaced
from logistics.domain.roles import Actor
from logistics.domain.trouble_events import DispatchWindowClosed
from logistics.store import limits
from tests.support.calls import http, queue, schedule
from tests.support.orders import TIANHE, assign, bring_out, parcel_of, place_order
from tests.support.people import actor, session_of, sign_in

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def courier() -> Actor:
    return actor("courier", "GZ-TH-1", 0)


@pytest.fixture
def other() -> Actor:
    return actor("courier", "GZ-TH-1", 1)


@pytest.fixture
def small(courier: Actor, store: Any) -> Iterator[Actor]:
    """A courier on duty who takes two tasks."""
    before = store.db["staff"].find_one({"_id": courier.id})["capacity"]
    store.db["staff"].update_one({"_id": courier.id}, {"$set": {"capacity": 2}})
    body = {"on": True, "location": TIANHE}
    assert http("dispatch_match", "POST", "/couriers/me/duty", body, session=session_of(courier)).status == 200
    yield courier
    store.db["staff"].update_one({"_id": courier.id}, {"$set": {"capacity": before}})


def placed(waybill_no: str) -> OrderPlaced:
    return OrderPlaced(waybill_no, "somebody", "standard", "on_account", 1, 0)


def holders(orders: list[str]) -> list[str | None]:
    return [parcel_of(order).courier_id for order in orders]


def test_searches_at_once_never_fill_a_courier_beyond_their_capacity(small: Actor) -> None:
    session = sign_in("customer")
    orders = [place_order(session) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        work = [pool.submit(queue, "dispatch_match", placed(order)) for order in orders]
        work += [pool.submit(schedule, "dispatch_match", "retry_waiting") for _ in range(2)]
        for each in work:
            each.result()
    schedule("dispatch_match", "retry_waiting")
    assert sorted(map(str, holders(orders))) == sorted(["None"] * 4 + [small.id] * 2)


def test_many_orders_at_once_wait_for_one_another_and_are_matched_together(small: Actor, store: Any) -> None:
    """The 21st order within ten seconds opens a window of some seconds; its end gives away what waits, once."""
    session = sign_in("customer")
    for _ in range(20):
        limits.hit("dispatch", "4401", 20, 10)
    order, later = place_order(session), place_order(session)
    began = datetime.now(UTC)
    assert queue("dispatch_match", placed(order)) == queue("dispatch_match", placed(later)) == []
    timers = [row for row in store.db["due"].find() if row["_id"].startswith("window:4401:")]
    assert 1 <= len(timers) <= 2, "those who come together wait together"
    assert all(timedelta(seconds=1) <= row["at"] - began <= timedelta(seconds=9) for row in timers)
    assert holders([order, later]) == [None, None]
    for _ in range(2):
        assert queue("dispatch_match", DispatchWindowClosed(order)) == []
    assert holders([order, later]) == [small.id] * 2


def reassign(courier: Actor, to: Actor, role: str = "dispatcher", outlet: str = "", **said: Any) -> Any:
    path = f"/couriers/{courier.id}/reassignment"
    body = {"to_courier_id": to.id} | said
    return http("dispatch_match", "POST", path, body, session=sign_in(role, outlet))


def tasks_of(courier: Actor) -> list[str]:
    reply = http("dispatch_match", "GET", "/couriers/me/tasks", session=session_of(courier))
    return [row["waybill_no"] for row in reply.data["tasks"]]


def test_five_pickups_go_to_another_courier_in_their_order(courier: Actor, other: Actor, store: Any) -> None:
    session = sign_in("customer")
    orders = [place_order(session) for _ in range(5)]
    for order in orders:
        assign(order, courier)
    reply = reassign(courier, other)
    assert (reply.status, reply.data["moved"], reply.data["left"]) == (200, orders, [])
    assert tasks_of(other) == orders
    assert tasks_of(courier) == []
    assert [store.decisions.of(order)[0].courier_id for order in orders] == [other.id] * 5, "why him? A person said so."


def test_only_listed_pickups_move_and_what_is_in_hand_stays(courier: Actor, other: Actor) -> None:
    session = sign_in("customer")
    carried = place_order(session)
    bring_out(carried, courier)
    first, second, third = (place_order(session) for _ in range(3))
    for order in (first, second, third):
        assign(order, courier)
    assert reassign(courier, other, waybill_nos=[third, first]).data["moved"] == [first, third]
    reply = reassign(courier, other).data
    assert (reply["moved"], [row["waybill_no"] for row in reply["left"]]) == ([second], [carried])
    assert parcel_of(carried).courier_id == courier.id


def test_a_number_that_is_not_theirs_moves_nothing(courier: Actor, other: Actor) -> None:
    session = sign_in("customer")
    mine, theirs = place_order(session), place_order(session)
    assign(mine, courier)
    assign(theirs, other)
    assert reassign(courier, other, waybill_nos=[mine, theirs]).code == "PARCEL_NOT_FOUND"
    assert parcel_of(mine).courier_id == courier.id


def test_nobody_gets_their_own_tasks_and_no_outlet_those_of_another(courier: Actor, other: Actor) -> None:
    assert reassign(courier, courier).code == "COURIER_UNAVAILABLE"
    assert reassign(courier, actor("dispatcher")).code == "COURIER_UNAVAILABLE"
    assert reassign(courier, other, "outlet_manager", "NJ-XW-1").code == "STAFF_NOT_FOUND"
    assert reassign(courier, other, "courier", "GZ-TH-1").code == "ROLE_FORBIDDEN"


def test_what_somebody_takes_out_is_seen_by_a_matching_at_the_same_time(courier: Actor, store: Any) -> None:
    """Taking a parcel out changes the row that whoever gives them work changes too: one of the two runs again."""

    def given() -> int:
        return int(store.db["staff"].find_one({"_id": courier.id}).get("assignments", 0))

    order = place_order(sign_in("customer"))
    before = given()
    bring_out(order, courier)
    taken_out = given()
    assert parcel_of(order).status == "out_for_delivery"
    assert taken_out > before
    store.parcels.save(parcel := parcel_of(order), parcel)
    assert given() == taken_out, "what is out already is no new work"
