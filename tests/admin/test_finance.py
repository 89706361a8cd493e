"""At the command line: from a day's totals to an entry, a waybill's money, a statement, a closed day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from logistics.domain.journal import COMPANY, Account, Entry, Line
from logistics.domain.shanghai import business_day
from logistics.store.mongo import Unit
from tests.admin.conftest import Terminal
from tests.support.people import actor

NOW = datetime.now(UTC)


def charged(store: Unit, customer_id: str, fen: int, days_ago: int = 1) -> None:
    """A bill of yesterday, or of an earlier day."""
    at = NOW - timedelta(days=days_ago)
    unit = Unit(at, store.db)
    lines = (Line(Account.FREIGHT_RECEIVABLE, customer_id, fen), Line(Account.REVENUE_FREIGHT, COMPANY, -fen))
    unit.transact(lambda: unit.journal.post(Entry("bill", "freight_charged", None, at, lines)))


def test_finance_goes_from_yesterdays_totals_down_to_an_entry(admin: Terminal, store: Any) -> None:
    merchant = actor("merchant").id
    charged(store, merchant, 2_050)
    admin.sign_in("finance")
    totals = admin("finance", "totals", "--json").data
    assert {each["account"]: each["closing_fen"] for each in totals["accounts"]} == {
        "freight_receivable": 2_050,
        "revenue_freight": -2_050,
    }
    lines = admin("finance", "account", "freight_receivable", "--holder", merchant, "--json").data["lines"]
    assert [(each["entry_id"], each["amount_fen"]) for each in lines] == [("bill", 2_050)]
    entry = admin("finance", "entry", "bill", "--json").data
    assert entry["told"] == "运费入账 20.50 元：运费收入 → 应收客户"
    assert "20.50" in admin("finance", "totals").out
    assert admin("finance", "entry", "nothing", "--json").refused == "ENTRY_NOT_FOUND"


def test_a_merchants_statement_is_shown_and_fetched(admin: Terminal, store: Any) -> None:
    merchant = actor("merchant").id
    charged(store, merchant, 2_050)
    admin.sign_in("finance")
    shown = admin("finance", "statement", "merchant", "--holder", merchant, "--json").data
    assert [each["closing_fen"] for each in shown["holders"]] == [2_050]
    assert "20.50" in admin("finance", "statement", "merchant").out
    made = admin("finance", "statement", "merchant", "--holder", merchant, "--format", "csv", "--json").data
    assert "运费入账" in requests.get(made["url"], timeout=10).content.decode("utf-8-sig")
    assert admin("finance", "statement", "shop", "--json").code != 0
    assert admin("finance", "statement", "merchant", "--day", "yesterday", "--json").code != 0


def test_a_day_is_closed_with_a_word_why_it_was_not_compared(admin: Terminal, store: Any) -> None:
    """The day before yesterday: yesterday itself cannot be closed in the first ten minutes after midnight."""
    charged(store, actor("merchant").id, 2_050, days_ago=2)
    day = (business_day(NOW) - timedelta(days=2)).isoformat()
    admin.sign_in("finance")
    assert admin("finance", "close", "--day", day, "--json").refused == "DAY_UNRECONCILED"
    closed = admin("finance", "close", "--day", day, "--note", "没有微信流水", "--json").data
    assert (closed["day"], closed["accounts"]) == (day, 2)
