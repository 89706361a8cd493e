"""The bank's own list of credits: deposits are proved or frozen by their reference, the rest waits in suspense."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.settle import in_transit
from logistics.domain.roles import SYSTEM
from logistics.domain.shanghai import business_day
from logistics.runtime.context import Context
from logistics.store.mongo import Unit
from tests.support.calls import Answer, http, schedule
from tests.support.custody import OUTLET, Custody
from tests.support.people import session_of, sign_in

HEAD = "银行流水号,记账日期,收入(元),附言"
DAY = business_day(datetime.now(UTC)).isoformat()
NOTHING = {"confirmed": 0, "frozen": 0, "unplaced": 0, "known": 0, "differing": 0, "broken": []}


@pytest.fixture
def cash(store: Unit) -> Custody:
    return Custody()


def bring(cash: Custody, *lines: str) -> Answer:
    return http("settle", "POST", "/bank-files", {"lines": [HEAD, *lines]}, session=session_of(cash.finance))


def test_a_deposit_that_the_bank_shows_is_to_be_remitted_once(cash: Custody) -> None:
    _, waybills = cash.banked(30000, 20000)
    line = f"CCB-0001,{DAY},500.00,现金存入"
    assert bring(cash, line).data == NOTHING | {"confirmed": 1}
    assert [cash.cod(each) for each in waybills] == ["remittable", "remittable"]
    assert (cash.lies_on("bank_in_transit", OUTLET), cash.lies_on("bank", "company")) == (0, 50000)
    assert bring(cash, line).data == NOTHING | {"known": 1}, "the same file again changes nothing"
    assert cash.lies_on("bank", "company") == 50000


def test_another_sum_than_was_paid_in_freezes_the_deposit(cash: Custody) -> None:
    deposit_id, (waybill_no,) = cash.banked(30000)
    line = f"CCB-0001,{DAY},290.00,现金存入"
    assert bring(cash, line).data == NOTHING | {"frozen": 1}
    assert [(each["subject_id"], each["difference_fen"]) for each in cash.differences()] == [(deposit_id, -1000)]
    assert cash.cod(waybill_no) == "discrepancy"
    assert bring(cash, line).data == NOTHING | {"known": 1}


def test_money_that_nobody_can_place_waits_in_suspense_and_is_a_difference(cash: Custody) -> None:
    line = f"XX-77,{DAY},12.30,往来款"
    assert bring(cash, line).data == NOTHING | {"unplaced": 1}
    assert (cash.lies_on("suspense", "XX-77"), cash.lies_on("bank", "company")) == (-1230, 1230)
    shown = http("settle", "GET", "/differences", session=session_of(cash.finance)).data["differences"]
    assert [(each["kind"], each["number"], each["bill_fen"]) for each in shown] == [("credit", "XX-77", 1230)]
    assert bring(cash, line).data == NOTHING | {"known": 1}
    assert cash.lies_on("suspense", "XX-77") == -1230


def test_broken_lines_are_told_and_stop_nothing(cash: Custody) -> None:
    lines = ("A-1,2026-13-01,1.00,x", "A-2", f"A-3,{DAY},1.005,x", f"A-4,{DAY},-1.00,x", f"A-5,{DAY},1.00,x")
    told = bring(cash, *lines, f"A-5,{DAY},1.00,x", f"A-6,{DAY},2.00,x").data
    assert [(each["line"], each["reason"]) for each in told["broken"]] == [
        (2, "AMOUNT_OR_DAY_INVALID"),
        (3, "CELLS_MISSING"),
        (4, "AMOUNT_OR_DAY_INVALID"),
        (5, "AMOUNT_OR_DAY_INVALID"),
        (6, "TOLD_TWICE"),
        (7, "TOLD_TWICE"),
    ]
    assert told["unplaced"] == 1
    assert cash.lies_on("suspense", "A-6") == -200


# --- withdrawals from the payment provider ----------------------------------------------------------------------------


def withdrawn(number: str, amount_fen: int, days_ago: int = 0) -> None:
    """As the fund flow of that day tells it."""
    ctx = Context(actor=SYSTEM, now=datetime.now(UTC) - timedelta(days=days_ago))
    ctx.transact(lambda: in_transit.withdraw(number, amount_fen, business_day(ctx.now), ctx))


def open_differences() -> list[tuple[str, str, str]]:
    shown = http("settle", "GET", "/differences", session=sign_in("finance"), query={"state": "open"}).data
    return [(each["kind"], each["number"], each["verdict"]) for each in shown["differences"]]


def test_a_withdrawal_is_at_the_bank_when_the_bank_says_so_and_each_once(cash: Custody) -> None:
    withdrawn("F1", 5_000)
    withdrawn("F2", 5_000)
    withdrawn("F2", 5_000)
    assert (cash.lies_on("wechat_in_transit", "F1"), cash.lies_on("bank", "company")) == (5_000, 0)
    line = f"BOC-1,{DAY},50.00,财付通"
    assert bring(cash, line).data == NOTHING | {"confirmed": 1}
    assert bring(cash, line).data == NOTHING | {"known": 1}
    assert bring(cash, f"BOC-2,{DAY},50.00,财付通", f"BOC-3,{DAY},50.00,财付通").data == NOTHING | {
        "confirmed": 1,
        "unplaced": 1,
    }, "two withdrawals explain two credits"
    assert (cash.lies_on("wechat_in_transit", "F1"), cash.lies_on("wechat_in_transit", "F2")) == (0, 0)
    assert (cash.lies_on("bank", "company"), cash.lies_on("suspense", "BOC-3")) == (15_000, -5_000)
    assert cash.books_agree()


def test_a_bank_that_tells_of_a_withdrawal_before_the_bill_does_is_explained_by_the_bill(cash: Custody) -> None:
    line = f"BOC-1,{DAY},50.00,财付通"
    assert bring(cash, line).data == NOTHING | {"unplaced": 1}
    withdrawn("F1", 5_000)
    assert (cash.lies_on("suspense", "BOC-1"), cash.lies_on("wechat_in_transit", "F1")) == (0, 0)
    assert cash.lies_on("bank", "company") == 5_000
    assert open_differences() == []
    assert bring(cash, line).data == NOTHING | {"known": 1}
    withdrawn("F2", 5_000)
    assert cash.lies_on("wechat_in_transit", "F2") == 5_000, "one credit explains one withdrawal"


def test_what_left_for_the_bank_and_does_not_arrive_is_told_until_it_does(cash: Custody, store: Unit) -> None:
    withdrawn("F1", 5_000, days_ago=4)
    withdrawn("F2", 6_000, days_ago=2)
    deposit_id, _ = cash.banked(30_000)
    store.db["deposits"].update_one({"_id": deposit_id}, {"$set": {"at": datetime.now(UTC) - timedelta(days=4)}})
    assert schedule("settle", "reconcile_cash") == {"new": 2, "closed": 0}
    assert schedule("settle", "reconcile_cash") == {"new": 0, "closed": 0}, "a difference of the day it left, once"
    assert sorted(open_differences()) == [
        ("deposit", deposit_id, "not_arrived"),
        ("withdrawal", "F1", "not_arrived"),
    ]
    bring(cash, f"BOC-1,{DAY},50.00,财付通", f"CCB-0001,{DAY},300.00,现金存入")
    assert schedule("settle", "reconcile_cash") == {"new": 0, "closed": 2}
    assert open_differences() == []
