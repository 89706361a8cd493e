"""Money that was taken at a door for what does not come after all: the payer gets it, never the merchant."""

from datetime import UTC, datetime
from typing import Any

import pytest

from logistics.domain.roles import Actor
from logistics.domain.states import Status, Step
from logistics.store.mongo import Unit
from tests.support.calls import Answer, deliver_outbox, http
from tests.support.custody import Custody
from tests.support.orders import parcel_of, report
from tests.support.people import actor, session_of
from tests.support.prepaid import Desk
from tests.support.proofs import fact, post, proof
from tests.support.wechat_pay import PayWorld

MERCHANT, PAYER = "goods_money_owed", "freight_receivable"


@pytest.fixture
def custody(store: Unit) -> Custody:
    return Custody()


def sign(custody: Custody, waybill: str, *pieces: int) -> None:
    session = session_of(custody.courier)
    body: dict[str, Any] = fact(signed_by="欧阳晴川", signed_kind="self", proof_keys=[proof(waybill, session)])
    assert post(waybill, "signature", session, body | ({"pieces": list(pieces)} if pieces else {})).data["applied"]


def lose(waybill: str) -> None:
    report(waybill, Step.EXCEPTION_OPENED, actor("dispatcher"), reason="carrier_parcel_missing")
    report(waybill, Step.LOST, actor("dispatcher"))
    deliver_outbox("pay", "collect_cod")


def hand_back(custody: Custody, waybill: str) -> Answer:
    return custody.call(custody.courier, "POST", f"/parcels/{waybill}/hand-back", {})


def banked(custody: Custody, amount_fen: int, declaration_id: str) -> None:
    count = custody.count(declaration_id, amount_fen).data["count_id"]
    custody.confirm(custody.deposit([count], amount_fen).data["deposit_id"])


def pay_back(custody: Custody, waybill: str, amount_fen: int) -> Answer:
    """One of finance proposes it, the other approves it with a code."""
    said = {"kind": "pay_back", "holder": waybill, "amount_fen": amount_fen, "note": "退货退款", "evidence": "回单 1"}
    proposed = http("settle", "POST", "/adjustments", said, session=session_of(custody.finance))
    if proposed.status != 200:
        return proposed
    path = f"/adjustments/{proposed.data['adjustment_id']}"
    custody.no_wait()
    http("settle", "POST", f"{path}/code", {}, session=session_of(custody.other_finance))
    body = {"code": custody.newest_code(custody.other_finance)}
    return http("settle", "POST", f"{path}/approval", body, session=session_of(custody.other_finance))


def shown_to(merchant: Actor) -> dict[str, int]:
    totals: dict[str, int] = http("remit", "GET", "/cod", session=session_of(merchant)).data["totals"]
    return totals


def test_a_signature_taken_back_after_the_cash_went_on_lets_the_parcel_return_and_the_payer_be_paid(
    custody: Custody,
) -> None:
    waybill = custody.collected(30_000)
    sign(custody, waybill)
    declaration = custody.declare(30_000).data["id"]
    report(waybill, Step.SIGNATURE_REVOKED, actor("dispatcher"), reason="consignee_dispute")
    assert hand_back(custody, waybill).code == "COD_STATE_CONFLICT", "it is not in the courier's hands any more"
    report(waybill, Step.REFUSED, custody.courier, reason="consignee_refused")
    report(waybill, Step.RETURN_STARTED, actor("dispatcher"), reason="consignee_refused")
    report(waybill, Step.RETURNED, custody.courier)
    deliver_outbox("pay", "collect_cod")
    banked(custody, 30_000, declaration)
    assert (parcel_of(waybill).status, custody.cod(waybill)) == (Status.RETURNED, "confirmed")
    assert custody.books(waybill)[PAYER, waybill] == -30_000
    assert custody.lies_on(MERCHANT, custody.merchant.id) == 0
    assert sum(shown_to(custody.merchant).values()) == 0
    assert pay_back(custody, waybill, 30_001).code == "ADJUSTMENT_TOO_LARGE"
    assert pay_back(custody, waybill, 30_000).status == 200
    assert pay_back(custody, waybill, 30_000).code == "ADJUSTMENT_TOO_LARGE", "once"
    assert (PAYER, waybill) not in custody.books(waybill)
    assert custody.books_agree()


