"""Pastes that speak of two people, as shops, waybills and customers write them, beside both; all invented."""

import csv
from pathlib import Path

import pytest

from logistics.domain.address.parser import parse

_FIELDS = ("role", "name", "phone", "city", "district")


def _cases() -> list[object]:
    lines = Path(__file__).with_name("two_people.tsv").read_text("utf-8").splitlines()[1:]
    rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [
        pytest.param(text.replace("⏎", "\n"), [tuple(said[:5]), tuple(said[5:])], id=f"two people-{number}")
        for number, (text, *said) in enumerate(rows)
    ]


@pytest.mark.parametrize(("text", "expected"), _cases())
def test_both_people_come_back_with_what_is_theirs(text: str, expected: list[tuple[str, ...]]) -> None:
    assert [tuple(getattr(one, field) for field in _FIELDS) for one in parse(text)] == expected
