"""Tracking: everything for the parties and staff in scope, the bare road for a number and four digits."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.domain.waybill import check_digit
from tests.support.calls import handler, http, http_event, invoke
from tests.support.counting import mongo_commands, redis_commands
from tests.support.orders import (
    CONSIGNEE_PHONE,
    assign,
    bring_out,
    order_body,
    parcel_of,
    pick_up,
    place_order,
    quote_for,
    report,
)
from tests.support.people import actor, session_of, sign_in

pytestmark = pytest.mark.usefixtures("store")

SECRETS = ("林小满", "欧阳晴川", "13800000001", "13900000002", "101号", "588号")


@pytest.fixture
def order() -> Iterator[str]:
    yield place_order(sign_in("customer"))


@pytest.fixture
def courier() -> Actor:
    return actor("courier", "GZ-TH-1")


def track(waybill_no: str, session: str) -> Any:
    return http("track", "GET", f"/parcels/{waybill_no}", session=session)


def track_publicly(waybill_no: str, tail: Any = "0002", ip: str = "203.0.113.7") -> Any:
    return http("track", "GET", f"/track/{waybill_no}", query={"tail": tail}, ip=ip, key="")


def slipped(waybill_no: str) -> str:
    return waybill_no[:-1] + str((int(waybill_no[-1]) + 1) % 10)


# --- parties and staff -----------------------------------------------------------------------------------------


def test_the_parties_follow_the_whole_road(order: str, courier: Actor) -> None:
    bring_out(order, courier)
    view = track(order, sign_in("customer")).data
    assert (view["status"], view["status_label"]) == ("out_for_delivery", "派送中")
    assert [line["text"] for line in view["timeline"]] == [
        "快递员正在派送，请保持电话畅通",
        "快递员已取件",
        "已安排快递员上门取件",
        "订单已提交，等待快递员接单",
    ]
    assert set(view["timeline"][0]) == {"at", "step", "text"}, "who did it is the office's business"


def test_outlets_are_named_and_reasons_told(order: str, courier: Actor) -> None:
    manager = actor("outlet_manager", "GZ-TH-1")
    pick_up(order, courier)
    report(order, Step.DEPARTED, manager)
    report(order, Step.ARRIVED, actor("outlet_manager", "HZ-BJ-1"))
    local = actor("courier", "HZ-BJ-1")
    report(order, Step.OUT_FOR_DELIVERY, local)
    report(order, Step.DELIVERY_FAILED, local, reason="consignee_not_home")
    texts = [line["text"] for line in track(order, sign_in("customer")).data["timeline"]]
    assert texts[0] == "本次派送未成功，我们会再次安排：收件人不在"
    assert texts[2] == "快件已到达杭州滨江网点"
    assert texts[3] == "快件已离开广州天河西网点，发往下一站"


def test_what_is_shown_is_masked(order: str, courier: Actor) -> None:
    bring_out(order, courier)
    for session in (sign_in("customer"), sign_in("customer_service"), session_of(courier)):
        shown = json.dumps(track(order, session).body, ensure_ascii=False)
        assert not any(secret in shown for secret in SECRETS)
        assert "欧**" in shown


@pytest.mark.parametrize(
    ("role", "outlet_id", "sees"),
    [
        ("dispatcher", "", True),
        ("customer_service", "", True),
        ("finance", "", True),
        ("administrator", "", True),
        ("outlet_manager", "GZ-TH-1", True),
        ("outlet_manager", "HZ-BJ-1", True),
        ("outlet_manager", "SZ-FT-1", False),
        ("cashier", "NJ-XW-1", False),
        ("courier", "GZ-TH-1", True),
        ("courier", "SZ-FT-1", False),
    ],
)
def test_staff_see_what_passes_their_hands(order: str, courier: Actor, role: str, outlet_id: str, sees: bool) -> None:
    pick_up(order, courier)
    answer = track(order, sign_in(role, outlet_id))
    assert (answer.status, answer.code) == ((200, "") if sees else (404, "PARCEL_NOT_FOUND"))


def test_the_consignee_sees_it_by_their_phone_but_not_the_price(order: str) -> None:
    sender, receiver = sign_in("customer"), sign_in("customer", at=1, phone=CONSIGNEE_PHONE)
    assert track(order, sender).data["total_fen"] == parcel_of(order).price.total_fen
    assert track(order, receiver).data["total_fen"] is None


def test_another_customers_parcel_does_not_exist(order: str) -> None:
    refused = track(order, sign_in("customer", at=5))
    assert (refused.status, refused.code) == (404, "PARCEL_NOT_FOUND")


def test_guests_are_asked_to_sign_in(order: str) -> None:
    refused = track(order, "")
    assert (refused.status, refused.code) == (401, "LOGIN_REQUIRED")


def test_a_slipped_digit_costs_no_read(order: str) -> None:
    session = sign_in("customer")
    with mongo_commands() as sent:
        answers = [track(slipped(order), session), track_publicly(slipped(order))]
    assert [(each.status, each.code) for each in answers] == [(422, "INPUT_INVALID")] * 2
    assert sent == []


def test_a_late_scan_stands_where_it_happened(order: str, courier: Actor) -> None:
    now = datetime.now(UTC)
    pick_up(order, courier)
    report(order, Step.OUT_FOR_DELIVERY, courier, at=now + timedelta(milliseconds=900))
    steps = [line["step"] for line in track(order, sign_in("customer")).data["timeline"]]
    assert steps == ["out_for_delivery", "picked_up", "assigned", "placed"]


def test_what_does_not_count_is_told_to_staff_only(order: str, courier: Actor) -> None:
    pick_up(order, courier)
    report(order, Step.DELIVERY_FAILED, courier, reason="consignee_not_home", note="门口无人")
    mine = track(order, sign_in("customer")).data
    theirs = track(order, sign_in("customer_service")).data
    assert mine["status"] == "picked_up"
    assert "delivery_failed" not in [line["step"] for line in mine["timeline"]]
    line = theirs["timeline"][0]
    assert (line["step"], line["flag"], line["actor_role"]) == ("delivery_failed", "PARCEL_STATE_CONFLICT", "courier")
    assert line["note"] == "门口无人"
    assert "门口无人" not in json.dumps(mine, ensure_ascii=False), "a courier's note may speak of people"


def test_the_courier_is_named_only_at_the_door(order: str, courier: Actor, store: Any) -> None:
    session, member = sign_in("customer"), store.staff.get(courier.id)
    assign(order, courier)
    assert track(order, session).data["courier"] is None
    pick_up(order, courier)
    assert track(order, session).data["courier"] is None
    report(order, Step.OUT_FOR_DELIVERY, courier)
    assert track(order, session).data["courier"] == {"name": member.name_masked, "phone": member.phone_masked}


@pytest.mark.parametrize(
    ("state", "who", "actions"),
    [
        ("placed", "customer", ["cancel"]),
        ("placed", "consignee", []),
        ("placed", "customer_service", ["cancel", "open_exception"]),
        ("placed", "dispatcher", ["assign", "open_exception"]),
        ("assigned", "customer", ["cancel"]),
        ("assigned", "dispatcher", ["assign", "release", "open_exception"]),
        ("assigned", "courier", ["accept", "decline", "verify_real_name", "fail_pickup", "open_exception"]),
        ("picked_up", "customer", []),
        ("picked_up", "outlet_manager", ["depart", "open_exception"]),
        ("out", "courier", ["sign", "fail_delivery", "refuse", "open_exception"]),
        ("out_cod", "courier", ["collect", "fail_delivery", "refuse", "open_exception"]),
        ("out", "customer", []),
    ],
)
def test_only_what_would_be_taken_is_offered(state: str, who: str, actions: list[str], courier: Actor) -> None:
    order = place_order(sign_in("customer"), cod_fen=9_900 if state == "out_cod" else 0)
    move = {"assigned": assign, "picked_up": pick_up, "out": bring_out, "out_cod": bring_out}.get(state)
    if move:
        move(order, courier)
    sessions = {
        "consignee": lambda: sign_in("customer", at=1, phone=CONSIGNEE_PHONE),
        "courier": lambda: session_of(courier),
        "outlet_manager": lambda: sign_in("outlet_manager", "GZ-TH-1"),
    }
    assert track(order, sessions.get(who, lambda: sign_in(who))()).data["actions"] == actions


def test_an_open_exception_is_told(order: str, courier: Actor) -> None:
    pick_up(order, courier)
    report(order, Step.EXCEPTION_OPENED, courier, reason="carrier_damaged_parcel")
    view = track(order, sign_in("customer")).data
    assert (view["status"], view["exception"]) == ("picked_up", "包裹破损")
    assert view["timeline"][0]["text"] == "快件出现异常，我们正在处理：包裹破损"


def test_a_signature_is_told_with_who_took_it(order: str, courier: Actor, store: Any) -> None:
    from logistics.domain.consignment import Proof

    bring_out(order, courier)
    parcel = parcel_of(order)
    proof = Proof("proofs/a.jpg", "photo", courier.id, 10, "0" * 64, datetime.now(UTC))
    store.transact(lambda: store.parcels.save(parcel, parcel.add_proof(proof)))
    details = {"signed_by": "欧**", "signed_kind": "proxy"}
    report(order, Step.SIGNED, courier, evidence=("proofs/a.jpg",), details=details)
    view = track(order, sign_in("customer")).data
    assert (view["status"], view["signed_by"], view["signed_kind"]) == ("signed", "欧**", "proxy")
    assert view["timeline"][0]["text"] == "快件已签收（他人代收）"
    assert [(each["key"], each["kind"]) for each in view["proofs"]] == [("proofs/a.jpg", "photo")]


def test_of_two_signatures_only_the_one_that_counts_shows_its_pictures(order: str, courier: Actor, store: Any) -> None:
    from logistics.domain.consignment import Proof

    bring_out(order, courier)
    for name in ("first", "second"):
        proof = Proof(f"proofs/{name}.jpg", "photo", courier.id, 10, "0" * 64, datetime.now(UTC))
        parcel = parcel_of(order)
        store.transact(lambda parcel=parcel, proof=proof: store.parcels.save(parcel, parcel.add_proof(proof)))
    details = {"signed_by": "欧**", "signed_kind": "proxy"}
    for name in ("first", "second"):
        report(order, Step.SIGNED, courier, evidence=(f"proofs/{name}.jpg",), details=details)
    shown = track(order, sign_in("customer")).data["proofs"]
    assert [each["key"] for each in shown] == ["proofs/first.jpg"]
    office = track(order, sign_in("dispatcher")).data
    assert [each["key"] for each in office["proofs"]] == ["proofs/first.jpg", "proofs/second.jpg"]
    assert office["timeline"][0]["flag"], "the second one stays visible with what is against it"


def test_direct_calls_and_sockets_answer_the_same(order: str) -> None:
    session = sign_in("customer")
    over_http = track(order, session).data
    assert invoke("track", "track_parcel", {"waybill_no": order}, session, key="").data == over_http
    socket: dict[str, Any] = {"requestContext": {"routeKey": "$connect", "connectionId": "c-1"}}
    assert handler("track")(socket | {"headers": {"authorization": f"Bearer {session}"}}, None)["statusCode"] == 200
    socket = {"requestContext": {"routeKey": "track", "connectionId": "c-1"}}
    reply = handler("track")(socket | {"body": json.dumps({"data": {"waybill_no": order}})}, None)
    assert json.loads(reply["body"])["data"] == over_http


def test_tracking_costs_one_session_one_parcel_one_timeline(order: str) -> None:
    session = sign_in("customer")
    track(order, session)  # warm: the outlets' names are known
    before = redis_commands()
    with mongo_commands() as sent:
        assert track(order, session).status == 200
    assert sent == ["find parcels", "find scans"]
    assert redis_commands() - before == 1, "the session"


def test_tracking_loads_no_provider_and_opens_no_keyset(order: str, variables: dict[str, str]) -> None:
    event = http_event("GET", f"/parcels/{order}", session=sign_in("customer"))
    program = (
        "import json, sys\n"
        "from functions.track.handler import main\n"
        "reply = main(json.loads(sys.stdin.read()), None)\n"
        "heavy = {'boto3', 'botocore', 'wechatpy', 'tink'} & set(sys.modules)\n"
        "print(json.dumps([reply['statusCode'], sorted(heavy)]))\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(event),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [200, []]


# --- the public --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tail", ["0001", "0002"])
def test_either_partys_tail_opens_the_road(order: str, tail: str) -> None:
    view = track_publicly(order, tail).data
    assert view["status_label"] == "待接单"
    assert [line["text"] for line in view["timeline"]] == ["订单已提交，等待快递员接单"]
    assert set(view) == {
        "waybill_no",
        "status",
        "status_label",
        "exception_open",
        "promised_at",
        "estimated_at",
        "signed_at",
        "timeline",
    }, "nothing about people, goods or money"


def test_the_tail_is_the_phones_and_not_its_extensions() -> None:
    consignee = order_body("")["consignee"] | {"extension": "8812"}
    number = place_order(sign_in("customer"), consignee=consignee)
    assert track_publicly(number, "8812").code == "TRACK_NOT_FOUND"
    assert track_publicly(number, "0002").status == 200
    assert track(number, sign_in("customer")).data["consignee"]["phone"] == "139****0002 转****"


def test_a_wrong_tail_and_an_unknown_number_sound_alike(order: str) -> None:
    wrong, unknown = track_publicly(order, "9999"), track_publicly("WB000000000000", "0002")
    assert (wrong.status, wrong.body) == (unknown.status, unknown.body)
    assert (wrong.status, wrong.code) == (404, "TRACK_NOT_FOUND")


def test_a_wrong_tail_and_an_unknown_number_cost_the_same(order: str) -> None:
    track_publicly("WB000000000000", "9999")  # the hour of this address has begun
    costs = []
    for number, tail in ((order, "9999"), ("WB000000000117", "0002")):
        before = redis_commands()
        with mongo_commands() as sent:
            track_publicly(number, tail)
        costs.append((list(sent), redis_commands() - before))
    assert costs[0] == costs[1]
    assert costs[0][0] == ["find parcels"]


def test_five_wrong_tails_lock_a_waybill_even_for_the_right_one(order: str) -> None:
    wrong = [track_publicly(order, f"{9000 + i}", ip=f"203.0.113.{i}").code for i in range(6)]
    assert wrong == ["TRACK_NOT_FOUND"] * 5 + ["TRACK_LOCKED"]
    locked = track_publicly(order, "0002", ip="198.51.100.9")
    assert (locked.status, locked.code) == (403, "TRACK_LOCKED")
    assert 3_500 < locked.body["error"]["details"]["retry_after_s"] <= 3_600
    assert track(order, sign_in("customer")).status == 200, "the parties are not locked out"


def test_right_tails_are_not_counted(order: str) -> None:
    assert {track_publicly(order, "0002").status for _ in range(40)} == {200}
    assert track_publicly(order, "9999").code == "TRACK_NOT_FOUND"


def unknown_numbers(count: int) -> list[str]:
    return [f"WB{i:011d}{check_digit(f'{i:011d}')}" for i in range(count)]


def test_an_address_has_thirty_wrong_tails_an_hour() -> None:
    codes = [track_publicly(number, "0002").code for number in unknown_numbers(31)]
    assert codes == ["TRACK_NOT_FOUND"] * 30 + ["TRACK_LOCKED"]
    assert track_publicly("WB000000000000", "0002", ip="198.51.100.1").code == "TRACK_NOT_FOUND"


def test_a_locked_address_cannot_lock_waybills_for_others(order: str) -> None:
    for number in unknown_numbers(31):
        track_publicly(number, ip="203.0.113.7")
    assert [track_publicly(order, "9999", ip="203.0.113.7").code for _ in range(6)] == ["TRACK_LOCKED"] * 6
    assert track_publicly(order, "0002", ip="198.51.100.9").status == 200


def test_a_household_of_ipv6_addresses_counts_as_one() -> None:
    codes = [track_publicly(each, ip=f"2001:db8:1:2::{i:x}").code for i, each in enumerate(unknown_numbers(31))]
    assert codes[-1] == "TRACK_LOCKED"
    assert track_publicly("WB000000000000", ip="2001:db8:1:3::1").code == "TRACK_NOT_FOUND"


def test_the_lock_opens_after_an_hour(order: str) -> None:
    from logistics.store.redis import redis

    for _ in range(6):
        track_publicly(order, "9999")
    keys = [key for key in redis().scan_iter("limit:track_*")]
    assert len(keys) == 2
    assert all(0 < int(redis().ttl(key)) <= 3_600 for key in keys)


def test_guesses_at_once_gain_nothing(order: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(lambda i: track_publicly(order, f"{9000 + i}", ip=f"203.0.113.{i}").code, range(12)))
    assert codes.count("TRACK_NOT_FOUND") == 5
    assert codes.count("TRACK_LOCKED") == 7


def test_addresses_are_not_kept_readable(order: str) -> None:
    from logistics.store.redis import redis

    track_publicly(order, "9999", ip="203.0.113.77")
    assert not [key for key in redis().scan_iter("*") if "203.0.113.77" in str(key)]


@pytest.mark.parametrize("tail", ["", "123", "12345", "12a4", "１２３４"])
def test_a_tail_is_four_digits(order: str, tail: str) -> None:
    assert track_publicly(order, tail).code == "INPUT_INVALID"


def test_the_public_sees_the_late_states_too(courier: Actor) -> None:
    order = http("create_order", "POST", "/orders", order_body(quote_for()["quote_id"]), session=sign_in("customer"))
    waybill_no = order.data["waybill_no"]
    bring_out(waybill_no, courier)
    report(waybill_no, Step.REFUSED, courier, reason="consignee_refused")
    assert track_publicly(waybill_no).data["timeline"][0]["text"] == "快件被拒收：收件人拒收"
