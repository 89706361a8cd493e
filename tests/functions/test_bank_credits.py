"""One credit of the bank is booked once, whoever tells first: its file, finance, a cashier or the provider."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.settle import in_transit
from logistics.domain.journal import Account
from logistics.domain.roles import SYSTEM
from logistics.domain.shanghai import business_day
from logistics.runtime.context import Context
from logistics.store.mongo import Unit
from tests.support.calls import Answer, http, schedule
from tests.support.custody import OUTLET, Custody
from tests.support.monthly import PRICE_FEN, Month, order
from tests.support.people import session_of

HEAD = "银行流水号,记账日期,收入(元),附言"
DAY = business_day(datetime.now(UTC)).isoformat()
BILL = "41.00,往来款"  # what the month's two parcels cost


@pytest.fixture
def cash(store: Unit) -> Custody:
    return Custody()


@pytest.fixture
def march(store: Unit) -> Month:
    month = Month(store)
    month.issue()
    return month


def bring(cash: Custody, reference: str, rest: str) -> dict[str, int]:
    """The kinds of what one line of the bank's file came to."""
    lines = [HEAD, f"{reference},{DAY},{rest}"]
    told = http("settle", "POST", "/bank-files", {"lines": lines}, session=session_of(cash.finance)).data
    assert told.pop("broken") == []
    return {kind: count for kind, count in told.items() if count}


def differences(cash: Custody) -> list[tuple[Any, ...]]:
    query = {"state": "open"}
    shown = http("settle", "GET", "/differences", session=session_of(cash.finance), query=query).data["differences"]
    return [(each["number"], each["verdict"], each["bill_fen"], each.get("books_fen")) for each in shown]


def lies(cash: Custody, reference: str) -> tuple[int, int]:
    """In the bank, and of this credit in suspense."""
    return cash.lies_on("bank", "company"), cash.lies_on("suspense", reference)


def place(cash: Custody, holder: str, amount_fen: int, reference: str, to: str = "freight_receivable") -> Answer:
    """Two people of finance put a credit on somebody's account."""
    said = {"kind": "place", "holder": holder, "amount_fen": amount_fen, "to": to, "reference": reference}
    said |= {"note": "月结款", "evidence": "回单"}
    proposed = http("settle", "POST", "/adjustments", said, session=session_of(cash.finance))
    if proposed.status != 200:
        return proposed
    path, second = f"/adjustments/{proposed.data['adjustment_id']}", session_of(cash.other_finance)
    cash.no_wait()
    assert http("settle", "POST", f"{path}/code", {}, session=second).status == 200
    return http("settle", "POST", f"{path}/approval", {"code": cash.newest_code(cash.other_finance)}, session=second)


# --- a bill that a customer paid by transfer --------------------------------------------------------------------------


def test_a_bill_paid_by_a_credit_that_the_file_told_first_is_banked_once(cash: Custody, march: Month) -> None:
    assert bring(cash, "ICBC-9", BILL) == {"unplaced": 1}
    assert march.receive(4_100, " icbc-9").data["state"] == "paid"
    assert lies(cash, "ICBC-9") == (4_100, 0)
    assert differences(cash) == []
    assert bring(cash, "ICBC-9", BILL) == {"known": 1}
    assert lies(cash, "ICBC-9") == (4_100, 0)


def test_a_bill_that_finance_recorded_first_is_known_to_the_file(cash: Custody, march: Month) -> None:
    march.receive(4_100, "ICBC-9")
    assert bring(cash, "Icbc-9", BILL) == {"known": 1}
    assert lies(cash, "ICBC-9") == (4_100, 0)


def test_another_sum_under_a_known_reference_is_a_difference_and_moves_nothing(cash: Custody, march: Month) -> None:
    march.receive(4_100, "ICBC-9")
    assert bring(cash, "ICBC-9", "42.00,往来款") == {"differing": 1}
    assert bring(cash, "X-1", "1.00,往来款") == {"unplaced": 1}
    assert bring(cash, "X-1", "5000.00,往来款") == {"differing": 1}
    assert sorted(differences(cash)) == [
        ("ICBC-9", "amount_differs", 4_200, 4_100),
        ("X-1", "amount_differs", 500_000, 100),
    ]
    assert (lies(cash, "ICBC-9"), lies(cash, "X-1")) == ((4_200, 0), (4_200, -100))


def test_a_credit_pays_no_more_than_it_is(cash: Custody, march: Month) -> None:
    bring(cash, "ICBC-9", "40.00,往来款")
    refused = march.receive(4_100, "ICBC-9")
    assert (refused.code, refused.body["error"]["details"]["left_fen"]) == ("BANK_CREDIT_PLACED", 4_000)
    assert march.receive(3_000, "ICBC-9").status == 200
    assert lies(cash, "ICBC-9") == (4_000, -1_000), "the rest waits"
    assert [each[0] for each in differences(cash)] == ["ICBC-9"]


def test_a_credit_that_is_placed_on_an_account_pays_its_bills_and_opens_it(cash: Custody, march: Month) -> None:
    march.make_late()
    assert order(march.session).code == "ACCOUNT_OVERDUE"
    bring(cash, "ICBC-9", BILL)
    assert place(cash, march.merchant.id, 4_100, "ICBC-9").status == 200
    assert (march.statement["state"], march.statement["owed_fen"]) == ("paid", 0)
    assert order(march.session).status == 200
    assert cash.lies_on("freight_receivable", march.merchant.id) == PRICE_FEN, "this month's parcel"
    assert differences(cash) == []
    assert march.receive(1, "ICBC-9").code == "STATEMENT_OVERPAID"
    assert place(cash, march.merchant.id, 1, "ICBC-9").code == "ADJUSTMENT_TOO_LARGE"


