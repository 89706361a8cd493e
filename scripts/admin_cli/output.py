"""What people and programs read: tables in the time of Shanghai and in yuan, or the bare data as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

_SHANGHAI = timezone(timedelta(hours=8))
_FILE_WIDTH = 200
Row = Mapping[str, Any]
Columns = Mapping[str, Any]  # heading: a key of the row, or what makes its text of the row


class Output:
    """stdout carries what was asked for, stderr what is said beside it."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self._out = Console(highlight=False)
        if not self._out.is_terminal:  # what a pipe or a file takes is not cut to a screen's width
            self._out.width = max(self._out.width, _FILE_WIDTH)
        self._beside = Console(stderr=True, highlight=False, soft_wrap=True)

    def show(self, data: Any, *views: RenderableType) -> None:
        """The data for a program, the views for a person."""
        if self.as_json:
            self._out.file.write(json.dumps(data, ensure_ascii=False) + "\n")
            return
        for view in views:
            self._out.print(view)

    def say(self, line: str, style: str = "") -> None:
        """A line beside the answer."""
        self._beside.print(Text(line, style=style))

    def refuse(self, code: str, message: str, details: Any = None) -> None:
        """Why it was not done."""
        if self.as_json:
            error = {"code": code, "message": message, "details": details or {}}
            self._beside.file.write(json.dumps({"error": error}, ensure_ascii=False) + "\n")
            return
        self.say(f"{code}: {message}", "bold red")
        for name, value in (details or {}).items():
            self.say(f"  {name}: {plain(value)}")


def table(title: str, rows: Iterable[Row], columns: Columns) -> Table:
    """Rows under headings; a column is a key of the row, or what makes its text."""
    made = Table(title=title, title_justify="left", header_style="bold")
    for heading in columns:
        made.add_column(heading, overflow="fold")  # a number that is cut cannot be typed into the next command
    for row in rows:
        cells = (row.get(column) if isinstance(column, str) else column(row) for column in columns.values())
        made.add_row(*(Text(plain(cell)) for cell in cells))
    return made


def facts(title: str, row: Row) -> Table:
    """One thing, a line for each of its properties that has a value."""
    made = Table(title=title, title_justify="left", show_header=False)
    for name, value in row.items():
        if value not in (None, "", [], {}):
            made.add_row(Text(name, style="bold"), Text(plain(value)))
    return made


def moment(key: str) -> Callable[[Row], str]:
    """A column with a time, as the clock in Shanghai shows it."""
    return lambda row: clock(row.get(key))


def yuan(key: str) -> Callable[[Row], str]:
    """A column with an amount of fen."""
    return lambda row: "" if row.get(key) is None else f"{row[key] / 100:,.2f}"


def clock(text: object) -> str:
    """An ISO 8601 time in Shanghai; nothing for none."""
    if not isinstance(text, str) or not text:
        return ""
    return datetime.fromisoformat(text).astimezone(_SHANGHAI).strftime("%m-%d %H:%M:%S")


def plain(value: object) -> str:
    """A value as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(each, str | int) for each in value):
        return ", ".join(map(str, value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)
