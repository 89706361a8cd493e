"""Finance reads the books from a day's totals down to one waybill's entries, and closes days that are over."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.faults import Conflict
from logistics.domain.journal import COMPANY, Account, Entry, Line
from logistics.domain.journal_words import ACCOUNT_LABELS, CAUSES
from logistics.domain.reconciling import Finding, Kind, Verdict
from logistics.domain.roles import Actor
from logistics.domain.shanghai import business_day
from logistics.store.mongo import Unit
from tests.support.calls import Answer, deliver_outbox, http
from tests.support.orders import bring_out, place_order
from tests.support.people import actor, session_of, sign_in

# Three days that are over whatever the hour: the day that ended at midnight can be closed ten minutes later only.
NOW = datetime.now(UTC) - timedelta(days=1)
THIRD = business_day(NOW)
SECOND, FIRST = THIRD - timedelta(days=1), THIRD - timedelta(days=2)
FREIGHT_FEN, GOODS_FEN, FEE_FEN = 2050, 30000, 300


def post(
    store: Unit, entry_id: str, days_ago: int, debit: Account, credit: Account, fen: int, holder: str = "h"
) -> None:
    """One entry as it would have been posted so many days before the third."""
    at = NOW - timedelta(days=days_ago)
    lines = (Line(debit, "h", fen), Line(credit, COMPANY, -fen))
    unit = Unit(at, store.db)
    unit.transact(lambda: unit.journal.post(Entry(entry_id, "freight_charged", None, at, lines)))


def books(path: str, role: str = "finance", **query: Any) -> Answer:
    return http("settle", "GET", f"/books{path}", session=sign_in(role), query=query)


def close(day: Any, note: str = "没有微信流水") -> Answer:
    return http("settle", "POST", f"/days/{day.isoformat()}/closing", {"note": note}, session=sign_in("finance"))


def totals(day: Any) -> dict[str, tuple[int, int, int, int]]:
    shown = books("", day=day.isoformat()).data
    assert shown["sum_fen"] == 0, "all accounts together come to nothing"
    sums = ("opening_fen", "debit_fen", "credit_fen", "closing_fen")
    return {each["account"]: tuple(each[name] for name in sums) for each in shown["accounts"]}  # type: ignore[misc]


@pytest.fixture
def three_days(store: Unit) -> Unit:
    """On the first 10.00 and 5.00 were charged and 4.00 paid in cash, on the second 7.00, on the third 1.00."""
    receivable, revenue, cash = Account.FREIGHT_RECEIVABLE, Account.REVENUE_FREIGHT, Account.COURIER_CASH
    post(store, "a", 2, receivable, revenue, 1000)
    post(store, "b", 2, receivable, revenue, 500)
    post(store, "c", 2, cash, receivable, 400)
    post(store, "d", 1, receivable, revenue, 700)
    post(store, "e", 0, receivable, revenue, 100)
    return store


def test_a_days_totals_open_where_the_day_before_ended(three_days: Unit) -> None:
    assert totals(FIRST) == {
        "courier_cash": (0, 400, 0, 400),
        "freight_receivable": (0, 1500, 400, 1100),
        "revenue_freight": (0, 0, 1500, -1500),
    }
    assert totals(SECOND) == {
        "courier_cash": (400, 0, 0, 400),
        "freight_receivable": (1100, 700, 0, 1800),
        "revenue_freight": (-1500, 0, 700, -2200),
    }


def test_closed_days_tell_the_same_totals(three_days: Unit) -> None:
    before = totals(SECOND), totals(THIRD)
    assert close(FIRST).data["accounts"] == 3
    assert close(SECOND).data["accounts"] == 3
    assert (totals(SECOND), totals(THIRD)) == before
    assert books("", day=SECOND.isoformat()).data["closed_at"]


def test_days_close_once_in_order_and_when_they_are_over(three_days: Unit) -> None:
    today = business_day(datetime.now(UTC))
    assert close(today).code == "DAY_NOT_OVER"
    assert close(today + timedelta(days=1)).code == "DAY_NOT_OVER"
    assert close(FIRST).status == 200
    assert close(FIRST).code == "DAY_CLOSED"
    assert close(FIRST - timedelta(days=1)).code == "DAY_CLOSED"
    assert close(SECOND).status == 200


def test_a_day_that_was_not_compared_closes_only_with_a_word_why(three_days: Unit) -> None:
    assert close(SECOND, "").code == "DAY_UNRECONCILED"
    three_days.provider_money.mark(SECOND, NOW)
    assert close(SECOND, "").status == 200


def test_a_day_with_open_differences_closes_only_with_a_word_why(three_days: Unit) -> None:
    three_days.provider_money.mark(SECOND, NOW)
    finding = Finding(Kind.PAYMENT, "WB1P1", Verdict.MISSING_IN_BOOKS, 500, None)
    three_days.differences.record(SECOND, [finding], NOW)
    assert close(SECOND, "").code == "DAY_UNRECONCILED"
    assert close(SECOND, "已向微信支付查询").status == 200


def test_what_closed_by_itself_and_differs_again_is_open_again(three_days: Unit) -> None:
    finding = Finding(Kind.PAYMENT, "WB1P1", Verdict.MISSING_IN_BOOKS, 500, None)
    kept = three_days.differences
    kept.record(SECOND, [finding], NOW)
    kept.settle(kept.open_of([Kind.PAYMENT]), "bill", NOW)
    assert kept.open_on(SECOND) == 0
    kept.record(SECOND, [finding], NOW)
    assert kept.open_on(SECOND) == 1


def test_a_day_is_not_left_out(three_days: Unit) -> None:
    close(FIRST - timedelta(days=1))
    assert close(SECOND).code == "DAY_NOT_NEXT"


def test_nothing_is_posted_into_a_closed_day(three_days: Unit) -> None:
    close(SECOND)
    unit, at = Unit(NOW, three_days.db), NOW - timedelta(days=1)
    lines = (Line(Account.BANK, COMPANY, 5), Line(Account.SUSPENSE, COMPANY, -5))
    with pytest.raises(Conflict) as refused:
        unit.transact(lambda: unit.journal.post(Entry("late", "unknown_credit", None, at, lines)))
    assert refused.value.code == "DAY_CLOSED"
    assert totals(SECOND)["freight_receivable"] == (1100, 700, 0, 1800)


def test_from_an_account_to_its_lines_and_from_a_line_to_its_entry(three_days: Unit) -> None:
    days = {"since": FIRST.isoformat(), "until": FIRST.isoformat()}
    shown = books("/accounts/freight_receivable", **days).data
    assert [(each["entry_id"], each["amount_fen"]) for each in shown["lines"]] == [("a", 1000), ("b", 500), ("c", -400)]
    entry = books("/entries/c").data
    assert {(line["account"], line["amount_fen"]) for line in entry["lines"]} == {
        ("courier_cash", 400),
        ("freight_receivable", -400),
    }


def test_an_accounts_lines_come_page_by_page(three_days: Unit) -> None:
    days = {"since": FIRST.isoformat(), "until": THIRD.isoformat(), "limit": 2}
    first = books("/accounts/freight_receivable", **days).data
    second = books("/accounts/freight_receivable", **days, after=first["next"]).data
    third = books("/accounts/freight_receivable", **days, after=second["next"]).data
    ids = [each["entry_id"] for page in (first, second, third) for each in page["lines"]]
    assert (ids, "next" in third) == (["a", "b", "c", "d", "e"], False)


def test_only_one_holders_lines(three_days: Unit) -> None:
    days = {"since": FIRST.isoformat(), "until": THIRD.isoformat()}
    assert books("/accounts/courier_cash", **days, holder="somebody else").data["lines"] == []


def test_a_waybills_journey_is_told_in_words(store: Unit) -> None:
    courier: Actor = actor("courier")
    waybill_no = place_order(session_of(actor("customer")), cod_fen=GOODS_FEN)
    bring_out(waybill_no, courier)
    deliver_outbox("collect_cod")
    body = {"amount_fen": GOODS_FEN}
    http("collect_cod", "POST", f"/parcels/{waybill_no}/collection", body, session=session_of(courier))
    journey = books(f"/waybills/{waybill_no}").data
    assert [each["told"] for each in journey["entries"]] == [
        "运费入账 23.50 元：运费收入、代收手续费收入 → 应收客户",
        "上门收款 300.00 元：应付代收货款 → 快递员手中现金",
    ]
    assert sum(each["amount_fen"] for each in journey["positions"]) == 0
    assert ("courier_cash", GOODS_FEN) in {(each["account"], each["amount_fen"]) for each in journey["positions"]}


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("/entries/nothing", {}, "ENTRY_NOT_FOUND"),
        ("/accounts/no_such_account", {"since": "2026-03-01", "until": "2026-03-02"}, "INPUT_INVALID"),
        ("/accounts/bank", {"since": "2026-03-02", "until": "2026-03-01"}, "PERIOD_INVALID"),
        ("/accounts/bank", {"since": "2020-03-02", "until": "2026-03-01"}, "PERIOD_INVALID"),
        ("", {"day": "yesterday"}, "INPUT_INVALID"),
        ("/waybills/WB00000000000X", {}, "INPUT_INVALID"),
    ],
)
def test_questions_that_make_no_sense(store: Unit, path: str, query: dict[str, str], code: str) -> None:
    assert books(path, **query).code == code


def test_every_account_has_a_name_and_causes_are_named_in_chinese() -> None:
    assert set(ACCOUNT_LABELS) == set(Account)
    assert all(label and not label.isascii() for label in [*ACCOUNT_LABELS.values(), *CAUSES.values()])
