"""Monthly accounts: what may be ordered, what a month comes to, when it is made, due, late and paid."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.domain.billing import (
    Credit,
    CreditAccount,
    Statement,
    is_statement_time,
    month_before,
    months_from,
    require_credit,
    span_of,
    statement_of,
)
from logistics.domain.faults import Conflict, Fault, Invalid

ACCOUNT = CreditAccount("customer-1", 10_000)
MADE = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)


def code_of(credit: Credit, amount_fen: int) -> str:
    try:
        require_credit(credit, amount_fen)
    except Fault as fault:
        return fault.code
    return ""


@pytest.mark.parametrize(
    ("owed", "ordered", "amount", "code"),
    [
        (0, 0, 10_000, ""),
        (0, 0, 10_001, "CREDIT_EXCEEDED"),
        (6_000, 3_000, 1_000, ""),
        (6_000, 3_000, 1_001, "CREDIT_EXCEEDED"),
        (12_000, 0, 1, "CREDIT_EXCEEDED"),
        (-500, 0, 10_000, ""),  # what we owe them is no more credit than was agreed
        (-500, 0, 10_400, "CREDIT_EXCEEDED"),
    ],
)
def test_what_is_owed_and_what_is_ordered_count_together(owed: int, ordered: int, amount: int, code: str) -> None:
    assert code_of(Credit(ACCOUNT, owed, ordered), amount) == code


def test_finance_and_the_calendar_stop_an_account() -> None:
    blocked = CreditAccount("customer-1", 10_000, blocked=True)
    overdue = CreditAccount("customer-1", 10_000, overdue=True)
    assert code_of(Credit(blocked, 0, 0), 1) == "ACCOUNT_BLOCKED"
    assert code_of(Credit(overdue, 0, 0), 1) == "ACCOUNT_OVERDUE"


@pytest.mark.parametrize(
    ("now", "month"),
    [
        ("2026-03-31T15:59:59+00:00", "2026-02"),  # still March in Shanghai
        ("2026-03-31T16:00:00+00:00", "2026-03"),
        ("2026-01-10T00:00:00+00:00", "2025-12"),
    ],
)
def test_months_are_shanghais(now: str, month: str) -> None:
    assert month_before(datetime.fromisoformat(now)) == month


def test_a_month_begins_and_ends_at_midnight_in_shanghai() -> None:
    assert span_of("2026-02") == (datetime(2026, 1, 31, 16, tzinfo=UTC), datetime(2026, 2, 28, 16, tzinfo=UTC))
    assert span_of("2025-12")[1] == datetime(2025, 12, 31, 16, tzinfo=UTC)
    with pytest.raises(Invalid):
        span_of("2026-13")


@pytest.mark.parametrize(
    ("day", "now", "made"),
    [
        (1, "2026-03-31T16:30:00+00:00", False),  # the last entries of the month may still be under way
        (1, "2026-03-31T17:00:00+00:00", True),
        (5, "2026-04-03T17:00:00+00:00", False),
        (5, "2026-04-04T17:00:00+00:00", True),
    ],
)
def test_a_statement_is_made_on_its_day(day: int, now: str, made: bool) -> None:
    account = CreditAccount("customer-1", 1, statement_day=day)
    assert is_statement_time(account, "2026-03", datetime.fromisoformat(now)) is made


@pytest.mark.parametrize(
    ("lines", "carried", "amount", "state"),
    [
        ([("freight_charged", 2_000), ("charge_added:x", 500)], 0, 2_500, "open"),
        ([("freight_charged", 2_000), ("payment_received", -2_000)], 0, 2_000, "open"),  # paid: another month's
        ([("freight_charged", 2_000), ("reversal_of:a", -2_000)], 0, 0, "paid"),
        ([("reversal_of:a", -700)], 0, -700, "paid"),
        ([("freight_charged", 2_000)], -700, 1_300, "open"),
        ([], -700, -700, "paid"),
    ],
)
def test_a_month_comes_to_its_charges_and_what_was_carried(
    lines: list[tuple[str, int]], carried: int, amount: int, state: str
) -> None:
    made = statement_of("s1", ACCOUNT, "2026-03", lines, carried, MADE)
    assert made is not None and (made.amount_fen, str(made.state)) == (amount, state)
    assert made.due_at == datetime(2026, 4, 16, 16, tzinfo=UTC), "the end of the fifteenth day after"


def test_a_month_without_charges_makes_none() -> None:
    assert statement_of("s1", ACCOUNT, "2026-03", [("payment_received", -100)], 0, MADE) is None


def test_it_is_late_after_its_day_and_only_while_something_is_owed() -> None:
    made = _march(2_000)
    assert made.overdue(made.due_at) is made
    late = made.overdue(made.due_at + timedelta(seconds=1))
    assert str(late.state) == "overdue"
    paid = made.receive(2_000, MADE)
    assert paid.overdue(made.due_at + timedelta(days=9)) is paid


def test_no_more_is_received_than_is_owed() -> None:
    part = _march(2_000).receive(1_500, MADE)
    assert (str(part.state), part.owed_fen) == ("open", 500)
    with pytest.raises(Conflict, match="金额超过"):
        part.receive(501, MADE)
    assert str(part.receive(500, MADE).state) == "paid"


@given(months=st.lists(st.lists(st.integers(-5_000, 20_000), max_size=6), max_size=8))
def test_statements_and_what_is_carried_add_up_to_all_charges(months: list[list[int]]) -> None:
    """Whatever is charged and credited: what the bills ask for, less what the last left below nothing, is the sum."""
    asked, carried = 0, 0
    for number, amounts in enumerate(months, 1):
        lines = [("freight_charged" if fen > 0 else "reversal_of:x", fen) for fen in amounts]
        made = statement_of(f"s{number}", ACCOUNT, f"2026-{number:02d}", lines, carried, MADE)
        if made is None:
            continue
        asked += made.owed_fen
        carried = min(0, made.amount_fen)
    assert asked + carried == sum(map(sum, months))


def _march(amount_fen: int) -> Statement:
    made = statement_of("s1", ACCOUNT, "2026-03", [("freight_charged", amount_fen)], 0, MADE)
    assert made is not None
    return made


def test_what_was_withheld_from_goods_money_lowers_the_bill_and_not_what_was_charged() -> None:
    lines = [("freight_charged", 2_350), ("remittance_ordered", -300), ("reversal_of:payout_ordered:P1:WB1", 100)]
    made = statement_of("s", ACCOUNT, "2026-03", lines, -50, MADE)
    assert made is not None
    assert (made.charged_fen, made.set_off_fen, made.carried_fen, made.amount_fen) == (2_350, -200, -50, 2_100)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-03", "2026-03", ["2026-03"]),
        ("2025-11", "2026-02", ["2025-11", "2025-12", "2026-01", "2026-02"]),
        ("2026-04", "2026-03", []),
    ],
)
def test_months_follow_each_other_over_the_turn_of_a_year(first: str, last: str, months: list[str]) -> None:
    assert months_from(first, last) == months
