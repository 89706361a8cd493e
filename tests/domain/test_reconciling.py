"""Two accounts of one day: what differs has one name, however the bill's lines are split and ordered."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.domain.reconciling import (
    Fate,
    Finding,
    Kind,
    Money,
    Verdict,
    added_up,
    differing,
    misposted,
    missing,
    strays,
)

LINES = st.lists(
    st.builds(
        Money,
        st.sampled_from([Kind.PAYMENT, Kind.REFUND]),
        st.sampled_from("ABCDEF"),
        st.integers(1, 3),
        st.sampled_from(Fate),
    ),
    max_size=12,
)


def found(bill: Sequence[Money], books: Sequence[Money], size: int = 100) -> set[Finding]:
    """Every difference, the bill looked at in parts of a size."""
    told, ours = added_up(bill), {each.key: each for each in books}
    lines = list(told.values())
    parts = (lines[at : at + size] for at in range(0, len(lines), size))
    return {each for part in parts for each in differing(part, ours)} | set(missing(ours.values(), told.keys()))


DONE, UNDER_WAY, FAILED = Fate.DONE, Fate.UNDER_WAY, Fate.FAILED
TABLE = [
    ("both alike", (100, DONE), (100, DONE), None),
    ("not in the books", (100, DONE), None, Verdict.MISSING_IN_BOOKS),
    ("not in the bill", None, (100, DONE), Verdict.MISSING_IN_BILL),
    ("not in the bill, and nothing moved yet", None, (100, UNDER_WAY), None),
    ("not in the bill, and nothing ever moved", None, (100, FAILED), None),
    ("one fen", (100, DONE), (101, DONE), Verdict.AMOUNT_DIFFERS),
    ("paid there, open here", (100, DONE), (100, UNDER_WAY), Verdict.STATE_DIFFERS),
    ("paid there, closed here", (100, DONE), (100, FAILED), Verdict.STATE_DIFFERS),
    ("failed there, paid here", (100, FAILED), (100, DONE), Verdict.STATE_DIFFERS),
    ("under way that day, paid by now", (100, UNDER_WAY), (100, DONE), None),
]


@pytest.mark.parametrize(("bill", "books", "verdict"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_verdicts(bill: tuple[int, Fate] | None, books: tuple[int, Fate] | None, verdict: Verdict | None) -> None:
    told = [Money(Kind.PAYMENT, "P", *bill)] if bill else []
    ours = [Money(Kind.PAYMENT, "P", *books)] if books else []
    assert [each.verdict for each in found(told, ours)] == ([verdict] if verdict else [])


def test_a_number_that_stands_twice_in_the_bill_was_charged_twice() -> None:
    line = Money(Kind.PAYMENT, "P", 100)
    assert found([line, line], [line]) == {Finding(Kind.PAYMENT, "P", Verdict.AMOUNT_DIFFERS, 200, 100)}


def test_a_payment_and_a_refund_of_one_number_are_two() -> None:
    assert {each.kind for each in found([Money(Kind.PAYMENT, "P", 1)], [Money(Kind.REFUND, "P", 1)])} == {
        Kind.PAYMENT,
        Kind.REFUND,
    }


@pytest.mark.parametrize(
    ("fate", "posted_fen", "told"),
    [
        (Fate.DONE, 100, None),
        (Fate.DONE, 99, (100, 99)),
        (Fate.DONE, 0, (100, 0)),
        (Fate.UNDER_WAY, 0, None),
        (Fate.UNDER_WAY, 100, (0, 100)),
        (Fate.FAILED, 100, (0, 100)),
    ],
)
def test_the_journal_has_what_moved_and_nothing_else(fate: Fate, posted_fen: int, told: tuple[int, int] | None) -> None:
    ours = Money(Kind.PAYMENT, "A", 100, fate)
    expected = [Finding(Kind.PAYMENT, "A", Verdict.JOURNAL_DIFFERS, *told)] if told else []
    assert list(misposted([ours], {ours.key: posted_fen})) == expected


def test_a_number_that_the_journal_posts_otherwise_is_not_asked_for() -> None:
    assert list(misposted([Money(Kind.TRANSFER_RETURN, "A", 100)], {})) == []


def test_money_of_no_number_is_told_by_its_cause() -> None:
    assert list(strays({"b": 5, "a": -3})) == [
        Finding(Kind.TOTAL, "a", Verdict.MISSING_IN_BILL, None, -3),
        Finding(Kind.TOTAL, "b", Verdict.MISSING_IN_BILL, None, 5),
    ]


@given(LINES, LINES, st.randoms(use_true_random=False), st.integers(1, 5))
def test_neither_order_nor_split_of_a_bill_matters(
    bill: list[Money], books: list[Money], random: Random, size: int
) -> None:
    shuffled = list(bill)
    random.shuffle(shuffled)
    assert found(shuffled, books, size) == found(bill, books)


@given(LINES)
def test_a_bill_that_is_our_own_books_differs_in_nothing(books: list[Money]) -> None:
    ours = list(added_up(books).values())
    assert found(ours, ours) == set()
