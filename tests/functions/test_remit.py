"""Goods money goes back to the merchant: by batches that two people decide on, less the fee that is owed, never twice.

1.5 kg from Guangzhou to Hangzhou cost 20.50 yuan; collecting 300.00 yuan costs 1 % more: 3.00. By monthly account the
fee is withheld from the goods money; who paid it otherwise gets all of it.
"""

from datetime import UTC, datetime, timedelta

import pytest

from logistics.domain.journal import Account
from logistics.domain.roles import Actor
from logistics.domain.shanghai import business_day
from logistics.domain.states import Step
from logistics.store.mongo import Unit, database
from tests.support.calls import http, request_id
from tests.support.orders import report
from tests.support.people import actor, session_of
from tests.support.remitting import (
    Finance,
    account,
    alarms,
    answer,
    balance,
    books_agree,
    custody,
    finance,
    ready,
    save,
)
from tests.support.told import Side, World

GOODS_FEN, BILL_FEN, FEE_FEN = 30000, 2350, 300
NET_FEN = GOODS_FEN - FEE_FEN


@pytest.fixture
def office(world: World) -> Finance:
    return finance(world)


@pytest.fixture
def merchant(store: Unit, office: Finance, sender: Side) -> Actor:
    """A merchant with an account that money may go to."""
    account(sender.actor, office)
    return sender.actor


# --- batches ---------------------------------------------------------------------------------------------------------


def test_goods_money_is_remitted_less_the_fee_that_stands_on_the_account(
    merchant: Actor, courier: Actor, office: Finance
) -> None:
    waybills = sorted([ready(merchant, courier), ready(merchant, courier)])
    made = office.make().data
    assert (made["state"], made["payouts"], made["amount_fen"]) == ("proposed", 1, 2 * NET_FEN)
    assert balance(Account.GOODS_MONEY_OWED, merchant.id) == -2 * GOODS_FEN, "a proposal moves nothing"
    assert office.approve(made["batch_id"]).data["state"] == "approved"
    batch = office.show(made["batch_id"])
    (item,) = batch["items"]
    assert sorted(line["waybill_no"] for line in item["lines"]) == waybills
    assert {(line["goods_fen"], line["fee_fen"]) for line in item["lines"]} == {(GOODS_FEN, FEE_FEN)}
    assert balance(Account.GOODS_MONEY_OWED, merchant.id) == 0
    assert balance(Account.FREIGHT_RECEIVABLE, merchant.id) == 2 * (BILL_FEN - FEE_FEN)
    assert balance(Account.PAYOUT_IN_TRANSIT, item["payout_id"]) == -2 * NET_FEN
    assert {custody(number) for number in waybills} == {"remittable"}
    file = office.file(batch["batch_id"]).data["content"].splitlines()
    assert file[0] == "付款单号,收款户名,收款账号,开户行,金额(元),附言"
    assert file[1] == f"{item['payout_id']},晴川书店,6200000000000001,测试银行天河支行,594.00,代收货款返款"
    said = office.result(batch["batch_id"], answer(item)).data
    assert said == {"paid": 1, "failed": 0, "known": 0, "broken": []}
    assert {custody(number) for number in waybills} == {"remitted"}
    assert balance(Account.PAYOUT_IN_TRANSIT, item["payout_id"]) == 0
    assert balance(Account.BANK, "company") == 2 * GOODS_FEN - 2 * NET_FEN
    assert office.show(batch["batch_id"])["state"] == "settled"
    events = [row["data"] for row in database()["outbox"].find({"type": "CodRemitted"})]
    assert sorted((each["waybill_no"], each["amount_fen"], each["fee_fen"]) for each in events) == [
        (number, GOODS_FEN, FEE_FEN) for number in waybills
    ]
    assert books_agree()


def test_a_fee_that_the_consignee_paid_is_not_withheld(merchant: Actor, courier: Actor, office: Finance) -> None:
    ready(merchant, courier, terms="on_receipt")
    assert office.make().data["amount_fen"] == GOODS_FEN


def test_a_fee_is_withheld_only_as_far_as_the_account_still_owes(
    merchant: Actor, courier: Actor, office: Finance, store: Unit
) -> None:
    from logistics.domain.journal import COMPANY, Line, moved

    ready(merchant, courier)
    paid = Line(Account.BANK, COMPANY, BILL_FEN - 100)
    entry = moved("statement", "statement_paid", None, store.now, paid, Account.FREIGHT_RECEIVABLE, merchant.id)
    store.transact(lambda: store.journal.post(entry))
    assert office.make().data["amount_fen"] == GOODS_FEN - 100


def test_what_the_bank_could_not_pay_is_owed_again_and_goes_into_the_next_batch(
    merchant: Actor, courier: Actor, office: Finance
) -> None:
    waybill_no = ready(merchant, courier)
    first = office.ordered()
    said = office.result(first["batch_id"], answer(first["items"][0], "失败", "户名不符")).data
    assert (said["paid"], said["failed"]) == (0, 1)
    assert custody(waybill_no) == "remittable"
    assert balance(Account.GOODS_MONEY_OWED, merchant.id) == -GOODS_FEN
    assert balance(Account.FREIGHT_RECEIVABLE, merchant.id) == BILL_FEN
    shown = office.show(first["batch_id"])
    assert (shown["state"], shown["items"][0]["reason"]) == ("settled", "户名不符")
    second = office.ordered()
    assert second["items"][0]["payout_id"] != first["items"][0]["payout_id"]
    assert office.result(second["batch_id"], answer(second["items"][0])).data["paid"] == 1
    assert custody(waybill_no) == "remitted"
    assert books_agree()


