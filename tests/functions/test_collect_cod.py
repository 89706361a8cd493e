"""Cash at the door: the exact amount, once, by whoever has the parcel; the books follow; a day is declared.

1.5 kg from Guangzhou to Hangzhou cost 18.00 + 0.5 x 5.00 = 20.50 yuan; collecting 300.00 yuan costs 1 % more: 3.00.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.cod import CodStatus
from logistics.domain.roles import Actor
from logistics.domain.shanghai import business_day
from logistics.domain.states import Step
from logistics.store.mongo import Unit, database
from tests.support.calls import Answer, deliver_outbox, http, invoke, request_id
from tests.support.orders import _change, assign, bring_out, parcel_of, pick_up, place_order, report
from tests.support.people import actor, session_of, sign_in

GOODS_FEN, FREIGHT_FEN, FEE_FEN = 30000, 2050, 300
BILL_FEN = FREIGHT_FEN + FEE_FEN
Positions = dict[tuple[str, str], int]


@pytest.fixture
def courier(store: Unit) -> Actor:
    return actor("courier")


@pytest.fixture
def merchant(store: Unit) -> Actor:
    return actor("customer")


def order(merchant: Actor, **changes: Any) -> str:
    return place_order(session_of(merchant), **({"cod_fen": GOODS_FEN} | changes))


def collect(waybill_no: str, by: Actor, amount_fen: Any = GOODS_FEN, key: str | None = None) -> Answer:
    body = {"amount_fen": amount_fen}
    return http("collect_cod", "POST", f"/parcels/{waybill_no}/collection", body, session=session_of(by), key=key)


def hand_back(waybill_no: str, by: Actor) -> Answer:
    return http("collect_cod", "POST", f"/parcels/{waybill_no}/hand-back", {}, session=session_of(by))


def positions(waybill_no: str) -> Positions:
    """Where the money of a waybill lies now, as finance sees it."""
    shown = invoke("collect_cod", "show_journal", {"waybill_no": waybill_no}, sign_in("finance")).data
    assert shown["sum_fen"] == 0, "a waybill's entries always balance"
    return {(line["account"], line["holder"]): line["amount_fen"] for line in shown["positions"]}


def books_agree() -> bool:
    balanced: bool = invoke("collect_cod", "check_journal", {}, sign_in("finance")).data["balanced"]
    return balanced


def declare(by: Actor, amount_fen: int, days_ago: int = 0, key: str | None = None) -> Answer:
    day = business_day(datetime.now(UTC)) - timedelta(days=days_ago)
    body = {"day": day.isoformat(), "amount_fen": amount_fen}
    return http("collect_cod", "POST", "/cash-declarations", body, session=session_of(by), key=key)


def balance(by: Actor) -> dict[str, Any]:
    shown: dict[str, Any] = http("collect_cod", "GET", "/cash/balance", session=session_of(by)).data
    return shown


# --- collecting --------------------------------------------------------------------------------------------------


def test_goods_money_goes_to_the_courier_and_is_owed_to_the_consignor(merchant: Actor, courier: Actor) -> None:
    waybill_no = order(merchant)
    bring_out(waybill_no, courier)
    answer = collect(waybill_no, courier)
    assert answer.data["amount_fen"] == GOODS_FEN
    assert answer.data["cod_status"] == "collected"
    assert positions(waybill_no) == {
        ("courier_cash", courier.id): GOODS_FEN,
        ("goods_money_owed", merchant.id): -GOODS_FEN,
    }
    assert parcel_of(waybill_no).cod.status is CodStatus.COLLECTED
    events = [row["data"] for row in database()["outbox"].find({"type": "CodCollected"})]
    assert [(each["cod_fen"], each["freight_fen"], each["collector_id"]) for each in events] == [
        (GOODS_FEN, 0, courier.id)
    ]


def test_freight_on_receipt_is_collected_with_the_goods_money(merchant: Actor, courier: Actor) -> None:
    waybill_no = order(merchant, terms="on_receipt")
    bring_out(waybill_no, courier)
    assert collect(waybill_no, courier).code == "COD_AMOUNT_MISMATCH"
    assert collect(waybill_no, courier, GOODS_FEN + BILL_FEN).status == 200
    deliver_outbox("collect_cod")
    assert positions(waybill_no) == {
        ("courier_cash", courier.id): GOODS_FEN + BILL_FEN,
        ("goods_money_owed", merchant.id): -GOODS_FEN,
        ("revenue_freight", "company"): -FREIGHT_FEN,
        ("revenue_cod_fee", "company"): -FEE_FEN,
    }
    assert books_agree()


@pytest.mark.parametrize("amount", [GOODS_FEN - 1, GOODS_FEN + 1, 1])
def test_any_other_amount_is_refused_and_nothing_changes(merchant: Actor, courier: Actor, amount: int) -> None:
    waybill_no = order(merchant)
    bring_out(waybill_no, courier)
    refused = collect(waybill_no, courier, amount)
    assert (refused.status, refused.code) == (409, "COD_AMOUNT_MISMATCH")
    assert positions(waybill_no) == {}
    assert parcel_of(waybill_no).cod.status is CodStatus.DUE


@pytest.mark.parametrize("amount", [0, -5, 1.5, "30000", None, 10**13])
def test_what_is_no_amount_is_refused_before_anything_is_read(merchant: Actor, courier: Actor, amount: Any) -> None:
    waybill_no = order(merchant)
    assert collect(waybill_no, courier, amount).code == "INPUT_INVALID"


def test_a_repeat_gets_the_first_answer_and_a_second_collection_is_refused(merchant: Actor, courier: Actor) -> None:
    waybill_no, key = order(merchant), request_id()
    bring_out(waybill_no, courier)
    first = collect(waybill_no, courier, key=key)
    assert collect(waybill_no, courier, key=key).data == first.data
    assert collect(waybill_no, courier).code == "COD_ALREADY_COLLECTED"
    assert positions(waybill_no)["courier_cash", courier.id] == GOODS_FEN


def test_two_collections_at_the_same_moment_are_one(merchant: Actor, courier: Actor) -> None:
    waybill_no = order(merchant)
    bring_out(waybill_no, courier)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: collect(waybill_no, courier), range(4)))
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
    assert positions(waybill_no)["courier_cash", courier.id] == GOODS_FEN
    assert balance(courier)["holding_fen"] == GOODS_FEN


def test_only_the_courier_who_has_the_parcel_collects(merchant: Actor, courier: Actor) -> None:
    stranger, waybill_no = actor("courier", at=1), order(merchant)
    pick_up(waybill_no, courier)
    deliverer = actor("courier", at=2)
    report(waybill_no, Step.OUT_FOR_DELIVERY, deliverer, outlet_id=parcel_of(waybill_no).pickup_outlet_id)
    assert collect(waybill_no, stranger).code == "PARCEL_NOT_FOUND"
    assert collect(waybill_no, courier).code == "PARCEL_NOT_YOURS"
    assert collect(waybill_no, deliverer).status == 200


def test_nobody_else_collects(merchant: Actor, courier: Actor) -> None:
    waybill_no = order(merchant)
    bring_out(waybill_no, courier)
    for role in ("customer", "dispatcher", "customer_service", "finance", "cashier", "administrator"):
        assert collect(waybill_no, actor(role)).code == "ROLE_FORBIDDEN", role
    path = f"/parcels/{waybill_no}/collection"
    assert http("collect_cod", "POST", path, {"amount_fen": GOODS_FEN}).code == "LOGIN_REQUIRED"
    assert collect(waybill_no, courier, key="").code == "REQUEST_ID_REQUIRED"
    slipped = waybill_no[:-1] + str((int(waybill_no[-1]) + 1) % 10)
    assert collect(slipped, courier).code == "INPUT_INVALID"


def test_nothing_is_collected_where_nothing_is_due_or_before_the_door(merchant: Actor, courier: Actor) -> None:
    without = order(merchant, cod_fen=0)
    bring_out(without, courier)
    assert collect(without, courier, 100).code == "COD_NOTHING_DUE"
    early = order(merchant)
    assign(early, courier)
    assert collect(early, courier).code == "PARCEL_STATE_CONFLICT"


def test_an_outlet_manager_collects_at_the_counter_and_declares_it(merchant: Actor, courier: Actor) -> None:
    waybill_no = order(merchant)
    pick_up(waybill_no, courier)
    report(waybill_no, Step.DEPARTED, actor("driver"))
    manager = actor("outlet_manager", str(parcel_of(waybill_no).delivery_outlet_id))
    report(waybill_no, Step.ARRIVED, manager)
    assert collect(waybill_no, manager).status == 200
    assert positions(waybill_no)["courier_cash", manager.id] == GOODS_FEN
    assert declare(manager, GOODS_FEN).data["state"] == "agreed"


def test_cash_handed_back_can_be_collected_again(merchant: Actor, courier: Actor) -> None:
    waybill_no = order(merchant)
    bring_out(waybill_no, courier)
    assert hand_back(waybill_no, courier).code == "COD_STATE_CONFLICT"
    collect(waybill_no, courier)
    assert hand_back(waybill_no, courier).data["cod_status"] == "due"
    assert positions(waybill_no) == {}
    assert collect(waybill_no, courier).status == 200
    assert positions(waybill_no)["courier_cash", courier.id] == GOODS_FEN
    assert books_agree()


# --- freight -----------------------------------------------------------------------------------------------------


def test_freight_is_charged_to_the_account_when_the_parcel_is_picked_up(merchant: Actor, courier: Actor) -> None:
    waybill_no = order(merchant)
    deliver_outbox("collect_cod")
    assert positions(waybill_no) == {}
    pick_up(waybill_no, courier)
    deliver_outbox("collect_cod")
    deliver_outbox("collect_cod")  # delivered twice, handled once
    assert positions(waybill_no) == {
        ("freight_receivable", merchant.id): BILL_FEN,
        ("revenue_freight", "company"): -FREIGHT_FEN,
        ("revenue_cod_fee", "company"): -FEE_FEN,
    }


def test_a_refused_parcel_has_its_cod_void_and_its_freight_falls_to_the_consignor(
    merchant: Actor, courier: Actor
) -> None:
    waybill_no = order(merchant, terms="on_receipt")
    bring_out(waybill_no, courier)
    deliver_outbox("collect_cod")
    assert positions(waybill_no)["freight_receivable", waybill_no] == BILL_FEN
    report(waybill_no, Step.REFUSED, courier, reason="consignee_refused")
    deliver_outbox("collect_cod")
    assert positions(waybill_no) == {
        ("freight_receivable", merchant.id): BILL_FEN,
        ("revenue_freight", "company"): -FREIGHT_FEN,
        ("revenue_cod_fee", "company"): -FEE_FEN,
    }
    assert collect(waybill_no, courier, GOODS_FEN + BILL_FEN).code == "COD_VOID"


def test_a_consignee_who_takes_it_after_all_owes_the_freight_again(merchant: Actor, courier: Actor) -> None:
    waybill_no = order(merchant, terms="on_receipt")
    bring_out(waybill_no, courier)
    report(waybill_no, Step.REFUSED, courier, reason="consignee_refused")
    deliver_outbox("collect_cod")
    report(waybill_no, Step.OUT_FOR_DELIVERY, courier)
    deliver_outbox("collect_cod")
    assert positions(waybill_no)["freight_receivable", waybill_no] == BILL_FEN
    assert collect(waybill_no, courier, GOODS_FEN + BILL_FEN).status == 200
    assert ("freight_receivable", waybill_no) not in positions(waybill_no)
    assert books_agree()


def test_a_pickup_that_did_not_count_after_all_is_not_charged(merchant: Actor, courier: Actor) -> None:
    waybill_no = order(merchant)
    assign(waybill_no, courier)
    _change(waybill_no, lambda parcel, now: parcel.verify_real_name("faceid-token", now))
    time.sleep(0.01)
    failed_at = datetime.now(UTC)
    time.sleep(0.01)
    report(waybill_no, Step.PICKED_UP, courier, details={"inspected": True})
    deliver_outbox("collect_cod")
    assert positions(waybill_no)["freight_receivable", merchant.id] == BILL_FEN
    report(waybill_no, Step.PICKUP_FAILED, courier, at=failed_at, reason="consignor_not_available")
    deliver_outbox("collect_cod")
    assert positions(waybill_no) == {}
    causes = sorted(row["cause"].partition(":")[0] for row in database()["journal"].find())
    assert causes == ["freight_charged", "reversal_of"], "entries are reversed, never removed"


def test_the_books_come_out_the_same_in_whatever_order_the_events_arrive(merchant: Actor, courier: Actor) -> None:
    from logistics.gateways.topic import wire_body
    from tests.support.calls import queue

    waybill_no = order(merchant, terms="on_receipt")
    bring_out(waybill_no, courier)
    report(waybill_no, Step.REFUSED, courier, reason="consignee_refused")
    letters = Unit(datetime.now(UTC)).outbox.all()
    for each in reversed([each for each in letters if each.type in ("ParcelPickedUp", "CodVoided")]):
        assert queue("collect_cod", wire_body(each)) == []
    assert positions(waybill_no)["freight_receivable", merchant.id] == BILL_FEN
    assert ("freight_receivable", waybill_no) not in positions(waybill_no)


# --- declaring ---------------------------------------------------------------------------------------------------


def two_collected(merchant: Actor, courier: Actor) -> list[str]:
    numbers = [order(merchant), order(merchant, cod_fen=500)]
    for waybill_no, amount in zip(numbers, (GOODS_FEN, 500), strict=True):
        bring_out(waybill_no, courier)
        assert collect(waybill_no, courier, amount).status == 200
    return numbers


def test_a_courier_sees_what_they_hold_and_declares_it(merchant: Actor, courier: Actor) -> None:
    numbers = two_collected(merchant, courier)
    held = balance(courier)
    assert (held["holding_fen"], held["declared_fen"]) == (30500, 0)
    assert [(line["waybill_no"], line["amount_fen"]) for line in held["lines"]] == [
        (numbers[0], 30000),
        (numbers[1], 500),
    ]
    key = request_id()
    declared = declare(courier, 30500, key=key).data
    assert (declared["state"], declared["expected_fen"], declared["difference_fen"]) == ("agreed", 30500, 0)
    assert sorted(declared["waybill_nos"]) == sorted(numbers)
    assert declare(courier, 30500, key=key).data == declared, "a repeat gets the first answer"
    assert {parcel_of(number).cod.status for number in numbers} == {CodStatus.DECLARED}
    held = balance(courier)
    assert (held["holding_fen"], held["declared_fen"], held["lines"]) == (0, 30500, [])
    events = [row["data"] for row in database()["outbox"].find({"type": "CashDeclared"})]
    assert sorted(each["amount_fen"] for each in events) == [500, 30000]
    assert {each["declaration_id"] for each in events} == {declared["id"]}
    assert books_agree()


@pytest.mark.parametrize(("amount", "difference"), [(30400, -100), (30600, 100), (0, -30500)])
def test_another_amount_freezes_what_it_covers_and_moves_nothing(
    merchant: Actor, courier: Actor, amount: int, difference: int
) -> None:
    numbers = two_collected(merchant, courier)
    declared = declare(courier, amount).data
    assert (declared["state"], declared["declared_fen"]) == ("discrepancy", amount)
    assert (declared["expected_fen"], declared["difference_fen"]) == (30500, difference)
    assert {parcel_of(number).cod.status for number in numbers} == {CodStatus.COLLECTED}
    held = balance(courier)
    assert (held["holding_fen"], held["open_discrepancies"]) == (30500, 1)
    assert {line["frozen"] for line in held["lines"]} == {True}
    assert declare(courier, 30500).code == "CASH_DISCREPANCY_OPEN", "it waits for finance"
    assert hand_back(numbers[0], courier).code == "CASH_DISCREPANCY_OPEN"
    assert books_agree()


def test_each_day_is_declared_for_itself(merchant: Actor, courier: Actor) -> None:
    numbers = two_collected(merchant, courier)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    database()["balances"].update_one({"slot": numbers[0]}, {"$set": {"at": yesterday}})
    assert declare(courier, 30000, days_ago=1).data["waybill_nos"] == [numbers[0]]
    assert declare(courier, 500).data["waybill_nos"] == [numbers[1]]


def test_there_must_be_something_to_declare_and_no_day_is_declared_ahead(merchant: Actor, courier: Actor) -> None:
    assert declare(courier, 0).code == "CASH_NOTHING_TO_DECLARE"
    two_collected(merchant, courier)
    assert declare(courier, 30500, days_ago=-1).code == "DAY_INVALID"
    other = actor("courier", at=1)
    assert declare(other, 30500).code == "CASH_NOTHING_TO_DECLARE", "nobody declares another's cash"
    assert balance(other)["lines"] == []


def test_declared_cash_cannot_be_handed_back(merchant: Actor, courier: Actor) -> None:
    numbers = two_collected(merchant, courier)
    declare(courier, 30500)
    assert hand_back(numbers[0], courier).code == "COD_STATE_CONFLICT"


# --- looking -----------------------------------------------------------------------------------------------------


def test_the_journal_is_for_finance_and_administrators(merchant: Actor, courier: Actor) -> None:
    waybill_no = order(merchant)
    for role in ("customer", "courier", "outlet_manager", "dispatcher", "cashier"):
        session = sign_in(role)
        assert invoke("collect_cod", "show_journal", {"waybill_no": waybill_no}, session).code == "ROLE_FORBIDDEN"
        assert invoke("collect_cod", "check_journal", {}, session).code == "ROLE_FORBIDDEN"
    assert invoke("collect_cod", "check_journal", {}, sign_in("administrator")).data == {
        "balanced": True,
        "count": 0,
        "differences": [],
    }


def test_the_check_tells_what_was_tampered_with(merchant: Actor, courier: Actor) -> None:
    waybill_no = order(merchant)
    bring_out(waybill_no, courier)
    collect(waybill_no, courier)
    database()["balances"].update_one({"account": "courier_cash"}, {"$inc": {"amount_fen": 7}})
    found = invoke("collect_cod", "check_journal", {}, sign_in("finance")).data
    assert (found["balanced"], found["count"]) == (False, 1)
    assert found["differences"] == [
        {"account": "courier_cash", "holder": courier.id, "kept_fen": GOODS_FEN + 7, "posted_fen": GOODS_FEN}
    ]
