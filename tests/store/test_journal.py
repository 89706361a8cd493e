"""The journal's promises: one cause is one entry, balances are the sum of entries, and a check tells if not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from logistics.domain.faults import Conflict
from logistics.domain.journal import COMPANY, Account, Entry, Line, cash_collected, freight_charged, reversal
from logistics.domain.pricing import FeeLine
from logistics.store.journal import Difference, OpenLine
from logistics.store.mongo import Unit, database

NOW = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
FEES = (FeeLine("freight", "运费", 2050), FeeLine("cod_fee", "代收货款手续费", 300))


def collected(number: int, courier: str = "courier-1", fen: int = 30000, minute: int = 0) -> Entry:
    at = NOW + timedelta(minutes=minute)
    return cash_collected(f"collected-{number}", f"WB-{number}", courier, "customer-1", fen, 0, at)


def post(*entries: Entry) -> list[Entry]:
    unit = Unit(NOW)
    return unit.transact(lambda: unit.journal.post(*entries))


def test_posting_an_entry_twice_moves_money_once(store: Unit) -> None:
    assert post(collected(1)) == [collected(1)]
    assert post(collected(1)) == []
    assert store.journal.balance(Account.COURIER_CASH, "courier-1") == 30000
    assert store.journal.balance(Account.GOODS_MONEY_OWED, "customer-1") == -30000


def test_a_batch_with_a_known_entry_posts_only_what_is_new(store: Unit) -> None:
    post(collected(1))
    assert post(collected(1), collected(2, fen=500)) == [collected(2, fen=500)]
    assert store.journal.balance(Account.COURIER_CASH, "courier-1") == 30500


def test_cash_in_hand_is_kept_by_waybill_and_closes_with_its_reversal(store: Unit) -> None:
    post(collected(1), collected(2, fen=500, minute=5))
    post(reversal("reversal:collected-1", collected(1), NOW + timedelta(minutes=9)))
    lines = store.journal.open_lines(Account.COURIER_CASH, "courier-1")
    assert lines == [OpenLine("WB-2", 500, NOW + timedelta(minutes=5))]
    assert store.journal.balance(Account.COURIER_CASH, "courier-1") == 500


def test_entries_of_a_waybill_come_back_as_they_were_posted(store: Unit) -> None:
    charge = freight_charged("charge-1", "WB-1", "customer-1", FEES, NOW - timedelta(minutes=1))
    post(charge, collected(1), collected(2))
    assert store.journal.entries("WB-1") == [charge, collected(1)]
    assert charge.lines == (
        Line(Account.FREIGHT_RECEIVABLE, "customer-1", 2350),
        Line(Account.REVENUE_FREIGHT, COMPANY, -2050),
        Line(Account.REVENUE_COD_FEE, COMPANY, -300),
    )


def test_an_aborted_transaction_leaves_no_entry_and_no_balance(store: Unit) -> None:
    unit = Unit(NOW)

    def work() -> None:
        unit.journal.post(collected(1))
        raise Conflict("PARCEL_CHANGED", "somebody was faster")

    with pytest.raises(Conflict):
        unit.transact(work)
    assert store.journal.entries("WB-1") == []
    assert store.journal.balance(Account.COURIER_CASH, "courier-1") == 0
    assert store.journal.check() == []


def test_many_postings_at_once_lose_nothing(store: Unit) -> None:
    entries = [freight_charged(f"charge-{number}", f"WB-{number}", "customer-1", FEES, NOW) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(post, entries + entries))  # each of them twice
    assert store.journal.balance(Account.FREIGHT_RECEIVABLE, "customer-1") == 40 * 2350
    assert store.journal.balance(Account.REVENUE_FREIGHT, COMPANY) == -40 * 2050
    assert store.journal.balance(Account.REVENUE_COD_FEE, COMPANY) == -40 * 300
    assert store.journal.check() == []


def test_the_check_names_a_balance_that_is_not_the_sum_of_its_entries(store: Unit) -> None:
    post(collected(1), collected(2, courier="courier-2"))
    database()["balances"].update_one({"account": "courier_cash", "holder": "courier-2"}, {"$inc": {"amount_fen": -1}})
    assert store.journal.check() == [Difference("courier_cash", "courier-2", 29999, 30000)]


def test_the_check_names_an_entry_that_does_not_balance(store: Unit) -> None:
    post(collected(1))
    database()["journal"].update_one({"_id": "collected-1"}, {"$set": {"lines.0.amount_fen": 29999}})
    differences = store.journal.check()
    assert Difference("", "collected-1", 0, 0) in differences
    assert Difference("courier_cash", "courier-1", 30000, 29999) in differences


def test_the_database_itself_refuses_amounts_that_are_not_whole_fen(store: Unit) -> None:
    from pymongo.errors import WriteError

    line = {"account": "courier_cash", "holder": "courier-1", "slot": "", "amount_fen": 1.5}
    with pytest.raises(WriteError):
        database()["journal"].insert_one({"cause": "made up", "at": NOW, "lines": [line, line]})
