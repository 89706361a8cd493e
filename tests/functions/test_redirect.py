"""Intercept and redirect (facts: once, by the sender, after pickup and before delivery, with a second factor)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.states import Status, Step
from logistics.store.mongo import Unit
from tests.support.calls import deliver_outbox, http, queue
from tests.support.factors import ask_code, code_for, other_than
from tests.support.orders import bring_out, parcel_of, pick_up, report
from tests.support.people import actor, session_of, sign_in
from tests.support.proofs import fact, post, proof
from tests.support.told import Side, World, placed

NANJING = {
    "name": "上官云起",
    "phone": "13700000003",
    "address": "江苏省南京市玄武区珠江路88号6层",
    "adcode": "320102",
}
TIANHE = NANJING | {"address": "广东省广州市天河区中山大道西55号", "adcode": "440106", "location": None}
# 1.5 kg from Guangzhou Tianhe: 20.50 yuan to another province, 13.00 within the city; by hand from the tariff.


@pytest.fixture
def session(sender: Side) -> str:
    return session_of(sender.actor)


@pytest.fixture
def out(sender: Side, receiver: Side, world: World, store: Unit) -> str:
    """A parcel out for delivery."""
    waybill_no = placed(sender, receiver)
    bring_out(waybill_no, actor("courier", "GZ-TH-1"))
    return waybill_no


@pytest.fixture
def picked_up(sender: Side, receiver: Side, world: World, store: Unit) -> str:
    waybill_no = placed(sender, receiver)
    pick_up(waybill_no, actor("courier", "GZ-TH-1"))
    return waybill_no


def ordered(waybill_no: str, what: str, session: str, body: Any = None, **options: Any) -> Any:
    return http("redirect", "POST", f"/parcels/{waybill_no}/{what}", body or {}, session=session, **options)


def stop(world: World, sender: Side, waybill_no: str) -> Any:
    session = session_of(sender.actor)
    code = code_for(world, sender, waybill_no, session, "intercept")
    return ordered(waybill_no, "interception", session, {"code": code})


def send_to(world: World, sender: Side, waybill_no: str, consignee: dict[str, Any]) -> Any:
    session = session_of(sender.actor)
    code = code_for(world, sender, waybill_no, session, "redirect")
    to = {name: value for name, value in consignee.items() if value is not None}
    return ordered(waybill_no, "redirection", session, {"code": code, "consignee": to})


def seen_by(waybill_no: str, session: str) -> int:
    return http("track", "GET", f"/parcels/{waybill_no}", session=session, key="").status


def charges(waybill_no: str) -> list[tuple[str, int, str]]:
    return [(each.code, each.amount_fen, str(each.payer)) for each in parcel_of(waybill_no).charges]


# --- the way there and back --------------------------------------------------------------------------------------


def test_intercept_then_redirect(world: World, sender: Side, receiver: Side, picked_up: str, session: str) -> None:
    assert stop(world, sender, picked_up).data == {"waybill_no": picked_up, "status": "intercepted"}
    before = datetime.now(UTC)
    asked = ordered(picked_up, "redirection/price", session, {"consignee": NANJING}).data
    assert (asked["difference_fen"], asked["fee_lines"]) == (0, [])
    done = send_to(world, sender, picked_up, NANJING)
    assert done.data == {"waybill_no": picked_up, "status": "in_transit", "difference_fen": 0}
    parcel = parcel_of(picked_up)
    assert (parcel.delivery_outlet_id, parcel.consignee.adcode) == ("NJ-XW-1", "320102")
    assert {"GZ-TH-1", "HZ-BJ-1", "NJ-XW-1"} == set(parcel.outlet_ids)
    assert timedelta(days=3) <= parcel.promised_at - before < timedelta(days=3, minutes=1)
    assert seen_by(picked_up, session) == 200
    assert seen_by(picked_up, session_of(receiver.actor)) == 404
    assert seen_by(picked_up, sign_in("customer", at=7, phone=NANJING["phone"])) == 200


def test_stopping_at_the_door_and_a_shorter_way_cost_what_the_tables_say(
    world: World, sender: Side, out: str, session: str
) -> None:
    stop(world, sender, out)
    asked = ordered(out, "redirection/price", session, {"consignee": TIANHE_HERE}).data
    assert [(each["code"], each["amount_fen"]) for each in asked["fee_lines"]] == [
        ("redirect_freight", -750),
        ("redirect_service", 500),
    ]
    assert asked["difference_fen"] == -250
    assert send_to(world, sender, out, TIANHE_HERE).data["difference_fen"] == -250
    assert charges(out) == [("redirect", -250, "consignor")]


def test_intercept_then_return(world: World, sender: Side, out: str, session: str) -> None:
    stop(world, sender, out)
    back = ordered(out, "take-back", session).data
    assert (back["status"], back["applied"]) == ("returning", True)
    assert parcel_of(out).return_reason == "consignor_request"


def test_a_sender_who_does_not_decide_in_time_gets_it_back(world: World, sender: Side, out: str, store: Unit) -> None:
    from logistics.domain.trouble_events import InterceptionOverdue

    stop(world, sender, out)
    (timer,) = [each for each in store.db.due.find({"type": "InterceptionOverdue"})]
    assert timedelta(days=2, hours=23) < timer["at"] - datetime.now(UTC) < timedelta(days=3, minutes=1)
    assert queue("redirect", InterceptionOverdue(out)) == []
    assert parcel_of(out).status is Status.RETURNING
    assert queue("redirect", InterceptionOverdue(out)) == []


def test_the_courier_who_holds_it_sees_that_it_was_stopped(world: World, sender: Side, out: str) -> None:
    stop(world, sender, out)
    tasks = http("dispatch_match", "GET", "/couriers/me/tasks", session=sign_in("courier", "GZ-TH-1"), key="").data
    (task,) = [each for each in tasks["tasks"] if each["waybill_no"] == out]
    assert (task["kind"], task["status"], task.get("contact")) == ("hand_in", "intercepted", None)


def test_a_stopped_parcel_at_an_outlet_is_no_task_of_who_fetched_it(world: World, sender: Side, picked_up: str) -> None:
    report(picked_up, Step.DEPARTED, actor("outlet_manager", "GZ-TH-1"))
    stop(world, sender, picked_up)
    tasks = http("dispatch_match", "GET", "/couriers/me/tasks", session=sign_in("courier", "GZ-TH-1"), key="").data
    assert [each for each in tasks["tasks"] if each["waybill_no"] == picked_up] == []


# --- who, when, how often ------------------------------------------------------------------------------------------


def test_a_second_interception_is_refused(world: World, sender: Side, out: str, session: str) -> None:
    stop(world, sender, out)
    refused = ask_code(out, session, "intercept")
    assert (refused.status, refused.code) == (409, "PARCEL_ALREADY_INTERCEPTED")
    send_to(world, sender, out, NANJING)
    assert ask_code(out, session, "intercept").code == "PARCEL_ALREADY_INTERCEPTED"


def test_before_pickup_the_way_is_to_cancel(sender: Side, receiver: Side, world: World, session: str) -> None:
    refused = ask_code(placed(sender, receiver), session, "intercept")
    assert (refused.status, refused.code) == (409, "PARCEL_STATE_CONFLICT")
    assert refused.body["error"]["details"]["hint"] == "cancel"


def test_what_was_not_stopped_is_not_redirected(out: str, session: str) -> None:
    for refused in (
        ask_code(out, session, "redirect"),
        ordered(out, "redirection/price", session, {"consignee": NANJING}),
        ordered(out, "redirection", session, {"code": "123456", "consignee": NANJING}),
        ordered(out, "take-back", session),
    ):
        assert (refused.status, refused.code) == (409, "PARCEL_STATE_CONFLICT")
    assert parcel_of(out).status is Status.OUT_FOR_DELIVERY


def test_the_consignee_may_not(receiver: Side, out: str) -> None:
    theirs = session_of(receiver.actor)
    for purpose in ("intercept", "redirect", "recipient"):
        assert ask_code(out, theirs, purpose).code == "CONSIGNOR_ONLY"
    assert ordered(out, "interception", theirs, {"code": "123456"}).code == "CONSIGNOR_ONLY"
    assert ordered(out, "take-back", theirs).code == "CONSIGNOR_ONLY"


def test_another_customers_parcel_does_not_exist(out: str) -> None:
    stranger = sign_in("customer", at=5)
    assert ask_code(out, stranger, "intercept").code == "PARCEL_NOT_FOUND"
    assert ordered(out, "interception", stranger, {"code": "123456"}).code == "PARCEL_NOT_FOUND"


def test_customer_service_stops_it_with_the_senders_code(world: World, sender: Side, out: str) -> None:
    service = sign_in("customer_service")
    code = code_for(world, sender, out, service, "intercept")
    assert ask_code(out, service, "redirect").code == "ROLE_FORBIDDEN"
    assert ordered(out, "interception", service, {"code": other_than(code)}).code == "CODE_WRONG"
    assert ordered(out, "interception", service, {"code": code}).data["status"] == "intercepted"


def test_a_place_that_nobody_serves_is_refused_and_nothing_moves(
    world: World, sender: Side, out: str, session: str
) -> None:
    stop(world, sender, out)
    refused = ordered(out, "redirection/price", session, {"consignee": NANJING | {"adcode": "650102"}})
    assert (refused.status, refused.code) == (409, "NOT_SERVED")
    assert parcel_of(out).status is Status.INTERCEPTED


def test_an_open_exception_is_answered_first(world: World, sender: Side, out: str, session: str) -> None:
    stop(world, sender, out)
    report(out, Step.EXCEPTION_OPENED, actor("courier", "GZ-TH-1"), reason="carrier_damaged_parcel")
    for refused in (
        ask_code(out, session, "redirect"),
        ordered(out, "redirection/price", session, {"consignee": NANJING}),
        ordered(out, "redirection", session, {"code": "123456", "consignee": NANJING}),
    ):
        assert (refused.status, refused.code) == (409, "EXCEPTION_OPEN")


# --- facts that come late -----------------------------------------------------------------------------------------


def test_a_late_signature_beats_the_interception_and_its_charge_is_taken_back(
    world: World, sender: Side, receiver: Side, out: str, store: Unit
) -> None:
    courier = actor("courier", "GZ-TH-1")
    key = proof(out, session_of(courier))
    delivered_at = datetime.now(UTC)
    stop(world, sender, out)
    send_to(world, sender, out, NANJING)
    assert charges(out) == [("redirect", 500, "consignor")]
    body = fact(signed_by="欧阳晴川", signed_kind="self", proof_keys=[key])
    body |= {"occurred_at": delivered_at.isoformat(), "location": {"lng": 120.2, "lat": 30.2}}
    receipt = post(out, "signature", session_of(courier), body).data
    assert (receipt["status"], receipt["applied"]) == ("signed", True)
    parcel = parcel_of(out)
    assert (parcel.delivery_outlet_id, parcel.consignee.adcode) == ("HZ-BJ-1", "330108")
    assert seen_by(out, session_of(receiver.actor)) == 200
    assert seen_by(out, sign_in("customer", at=7, phone=NANJING["phone"])) == 404
    deliver_outbox("redirect")
    assert charges(out) == [("redirect", 500, "consignor"), ("redirect", -500, "consignor")]
    undone = [row["data"]["step"] for row in store.outbox.of(out) if row["type"] == "ScanUndone"]
    assert undone == ["intercepted", "redirected"]


def test_old_links_die_with_the_old_address(world: World, sender: Side, receiver: Side, out: str) -> None:
    shared = http("track", "POST", f"/parcels/{out}/share", {}, session=session_of(receiver.actor)).data["token"]
    assert http("track", "GET", f"/shared/{shared}", key="").status == 200
    stop(world, sender, out)
    send_to(world, sender, out, NANJING)
    deliver_outbox("redirect")
    assert http("track", "GET", f"/shared/{shared}", key="").code == "SHARE_NOT_FOUND"


TIANHE_HERE = TIANHE | {"location": {"lng": 113.322, "lat": 23.125}}
