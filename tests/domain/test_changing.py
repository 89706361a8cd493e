"""A frozen row is made and changed by copying fields."""

from dataclasses import dataclass

import pytest

from logistics.domain.changing import changed, made


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


def test_a_row_is_made_from_all_of_its_fields() -> None:
    assert made(Row, {"status": "placed", "attempts": 2}) == Row("placed", 2)


@pytest.mark.parametrize("values", [{"attempts": 2}, {"status": "placed"}, {"status": "", "attempts": 0, "odd": 1}])
def test_a_row_lacks_no_field_and_has_no_other(values: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="Row"):
        made(Row, values)
