"""A day's statement of a courier, an outlet, a merchant and the company, tied to the books."""

import csv
import io
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
import requests
from openpyxl import load_workbook

from logistics.domain.journal import COMPANY, Account, Entry, Line
from logistics.domain.shanghai import business_day
from logistics.store.mongo import Unit
from tests.support.calls import Answer, http
from tests.support.people import actor, session_of, sign_in

NOW = datetime.now(UTC)
TODAY = business_day(NOW)
YESTERDAY = TODAY - timedelta(days=1)
KINDS = ("courier", "outlet", "merchant", "company")
SUMS = ("opening_fen", "debit_fen", "credit_fen", "closing_fen")


def post(store: Unit, entry_id: str, days_ago: int, *lines: tuple[Account, str, int], cause: str = "cash") -> None:
    """One entry as it would have been posted that day."""
    at = NOW - timedelta(days=days_ago)
    unit = Unit(at, store.db)
    entry = Entry(entry_id, cause, None, at, tuple(Line(*line) for line in lines))
    unit.transact(lambda: unit.journal.post(entry))


def asked(kind: str, session: str, day: Any = YESTERDAY, tail: str = "", **query: str) -> Answer:
    where = f"/daily-statements/{kind}{tail}"
    return http("settle", "GET", where, session=session, key="", query={"day": day.isoformat()} | query)


def shown(kind: str, day: Any = YESTERDAY, holder: str = "") -> dict[tuple[str, str], tuple[int, ...]]:
    answer = asked(kind, sign_in("finance"), day, **({"holder": holder} if holder else {}))
    return {(each["holder"], each["account"]): tuple(each[name] for name in SUMS) for each in answer.data["holders"]}


@pytest.fixture
def courier(store: Unit) -> Any:
    """Two days ago 100.00 collected; yesterday 30.00 more, and 120.00 declared and counted; today 5.00."""
    someone, merchant = actor("courier"), actor("merchant")
    outlet = str(someone.outlet_id)
    cash, owed = (Account.COURIER_CASH, someone.id), (Account.GOODS_MONEY_OWED, merchant.id)
    declared, safe = (Account.CASH_DECLARED, someone.id), (Account.OUTLET_SAFE, outlet)
    post(store, "a", 2, (*cash, 10_000), (*owed, -10_000), cause="cash_collected")
    post(store, "b", 1, (*cash, 3_000), (*owed, -3_000), cause="cash_collected")
    post(store, "c", 1, (*declared, 12_000), (*cash, -12_000), cause="cash_declared")
    post(store, "d", 1, (*safe, 12_000), (*declared, -12_000), cause="cash_counted")
    post(store, "e", 0, (*cash, 500), (*owed, -500), cause="cash_collected")
    return someone


def test_a_days_statement_opens_where_the_day_before_ended(courier: Any) -> None:
    cash, declared = (courier.id, "courier_cash"), (courier.id, "cash_declared")
    assert shown("courier", TODAY - timedelta(days=2)) == {cash: (0, 10_000, 0, 10_000)}
    assert shown("courier") == {cash: (10_000, 3_000, 12_000, 1_000), declared: (0, 12_000, 12_000, 0)}
    assert shown("courier", TODAY) == {cash: (1_000, 500, 0, 1_500)}
    assert shown("outlet") == {(courier.outlet_id, "outlet_safe"): (0, 12_000, 0, 12_000)}
    assert shown("merchant") == {(actor("merchant").id, "goods_money_owed"): (-10_000, 0, 3_000, -13_000)}


def test_couriers_outlets_and_merchants_see_their_own_only(courier: Any) -> None:
    own = asked("courier", session_of(courier)).data
    assert {each["holder"] for each in own["holders"]} == {courier.id}
    manager = sign_in("outlet_manager", courier.outlet_id)
    assert {each["holder"] for each in asked("outlet", manager).data["holders"]} == {courier.outlet_id}
    merchant = sign_in("merchant")
    assert {each["holder"] for each in asked("merchant", merchant).data["holders"]} == {actor("merchant").id}
    others = [
        asked("courier", session_of(courier), holder=actor("courier", at=1).id),
        asked("outlet", session_of(courier)),
        asked("courier", manager),
        asked("company", merchant),
        asked("merchant", sign_in("customer"), holder=actor("merchant").id),
        asked("company", manager, tail="/file", format="csv"),
    ]
    assert {each.code for each in others} == {"STATEMENT_NOT_YOURS"}
    assert asked("courier", sign_in("dispatcher")).code == "ROLE_FORBIDDEN"