def test_a_waybill_is_in_one_live_batch_only(merchant: Actor, courier: Actor, office: Finance) -> None:
    ready(merchant, courier)
    first = office.make().data
    assert office.make().code == "REMITTANCE_EMPTY", "proposed"
    assert office.approve(first["batch_id"]).status == 200
    assert office.make().code == "REMITTANCE_EMPTY", "on its way"
    item = office.show(first["batch_id"])["items"][0]
    assert office.result(first["batch_id"], answer(item)).status == 200
    assert office.make().code == "REMITTANCE_EMPTY", "paid"


def test_two_batches_at_once_never_share_a_waybill(merchant: Actor, courier: Actor, office: Finance) -> None:
    from concurrent.futures import ThreadPoolExecutor

    for _ in range(3):
        ready(merchant, courier)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda by: office.make(by), [office.maker, office.checker]))
    held = [line["waybill_no"] for row in database()["payouts"].find() for line in row["lines"]]
    assert len(held) == len(set(held)) == 3
    assert sorted(each.status for each in made) == [200, 409]


def test_whoever_made_a_batch_does_not_approve_it(
    merchant: Actor, courier: Actor, office: Finance, capfd: pytest.CaptureFixture[str]
) -> None:
    ready(merchant, courier)
    batch_id = office.make().data["batch_id"]
    assert office.approve(batch_id, office.maker).code == "APPROVAL_BY_MAKER"
    assert alarms(capfd.readouterr().err) == ["remittance_approved_by_maker"]
    assert office.show(batch_id)["state"] == "proposed"
    assert balance(Account.GOODS_MONEY_OWED, merchant.id) == -GOODS_FEN


def test_an_approval_needs_the_code_of_this_batch(merchant: Actor, courier: Actor, office: Finance) -> None:
    ready(merchant, courier)
    batch_id = office.make().data["batch_id"]
    other = office.code("01JD0000000000000000000000", office.checker)
    assert office.approve(batch_id, code=other).code == "CODE_WRONG"
    assert office.approve(batch_id).status == 200


def test_an_approval_that_is_repeated_orders_once(merchant: Actor, courier: Actor, office: Finance) -> None:
    ready(merchant, courier)
    batch_id, key = office.make().data["batch_id"], request_id()
    code = office.code(batch_id, office.checker)
    first, again = (office.approve(batch_id, code=code, key=key) for _ in range(2))
    assert first.data == again.data
    assert office.approve(batch_id).code == "REMITTANCE_STATE_CONFLICT"
    assert balance(Account.GOODS_MONEY_OWED, merchant.id) == 0


def test_a_rejected_batch_lets_its_waybills_go(merchant: Actor, courier: Actor, office: Finance) -> None:
    ready(merchant, courier)
    batch_id = office.make().data["batch_id"]
    path = f"/remittances/{batch_id}/rejection"
    assert http("remit", "POST", path, {"note": "金额有误"}, session=session_of(office.checker)).status == 200
    assert office.file(batch_id).code == "REMITTANCE_STATE_CONFLICT"
    assert office.result(batch_id, "x,1,成功,").code == "REMITTANCE_STATE_CONFLICT"
    assert office.make().status == 200


def test_an_account_that_changed_since_the_batch_was_made_stops_its_approval(
    merchant: Actor, courier: Actor, office: Finance, world: World
) -> None:
    ready(merchant, courier)
    batch_id = office.make().data["batch_id"]
    save(merchant, world, account_no="6200000000000099")
    assert office.approve(batch_id).code == "REMITTANCE_STALE"
    assert office.show(batch_id)["state"] == "proposed"


def test_a_signature_taken_back_since_the_batch_was_made_stops_its_approval(
    merchant: Actor, courier: Actor, office: Finance
) -> None:
    disputed, other = ready(merchant, courier), ready(merchant, courier)
    batch_id = office.make().data["batch_id"]
    report(disputed, Step.SIGNATURE_REVOKED, actor("dispatcher"), reason="consignee_dispute")
    assert office.approve(batch_id).code == "REMITTANCE_STALE"
    path = f"/remittances/{batch_id}/rejection"
    assert http("remit", "POST", path, {"note": "签收已撤销"}, session=session_of(office.checker)).status == 200
    (item,) = office.ordered()["items"]
    assert [line["waybill_no"] for line in item["lines"]] == [other], "what nobody has taken is not the merchant's yet"


def test_an_account_that_changes_after_the_approval_is_not_what_is_paid(
    merchant: Actor, courier: Actor, office: Finance, world: World
) -> None:
    ready(merchant, courier)
    batch = office.ordered()
    save(merchant, world, account_no="6200000000000099")
    assert "6200000000000001" in office.file(batch["batch_id"]).data["content"]


def test_a_day_that_has_not_come_is_not_remitted_and_a_later_delivery_waits(
    merchant: Actor, courier: Actor, office: Finance
) -> None:
    ready(merchant, courier)
    today = business_day(datetime.now(UTC))
    assert office.make(until=(today + timedelta(days=1)).isoformat()).code == "DAY_INVALID"
    assert office.make(until=(today - timedelta(days=1)).isoformat()).code == "REMITTANCE_EMPTY"
