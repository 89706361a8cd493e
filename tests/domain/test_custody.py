"""What a difference does to the lines that it lies over: no fen is lost, and none goes below zero."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.domain.custody import CashLine, adjusted, total_fen


@pytest.mark.parametrize(
    ("amounts", "difference", "expected"),
    [
        ((300, 200), 0, (300, 200)),
        ((300, 200), -1, (300, 199)),
        ((300, 200), -200, (300, 0)),
        ((300, 200), -201, (299, 0)),
        ((300, 200), -500, (0, 0)),
        ((300, 200), 50, (300, 250)),
        ((300, 0), -50, (250, 0)),
    ],
)
def test_a_difference_falls_on_the_last_lines(
    amounts: tuple[int, ...], difference: int, expected: tuple[int, ...]
) -> None:
    lines = [CashLine(str(at), amount) for at, amount in enumerate(amounts)]
    assert tuple(line.amount_fen for line in adjusted(lines, difference)) == expected


def test_more_cannot_be_missing_than_there_was() -> None:
    with pytest.raises(ValueError, match="more is missing"):
        adjusted([CashLine("1", 100)], -101)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20), st.integers(-(10**10), 10**10))
def test_the_lines_come_to_what_was_found(amounts: list[int], difference: int) -> None:
    lines = [CashLine(str(at), amount) for at, amount in enumerate(amounts)]
    if sum(amounts) + difference < 0:
        with pytest.raises(ValueError, match="more is missing"):
            adjusted(lines, difference)
        return
    found = adjusted(lines, difference)
    assert total_fen(found) == sum(amounts) + difference
    assert [line.waybill_no for line in found] == [line.waybill_no for line in lines]
    assert min(line.amount_fen for line in found) >= 0
