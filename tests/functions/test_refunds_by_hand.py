"""Money given back by a person: proved with a code, as far as a payment reaches, borne by the company if not owed."""

from typing import Any

import pytest

from logistics.store.mongo import Unit
from tests.support.calls import http
from tests.support.factors import other_than
from tests.support.orders import pick_up
from tests.support.people import actor, session_of, sign_in
from tests.support.prepaid import FREIGHT_FEN, Desk, Prepaid, positions
from tests.support.wechat_pay import PayWorld


@pytest.fixture
def orders(store: Unit, wechat_pay: PayWorld) -> Prepaid:
    return Prepaid(actor("customer"), wechat_pay)


@pytest.fixture
def desk(store: Unit) -> Desk:
    return Desk()


def test_goodwill_is_borne_by_the_company_and_nothing_is_owed_for_it(orders: Prepaid, desk: Desk) -> None:
    waybill_no = orders.paid_order()
    pick_up(waybill_no, actor("courier"))
    given = desk.give_back(f"{waybill_no}P1", 500)
    assert (given.status, given.data["state"], given.data["amount_fen"]) == (200, "wanted", 500)
    orders.settle()
    orders.refunded(waybill_no)
    assert orders.refunds(waybill_no) == [(500, "goodwill", "paid")]
    assert (orders.status(waybill_no), orders.shown(waybill_no)["owed_fen"]) == ("refunded", 0)
    assert positions(waybill_no) == {
        ("wechat_clearing", "company"): FREIGHT_FEN - 500,
        ("revenue_freight", "company"): -FREIGHT_FEN,
        ("refunds", "company"): 500,
    }


def test_what_goodwill_gave_back_is_not_given_back_again(orders: Prepaid, desk: Desk) -> None:
    waybill_no = orders.paid_order()
    desk.give_back(f"{waybill_no}P1", 500)
    orders.settle()
    orders.cancel(waybill_no)
    orders.refunded(waybill_no)
    assert sorted(orders.refunds(waybill_no)) == [(500, "goodwill", "paid"), (FREIGHT_FEN - 500, "cancelled", "paid")]
    assert positions(waybill_no) == {}


def test_two_refunds_together_never_exceed_a_payment(orders: Prepaid, desk: Desk) -> None:
    waybill_no = orders.paid_order()
    assert desk.give_back(f"{waybill_no}P1", FREIGHT_FEN - 50).status == 200
    refused = desk.give_back(f"{waybill_no}P1", 51)
    assert (refused.code, refused.body["error"]["details"]["left_fen"]) == ("REFUND_EXCEEDS_PAYMENT", 50)
    assert desk.give_back(f"{waybill_no}P1", 50).status == 200


@pytest.mark.parametrize(("role", "most_fen"), [("customer_service", 2_000), ("finance", 20_000)])
def test_one_person_gives_only_so_much_of_a_payment(orders: Prepaid, desk: Desk, role: str, most_fen: int) -> None:
    waybill_no, person = orders.paid_order(weight_g=49_000), actor(role)
    number = f"{waybill_no}P1"

    def give(amount_fen: int) -> Any:
        said = {"payment_id": number, "amount_fen": amount_fen, "reason": "goodwill", "note": "道歉"}
        said["code"] = desk.code(number, person)
        return http("pay", "POST", "/refunds", said, session=session_of(person))

    assert give(most_fen - 500).status == 200
    refused = give(501)
    assert (refused.code, refused.body["error"]["details"]["most_fen"]) == ("GOODWILL_TOO_LARGE", 500)
    assert give(500).status == 200


def test_more_than_is_owed_goes_back_only_as_goodwill(orders: Prepaid, desk: Desk) -> None:
    waybill_no = orders.paid_order()
    refused = desk.give_back(f"{waybill_no}P1", 100, "overpaid")
    assert (refused.code, refused.body["error"]["details"]["owed_fen"]) == ("REFUND_NOT_OWED", 0)


