"""A frozen row is changed by copying it."""

from dataclasses import dataclass

import pytest

from logistics.domain.changing import changed


@dataclass(frozen=True)
class Row:
    status: str
    attempts: int = 0


def test_a_change_leaves_the_row_it_began_with_alone() -> None:
    before = Row("placed")
    assert changed(before, attempts=1) == Row("placed", 1)
    assert before == Row("placed", 0)


def test_a_field_that_the_row_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError, match="attemps"):
        changed(Row("placed"), attemps=1)
