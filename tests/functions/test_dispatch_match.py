"""Dispatch: the right courier near the pickup point, nobody twice, and people have the last word."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.events import AcceptanceOverdue, CourierReleased, OrderPlaced, PickupFailed
from logistics.domain.ids import new_id
from logistics.domain.letter import letter
from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.gateways.topic import wire_body
from tests.support.calls import deliver_outbox, http, invoke, queue, request_id, schedule
from tests.support.orders import TIANHE, assign, bring_out, order_body, parcel_of, pick_up, place_order, report
from tests.support.people import actor, session_of, sign_in

pytestmark = pytest.mark.usefixtures("store")

METRES = 1 / 111_195  # degrees of latitude to a metre, on a sphere of 6371 km


@pytest.fixture
def couriers() -> list[Actor]:
    """Both couriers of the outlet that serves the pickup, and one of its neighbour."""
    return [actor("courier", "GZ-TH-1", 0), actor("courier", "GZ-TH-1", 1), actor("courier", "GZ-TH-2", 0)]


@pytest.fixture
def order() -> Iterator[str]:
    """A placed order whose event has not been delivered yet."""
    yield place_order(sign_in("customer"))


def go_on_duty(courier: Actor, metres_north: float = 100, **said: Any) -> None:
    place = {"lng": TIANHE["lng"], "lat": TIANHE["lat"] + metres_north * METRES}
    body = {"on": True, "location": place} | said
    assert http("dispatch_match", "POST", "/couriers/me/duty", body, session=session_of(courier)).status == 200


def placed(waybill_no: str) -> OrderPlaced:
    return OrderPlaced(waybill_no, "somebody", "standard", "on_account", 1, 0)


def match(waybill_no: str) -> str | None:
    """Deliver OrderPlaced; answers who got the order."""
    assert queue("dispatch_match", placed(waybill_no)) == []
    courier_id: str | None = parcel_of(waybill_no).courier_id
    return courier_id


def retry() -> dict[str, int]:
    reply: dict[str, int] = schedule("dispatch_match", "retry_waiting")
    return reply


def busy(courier: Actor, tasks: int) -> None:
    session = sign_in("customer", at=7)
    for _ in range(tasks):
        assign(place_order(session), courier)


def set_capacity(store: Any, courier: Actor, capacity: int) -> None:
    store.db["staff"].update_one({"_id": courier.id}, {"$set": {"capacity": capacity}})


@pytest.fixture(autouse=True)
def seeded_capacities(store: Any) -> Iterator[None]:
    rows = [(row["_id"], row["capacity"], row["active"]) for row in store.db["staff"].find()]
    yield
    for staff_id, capacity, active in rows:
        store.db["staff"].update_one({"_id": staff_id}, {"$set": {"capacity": capacity, "active": active}})


def overdue(waybill_no: str) -> AcceptanceOverdue:
    parcel = parcel_of(waybill_no)
    return AcceptanceOverdue(waybill_no, parcel.courier_id, parcel.assignment_id)


# --- matching --------------------------------------------------------------------------------------------------


def test_the_nearest_free_courier_gets_the_order(order: str, couriers: list[Actor], store: Any) -> None:
    for courier, metres in zip(couriers, (800, 300, 900), strict=True):
        go_on_duty(courier, metres)
    assert match(order) == couriers[1].id
    parcel = parcel_of(order)
    assert (parcel.status, parcel.waiting_since) == ("assigned", None)
    assert [row["type"] for row in store.outbox.of(order)] == ["OrderPlaced", "CourierAssigned"]


@pytest.mark.parametrize(
    ("tasks_of_the_near_one", "winner"),
    [
        (0, 0),  # 300 against 1100
        (2, 0),  # 300 + 2*300 + 2000*4/400 = 920 against 1100
        (3, 1),  # 300 + 3*300 + 2000*9/400 = 1245 against 1100, although the circle of 1 km holds only the near one
    ],
)
def test_work_in_hand_weighs_like_a_detour(
    order: str, couriers: list[Actor], tasks_of_the_near_one: int, winner: int
) -> None:
    go_on_duty(couriers[0], 300)
    go_on_duty(couriers[1], 1_100)
    busy(couriers[0], tasks_of_the_near_one)
    assert match(order) == couriers[winner].id


def test_deliveries_under_way_count_as_work(order: str, couriers: list[Actor], store: Any) -> None:
    set_capacity(store, couriers[0], 1)
    bring_out(place_order(sign_in("customer", at=7)), couriers[0])
    go_on_duty(couriers[0], 100)
    go_on_duty(couriers[1], 900)
    assert match(order) == couriers[1].id


def test_a_full_courier_is_passed_over(order: str, couriers: list[Actor], store: Any) -> None:
    set_capacity(store, couriers[0], 2)
    go_on_duty(couriers[0], 10)
    busy(couriers[0], 2)
    assert match(order) is None


@pytest.mark.parametrize(("metres", "found"), [(950, True), (2_900, True), (5_900, True), (6_100, False)])
def test_the_search_widens_to_six_kilometres(order: str, couriers: list[Actor], metres: int, found: bool) -> None:
    go_on_duty(couriers[0], metres)
    assert match(order) == (couriers[0].id if found else None)


def test_who_went_off_duty_is_not_found(order: str, couriers: list[Actor]) -> None:
    go_on_duty(couriers[0])
    http("dispatch_match", "POST", "/couriers/me/duty", {"on": False}, session=session_of(couriers[0]))
    assert match(order) is None


def test_whose_shift_ended_is_not_found_and_forgotten(order: str, couriers: list[Actor]) -> None:
    from time import sleep

    from logistics.store.redis import redis

    go_on_duty(couriers[0], until=(datetime.now(UTC) + timedelta(seconds=1)).isoformat())
    sleep(2.1)
    assert match(order) is None
    assert redis().zcard("couriers:4401") == 0, "the search drops who has gone home"


def test_who_was_let_go_is_passed_over(order: str, couriers: list[Actor], store: Any) -> None:
    go_on_duty(couriers[0], 100)
    go_on_duty(couriers[1], 500)
    store.staff.set_active(couriers[0].id, False)
    assert match(order) == couriers[1].id


def test_without_a_pickup_point_the_outlets_place_counts(couriers: list[Actor]) -> None:
    consignor = {key: value for key, value in order_body("")["consignor"].items() if key != "location"}
    order = place_order(sign_in("customer"), consignor=consignor)
    go_on_duty(couriers[0], 400)
    assert match(order) == couriers[0].id


def test_the_couriers_own_outlet_handles_the_parcel_too(order: str, couriers: list[Actor]) -> None:
    go_on_duty(couriers[2], 200)
    assert match(order) == couriers[2].id
    assert parcel_of(order).outlet_ids == ("GZ-TH-1", "HZ-BJ-1", "GZ-TH-2")


def test_the_decision_can_be_explained(order: str, couriers: list[Actor]) -> None:
    go_on_duty(couriers[0], 300)
    go_on_duty(couriers[1], 700)
    match(order)
    answer = invoke("dispatch_match", "show_decision", {"waybill_no": order}, sign_in("dispatcher")).data
    decision = answer["decisions"][0]
    assert (decision["decided_by"], decision["courier_id"], decision["radius_m"]) == ("system", couriers[0].id, 1_000)
    seen = [
        (row["courier_id"], row["open_tasks"], row["cost_m"] == row["distance_m"]) for row in decision["considered"]
    ]
    assert seen == [(couriers[0].id, 0, True), (couriers[1].id, 0, True)]
    assert abs(decision["considered"][0]["distance_m"] - 300) < 5


def test_an_event_that_comes_twice_assigns_once(order: str, couriers: list[Actor], store: Any) -> None:
    go_on_duty(couriers[0])
    message = wire_body(letter(placed(order), datetime.now(UTC)))
    assert queue("dispatch_match", message) == queue("dispatch_match", message) == []
    assert queue("dispatch_match", placed(order)) == [], "another message of the same meaning"
    assert [scan.step for scan in store.scans.of(order)].count(Step.ASSIGNED) == 1


def test_searches_at_once_never_assign_twice(couriers: list[Actor], store: Any) -> None:
    for courier in couriers:
        go_on_duty(courier)
    session = sign_in("customer")
    orders = [place_order(session) for _ in range(3)]
    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(queue, "dispatch_match", placed(order)) for order in orders * 3]
        work += [pool.submit(schedule, "dispatch_match", "retry_waiting") for _ in range(2)]
        for each in work:
            each.result()
    for order in orders:
        steps = [scan.step for scan in store.scans.of(order)]
        assert steps.count(Step.ASSIGNED) == 1, "one order, one courier"
        assert [row["type"] for row in store.outbox.of(order)].count("CourierAssigned") == 1
        assert store.db["due"].count_documents({"_id": f"accept:{order}"}) == 1


def test_a_cancelled_order_is_left_alone(order: str, couriers: list[Actor]) -> None:
    go_on_duty(couriers[0])
    invoke("create_order", "cancel_order", {"waybill_no": order, "reason": "carrier_late"}, sign_in("customer_service"))
    assert match(order) is None
    assert parcel_of(order).status == "cancelled"


def test_an_unknown_waybill_in_an_event_is_no_trouble() -> None:
    assert queue("dispatch_match", placed("WB000000000000")) == []


# --- waiting ---------------------------------------------------------------------------------------------------


def test_who_found_nobody_waits_and_is_tried_again(order: str, couriers: list[Actor]) -> None:
    assert match(order) is None
    assert retry() == {"waiting": 1, "tried": 1, "assigned": 0}
    go_on_duty(couriers[0])
    assert retry() == {"waiting": 1, "tried": 1, "assigned": 1}
    assert parcel_of(order).courier_id == couriers[0].id
    assert retry() == {"waiting": 0, "tried": 0, "assigned": 0}


def test_who_waits_longest_is_served_first(couriers: list[Actor], store: Any) -> None:
    session = sign_in("customer")
    orders = [place_order(session) for _ in range(3)]
    store.db["parcels"].update_one({"_id": orders[2]}, {"$set": {"waiting_since": datetime(2026, 1, 1, tzinfo=UTC)}})
    set_capacity(store, couriers[0], 1)
    go_on_duty(couriers[0])
    assert retry()["assigned"] == 1
    assert parcel_of(orders[2]).courier_id == couriers[0].id


def test_one_orders_trouble_does_not_stop_the_others(couriers: list[Actor], store: Any) -> None:
    session = sign_in("customer")
    broken, sound = place_order(session), place_order(session)
    store.db["parcels"].update_one({"_id": broken}, {"$set": {"consignor.adcode": None}})
    go_on_duty(couriers[0])
    assert retry() == {"waiting": 2, "tried": 2, "assigned": 1}
    assert parcel_of(sound).courier_id == couriers[0].id


def test_a_visit_asked_for_later_is_matched_an_hour_before(couriers: list[Actor], store: Any) -> None:
    now = datetime.now(UTC)
    tomorrow = (now + timedelta(hours=8, days=1)).date()  # at ten in Shanghai, whatever the clock says while tests run
    slot = {"pickup_from": f"{tomorrow}T10:00:00+08:00", "pickup_until": f"{tomorrow}T12:00:00+08:00"}
    order = place_order(sign_in("customer"), **slot)
    go_on_duty(couriers[0])
    assert match(order) is None
    assert retry()["assigned"] == 0
    store.db["parcels"].update_one({"_id": order}, {"$set": {"pickup_from": now + timedelta(minutes=59)}})
    assert retry()["assigned"] == 1


def test_the_waiting_list_shows_what_the_caller_may_see(order: str) -> None:
    match(order)

    def waiting(session: str) -> list[str]:
        rows = http("dispatch_match", "GET", "/waiting-orders", session=session).data["orders"]
        return [row["waybill_no"] for row in rows]

    assert waiting(sign_in("dispatcher")) == [order]
    assert waiting(sign_in("outlet_manager", "GZ-TH-1")) == [order]
    assert waiting(sign_in("outlet_manager", "NJ-XW-1")) == []
    assert waiting(sign_in("outlet_manager", parcel_of(order).delivery_outlet_id)) == [], "it will only deliver it"
    refused = http("dispatch_match", "GET", "/waiting-orders", session=sign_in("customer"))
    assert (refused.status, refused.code) == (403, "ROLE_FORBIDDEN")


# --- acceptance ------------------------------------------------------------------------------------------------


def test_a_courier_has_five_minutes_to_accept(order: str, couriers: list[Actor], store: Any) -> None:
    go_on_duty(couriers[0])
    began = datetime.now(UTC)
    match(order)
    timer = store.db["due"].find_one({"_id": f"accept:{order}"})
    assert timer["type"] == "AcceptanceOverdue"
    assert timedelta(minutes=4, seconds=59) <= timer["at"] - began <= timedelta(minutes=5, seconds=10)


def test_who_does_not_accept_loses_the_order_to_the_next(order: str, couriers: list[Actor], store: Any) -> None:
    go_on_duty(couriers[0], 100)
    go_on_duty(couriers[1], 900)
    assert match(order) == couriers[0].id
    assert queue("dispatch_match", overdue(order)) == []
    parcel = parcel_of(order)
    assert (parcel.status, parcel.courier_id, parcel.declined_by) == ("placed", None, (couriers[0].id,))
    deliver_outbox("dispatch_match")
    assert parcel_of(order).courier_id == couriers[1].id, "the release sets the next search off"


def test_nobody_left_means_waiting(order: str, couriers: list[Actor]) -> None:
    go_on_duty(couriers[0])
    match(order)
    queue("dispatch_match", overdue(order))
    assert queue("dispatch_match", CourierReleased(order, couriers[0].id, "scan")) == []
    assert parcel_of(order).status == "placed"
    assert retry() == {"waiting": 1, "tried": 1, "assigned": 0}, "not offered to the same courier again"


def test_an_accepted_order_is_not_taken_back(order: str, couriers: list[Actor], store: Any) -> None:
    go_on_duty(couriers[0])
    match(order)
    parcel = parcel_of(order)
    store.transact(lambda: store.parcels.save(parcel, parcel.accept(couriers[0], datetime.now(UTC))))
    assert queue("dispatch_match", overdue(order)) == []
    assert parcel_of(order).courier_id == couriers[0].id


def test_the_timer_of_an_earlier_assignment_means_nothing(order: str, couriers: list[Actor]) -> None:
    go_on_duty(couriers[0])
    match(order)
    earlier = overdue(order)
    queue("dispatch_match", earlier)
    assign(order, couriers[1])
    assert queue("dispatch_match", earlier) == []
    assert parcel_of(order).courier_id == couriers[1].id


def test_a_declined_order_goes_to_another_courier(order: str, couriers: list[Actor], store: Any) -> None:
    go_on_duty(couriers[0], 100)
    go_on_duty(couriers[1], 900)
    match(order)
    parcel = parcel_of(order)
    store.transact(
        lambda: store.parcels.save(parcel, parcel.decline("carrier_too_far", couriers[0], datetime.now(UTC)))
    )
    deliver_outbox("dispatch_match")
    assert parcel_of(order).courier_id == couriers[1].id


# --- failed pickups --------------------------------------------------------------------------------------------


def fail(order: str, courier: Actor, reason: str) -> None:
    recorded = report(order, Step.PICKUP_FAILED, courier, reason=reason)
    scan_id = next(event.scan_id for event in recorded.parcel.events if isinstance(event, PickupFailed))
    assert queue("dispatch_match", PickupFailed(order, scan_id, courier.id, reason)) == []


@pytest.mark.parametrize("reason", ["carrier_vehicle_issue", "carrier_late", "weather_delay", "force_majeure_event"])
def test_a_trouble_of_ours_sends_another_courier(order: str, couriers: list[Actor], reason: str) -> None:
    go_on_duty(couriers[0], 100)
    go_on_duty(couriers[1], 900)
    match(order)
    fail(order, couriers[0], reason)
    parcel = parcel_of(order)
    assert (parcel.status, parcel.courier_id) == ("assigned", couriers[1].id)


def test_a_trouble_of_ours_waits_for_a_courier_if_there_is_none(order: str, couriers: list[Actor]) -> None:
    go_on_duty(couriers[0], 100)
    match(order)
    fail(order, couriers[0], "carrier_vehicle_issue")
    assert parcel_of(order).status == "pickup_failed"
    go_on_duty(couriers[1], 900)
    assert retry()["assigned"] == 1
    assert parcel_of(order).courier_id == couriers[1].id


@pytest.mark.parametrize(
    "reason", ["consignor_not_available", "consignor_prohibited_goods", "consignor_incorrect_address"]
)
def test_what_the_consignor_must_mend_waits_for_a_dispatcher(order: str, couriers: list[Actor], reason: str) -> None:
    go_on_duty(couriers[0], 100)
    go_on_duty(couriers[1], 900)
    match(order)
    fail(order, couriers[0], reason)
    assert retry() == {"waiting": 1, "tried": 1, "assigned": 0}
    parcel = parcel_of(order)
    assert (parcel.status, parcel.waiting_since is not None) == ("pickup_failed", True)
    given = {"waybill_no": order, "courier_id": couriers[0].id}
    assert invoke("dispatch_match", "assign_order", given, sign_in("dispatcher")).data["status"] == "assigned"


# --- by hand ---------------------------------------------------------------------------------------------------


def hand_to(order: str, courier_id: str, session: str, **options: Any) -> Any:
    path = f"/parcels/{order}/assignment"
    return http("dispatch_match", "POST", path, {"courier_id": courier_id}, session=session, **options)


def test_the_dispatcher_wins_over_the_matching(order: str, couriers: list[Actor], store: Any) -> None:
    go_on_duty(couriers[0])
    match(order)
    dispatcher = actor("dispatcher")
    given = hand_to(order, couriers[1].id, session_of(dispatcher)).data
    assert (given["courier_id"], given["status_label"]) == (couriers[1].id, "待揽收")
    assert store.db["due"].count_documents({}) == 0, "nobody waits for this acceptance"
    assert queue("dispatch_match", placed(order)) == []
    assert parcel_of(order).courier_id == couriers[1].id
    decisions = invoke("dispatch_match", "show_decision", {"waybill_no": order}, session_of(dispatcher)).data[
        "decisions"
    ]
    assert [row["decided_by"] for row in decisions] == [dispatcher.id, "system"]


def test_a_retried_assignment_is_done_once(order: str, couriers: list[Actor], store: Any) -> None:
    session, key = sign_in("dispatcher"), request_id()
    first = hand_to(order, couriers[0].id, session, key=key).data
    assert hand_to(order, couriers[0].id, session, key=key).data == first
    assert [scan.step for scan in store.scans.of(order)].count(Step.ASSIGNED) == 1


def test_an_outlet_manager_dispatches_their_own_outlet_only(order: str, couriers: list[Actor]) -> None:
    own, neighbour = sign_in("outlet_manager", "GZ-TH-1"), sign_in("outlet_manager", "NJ-XW-1")
    assert hand_to(order, couriers[0].id, neighbour).code == "PARCEL_NOT_FOUND"
    assert hand_to(order, couriers[2].id, own).code == "STAFF_NOT_FOUND"
    assert hand_to(order, couriers[0].id, own).data["courier_id"] == couriers[0].id


def test_the_outlet_that_will_deliver_sends_nobody_to_fetch(order: str, couriers: list[Actor]) -> None:
    far = str(parcel_of(order).delivery_outlet_id)
    manager, own_courier = sign_in("outlet_manager", far), actor("courier", far)
    assert hand_to(order, own_courier.id, manager).code == "PICKUP_NOT_YOURS"
    hand_to(order, couriers[0].id, sign_in("dispatcher"))
    release = {"waybill_no": order, "reason": "carrier_capacity"}
    assert invoke("dispatch_match", "release_order", release, manager).code == "PICKUP_NOT_YOURS"
    hand_to(order, own_courier.id, sign_in("dispatcher"))
    assert invoke("dispatch_match", "release_order", release, manager).data["status"] == "placed", "their own courier"


def test_only_active_couriers_are_given_orders(order: str, couriers: list[Actor], store: Any) -> None:
    session = sign_in("dispatcher")
    store.staff.set_active(couriers[0].id, False)
    assert hand_to(order, couriers[0].id, session).code == "COURIER_UNAVAILABLE"
    assert hand_to(order, actor("cashier", "GZ-TH-1").id, session).code == "COURIER_UNAVAILABLE"
    assert hand_to(order, "01ARZ3NDEKTSV4RRFFQ69G5FAV", session).code == "STAFF_NOT_FOUND"


@pytest.mark.parametrize("role", ["customer", "courier", "cashier", "customer_service", "finance"])
def test_others_do_not_dispatch(order: str, couriers: list[Actor], role: str) -> None:
    refused = hand_to(order, couriers[0].id, sign_in(role))
    assert (refused.status, refused.code) == (403, "ROLE_FORBIDDEN")
    released = invoke("dispatch_match", "release_order", {"waybill_no": order}, sign_in(role))
    assert released.code == "ROLE_FORBIDDEN"


def test_nobody_is_assigned_after_pickup(order: str, couriers: list[Actor]) -> None:
    pick_up(order, couriers[0])
    refused = hand_to(order, couriers[1].id, sign_in("dispatcher"))
    assert (refused.status, refused.code) == (409, "PARCEL_STATE_CONFLICT")
    assert refused.body["error"]["details"]["status"] == "picked_up"


def test_an_assignment_needs_a_request_id_and_a_sound_number(order: str, couriers: list[Actor]) -> None:
    session = sign_in("dispatcher")
    assert hand_to(order, couriers[0].id, session, key="").code == "REQUEST_ID_REQUIRED"
    slipped = order[:-1] + str((int(order[-1]) + 1) % 10)
    assert hand_to(slipped, couriers[0].id, session).code == "INPUT_INVALID"


def test_a_released_order_is_offered_to_others(order: str, couriers: list[Actor], store: Any) -> None:
    go_on_duty(couriers[0], 100)
    match(order)
    released = invoke("dispatch_match", "release_order", {"waybill_no": order}, sign_in("dispatcher")).data
    assert (released["status"], released["courier_id"]) == ("placed", None)
    assert store.db["due"].count_documents({}) == 0
    assert match(order) is None, "not to whom it was taken from"
    go_on_duty(couriers[1], 900)
    assert match(order) == couriers[1].id


def test_only_an_assigned_order_is_released(order: str) -> None:
    refused = invoke("dispatch_match", "release_order", {"waybill_no": order}, sign_in("dispatcher"))
    assert refused.code == "PARCEL_STATE_CONFLICT"


# --- couriers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"on": True}, "LOCATION_REQUIRED"),
        ({"on": True, "location": TIANHE, "until": "2020-01-01T00:00:00+08:00"}, "SHIFT_INVALID"),
        ({"on": True, "location": TIANHE, "until": "2099-01-01T00:00:00+08:00"}, "SHIFT_INVALID"),
        ({"on": "maybe"}, "INPUT_INVALID"),
        ({"on": True, "location": {"lng": 113}}, "INPUT_INVALID"),
        ({"on": True, "location": TIANHE, "capacity": 99}, "INPUT_INVALID"),
        ({}, "INPUT_INVALID"),
    ],
)
def test_a_shift_needs_a_place_and_a_sensible_end(said: dict[str, Any], code: str) -> None:
    answer = http("dispatch_match", "POST", "/couriers/me/duty", said, session=sign_in("courier"))
    assert (answer.status, answer.code) == (422, code)


def test_only_couriers_go_on_duty() -> None:
    answer = http("dispatch_match", "POST", "/couriers/me/duty", {"on": False}, session=sign_in("dispatcher"))
    assert answer.code == "ROLE_FORBIDDEN"


def tasks(courier: Actor) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = http("dispatch_match", "GET", "/couriers/me/tasks", session=session_of(courier)).data[
        "tasks"
    ]
    return rows


def test_a_courier_sees_whom_to_visit(order: str, couriers: list[Actor]) -> None:
    assign(order, couriers[0])
    [task] = tasks(couriers[0])
    assert (task["kind"], task["accepted"], task["location"]) == ("pickup", False, TIANHE)
    assert task["contact"] == {
        "name": "林小满",
        "phone": "138****0001",
        "extension": "",
        "address": "广东省广州市天河区体育西路101号2栋301室",
        "remark": "",
    }
    assert tasks(couriers[1]) == [], "nobody else's tasks"


def test_at_the_door_the_consignee_is_whom_to_visit(order: str, couriers: list[Actor]) -> None:
    bring_out(order, couriers[0])
    [task] = tasks(couriers[0])
    assert (task["kind"], task["contact"]["name"]) == ("delivery", "欧阳晴川")


def test_without_virtual_numbers_who_visits_is_told_the_phone_and_its_extension(
    couriers: list[Actor], setting: Any
) -> None:
    setting(VIRTUAL_NUMBERS_APP_ID="")
    body = order_body("")
    consignor = body["consignor"] | {"phone": "0755-86013388", "extension": "8812"}
    consignee = body["consignee"] | {"phone": "13800001111", "extension": "1234"}
    number = place_order(sign_in("customer"), consignor=consignor, consignee=consignee)
    assign(number, couriers[0])
    [task] = tasks(couriers[0])
    assert (task["contact"]["phone"], task["contact"]["extension"]) == ("+8675586013388", "8812")
    assert task["contact"]["address"] == consignor["address"], "the address is an address only"
    bring_out(number, couriers[1])
    [task] = tasks(couriers[1])
    assert (task["contact"]["phone"], task["contact"]["extension"]) == ("+8613800001111", "1234")


def test_a_check_that_was_made_can_be_gone_on_with_on_another_phone(order: str, couriers: list[Actor]) -> None:
    """The token of the consignor's identity check is told to whoever has to fetch the parcel, and to nobody else."""
    assign(order, couriers[0])
    assert (tasks(couriers[0])[0]["real_name_done"], tasks(couriers[0])[0]["real_name_token"]) == (False, None)
    identity = {"name": "林小满", "id_number": "11010519491231002X"}
    path = f"/parcels/{order}/real-name"
    token = http("pick_up", "POST", path, identity, session=session_of(couriers[0])).data["real_name_token"]
    assert (tasks(couriers[0])[0]["real_name_done"], tasks(couriers[0])[0]["real_name_token"]) == (True, token)
    assert tasks(couriers[1]) == []
    now = datetime.now(UTC).isoformat()
    fact = {"scan_id": new_id(datetime.now(UTC)), "occurred_at": now, "real_name_token": token, "inspected": True}
    measured = {"weight_g": 1500, "volume_cm3": 6000}
    taken = http("pick_up", "POST", f"/parcels/{order}/pickup", fact | measured, session=session_of(couriers[0]))
    assert taken.data["status"] == "picked_up"
    assert tasks(couriers[0])[0]["real_name_token"] is None, "it has served"


def test_a_parcel_in_the_bag_tells_nothing_about_people(order: str, couriers: list[Actor]) -> None:
    pick_up(order, couriers[0])
    [task] = tasks(couriers[0])
    assert (task["kind"], task["contact"], task["location"]) == ("hand_in", None, None)


def test_a_task_handed_to_another_shows_nobody_any_more(order: str, couriers: list[Actor]) -> None:
    assign(order, couriers[0])
    assign(order, couriers[1])
    assert tasks(couriers[0]) == []
    assert [row["waybill_no"] for row in tasks(couriers[1])] == [order]


def test_customers_have_no_tasks() -> None:
    assert http("dispatch_match", "GET", "/couriers/me/tasks", session=sign_in("customer")).code == "ROLE_FORBIDDEN"
