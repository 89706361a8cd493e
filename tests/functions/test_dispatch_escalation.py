"""What the matching cannot give away comes to a dispatcher; what a dispatcher decides is kept with its reason."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.events import CourierReleased, OrderPlaced
from logistics.domain.roles import Actor
from logistics.domain.trouble_events import DispatchOverdue, DispatchWindowClosed
from tests.support.calls import http, invoke, queue
from tests.support.orders import TIANHE, assign, parcel_of, place_order
from tests.support.people import actor, session_of, sign_in

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def order(store: Any) -> str:
    return place_order(sign_in("customer"))


def waiting() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = http("dispatch_match", "GET", "/waiting-orders", session=sign_in("dispatcher")).data[
        "orders"
    ]
    return rows


def escalations(store: Any, order: str) -> list[tuple[str, int]]:
    rows = [row for row in store.outbox.of(order) if row["type"] == "DispatchEscalated"]
    return [(row["data"]["why"], row["data"]["declined"]) for row in rows]


def placed(order: str) -> OrderPlaced:
    return OrderPlaced(order, "somebody", "standard", "on_account", 1, 0)


def waited(store: Any, order: str, minutes: int) -> None:
    since = datetime.now(UTC) - timedelta(minutes=minutes)
    store.db["parcels"].update_one({"_id": order}, {"$set": {"waiting_since": since}})


def test_the_third_refusal_comes_to_a_dispatcher(order: str, store: Any) -> None:
    """Told again with each further one; the next courier is asked all the same."""
    for number, expected in enumerate(
        ([], [], [("declined_often", 3)], [("declined_often", 3), ("declined_often", 4)])
    ):
        declined = [f"courier-{each}" for each in range(number + 1)]
        store.db["parcels"].update_one({"_id": order}, {"$set": {"declined_by": declined}})
        assert queue("dispatch_match", CourierReleased(order, declined[-1], f"scan-{number}")) == []
        assert escalations(store, order) == expected
    [row] = waiting()
    assert (row["stuck"], row["stuck_label"]) == ("declined_often", "多人拒单或未接单")


@pytest.mark.parametrize(("minutes", "told"), [(14, []), (15, [("nobody_found", 0)])])
def test_who_finds_nobody_for_a_quarter_of_an_hour_comes_to_a_dispatcher(
    order: str, store: Any, minutes: int, told: list[tuple[str, int]]
) -> None:
    assert queue("dispatch_match", placed(order)) == []
    timer = store.db["due"].find_one({"_id": f"search:{order}"})
    assert timedelta(minutes=14) < timer["at"] - datetime.now(UTC) <= timedelta(minutes=15)
    waited(store, order, minutes)
    assert queue("dispatch_match", DispatchOverdue(order)) == []
    assert escalations(store, order) == told


def test_who_got_a_courier_meanwhile_is_nobodys_trouble(order: str, store: Any) -> None:
    queue("dispatch_match", placed(order))
    assign(order, actor("courier", "GZ-TH-1"))
    waited(store, order, 60)
    assert queue("dispatch_match", DispatchOverdue(order)) == []
    assert escalations(store, order) == []


def test_what_needs_a_dispatcher_stands_first(order: str, store: Any) -> None:
    """The other one has waited longer, but for less than a quarter of an hour."""
    declined = place_order(sign_in("customer"))
    store.db["parcels"].update_one({"_id": declined}, {"$set": {"declined_by": ["a", "b", "c"]}})
    waited(store, order, 10)
    assert [(row["waybill_no"], row["stuck"]) for row in waiting()] == [(declined, "declined_often"), (order, None)]
    waited(store, order, 20)
    assert [row["stuck"] for row in waiting()] == ["nobody_found", "declined_often"]


def test_a_pickup_booked_for_later_is_matched_when_its_hour_begins(order: str, store: Any) -> None:
    begins = (datetime.now(UTC) + timedelta(hours=3)).replace(microsecond=0)
    slot = {"pickup_from": begins, "pickup_until": begins + timedelta(hours=2)}
    store.db["parcels"].update_one({"_id": order}, {"$set": slot})
    courier = on_duty()
    assert queue("dispatch_match", placed(order)) == []
    timers = {row["type"]: row["at"] for row in store.db["due"].find()}
    searched = begins - timedelta(hours=1)
    assert timers == {"DispatchWindowClosed": searched, "DispatchOverdue": searched + timedelta(minutes=15)}
    assert queue("dispatch_match", DispatchWindowClosed(order)) == []
    assert parcel_of(order).courier_id is None, "the timer came too early"
    slot = {"pickup_from": datetime.now(UTC) + timedelta(minutes=59)}
    store.db["parcels"].update_one({"_id": order}, {"$set": slot})
    assert queue("dispatch_match", DispatchWindowClosed(order)) == []
    assert parcel_of(order).courier_id == courier.id


def on_duty() -> Actor:
    courier = actor("courier", "GZ-TH-1")
    body = {"on": True, "location": TIANHE}
    assert http("dispatch_match", "POST", "/couriers/me/duty", body, session=session_of(courier)).status == 200
    return courier


def test_a_person_wins_and_says_why(order: str, store: Any) -> None:
    """In their own words, without the phones that they write into them."""
    found, chosen = on_duty(), actor("courier", "GZ-TH-1", 1)
    queue("dispatch_match", placed(order))
    assert parcel_of(order).courier_id == found.id
    session = sign_in("dispatcher")
    hand = {"courier_id": chosen.id, "reason": "熟悉这个园区 13800138000"}
    assert http("dispatch_match", "POST", f"/parcels/{order}/assignment", hand, session=session).status == 200
    back = {"to_courier_id": found.id, "reason": "车辆故障 13800138000"}
    assert http("dispatch_match", "POST", f"/couriers/{chosen.id}/reassignment", back, session=session).status == 200
    shown = invoke("dispatch_match", "show_decision", {"waybill_no": order}, session).data["decisions"]
    assert [(row["courier_id"], row["reason"]) for row in shown] == [
        (found.id, "车辆故障 ***"),
        (chosen.id, "熟悉这个园区 ***"),
        (found.id, None),
    ]