def test_a_closed_refund_is_given_back_anew_by_a_person(orders: Prepaid, desk: Desk) -> None:
    waybill_no = orders.paid_order()
    orders.world.order("/wechat-pay/settings", refund_s=60)
    orders.cancel(waybill_no)
    orders.world.order("/wechat-pay/refunds", out_refund_no=f"{waybill_no}P1r1", status="CLOSED")
    orders.world.deliver(f"{waybill_no}P1r1")
    orders.world.order("/wechat-pay/settings", refund_s=0.1)
    assert desk.give_back(f"{waybill_no}P1", FREIGHT_FEN, "overpaid").data["refund_id"] == f"{waybill_no}P1r2"
    orders.settle()
    orders.refunded(waybill_no)
    assert orders.status(waybill_no) == "refunded"


def test_without_the_right_code_nothing_goes_back(orders: Prepaid, desk: Desk) -> None:
    waybill_no = orders.paid_order()
    code = desk.code(f"{waybill_no}P1")
    assert desk.give_back(f"{waybill_no}P1", 100, code=other_than(code)).code == "CODE_WRONG"
    assert orders.refunds(waybill_no) == []
    assert desk.give_back(f"{waybill_no}P1", 100, code=code).status == 200


def test_a_code_for_one_payment_opens_no_other(orders: Prepaid, desk: Desk) -> None:
    one, other = orders.paid_order(), orders.paid_order()
    code = desk.code(f"{one}P1")
    assert desk.give_back(f"{other}P1", 100, code=code).code == "CODE_WRONG"


@pytest.mark.parametrize("amount_fen", [0, -1, 10**13, 1.5, "1"])
def test_no_sum_of_nothing_or_of_the_moon(orders: Prepaid, desk: Desk, amount_fen: Any) -> None:
    assert desk.give_back("WB046420295250P1", amount_fen, code="123456").code == "INPUT_INVALID"


def test_an_unpaid_offer_has_nothing_to_give_back(orders: Prepaid, desk: Desk) -> None:
    waybill_no = orders.ordered()
    number = orders.offer(waybill_no)["payment_id"]
    assert desk.give_back(number, 1).code == "REFUND_EXCEEDS_PAYMENT"


def test_finance_sees_what_is_not_done_and_pages_through_it(orders: Prepaid, desk: Desk) -> None:
    orders.world.order("/wechat-pay/settings", refund_s=60)
    waybills = [orders.paid_order() for _ in range(3)]
    for waybill_no in waybills:
        orders.cancel(waybill_no)
    assert {each["waybill_no"] for each in desk.listed()} == set(waybills)
    assert desk.listed(state="paid") == []
    first = http("pay", "GET", "/refunds", session=session_of(desk.finance), query={"limit": 2}).data
    rest = desk.listed(before=first["next"])
    assert [each["waybill_no"] for each in [*first["refunds"], *rest]] == waybills[::-1]


def test_a_phone_in_a_note_is_not_kept(orders: Prepaid, desk: Desk) -> None:
    waybill_no = orders.paid_order()
    code = desk.code(f"{waybill_no}P1")
    said = {"payment_id": f"{waybill_no}P1", "amount_fen": 1, "reason": "goodwill", "note": "致电13800138000补偿"}
    assert http("pay", "POST", "/refunds", said | {"code": code}, session=session_of(desk.finance)).status == 200
    assert desk.listed()[0]["note"] == "致电***补偿"


@pytest.mark.parametrize("role", ["customer", "courier", "dispatcher", "cashier", "administrator"])
def test_nobody_else_gives_money_back(desk: Desk, role: str) -> None:
    said = {"payment_id": "WB046420295250P1", "amount_fen": 1, "reason": "goodwill", "note": "x", "code": "123456"}
    assert http("pay", "POST", "/refunds", said, session=sign_in(role)).code == "ROLE_FORBIDDEN"
