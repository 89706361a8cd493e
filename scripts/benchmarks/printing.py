"""Labels drawn as PDF: each in a batch, and one in a fresh process, beside fpdf2 alone making the same calls."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from scripts.benchmarks.figures import Figure, figure
from scripts.benchmarks.printing_calls import Calls, bare, drawn, recorded
from scripts.local.environment import LAYER, ROOT

_SIZE = "100x150"


def printing(batch: int, runs: int) -> list[Figure]:
    """A row for a label in a batch of so many, and one for a single label in a process of its own."""
    calls = recorded(batch, _SIZE)
    first, warm = _each(lambda: drawn(batch, _SIZE), batch, runs), _each(lambda: bare(calls), batch, runs)
    return [
        figure(f"one of {batch} labels", first, warm, limit_p50_ms=5),
        figure("one label, cold process", *_cold(recorded(1, _SIZE), runs), limit_p50_ms=800),
    ]


def _each(draw: Callable[[], bytes], batch: int, runs: int) -> list[float]:
    """Milliseconds for one label of the batch, of each run; the first fills the caches and is not counted."""
    times = []
    for _ in range(runs + 1):
        began = perf_counter()
        draw()
        times.append((perf_counter() - began) * 1000 / batch)
    return times[1:]


def _cold(calls: Calls, runs: int) -> tuple[list[float], list[float]]:
    """Milliseconds from starting Python to the end of the file, ours and the floor's in turn."""
    ours, floor = [], []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        file = Path(folder) / "calls.json"
        file.write_text(json.dumps(calls), encoding="utf-8")
        for _ in range(runs + 1):
            ours.append(_process("ours", _SIZE))
            floor.append(_process("bare", str(file)))
    return ours[1:], floor[1:]


def _process(*words: str) -> float:
    paths = {"PYTHONPATH": f"{ROOT}:{LAYER}", "PYTHONDONTWRITEBYTECODE": ""}
    began = perf_counter()
    subprocess.run([sys.executable, "-m", "scripts.benchmarks.printing_calls", *words], env=paths, cwd=ROOT, check=True)
    return (perf_counter() - began) * 1000
