"""The bank's own list of what it received, as finance brings it; its layout is in docs/money.md."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from functions.settle.bill_reading import fen_of
from logistics.domain.bank_credits import Origin, origin_of, reference_of
from logistics.domain.money import MOST_FEN

_HEAD = ("银行流水号", "记账日期", "收入(元)", "附言")
_LONGEST = 64


@dataclass(frozen=True)
class Credit:
    """Money that the bank received."""

    line: int
    reference: str
    day: date
    amount_fen: int
    origin: Origin


@dataclass(frozen=True)
class Broken:
    """A line that was not understood."""

    line: int
    reason: str


def read(written_lines: Iterable[str]) -> tuple[list[Credit], list[Broken]]:
    """The lines of a file, and those that are broken; a reference that stands there twice is broken each time."""
    rows = [next(csv.reader([line]), []) for line in written_lines]  # one by one: an open quote spoils one line only
    if not rows or tuple(cell.strip("\ufeff ") for cell in rows[0]) != _HEAD:
        return [], [Broken(1, "HEADER_UNKNOWN")]
    lines = [(line, [cell.strip() for cell in cells]) for line, cells in enumerate(rows[1:], 2)]
    found = [_credit(line, cells) for line, cells in lines if any(cells)]
    credits = [each for each in found if isinstance(each, Credit)]
    times = Counter(each.reference for each in credits)
    broken = [each for each in found if isinstance(each, Broken)]
    broken += [Broken(each.line, "TOLD_TWICE") for each in credits if times[each.reference] > 1]
    return [each for each in credits if times[each.reference] == 1], sorted(broken, key=lambda each: each.line)


def _credit(line: int, cells: list[str]) -> Credit | Broken:
    if len(cells) != len(_HEAD):
        return Broken(line, "CELLS_MISSING")
    reference, day, amount, remark = cells
    if not (reference.isascii() and reference.isprintable() and 0 < len(reference) <= _LONGEST) or " " in reference:
        return Broken(line, "REFERENCE_INVALID")
    try:
        fen, on = fen_of(amount), date.fromisoformat(day)
    except ValueError:
        return Broken(line, "AMOUNT_OR_DAY_INVALID")
    if not 0 < fen <= MOST_FEN:
        return Broken(line, "AMOUNT_OR_DAY_INVALID")
    return Credit(line, reference_of(reference), on, fen, origin_of(remark))
