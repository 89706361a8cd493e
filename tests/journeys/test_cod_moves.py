"""Every move of the custody of goods money, each shown by a test that bears its name; sums in fen, written by hand."""

import os
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from functions.settle.reconciling import compare
from logistics.domain.roles import SYSTEM
from logistics.domain.shanghai import business_day
from logistics.domain.states import Step
from logistics.runtime.context import Context
from logistics.store.mongo import Unit
from tests.domain.test_machines import COD
from tests.support.calls import deliver_outbox, http
from tests.support.custody import OUTLET, Custody
from tests.support.orders import parcel_of, report
from tests.support.people import session_of
from tests.support.remitting import account, answer, finance
from tests.support.told import World, side, sign
from tests.support.wechat_pay import PayWorld

pytestmark = pytest.mark.usefixtures("store")
MERCHANT = "goods_money_owed"


@pytest.fixture
def custody() -> Custody:
    return Custody()


def test_due_to_collected(custody: Custody) -> None:
    waybill = custody.brought_out(30_000)
    assert custody.cod(waybill) == "due"
    assert custody.collect(waybill, 30_000).data["cod_status"] == "collected"
    assert custody.books(waybill) == {
        ("courier_cash", custody.courier.id): 30_000,
        (MERCHANT, custody.merchant.id): -30_000,
    }


def test_collected_to_due(custody: Custody) -> None:
    waybill = custody.collected(30_000)
    assert custody.call(custody.courier, "POST", f"/parcels/{waybill}/hand-back", {}).data["cod_status"] == "due"
    assert custody.books(waybill) == {}


def test_due_to_void(custody: Custody) -> None:
    waybill = custody.brought_out(30_000)
    report(waybill, Step.REFUSED, custody.courier, reason="consignee_refused")
    assert custody.cod(waybill) == "void"
    assert custody.collect(waybill, 30_000).code == "COD_VOID"


def test_void_to_due(custody: Custody) -> None:
    waybill = custody.brought_out(30_000)
    report(waybill, Step.REFUSED, custody.courier, reason="consignee_refused")
    report(waybill, Step.OUT_FOR_DELIVERY, custody.courier)
    assert custody.cod(waybill) == "due"


def test_collected_to_declared(custody: Custody) -> None:
    _, (first, second) = custody.declared(30_000, 500)
    assert (custody.cod(first), custody.cod(second)) == ("declared", "declared")
    assert custody.books(second) == {
        ("cash_declared", custody.courier.id): 500,
        (MERCHANT, custody.merchant.id): -500,
    }


def test_collected_to_confirmed(custody: Custody, wechat_pay: PayWorld) -> None:
    """Money by code needs no courier and no safe: the provider's own bill proves it."""
    waybill = custody.brought_out(30_000)
    path = f"/parcels/{waybill}/door-payments"
    offered = http("pay", "POST", path, {}, session=session_of(custody.courier)).data
    wechat_pay.pay("o-at-the-door", code_url=offered["code_url"])
    wechat_pay.deliver(offered["payment_id"])
    deliver_outbox("pay", "collect_cod")
    assert custody.cod(waybill) == "collected"
    paid_at = Unit(datetime.now(UTC)).payments.get(offered["payment_id"]).paid_at
    assert paid_at is not None
    compare(business_day(paid_at), Context(actor=SYSTEM))
    assert custody.cod(waybill) == "remittable"


def test_declared_to_counted(custody: Custody) -> None:
    _, (first, second) = custody.counted(30_000, 500)
    assert (custody.cod(first), custody.cod(second)) == ("counted", "counted")
    assert custody.books(first) == {("outlet_safe", OUTLET): 30_000, (MERCHANT, custody.merchant.id): -30_000}
    assert custody.lies_on("outlet_safe", OUTLET) == 30_500
    assert custody.books_agree()


def test_declared_to_discrepancy(custody: Custody) -> None:
    declaration, (first, second) = custody.declared(30_000, 500)
    counted = custody.count(declaration, 30_400)
    assert counted.data["state"] == "discrepancy"
    assert "30500" not in str(counted.body), "the declared sum is not told"
    assert (custody.cod(first), custody.cod(second)) == ("discrepancy", "discrepancy")
    assert custody.lies_on("cash_declared", custody.courier.id) == 30_500, "nothing moves"
    assert custody.balance()["open_discrepancies"] == 1


def test_counted_to_banked(custody: Custody) -> None:
    _, (first, second) = custody.banked(30_000, 500)
    assert (custody.cod(first), custody.cod(second)) == ("banked", "banked")
    assert custody.books(second) == {("bank_in_transit", OUTLET): 500, (MERCHANT, custody.merchant.id): -500}
    assert custody.lies_on("outlet_safe", OUTLET) == 0


