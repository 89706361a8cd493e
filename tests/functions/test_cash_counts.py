"""Declared cash counted blind by another person, and paid into the bank; what is refused moves nothing."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.ids import new_id
from logistics.domain.states import Step
from logistics.store.mongo import Unit, database
from tests.support.calls import http, invoke, request_id
from tests.support.custody import OUTLET, Custody
from tests.support.orders import parcel_of, pick_up, place_order, report
from tests.support.people import actor, session_of
from tests.support.proofs import JPEG, send_file
from tests.support.wechat_pay import PayWorld

ULID = "01JD0000000000000000000000"


@pytest.fixture
def custody(store: Unit) -> Custody:
    return Custody()


def alarms(stderr: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in stderr.splitlines() if line.startswith("{")]
    return [row for row in rows if row.get("level") == "alarm"]


# --- counting ----------------------------------------------------------------------------------------------------


def test_a_count_is_asked_for_without_the_sum(custody: Custody) -> None:
    declaration, _ = custody.declared(30_000, 500)
    shown = custody.call(custody.cashier, "GET", "/cash-declarations").data["declarations"]
    assert [(each["declaration_id"], each["parcels"], each["mine"]) for each in shown] == [(declaration, 2, False)]
    assert shown[0]["courier"].endswith("*") or "*" in shown[0]["courier"]
    assert "30500" not in json.dumps(shown) and "30000" not in json.dumps(shown)
    custody.count(declaration, 30_500)
    assert custody.call(custody.cashier, "GET", "/cash-declarations").data["declarations"] == []
    (counted,) = custody.call(custody.cashier, "GET", "/cash-counts").data["counts"]
    assert (counted["counted_fen"], counted["safe_fen"], counted["counted_by"]) == (30_500, 30_500, custody.cashier.id)


def test_a_count_that_differs_never_tells_what_was_declared(custody: Custody) -> None:
    declaration, _ = custody.declared(30_000)
    assert custody.count(declaration, 29_000).data["state"] == "discrepancy"
    shown = custody.call(custody.cashier, "GET", "/cash-counts", query={"state": "all"}).data["counts"]
    assert shown[0]["counted_fen"] == 29_000 and "30000" not in json.dumps(shown)


def test_nobody_counts_what_they_declared_themselves(custody: Custody, capsys: pytest.CaptureFixture[str]) -> None:
    """An outlet manager collects at the counter, declares, and must find somebody else to count it."""
    waybill = place_order(session_of(custody.merchant), cod_fen=30_000)
    pick_up(waybill, custody.courier)
    report(waybill, Step.ARRIVED, custody.manager)
    assert custody.collect(waybill, 30_000, custody.manager).status == 200
    declaration = custody.declare(30_000, custody.manager).data["id"]
    capsys.readouterr()
    refused = custody.count(declaration, 30_000, custody.manager, code="123456")
    assert (refused.status, refused.code) == (403, "COUNT_BY_DECLARER")
    assert [(each["event"], each["declaration_id"]) for each in alarms(capsys.readouterr().err)] == [
        ("count_by_declarer", declaration)
    ]
    assert custody.cod(waybill) == "declared"
    assert custody.count(declaration, 30_000, custody.cashier).data["state"] == "agreed"


def test_a_declaration_is_counted_once(custody: Custody) -> None:
    declaration, _ = custody.declared(30_000)
    key, code = request_id(), custody.count_code(declaration, custody.cashier)
    first = custody.count(declaration, 30_000, code=code, key=key)
    assert custody.count(declaration, 30_000, code=code, key=key).data == first.data, "a repeat gets the first answer"
    assert custody.count(declaration, 30_000, custody.manager, code="123456").code == "CASH_ALREADY_COUNTED"
    assert custody.lies_on("outlet_safe", OUTLET) == 30_000


def test_two_who_count_at_the_same_moment_are_one(custody: Custody) -> None:
    declaration, _ = custody.declared(30_000)
    people = (custody.cashier, custody.manager)
    codes = [custody.count_code(declaration, each) for each in people]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda at: custody.count(declaration, 30_000, people[at], codes[at]), range(2)))
    assert sorted(answer.status for answer in answers) == [200, 409]
    assert custody.lies_on("outlet_safe", OUTLET) == 30_000
    assert database()["cash_counts"].count_documents({}) == 1


def test_a_code_is_good_for_one_declaration_and_one_person(custody: Custody) -> None:
    first, _ = custody.declared(30_000)
    second, _ = custody.declared(500)
    code = custody.count_code(first, custody.cashier)
    assert custody.count(second, 500, code=code).code == "CODE_WRONG"
    assert custody.count(first, 30_000, custody.manager, code=code).code == "CODE_WRONG"
    assert custody.count(first, 30_000, code=code).status == 200


def test_another_outlet_s_cash_is_nobody_s_here_to_count(custody: Custody) -> None:
    declaration, _ = custody.declared(30_000)
    elsewhere = actor("cashier", "HZ-BJ-1")
    assert custody.count(declaration, 30_000, elsewhere, code="123456").code == "DECLARATION_NOT_FOUND"
    assert custody.call(elsewhere, "GET", "/cash-declarations").data["declarations"] == []


@pytest.mark.parametrize("counted", [-1, 1.5, "30000", None, 10**13])
def test_what_is_no_sum_is_not_counted(custody: Custody, counted: Any) -> None:
    assert custody.count(ULID, counted, code="123456").code == "INPUT_INVALID"


def test_a_declaration_that_does_not_agree_is_not_counted(custody: Custody) -> None:
    declaration, _ = custody.declared(30_000, said_fen=29_000)
    assert custody.count(declaration, 29_000, code="123456").code == "DECLARATION_STATE_CONFLICT"


# --- depositing --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [29_999, 30_001, 1])
def test_a_deposit_is_exactly_what_was_counted(custody: Custody, amount: int) -> None:
    count, (waybill,) = custody.counted(30_000)
    refused = custody.deposit([count], amount)
    assert (refused.code, refused.body["error"]["details"]["safe_fen"]) == ("DEPOSIT_AMOUNT_MISMATCH", 30_000)
    assert custody.cod(waybill) == "counted"
    assert custody.lies_on("outlet_safe", OUTLET) == 30_000


def test_cash_is_paid_in_once_and_under_a_reference_of_its_own(custody: Custody) -> None:
    first, _ = custody.counted(30_000)
    second, _ = custody.counted(500)
    assert custody.deposit([first], 30_000, "CCB-0001").status == 200
    assert custody.deposit([first], 30_000, "CCB-0002").code == "CASH_COUNT_STATE_CONFLICT"
    assert custody.deposit([second], 500, "CCB-0001").code == "DEPOSIT_REFERENCE_TAKEN"
    assert custody.deposit([second, second], 500, "CCB-0003").status == 200, "named twice, it is paid in once"
    assert custody.lies_on("bank_in_transit", OUTLET) == 30_500


def test_several_counts_go_to_the_bank_together(custody: Custody) -> None:
    first, (one,) = custody.counted(30_000)
    second, (two,) = custody.counted(500)
    made = custody.deposit([first, second], 30_500).data
    assert (made["amount_fen"], made["parcels"], sorted(made["count_ids"])) == (30_500, 2, sorted([first, second]))
    (listed,) = custody.call(custody.finance, "GET", "/cash-deposits", query={"state": "banked"}).data["deposits"]
    assert listed["deposit_id"] == made["deposit_id"]
    custody.confirm(made["deposit_id"])
    assert (custody.cod(one), custody.cod(two)) == ("remittable", "remittable")
    assert custody.find("deposit", made["deposit_id"], 1).code == "DEPOSIT_STATE_CONFLICT", "it is confirmed"


def test_nobody_pays_in_what_lies_in_another_outlet_s_safe(custody: Custody) -> None:
    count, _ = custody.counted(30_000)
    elsewhere = actor("cashier", "HZ-BJ-1")
    said = {"count_ids": [count], "amount_fen": 30_000, "bank_reference": "CCB-0001"}
    assert custody.call(elsewhere, "POST", "/cash-deposits", said).code == "CASH_COUNT_NOT_FOUND"
    assert custody.deposit([count], 30_000, outlet_id="HZ-BJ-1").code == "OUTLET_NOT_YOURS"
    assert custody.deposit([ULID], 30_000).code == "CASH_COUNT_NOT_FOUND"


def test_a_bank_slip_is_kept_and_shown_to_finance(custody: Custody) -> None:
    count, _ = custody.counted(30_000)
    asked = {"content_type": "image/jpeg", "size": len(JPEG)}
    form = custody.call(custody.cashier, "POST", "/cash-deposits/slips", asked, key="").data
    assert custody.deposit([count], 30_000, slip=form["key"]).code == "UPLOAD_MISSING"
    assert custody.deposit([count], 30_000, slip="slips/GZ-TH-1/other.jpg").code == "UPLOAD_NOT_FOUND"
    send_file(form, JPEG)
    made = custody.deposit([count], 30_000, slip=form["key"]).data
    assert made["has_slip"] is True
    shown = custody.call(custody.finance, "GET", f"/cash-deposits/{made['deposit_id']}/slip").data
    assert form["key"] in shown["url"]


# --- limits ------------------------------------------------------------------------------------------------------


def limit(custody: Custody, fen: int, **subject: str) -> Any:
    return invoke("collect_cod", "set_cash_limit", {"limit_fen": fen} | subject, session_of(custody.finance))


def take_out(custody: Custody, waybill: str, minutes_ago: int = 0) -> dict[str, Any]:
    at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    row = {"scan_id": new_id(at), "occurred_at": at.isoformat(), "waybill_no": waybill, "step": "out_for_delivery"}
    found: dict[str, Any] = http(
        "scan", "POST", "/scans", {"scans": [row]}, session=session_of(custody.courier), key=""
    ).data["results"][0]
    return found


def picked_up(custody: Custody, cod_fen: int) -> str:
    waybill = place_order(session_of(custody.merchant), cod_fen=cod_fen)
    pick_up(waybill, custody.courier)
    return waybill


def test_above_the_limit_a_courier_takes_out_nothing_more_that_cash_is_due_for(custody: Custody) -> None:
    held = custody.balance()
    assert (held["limit_fen"], held["room_fen"]) == (500_000, 500_000), "the house's limit: 5,000 yuan"
    limit(custody, 30_000, courier_id=custody.courier.id)
    due, free = picked_up(custody, 500), picked_up(custody, 0)
    custody.collected(30_000)
    assert custody.balance()["room_fen"] == 0
    refused = take_out(custody, due)
    assert refused["error"]["code"] == "COURIER_CASH_LIMIT"
    assert refused["error"]["details"] == {"due_fen": 500, "holding_fen": 30_000, "out_fen": 0, "limit_fen": 30_000}
    assert str(parcel_of(due).status) == "picked_up"
    assert take_out(custody, free)["applied"], "nothing is due for this one"
    custody.declare(30_000)
    assert take_out(custody, due)["applied"], "the cash is handed in"


def test_what_is_due_for_the_parcels_that_are_out_counts_like_cash_in_hand(custody: Custody) -> None:
    """400.00 yuan in hand and out of 500.00 leave room for 100.00, not for 100.01."""
    limit(custody, 50_000, courier_id=custody.courier.id)
    custody.collected(10_000)
    custody.brought_out(30_000)
    assert custody.balance()["room_fen"] == 10_000
    more, fits = picked_up(custody, 10_001), picked_up(custody, 10_000)
    assert take_out(custody, more)["error"]["details"] == {
        "due_fen": 10_001,
        "holding_fen": 10_000,
        "out_fen": 30_000,
        "limit_fen": 50_000,
    }
    assert take_out(custody, fits)["applied"]
    assert custody.balance()["room_fen"] == 0


def test_a_sum_above_the_limit_by_itself_is_paid_by_code_or_by_piece(custody: Custody, wechat_pay: PayWorld) -> None:
    limit(custody, 50_000, courier_id=custody.courier.id)
    waybill = place_order(session_of(custody.merchant), cod_fen=60_000, pieces=2)
    pick_up(waybill, custody.courier)
    assert take_out(custody, waybill)["applied"], "no cash is taken for it"
    assert custody.balance()["room_fen"] == 50_000
    assert custody.collect(waybill, 60_000).code == "COD_ABOVE_CASH_LIMIT"
    assert custody.cod(waybill) == "due"
    path = f"/parcels/{waybill}/door-payments"
    offered = http("pay", "POST", path, {}, session=session_of(custody.courier)).data
    assert offered["amount_fen"] == 60_000
    assert custody.collect(waybill, 30_000, pieces=[1]).status == 200


def test_what_was_done_offline_is_kept_above_the_limit(custody: Custody) -> None:
    due = picked_up(custody, 500)
    custody.collected(30_000)
    limit(custody, 500, courier_id=custody.courier.id)
    assert "error" not in take_out(custody, due, minutes_ago=10)


def test_a_courier_s_own_limit_goes_before_their_outlet_s(custody: Custody) -> None:
    assert limit(custody, 80_000, outlet_id=OUTLET).data["limit_fen"] == 80_000
    assert custody.balance()["limit_fen"] == 80_000
    assert limit(custody, 90_000, courier_id=custody.courier.id).data == {
        "subject_id": custody.courier.id,
        "limit_fen": 90_000,
        "before_fen": None,
    }
    assert custody.balance()["limit_fen"] == 90_000
    assert limit(custody, 1).code == "CASH_LIMIT_SUBJECT"
    assert limit(custody, 1, courier_id=custody.courier.id, outlet_id=OUTLET).code == "CASH_LIMIT_SUBJECT"
    assert limit(custody, 1, courier_id=ULID).code == "STAFF_NOT_FOUND"
