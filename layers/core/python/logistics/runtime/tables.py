"""Tables for people's spreadsheets, as CSV or xlsx; no cell of ours ever becomes a formula there."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

Cell = str | int | float | Decimal | None

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: Cell) -> Cell:
    """A cell that a spreadsheet takes for what it says: texts that would be formulas get an apostrophe before them."""
    if isinstance(cell, str) and cell.startswith(_BEGINS_A_FORMULA):
        return f"'{cell}"
    return cell


def yuan_cell(amount_fen: int) -> Decimal:
    """A sum as a number in yuan that a spreadsheet can add up, exact to the fen."""
    return Decimal(amount_fen).scaleb(-2)


def written(form: str, title: str, rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as a file of TYPES, the first of them the heads; `title` names the sheet of an xlsx."""
    safe = ([harmless(cell) for cell in row] for row in rows)
    return _csv(safe) if form == "csv" else _xlsx(title, safe)


def _csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return f"\ufeff{text.getvalue()}".encode()  # the mark by which Excel in China knows UTF-8


def _xlsx(title: str, rows: Iterable[Sequence[Cell]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
