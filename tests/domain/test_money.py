"""Money is whole fen, and no split or percentage loses or invents one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.domain.faults import Invalid
from logistics.domain.money import percent_fen, split_fen, yuan


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, (1, 1, 1), (34, 33, 33)),
        (100, (1, 1, 2), (25, 25, 50)),
        (101, (1, 1, 2), (25, 25, 51)),
        (1, (1, 1), (1, 0)),
        (0, (3, 5), (0, 0)),
        (10, (0, 5), (0, 10)),
        (-100, (1, 1, 1), (-34, -33, -33)),
        (7, (2, 3, 5), (1, 2, 4)),
    ],
)
def test_a_sum_is_split_by_the_largest_remainder(total: int, weights: tuple[int, ...], shares: tuple[int, ...]) -> None:
    assert split_fen(total, weights) == shares


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any))
def test_the_shares_always_add_up_to_the_sum(total: int, weights: list[int]) -> None:
    assert sum(split_fen(total, weights)) == total


@pytest.mark.parametrize("weights", [(), (0, 0), (2, -1)])
def test_a_split_without_a_proportion_is_refused(weights: tuple[int, ...]) -> None:
    with pytest.raises(Invalid) as refused:
        split_fen(100, weights)
    assert refused.value.code == "SPLIT_INVALID"


@pytest.mark.parametrize(
    ("amount", "points", "fee"),
    [
        (20_000, 50, 100),
        (20_100, 50, 101),
        (20_099, 50, 100),
        (100_000, 50, 500),
        (0, 50, 0),
        (1, 5000, 1),
        (1, 4999, 0),
    ],
)
def test_a_percentage_is_rounded_once_and_half_up(amount: int, points: int, fee: int) -> None:
    assert percent_fen(amount, points) == fee


@pytest.mark.parametrize(
    ("fen", "text"), [(1230, "12.30"), (5, "0.05"), (0, "0.00"), (-105, "-1.05"), (100000, "1000.00")]
)
def test_sums_are_written_in_yuan(fen: int, text: str) -> None:
    assert yuan(fen) == text