@pytest.mark.parametrize("seed", [3, 17])
def test_statements_of_all_kinds_together_are_the_books(store: Unit, seed: int) -> None:
    rng = Random(seed)
    for number in range(120):
        debit, credit = rng.sample(list(Account), 2)
        holders, fen = (COMPANY, "h1", "h2", "h3"), rng.randint(1, 10**6)
        lines = (debit, rng.choice(holders), fen), (credit, rng.choice(holders), -fen)
        post(store, f"{seed}-{number}", rng.randint(0, 3), *lines)
    for ago in range(4):
        day = TODAY - timedelta(days=ago)
        books = http("settle", "GET", "/books", session=sign_in("finance"), query={"day": day.isoformat()}).data
        wanted = {each["account"]: tuple(each[name] for name in SUMS) for each in books["accounts"]}
        found = [each for kind in KINDS for each in asked(kind, sign_in("finance"), day).data["totals"]]
        told = {each["account"]: tuple(each[name] for name in SUMS) for each in found}
        assert len(told) == len(found), "no account stands in the statements of two kinds"
        assert {name: sums for name, sums in wanted.items() if any(sums)} == told, f"{ago} days ago"


def rows_of(url: str, form: str) -> list[list[str]]:
    content = requests.get(url, timeout=10).content
    if form == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(content), read_only=True).active
    assert sheet is not None
    return [[_written(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def _written(cell: Any) -> str:
    return f"{cell:.2f}" if isinstance(cell, int | float) else str(cell or "")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_couriers_file_tells_each_movement_and_the_balance_after_it(courier: Any, form: str) -> None:
    rows = rows_of(asked("courier", session_of(courier), tail="/file", format=form).data["url"], form)
    assert rows[0] == ["时间", "运单号", "项目", "科目", "借方(元)", "贷方(元)", "余额(元)", "分录"]
    assert [row[2:] for row in rows[1:]] == [
        ["期初余额", "已交账待清点", "", "", "0.00", ""],
        ["快递员交账", "已交账待清点", "120.00", "", "120.00", "c"],
        ["网点清点入柜", "已交账待清点", "", "120.00", "0.00", "d"],
        ["期末余额", "已交账待清点", "120.00", "120.00", "0.00", ""],
        ["期初余额", "快递员手中现金", "", "", "100.00", ""],
        ["上门收款", "快递员手中现金", "30.00", "", "130.00", "b"],
        ["快递员交账", "快递员手中现金", "", "120.00", "10.00", "c"],
        ["期末余额", "快递员手中现金", "30.00", "120.00", "10.00", ""],
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_file_of_all_couriers_ends_with_their_totals(courier: Any, form: str) -> None:
    rows = rows_of(asked("courier", sign_in("finance"), tail="/file", format=form).data["url"], form)
    assert rows == [
        ["户名编号", "科目", "期初(元)", "借方(元)", "贷方(元)", "期末(元)"],
        [courier.id, "已交账待清点", "0.00", "120.00", "120.00", "0.00"],
        [courier.id, "快递员手中现金", "100.00", "30.00", "120.00", "10.00"],
        ["合计", "快递员手中现金", "100.00", "30.00", "120.00", "10.00"],
        ["合计", "已交账待清点", "0.00", "120.00", "120.00", "0.00"],
    ]


def test_a_sum_below_nothing_stays_a_number_in_a_table(courier: Any) -> None:
    rows = rows_of(asked("merchant", sign_in("finance"), tail="/file", format="csv").data["url"], "csv")
    assert rows[1][2:] == ["-100.00", "0.00", "30.00", "-130.00"]
