"""How well pasted addresses are read: exact matches by field on a labelled file, beside what others read from it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from scripts.benchmarks.figures import Figure, percentile
from scripts.benchmarks.rivals import RIVALS, rival_command
from scripts.local.environment import LAYER
from scripts.local.install import ROOT
from scripts.local.problems import LocalProblem

Row = Mapping[str, Any]
WHOLE = ("name", "phone", "province", "city", "district")
STRICT = (*WHOLE, "ext", "postcode")
_FIELDS = ("name", "phone", "ext", "province", "city", "district", "street", "postcode")
_PREDICTED = ("name", "phone", "ext", "province", "city", "district", "street", "detail", "postcode")
_LOADS = 5
"""Fresh processes that only load and parse once; the quickest is told, the others say how busy the machine was."""
_REGION = ("province", "city", "district")


@dataclass(frozen=True)
class Run:
    """What one parser read from every row, and what it cost; `readings` hold {ms, people} in the rows' order."""

    name: str
    load_ms: float
    memory_mb: float
    readings: Sequence[Mapping[str, Any]]

    def first(self, place: int) -> dict[str, str]:
        """The person of a row who is scored: the consignee where roles were stated, else the first."""
        people: list[dict[str, str]] = self.readings[place]["people"]
        consignees = [person for person in people if person.get("role") == "consignee"]
        return (consignees or people or [{}])[0]


def address(file: Path, predictions: Path | None, rivals: bool) -> list[Figure]:
    """A row for the parser (and its rivals) on a file of labelled texts; raises LocalProblem where there is none."""
    rows = read_rows(file)
    ours = our_run(file)
    if predictions is not None:
        lines = [json.dumps(_prediction(row, ours, place), ensure_ascii=False) for place, row in enumerate(rows)]
        predictions.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    others = [_run(name, partial(rival_command, name), file) for name in RIVALS] if rivals else []
    return [_figure(rows, run) for run in (ours, *others)]


def generated(count: int, seed: int) -> list[Figure]:
    """A row for each kind of generated text, `count` texts of each."""
    from tests.domain.address.pastes import KINDS, pastes

    rows = [paste.row(number) for number, paste in enumerate(pastes(KINDS, count, seed))]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "generated.jsonl"
        file.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
        run = our_run(file)
    figures = []
    for kind in KINDS:
        places = [place for place, row in enumerate(rows) if row["kind"] == kind]
        of_kind = Run(kind, run.load_ms, run.memory_mb, [run.readings[place] for place in places])
        figures.append(_figure([rows[place] for place in places], of_kind))
    return [*figures, _figure(rows, Run("all kinds", run.load_ms, run.memory_mb, run.readings))]


def our_run(file: Path) -> Run:
    """The parser's readings of a file, in a fresh process."""
    return _run(
        "parse_address",
        lambda each: [sys.executable, "-m", "scripts.benchmarks.address_process", str(each.resolve())],
        file,
    )


def read_rows(file: Path) -> list[Row]:
    """The labelled rows: {id, text, name, phone, ext?, province, city, district, street?, postcode?}, null unscored."""
    try:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as problem:
        raise LocalProblem(f"{file} cannot be read as JSON lines: {problem}") from problem
    if not rows or not all(isinstance(row, dict) and isinstance(row.get("text"), str) for row in rows):
        raise LocalProblem(f"{file} holds no rows with a text")
    return rows


def matches(row: Row, read: Mapping[str, str], field: str, abbreviated: bool = False) -> bool:
    """Whether a field is exact; telephone numbers by their digits, `abbreviated` lets 广东 stand for 广东省."""
    expected, found = row[field], read.get(field) or ""
    if field in ("phone", "ext"):
        return re.sub(r"\D", "", expected) == re.sub(r"\D", "", found)
    if abbreviated and field in _REGION and len(found) > 1:
        return bool(expected.startswith(found))
    return bool(expected == found)


def is_exact(row: Row, read: Mapping[str, str], fields: Sequence[str], abbreviated: bool = False) -> bool:
    """Whether every one of the fields that the row has a label for is exact."""
    scored = [field for field in fields if row.get(field) is not None]
    return all(matches(row, read, field, abbreviated) for field in scored)


def _figure(rows: Sequence[Row], run: Run) -> Figure:
    kindly = run.name in RIVALS
    read = [run.first(place) for place in range(len(rows))]
    shares: dict[str, object] = {"cases": len(rows)}
    for name, fields in {"whole": WHOLE, "strict": STRICT, **{field: (field,) for field in _FIELDS}}.items():
        right = [
            is_exact(row, one, fields, kindly)
            for row, one in zip(rows, read, strict=True)
            if any(row.get(field) is not None for field in fields)
        ]
        shares[f"{name} %"] = round(100 * sum(right) / len(right), 1) if right else None
    shares |= {"load_ms": round(run.load_ms, 1), "memory_mb": round(run.memory_mb, 1)}
    times = [reading["ms"] for reading in run.readings]
    return Figure(run.name, percentile(times, 0.5), percentile(times, 0.95), None, shares)


def _prediction(row: Row, run: Run, place: int) -> dict[str, Any]:
    person = run.first(place)
    everyone = [
        {**{field: each.get(field, "") for field in _PREDICTED}, "role": each.get("role", "")}
        for each in run.readings[place]["people"]
    ]
    return {"id": row.get("id"), **{field: person.get(field, "") for field in _PREDICTED}, "all": everyone}


def _run(name: str, command: Callable[[Path], list[str]], file: Path) -> Run:
    loads = [_told(name, command(Path(os.devnull))) for _ in range(_LOADS)]
    quickest = min(loads, key=lambda each: float(each["load_ms"]))
    return Run(name, quickest["load_ms"], quickest["memory_mb"], _told(name, command(file))["readings"])


def _told(name: str, command: Sequence[str]) -> dict[str, Any]:
    # Layers are deployed with their byte code, so the first process may write it and the others find it.
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{LAYER}", "PYTHONDONTWRITEBYTECODE": ""}
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise LocalProblem(f"{name} failed: {ran.stderr.strip()[-400:]}")
    told: dict[str, Any] = json.loads(ran.stdout)
    return told
