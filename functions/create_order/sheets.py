"""Tables that people send: CSV as Excel and WeChat write it, or a workbook's first sheet; nothing in them is executed.

Files are small and untrusted: what unpacks beyond measure is refused before it is unpacked, a formula is an error of
its row, and openpyxl is loaded only when a workbook comes.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from functions.create_order.batch_schemas import CSV
from logistics.domain.faults import Invalid

MOST_ROWS = 500
_MOST_COLUMNS = 60
_LONGEST_CELL = 500
_MOST_UNPACKED = 30_000_000  # bytes; 500 rows of orders need less than one of them
_MOST_PARTS = 200
_FORMULA = "\0formula"


@dataclass(frozen=True)
class Line:
    """One row of a table with its number as people see it, the heads' row being 1; `formula` names a head."""

    number: int
    cells: dict[str, str]
    formula: str = ""


def read_table(content: bytes, content_type: str) -> tuple[list[str], list[Line]]:
    """The heads, and the filled rows below them.

    Raises Invalid BATCH_UNREADABLE, BATCH_EMPTY and BATCH_TOO_LONG (most=).
    """
    rows = _csv_rows(content) if content_type == CSV else _xlsx_rows(content)
    heads: list[str] = []
    lines: list[Line] = []
    for number, row in enumerate(rows, 1):
        if not any(row):
            continue
        if not heads:
            heads = [each.strip() for each in row]
            continue
        if len(lines) == MOST_ROWS:
            raise Invalid("BATCH_TOO_LONG", f"一次最多导入 {MOST_ROWS} 单，请分批上传", most=MOST_ROWS)
        lines.append(_line(number, heads, row))
    if not lines:
        raise Invalid("BATCH_EMPTY", "表格里没有订单，请按模板填写后再上传")
    return heads, lines


def _line(number: int, heads: list[str], row: list[str]) -> Line:
    pairs = [(head, value) for head, value in zip(heads, row, strict=False) if head and value]
    formula = next((head for head, value in pairs if value == _FORMULA), "")
    return Line(number, {head: value for head, value in pairs if value != _FORMULA}, formula)


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if "\0" in text:
        raise _unreadable()
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False):
            yield [_formula_or(cell) for cell in row[:_MOST_COLUMNS]]
    except csv.Error as error:
        raise _unreadable() from error


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with one, or what Excel writes in China."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable()


def _formula_or(cell: str) -> str:
    """A spreadsheet program would compute what begins so; nobody's name or address does."""
    return _FORMULA if cell.startswith(("=", "@")) else _shortened(cell)


def _xlsx_rows(content: bytes) -> Iterator[list[str]]:
    _check_package(content)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(max_row=MOST_ROWS * 4, max_col=_MOST_COLUMNS):
            yield [_cell_text(cell) for cell in row]
    except Invalid:
        raise
    except Exception as error:  # the library raises whatever a damaged part leads it to
        raise _unreadable() from error


def _check_package(content: bytes) -> None:
    """Refuse what is no workbook, unpacks beyond measure, or declares entities of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise Invalid("BATCH_TOO_LARGE", "表格解压后太大，请另存为新的表格后再上传")
            if "xl/workbook.xml" not in package.namelist() or any(_declares(package, part) for part in parts):
                raise _unreadable()
    except zipfile.BadZipFile as error:
        raise _unreadable() from error


def _declares(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.endswith((".xml", ".rels")):
        return False
    with package.open(part) as opened:
        return b"<!DOCTYPE" in opened.read(2_000)


def _cell_text(cell: Any) -> str:
    """A cell as people see it: whole numbers without a point, since telephones are often typed as numbers."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return _FORMULA
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _shortened(str(value))


def _shortened(text: str) -> str:
    """Longer than any field may be stays too long, and is refused by its field."""
    return " ".join(text[:_LONGEST_CELL].split())


def _unreadable() -> Invalid:
    return Invalid("BATCH_UNREADABLE", "无法读取这个文件，请使用模板保存为 xlsx 或 CSV 后再上传")


def as_csv(rows: Iterable[Iterable[str]]) -> str:
    """A table as Excel in China opens it: with the mark that says UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return f"\ufeff{text.getvalue()}"