@pytest.mark.parametrize("declared", [False, True])
def test_a_loss_gives_goods_money_and_freight_back_to_who_paid_them(custody: Custody, declared: bool) -> None:
    waybill = custody.brought_out(10_000, terms="on_receipt")
    deliver_outbox("pay", "collect_cod")
    due_fen = parcel_of(waybill).due_fen
    custody.collect(waybill, due_fen)
    if declared:
        custody.declare(due_fen)
    lose(waybill)
    assert custody.books(waybill)[PAYER, waybill] == -due_fen
    assert custody.lies_on(PAYER, custody.merchant.id) == 0, "the consignor has not paid that freight"
    assert custody.lies_on(MERCHANT, custody.merchant.id) == 0
    assert custody.books_agree()


def test_a_loss_of_some_pieces_gives_the_freight_back_and_leaves_the_others_sold(custody: Custody) -> None:
    waybill = custody.brought_out(10_000, pieces=2, terms="on_receipt")
    deliver_outbox("pay", "collect_cod")
    freight_fen = parcel_of(waybill).freight_due_fen
    custody.collect(waybill, 5_000 + freight_fen, pieces=[1])
    sign(custody, waybill, 1)
    lose(waybill)
    assert custody.books(waybill)[PAYER, waybill] == -freight_fen
    assert custody.lies_on(PAYER, custody.merchant.id) == 0
    assert custody.lies_on(MERCHANT, custody.merchant.id) == -5_000


def test_nothing_is_asked_for_what_is_lost_until_it_is_found(custody: Custody, wechat_pay: PayWorld) -> None:
    waybill = custody.collected(10_000)
    lose(waybill)
    assert hand_back(custody, waybill).data["cod_status"] == "void"
    deliver_outbox("pay", "collect_cod")
    assert custody.books(waybill) == {}
    offered = http("pay", "POST", f"/parcels/{waybill}/door-payments", {}, session=session_of(custody.courier))
    assert offered.code == "PAYMENT_NOTHING_DUE"
    assert custody.collect(waybill, 10_000).code == "COD_VOID"
    assert sum(shown_to(custody.merchant).values()) == 0
    report(waybill, Step.FOUND, actor("dispatcher"))
    assert custody.cod(waybill) == "due"
    assert custody.collect(waybill, 10_000).status == 200


def test_what_turns_up_before_its_money_went_back_is_the_merchants_again(custody: Custody) -> None:
    waybill = custody.collected(10_000)
    custody.declare(10_000)
    lose(waybill)
    report(waybill, Step.FOUND, actor("dispatcher"))
    deliver_outbox("pay", "collect_cod")
    assert custody.lies_on(MERCHANT, custody.merchant.id) == -10_000
    assert (PAYER, waybill) not in custody.books(waybill)


def test_cash_that_finance_paid_back_is_not_handed_back_too(custody: Custody) -> None:
    waybill = custody.collected(10_000)
    lose(waybill)
    assert pay_back(custody, waybill, 10_000).status == 200
    assert hand_back(custody, waybill).code == "COD_PAID_BACK"


def test_what_was_paid_by_code_for_a_lost_parcel_is_refunded_the_way_it_came(
    custody: Custody, wechat_pay: PayWorld
) -> None:
    waybill = custody.brought_out(10_000)
    path = f"/parcels/{waybill}/door-payments"
    offered = http("pay", "POST", path, {}, session=session_of(custody.courier)).data
    wechat_pay.pay("o-at-the-door", code_url=offered["code_url"])
    wechat_pay.deliver(offered["payment_id"])
    wechat_pay.order("/wechat-pay/settings", refund_s=60)
    desk = Desk()
    assert desk.give_back(offered["payment_id"], 10_000, "overpaid").code == "REFUND_NOT_OWED", "it is on its way"
    lose(waybill)
    assert desk.give_back(offered["payment_id"], 10_001, "overpaid").code == "REFUND_NOT_OWED"
    assert desk.give_back(offered["payment_id"], 10_000, "overpaid").status == 200
    deliver_outbox("pay", "collect_cod")
    assert sum(each["amount"]["refund"] for each in wechat_pay.refunds(offered["payment_id"])) == 10_000
    (refund,) = Unit(datetime.now(UTC)).refunds.of(waybill)
    wechat_pay.order("/wechat-pay/refunds", out_refund_no=refund.id, status="SUCCESS")
    assert {each.status for each in wechat_pay.deliver(refund.id)} == {200}
    deliver_outbox("pay", "collect_cod")
    assert custody.books(waybill) == {}
    assert pay_back(custody, waybill, 10_000).code == "ADJUSTMENT_TOO_LARGE", "it was given back already"
    assert hand_back(custody, waybill).code == "COD_PAID_BACK"