def test_counted_to_discrepancy(custody: Custody) -> None:
    count, (waybill,) = custody.counted(30_000)
    assert custody.find("safe", count, 29_000).data["difference_fen"] == -1_000
    assert custody.cod(waybill) == "discrepancy"
    assert custody.deposit([count], 30_000).code == "CASH_COUNT_STATE_CONFLICT"


def test_banked_to_confirmed(custody: Custody) -> None:
    """Freight alone is ours as soon as the bank has it: nothing of it is to be remitted."""
    waybill = custody.brought_out(0, terms="on_receipt")
    due = parcel_of(waybill).due_fen
    custody.collect(waybill, due)
    count = custody.count(custody.declare(due).data["id"], due).data["count_id"]
    custody.confirm(custody.deposit([count], due).data["deposit_id"])
    assert custody.cod(waybill) == "confirmed"


def test_banked_to_discrepancy(custody: Custody) -> None:
    deposit, (waybill,) = custody.banked(30_000)
    assert custody.find("deposit", deposit, 29_900).data["difference_fen"] == -100
    assert custody.cod(waybill) == "discrepancy"
    assert custody.lies_on("bank_in_transit", OUTLET) == 30_000, "nothing moves"


def test_confirmed_to_remittable(custody: Custody) -> None:
    deposit, (first, second) = custody.banked(30_000, 500)
    custody.confirm(deposit)
    assert (custody.cod(first), custody.cod(second)) == ("remittable", "remittable")
    assert custody.books(first) == {("bank", "company"): 30_000, (MERCHANT, custody.merchant.id): -30_000}
    assert custody.lies_on("bank_in_transit", OUTLET) == 0


def test_remittable_to_remitted(custody: Custody, store: Unit, setting: Any) -> None:
    """Two of finance send it to the merchant's own account, less the fee: 1 % of 300.00 yuan, and the bank pays."""
    setting(QUIET_HOURS="0-0")
    merchant = side(store).actor
    custody.merchant, office = merchant, finance(World(os.environ["WECHAT_BASE_URL"]))
    account(merchant, office)
    deposit, (waybill,) = custody.banked(30_000)
    sign(waybill, custody.courier)
    deliver_outbox("collect_cod")
    custody.confirm(deposit)
    batch = office.ordered()
    (item,) = batch["items"]
    assert custody.cod(waybill) == "remittable"
    assert office.result(batch["batch_id"], answer(item)).status == 200
    assert custody.cod(waybill) == "remitted"
    assert custody.lies_on(MERCHANT, merchant.id) == 0
    assert custody.lies_on("bank", "company") == 300
    assert custody.books_agree()


def test_discrepancy_to_declared(custody: Custody) -> None:
    """A recount is another person's, and the cash is banked in the end as if nothing had been."""
    declaration, (waybill,) = custody.declared(30_000)
    custody.count(declaration, 29_999)
    custody.resolve("recount")
    assert custody.cod(waybill) == "declared"
    assert custody.count_code(declaration, custody.cashier) == "RECOUNT_BY_COUNTER"
    assert custody.count(declaration, 30_000, custody.manager).data["state"] == "agreed"


def test_discrepancy_to_counted(custody: Custody) -> None:
    """What is missing is the courier's debt, and the merchant is owed all of it."""
    declaration, (first, second) = custody.declared(30_000, 500)
    custody.count(declaration, 30_300)
    custody.resolve("shortage", 200)
    assert (custody.cod(first), custody.cod(second)) == ("counted", "counted")
    assert custody.lies_on("cash_difference", custody.courier.id) == 200
    assert custody.lies_on("outlet_safe", OUTLET) == 30_300
    assert custody.lies_on("cash_declared", custody.courier.id) == 0
    assert custody.books(second) == {
        ("outlet_safe", OUTLET): 300,
        ("cash_difference", custody.courier.id): 200,
        (MERCHANT, custody.merchant.id): -500,
    }
    assert custody.books_agree()


def test_discrepancy_to_banked(custody: Custody) -> None:
    """What the bank did not get is the outlet's debt; what it did get is confirmed like any deposit."""
    deposit, (waybill,) = custody.banked(30_000)
    custody.find("deposit", deposit, 29_900)
    custody.resolve("shortage", 100)
    assert custody.cod(waybill) == "banked"
    assert custody.lies_on("cash_difference", OUTLET) == 100
    custody.confirm(deposit)
    assert custody.lies_on("bank", "company") == 29_900
    assert custody.lies_on(MERCHANT, custody.merchant.id) == -30_000, "owed in full"
    assert custody.books_agree()


def test_every_move_of_the_model_has_its_test() -> None:
    named = {name for name in dir(sys.modules[__name__]) if name.startswith("test_")}
    missing = {f"test_{move.replace('>', '_to_')}" for move in COD} - named
    assert not missing
