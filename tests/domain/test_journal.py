"""Every movement of money balances, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.domain import journal
from logistics.domain.cod import PayMethod
from logistics.domain.faults import Conflict
from logistics.domain.journal import Account, Entry, Line
from logistics.domain.pricing import FeeLine
from tests.domain.parcels import MORNING

NO = "WB000000000000"


def posted(entry: Entry) -> dict[tuple[str, str], int]:
    return {(line.account, line.holder): line.amount_fen for line in entry.lines}


@pytest.mark.parametrize(
    "amounts",
    [(), (0,), (0, 0), (100,), (100, -99), (100, -100, 0), (1.5, -1.5), (True, -1), ("1", "-1")],
)
def test_what_does_not_balance_or_is_no_whole_sum_is_refused(amounts: tuple[object, ...]) -> None:
    lines = tuple(Line(Account.BANK, "company", amount) for amount in amounts)  # type: ignore[arg-type]
    with pytest.raises(Conflict) as refused:
        Entry("e", "test", NO, MORNING, lines)
    assert refused.value.code == "JOURNAL_UNBALANCED"


def test_a_bill_is_owed_and_earned_by_its_kinds() -> None:
    bill = [
        FeeLine("freight", "运费", 2200),
        FeeLine("remote", "偏远附加费", 500),
        FeeLine("peak", "旺季附加费", 0),
        FeeLine("insurance", "保价费", 100),
        FeeLine("cod_fee", "代收货款手续费", 200),
    ]
    assert posted(journal.freight_charged("e", NO, "customer-1", bill, MORNING)) == {
        ("freight_receivable", "customer-1"): 3000,
        ("revenue_freight", "company"): -2200,
        ("revenue_surcharge", "company"): -500,
        ("revenue_insurance", "company"): -100,
        ("revenue_cod_fee", "company"): -200,
    }


def test_a_bill_of_nothing_is_no_entry() -> None:
    with pytest.raises(Conflict):
        journal.freight_charged("e", NO, "customer-1", [FeeLine("freight", "运费", 0)], MORNING)


def test_cash_at_the_door_is_owed_to_the_consignor_and_settles_the_freight() -> None:
    assert posted(journal.cash_collected("e", NO, "courier-1", "customer-1", 5000, 1800, MORNING)) == {
        ("courier_cash", "courier-1"): 6800,
        ("goods_money_owed", "customer-1"): -5000,
        ("freight_receivable", NO): -1800,
    }


def test_without_freight_on_receipt_there_is_no_freight_line() -> None:
    assert posted(journal.cash_collected("e", NO, "courier-1", "customer-1", 5000, 0, MORNING)) == {
        ("courier_cash", "courier-1"): 5000,
        ("goods_money_owed", "customer-1"): -5000,
    }


def test_what_is_paid_by_code_never_lies_in_a_courier_s_hands() -> None:
    entry = journal.cash_collected("e", NO, "courier-1", "customer-1", 5000, 0, MORNING, PayMethod.WECHAT)
    assert posted(entry) == {("wechat_clearing", "company"): 5000, ("goods_money_owed", "customer-1"): -5000}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            journal.freight_moved("e", NO, "customer-1", 1800, MORNING),
            {("freight_receivable", "customer-1"): 1800, ("freight_receivable", NO): -1800},
        ),
        (
            journal.cash_declared("e", NO, "courier-1", 6800, MORNING),
            {("cash_declared", "courier-1"): 6800, ("courier_cash", "courier-1"): -6800},
        ),
        (
            journal.cash_counted("e", NO, "courier-1", "outlet-b", 6800, MORNING),
            {("outlet_safe", "outlet-b"): 6800, ("cash_declared", "courier-1"): -6800},
        ),
        (
            journal.cash_banked("e", NO, "outlet-b", 6800, MORNING),
            {("bank_in_transit", "outlet-b"): 6800, ("outlet_safe", "outlet-b"): -6800},
        ),
        (
            journal.bank_confirmed("e", NO, "outlet-b", 6800, MORNING),
            {("bank", "company"): 6800, ("bank_in_transit", "outlet-b"): -6800},
        ),
        (
            journal.goods_money_remitted("e", NO, "customer-1", 5000, MORNING),
            {("goods_money_owed", "customer-1"): 5000, ("bank", "company"): -5000},
        ),
    ],
)
def test_each_link_of_custody_moves_the_whole_sum(entry: Entry, expected: dict[tuple[str, str], int]) -> None:
    assert posted(entry) == expected


def test_from_the_door_to_the_consignor_every_balance_but_the_bank_s_freight_is_empty() -> None:
    entries = [
        journal.freight_charged("1", NO, NO, [FeeLine("freight", "运费", 1800)], MORNING),
        journal.cash_collected("2", NO, "courier-1", "customer-1", 5000, 1800, MORNING),
        journal.cash_declared("3", NO, "courier-1", 6800, MORNING),
        journal.cash_counted("4", NO, "courier-1", "outlet-b", 6800, MORNING),
        journal.cash_banked("5", NO, "outlet-b", 6800, MORNING),
        journal.bank_confirmed("6", NO, "outlet-b", 6800, MORNING),
        journal.goods_money_remitted("7", NO, "customer-1", 5000, MORNING),
    ]
    balances: dict[tuple[str, str], int] = {}
    for entry in entries:
        for line in entry.lines:
            key = (str(line.account), line.holder)
            balances[key] = balances.get(key, 0) + line.amount_fen
    assert {key: amount for key, amount in balances.items() if amount} == {
        ("bank", "company"): 1800,
        ("revenue_freight", "company"): -1800,
    }


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_an_entry_and_its_reversal_leave_nothing(cod_fen: int, freight_fen: int) -> None:
    if cod_fen + freight_fen == 0:
        return
    entry = journal.cash_collected("e", NO, "courier-1", "customer-1", cod_fen, freight_fen, MORNING)
    back = journal.reversal("r", entry, MORNING)
    assert posted(back) == {key: -amount for key, amount in posted(entry).items()}
    assert (back.cause, back.waybill_no) == ("reversal_of:e", NO)