def test_what_was_placed_beyond_the_bills_is_carried_to_the_next(cash: Custody, store: Any) -> None:
    march = Month(store)
    bring(cash, "ICBC-8", "10.00,往来款")
    assert place(cash, march.merchant.id, 1_000, "ICBC-8").status == 200
    assert march.issue()["amount_fen"] == 3_100, "placed before there was any bill"
    bring(cash, "ICBC-9", "36.00,往来款")
    place(cash, march.merchant.id, 3_600, "ICBC-9")
    assert march.statement["state"] == "paid"
    (kept,) = store.db.statements.find()
    assert kept["received_fen"] - kept["charged_fen"] - kept["carried_fen"] == 500, "for the next bill"
    assert cash.lies_on("freight_receivable", march.merchant.id) == PRICE_FEN - 500


# --- cash that a cashier paid in --------------------------------------------------------------------------------------


def test_a_deposit_entered_after_the_banks_file_is_proved_at_once_and_banked_once(cash: Custody) -> None:
    count_id, (waybill_no,) = cash.counted(30_000)
    assert bring(cash, "CCB-0001", "300.00,现金存入") == {"unplaced": 1}
    assert cash.deposit([count_id], 30_000, "ccb-0001").data["state"] == "confirmed"
    assert cash.cod(waybill_no) == "remittable"
    assert lies(cash, "CCB-0001") == (30_000, 0)
    assert cash.lies_on("bank_in_transit", OUTLET) == 0
    assert differences(cash) == []
    assert bring(cash, "CCB-0001", "300.00,现金存入") == {"known": 1}
    assert cash.books_agree()


def test_a_deposit_of_another_sum_than_the_file_told_is_frozen(cash: Custody) -> None:
    count_id, (waybill_no,) = cash.counted(30_000)
    bring(cash, "CCB-0001", "290.00,现金存入")
    assert cash.deposit([count_id], 30_000).data["state"] == "discrepancy"
    assert cash.cod(waybill_no) == "discrepancy"
    cash.resolve("shortage", 1_000)
    assert bring(cash, "CCB-0001", "290.00,现金存入") == {"confirmed": 1}
    assert lies(cash, "CCB-0001") == (29_000, 0)
    assert cash.books_agree()


def test_a_deposit_takes_no_credit_that_is_somebody_elses(cash: Custody, march: Month) -> None:
    count_id, _ = cash.counted(30_000)
    bring(cash, "CCB-0001", "300.00,往来款")
    march.receive(4_100, "CCB-0001")
    assert cash.deposit([count_id], 30_000).code == "BANK_CREDIT_PLACED"
    assert cash.lies_on("outlet_safe", OUTLET) == 30_000


def test_cash_that_arrives_after_its_deposit_was_given_up_waits_for_a_person(cash: Custody) -> None:
    deposit_id, _ = cash.banked(30_000)
    assert cash.find("deposit", deposit_id, 0).status == 200
    cash.resolve("recount")
    assert bring(cash, "CCB-0001", "300.00,现金存入") == {"unplaced": 1}
    assert lies(cash, "CCB-0001") == (30_000, -30_000)
    assert differences(cash) == [("CCB-0001", "missing_in_books", 30_000, None)]


# --- withdrawals from the payment provider ----------------------------------------------------------------------------


def test_a_customers_transfer_of_the_same_sum_is_no_withdrawal(cash: Custody, march: Month) -> None:
    ctx = Context(actor=SYSTEM, now=datetime.now(UTC))
    ctx.transact(lambda: in_transit.withdraw("F1", 4_100, business_day(ctx.now), ctx))
    assert bring(cash, "CUST-1", BILL) == {"unplaced": 1}
    assert cash.lies_on("wechat_in_transit", "F1") == 4_100
    assert march.receive(4_100, "CUST-1").status == 200
    assert bring(cash, "TENPAY-1", "41.00,财付通支付科技有限公司") == {"confirmed": 1}
    assert cash.lies_on("wechat_in_transit", "F1") == 0
    assert cash.lies_on("bank", "company") == 8_200


def test_a_bill_explains_no_customers_transfer_by_a_withdrawal_of_the_same_sum(cash: Custody) -> None:
    bring(cash, "CUST-1", BILL)
    ctx = Context(actor=SYSTEM, now=datetime.now(UTC))
    ctx.transact(lambda: in_transit.withdraw("F1", 4_100, business_day(ctx.now), ctx))
    assert (cash.lies_on("wechat_in_transit", "F1"), cash.lies_on("suspense", "CUST-1")) == (4_100, -4_100)


# --- months that nobody billed ----------------------------------------------------------------------------------------


def test_a_month_that_no_run_came_to_is_billed_later_in_order(store: Any) -> None:
    merchant = Month(store)
    earlier = datetime.now(UTC) - timedelta(days=70)
    (first, *_) = store.db.journal.find({"lines.holder": merchant.merchant.id}).sort("at", 1)
    store.db.journal.update_one({"_id": first["_id"]}, {"$set": {"at": earlier}})
    assert schedule("bill", "run_month")["issued"] == 2
    kept = list(store.db.statements.find().sort("month", 1))
    assert [each["charged_fen"] for each in kept] == [PRICE_FEN, PRICE_FEN]
    assert kept[0]["month"] < merchant.month == kept[1]["month"]
    assert schedule("bill", "run_month") == {"issued": 0, "overdue": 0}


def test_suspense_is_kept_by_the_banks_reference(cash: Custody) -> None:
    bring(cash, "A-1", "1.00,往来款")
    bring(cash, "A-2", "2.00,往来款")
    held = Unit(datetime.now(UTC)).journal.by_holder([Account.SUSPENSE])
    assert held == {"A-1": {Account.SUSPENSE: -100}, "A-2": {Account.SUSPENSE: -200}}
