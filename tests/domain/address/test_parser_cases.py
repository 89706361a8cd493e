"""Pastes by kind of text beside what they say, written by hand; every name and number is invented."""

import csv
from pathlib import Path

import pytest

from logistics.domain.address.parser import parse

_FIELDS = ("name", "phone", "extension", "province", "city", "district", "postcode")
_SIGNS = str.maketrans({"⏎": "\n", "␉": "\t", "␣": "\u200b"})


def _cases() -> list[object]:
    cases: list[object] = []
    for table in sorted(Path(__file__).parent.glob("parser_*.tsv")):
        lines = [line for line in table.read_text("utf-8").splitlines() if not line.startswith("#")]
        for number, row in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)):
            kind, text, *expected = row
            cases.append(pytest.param(text.translate(_SIGNS), expected, id=f"{table.stem[7:]}-{kind}-{number}"))
    return cases


@pytest.mark.parametrize(("text", "expected"), _cases())
def test_a_paste_says_what_its_writer_meant(text: str, expected: list[str]) -> None:
    people = parse(text)

    assert len(people) == 1
    read = [getattr(people[0], field) for field in _FIELDS]
    asserted = [value if value != "?" else found for value, found in zip(expected, read, strict=True)]
    assert read == asserted
