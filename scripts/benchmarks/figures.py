"""What a benchmark tells: one row a thing measured, as a table for people or JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil

from rich.console import Console
from rich.table import Table

_WIDTH = 160  # wide enough for every column when the output is a file


@dataclass(frozen=True)
class Figure:
    """Times in milliseconds; `floor_p50_ms` is the same without our code. `more` holds what only some rows know."""

    name: str
    p50_ms: float
    p95_ms: float
    floor_p50_ms: float | None = None
    more: dict[str, object] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """How many times the floor it takes."""
        return self.p50_ms / self.floor_p50_ms if self.floor_p50_ms else None

    def row(self) -> dict[str, object]:
        """The figure as JSON says it."""
        head = {"name": self.name, "p50_ms": round(self.p50_ms, 2), "p95_ms": round(self.p95_ms, 2)}
        floor = None if self.floor_p50_ms is None else round(self.floor_p50_ms, 2)
        ratio = None if self.ratio is None else round(self.ratio, 2)
        return {**head, "floor_p50_ms": floor, "ratio": ratio, **self.more}


@dataclass(frozen=True)
class Amount:
    """Something counted or weighed, beside the most that it may be; `where` it was seen, if that helps."""

    name: str
    value: int
    limit: int
    where: str = ""

    def row(self) -> dict[str, object]:
        """The amount as JSON says it."""
        return {"name": self.name, "value": self.value, "limit": self.limit, "where": self.where}


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least `share` of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def figure(name: str, times_ms: Sequence[float], floor_ms: Sequence[float] = (), **more: object) -> Figure:
    """A row from the times of single calls."""
    floor = percentile(floor_ms, 0.5) if floor_ms else None
    return Figure(name, percentile(times_ms, 0.5), percentile(times_ms, 0.95), floor, more)


def show(title: str, figures: Sequence[Figure | Amount], as_json: bool) -> None:
    """Print the rows on stdout."""
    rows = [each.row() for each in figures]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    names = list(dict.fromkeys(name for row in rows for name, value in row.items() if value is not None))
    table = Table(title=title)
    for name in names:
        words = name in ("name", "sent", "floor_sent", "loads", "where")
        table.add_column(name.replace("_", " "), justify="left" if words else "right", no_wrap=name == "name")
    for row in rows:
        table.add_row(*(_cell(row.get(name)) for name in names))
    Console(width=_WIDTH).print(table)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
