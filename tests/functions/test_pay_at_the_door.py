"""Paying by a code at the door: goods money and freight on receipt, taken once, given back the way it came.

1.5 kg from Guangzhou to Hangzhou cost 18.00 + 0.5 x 5.00 = 20.50 yuan.
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from logistics.domain.paying import PaymentState
from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.store.mongo import Unit
from tests.functions.test_pay import FREIGHT_FEN, offer, positions, prepaid
from tests.support.calls import Answer, deliver_outbox, http, request_id
from tests.support.orders import bring_out, parcel_of, place_order, report
from tests.support.people import actor, session_of
from tests.support.wechat_pay import PayWorld

GOODS_FEN, FEE_FEN = 30000, 300
ANYBODY = "o-somebody-at-the-door"

pytestmark = pytest.mark.usefixtures("wechat_pay")


@pytest.fixture
def sender(store: Unit) -> Actor:
    return actor("customer")


@pytest.fixture
def courier(store: Unit) -> Actor:
    return actor("courier")


def door_offer(waybill_no: str, courier: Actor, **more: Any) -> Answer:
    return http("pay", "POST", f"/parcels/{waybill_no}/door-payments", more, session=session_of(courier))


def door_look(waybill_no: str, payment_id: str, courier: Actor) -> Answer:
    return http("pay", "GET", f"/parcels/{waybill_no}/door-payments/{payment_id}", session=session_of(courier))


def test_a_code_at_the_door_takes_goods_money_and_freight(sender: Actor, courier: Actor, wechat_pay: PayWorld) -> None:
    waybill_no = place_order(session_of(sender), terms="on_receipt", cod_fen=GOODS_FEN)
    bring_out(waybill_no, courier)
    offered = door_offer(waybill_no, courier).data
    assert offered["amount_fen"] == GOODS_FEN + FREIGHT_FEN + FEE_FEN
    assert door_look(waybill_no, offered["payment_id"], courier).data["state"] == "open"
    wechat_pay.pay(ANYBODY, code_url=offered["code_url"])
    assert door_look(waybill_no, offered["payment_id"], courier).data["state"] == "paid"
    cod = parcel_of(waybill_no).cod
    assert (cod.status, cod.method, cod.collected_fen) == ("collected", "wechat", GOODS_FEN + FREIGHT_FEN + FEE_FEN)
    deliver_outbox("collect_cod", "pay")
    assert positions(waybill_no)["wechat_clearing", "company"] == GOODS_FEN + FREIGHT_FEN + FEE_FEN
    assert positions(waybill_no)["goods_money_owed", sender.id] == -GOODS_FEN
    assert ("courier_cash", courier.id) not in positions(waybill_no)


def test_a_code_for_some_pieces_takes_their_share_and_takes_the_place_of_one_for_all(
    sender: Actor, courier: Actor, wechat_pay: PayWorld
) -> None:
    waybill_no = place_order(session_of(sender), cod_fen=GOODS_FEN, pieces=3)
    bring_out(waybill_no, courier)
    for_all = door_offer(waybill_no, courier, pieces=[3, 1, 2]).data
    assert (for_all["amount_fen"], for_all["pieces"]) == (30_000, [])
    first, second = (door_offer(waybill_no, courier, pieces=pieces).data for pieces in ([3, 1], [1, 2]))
    assert [(each["amount_fen"], each["pieces"]) for each in (first, second)] == [(20_000, [1, 3]), (20_000, [1, 2])]
    assert door_look(waybill_no, first["payment_id"], courier).data["state"] == "closed", "the same sum, other pieces"
    wechat_pay.pay(ANYBODY, code_url=second["code_url"])
    wechat_pay.deliver(second["payment_id"])
    cod = parcel_of(waybill_no).cod
    assert (cod.status, cod.pieces, cod.due_fen, cod.collected_fen) == ("collected", (1, 2), 20_000, 20_000)
    assert positions(waybill_no)["goods_money_owed", sender.id] == -20_000
    assert door_offer(waybill_no, courier, pieces=[4]).code == "PIECES_INVALID"


def test_an_open_code_is_the_couriers_who_asked_last(sender: Actor, store: Unit, wechat_pay: PayWorld) -> None:
    waybill_no = place_order(session_of(sender), cod_fen=GOODS_FEN)
    outlet_id = parcel_of(waybill_no).outlet_ids[0]
    courier, other = actor("courier", outlet_id), actor("courier", outlet_id, at=1)
    bring_out(waybill_no, courier)
    first = door_offer(waybill_no, courier).data
    report(waybill_no, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    report(waybill_no, Step.OUT_FOR_DELIVERY, other)
    assert door_offer(waybill_no, courier).code == "PARCEL_NOT_YOURS", "it is at another courier's door now"
    again = door_offer(waybill_no, other).data
    assert again["payment_id"] == first["payment_id"], "one number for one sum"
    wechat_pay.pay(ANYBODY, code_url=again["code_url"])
    wechat_pay.deliver(first["payment_id"])
    (told,) = store.db["outbox"].find({"type": "CodCollected", "waybill_no": waybill_no})
    assert told["data"]["collector_id"] == other.id


def test_who_pays_by_code_after_paying_cash_gets_the_second_back(
    sender: Actor, courier: Actor, wechat_pay: PayWorld
) -> None:
    waybill_no = place_order(session_of(sender), cod_fen=GOODS_FEN)
    bring_out(waybill_no, courier)
    offered = door_offer(waybill_no, courier).data
    body = {"amount_fen": GOODS_FEN}
    http("collect_cod", "POST", f"/parcels/{waybill_no}/collection", body, session=session_of(courier))
    wechat_pay.pay(ANYBODY, code_url=offered["code_url"])
    wechat_pay.deliver(offered["payment_id"])
    deliver_outbox("pay", "collect_cod")
    assert sum(each["amount"]["refund"] for each in wechat_pay.refunds(offered["payment_id"])) == GOODS_FEN
    assert parcel_of(waybill_no).cod.method == "cash"


def test_what_was_paid_by_code_and_handed_back_goes_back_the_way_it_came(
    sender: Actor, courier: Actor, wechat_pay: PayWorld
) -> None:
    waybill_no = place_order(session_of(sender), terms="on_receipt", cod_fen=GOODS_FEN)
    due = GOODS_FEN + FREIGHT_FEN + FEE_FEN
    bring_out(waybill_no, courier)
    offered = door_offer(waybill_no, courier).data
    wechat_pay.pay(ANYBODY, code_url=offered["code_url"])
    wechat_pay.deliver(offered["payment_id"])
    wechat_pay.order("/wechat-pay/settings", refund_s=60)
    path, key = f"/parcels/{waybill_no}/hand-back", request_id()
    back = http("collect_cod", "POST", path, {}, session=session_of(courier), key=key)
    assert (back.data["amount_fen"], back.data["cod_status"]) == (due, "due")
    assert http("collect_cod", "POST", path, {}, session=session_of(courier), key=key).data == back.data
    assert http("collect_cod", "POST", path, {}, session=session_of(courier)).code == "COD_STATE_CONFLICT"
    deliver_outbox("pay", "collect_cod")
    assert [each["amount"]["refund"] for each in wechat_pay.refunds(offered["payment_id"])] == [due]
    (refund,) = Unit(datetime.now(UTC)).refunds.of(waybill_no)
    wechat_pay.order("/wechat-pay/refunds", out_refund_no=refund.id, status="SUCCESS")
    assert {each.status for each in wechat_pay.deliver(refund.id)} == {200}
    assert parcel_of(waybill_no).cod.status == "due"
    assert positions(waybill_no) == {
        ("freight_receivable", waybill_no): FREIGHT_FEN + FEE_FEN,
        ("revenue_freight", "company"): -FREIGHT_FEN,
        ("revenue_cod_fee", "company"): -FEE_FEN,
    }, "nothing is with the provider, and the freight is due again"


def test_a_code_ends_when_cash_was_taken(sender: Actor, courier: Actor, store: Unit, wechat_pay: PayWorld) -> None:
    waybill_no = place_order(session_of(sender), cod_fen=GOODS_FEN)
    bring_out(waybill_no, courier)
    number = door_offer(waybill_no, courier).data["payment_id"]
    body = {"amount_fen": GOODS_FEN}
    http("collect_cod", "POST", f"/parcels/{waybill_no}/collection", body, session=session_of(courier))
    deliver_outbox("pay", "collect_cod")
    assert store.payments.get(number).state is PaymentState.CLOSED
    assert wechat_pay.orders(number)[0]["trade_state"] == "CLOSED"


def test_no_code_where_nothing_is_due(sender: Actor, courier: Actor) -> None:
    waybill_no = place_order(session_of(sender))
    bring_out(waybill_no, courier)
    assert door_offer(waybill_no, courier).code == "PAYMENT_NOTHING_DUE"


def test_only_the_courier_with_the_parcel_gets_a_code(sender: Actor, courier: Actor) -> None:
    waybill_no = place_order(session_of(sender), cod_fen=GOODS_FEN)
    bring_out(waybill_no, courier)
    assert door_offer(waybill_no, actor("courier", at=1)).code == "PARCEL_NOT_FOUND"


def test_another_parcels_payment_is_not_shown(sender: Actor, courier: Actor) -> None:
    mine = place_order(session_of(sender), cod_fen=GOODS_FEN)
    bring_out(mine, courier)
    other = prepaid(sender)
    number = offer(other, sender).data["payment_id"]
    assert door_look(mine, number, courier).code == "PAYMENT_NOT_FOUND"
