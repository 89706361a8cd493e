"""Tours beside the best known ones, by the function's own planner, judged by a checker that knows no solver."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from time import perf_counter, thread_time
from typing import TYPE_CHECKING, Any

from scripts.local.environment import LAYER
from scripts.local.install import ROOT
from scripts.local.problems import LocalProblem

if TYPE_CHECKING:
    from logistics.domain.touring import Route, Task

_BUDGET_S = 1.0
_AGAIN_S = 0.15
"""Computing time of a second plan: with the insertion before it and the search's own start it stays below 0.2 s."""
_PATIENCE = 60  # figures are of computing time: a busy machine only makes them come later
_FRESH_STOPS = 60
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A row of the table that has no times of single calls."""

    cells: dict[str, object]

    def row(self) -> dict[str, object]:
        """The row as JSON says it."""
        return self.cells


@dataclass(frozen=True)
class Tour:
    """One instance planned: `gap_pct` to the best known way, None without one; `broken` is what the checker found."""

    name: str
    stops: int
    gap_pct: float | None
    dropped: int
    broken: str
    cpu_s: float

    def row(self) -> dict[str, object]:
        """The instance as JSON says it."""
        gap = None if self.gap_pct is None else round(self.gap_pct, 3)
        whole = {"name": self.name, "stops": self.stops, "gap_pct": gap, "feasible": not self.broken}
        return {**whole, "broken": self.broken, "dropped": self.dropped, "cpu_s": round(self.cpu_s, 3)}


def routes(file: Path, predictions: Path | None) -> list[Line]:
    """A row per instance, their mean, and what planning again and planning first in a process take."""
    if not file.exists():
        raise LocalProblem(f"{file} is not there")
    sys.path[:0] = [str(ROOT), str(LAYER)]
    tours, lines, again = [], [], []
    for row in _rows(file):
        task = task_of(row)
        planned, best = _planned(row, task)
        tours.append(planned)
        lines.append(_prediction(row, best))
        if len(task.couriers) == 1 and not planned.broken and len(task.pairs) > 1:
            again.append(_planned_again(task, best[0]))
    if predictions is not None:
        predictions.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return [*map(Line, (*(tour.row() for tour in tours), *_summary(tours, again), fresh_process()))]


def _rows(file: Path) -> Iterator[Row]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def task_of(row: Row) -> Task:
    """An instance in the planner's words; node 0 is where every courier starts and ends."""
    from logistics.domain.touring import Courier, Pair, Stop, Task

    pairs = tuple(Pair(*pair) for pair in row["pairs"])
    places = [place for pair in pairs for place in (pair.pickup, pair.delivery)]
    stops = {place: Stop(row["service"][place], *row["windows"][place]) for place in places}
    opens, closes = row["windows"][0]
    couriers = tuple(Courier(0, 0, row["capacity"], opens, closes) for _ in range(row["vehicles"]))
    return Task(row["distance"], row["distance"], stops, couriers, pairs)


def _planned(row: Row, task: Task) -> tuple[Tour, Sequence[Route]]:
    from functions.plan_route.solving import solve
    from logistics.domain.touring import checked

    began = thread_time()
    plan = solve(task, _BUDGET_S, patience=_PATIENCE)
    spent = thread_time() - began
    broken = checked(task, plan.routes)
    best = row.get("best_known")
    gap = 100 * (_way(task, plan.routes) / row["scale"] / best - 1) if best else None
    return Tour(row["name"], len(task.stops), gap, len(plan.dropped), " ".join(broken), spent), plan.routes


def _way(task: Task, planned: Sequence[Route]) -> int:
    from logistics.domain.touring import walk

    pairs = zip(task.couriers, planned, strict=True)
    return sum(walk(task, courier, route).distance_m for courier, route in pairs if route)


def _prediction(row: Row, planned: Sequence[Route]) -> dict[str, object]:
    """What another checker reads: the nodes of the one tour, or of each where there are several couriers."""
    if row["vehicles"] == 1:
        return {"name": row["name"], "route": list(planned[0])}
    return {"name": row["name"], "routes": [list(route) for route in planned if route]}


def _planned_again(task: Task, route: Route) -> tuple[float, float]:
    """One pair out of a plan and back in mid-route: how much longer than the fresh plan in %, and its CPU seconds.

    The pair is the one whose pickup comes next after the middle, so that all of it lies ahead.
    """
    from functions.plan_route.solving import improved

    middle = len(route) // 2
    pair = next((task.partner[place] for place in route[middle:] if place == task.partner[place].pickup), None)
    pair = pair or task.partner[route[-1]]
    begun = min(middle, route.index(pair.pickup))
    rest = tuple(place for place in route if place not in (pair.pickup, pair.delivery))
    began = thread_time()
    plan = improved(task, rest, begun, _AGAIN_S, patience=_PATIENCE)
    spent = thread_time() - began
    return 100 * (_way(task, plan.routes) / _way(task, [route]) - 1), spent


def _summary(tours: Sequence[Tour], again: Sequence[tuple[float, float]]) -> Iterator[dict[str, object]]:
    gaps = [tour.gap_pct for tour in tours if tour.gap_pct is not None]
    feasible = sum(not tour.broken for tour in tours)
    yield {
        "name": "mean",
        "instances": len(tours),
        "feasible": feasible,
        "gap_pct": round(fmean(gaps), 3) if gaps else None,
        "worst_gap_pct": round(max(gaps), 3) if gaps else None,
        "cpu_s": round(fmean(tour.cpu_s for tour in tours), 3),
    }
    if again:
        longer = [gap for gap, _ in again]
        yield {
            "name": "planned again",
            "instances": len(again),
            "gap_pct": round(fmean(longer), 3),
            "worst_gap_pct": round(max(longer), 3),
            "cpu_s": round(max(spent for _, spent in again), 3),
        }


_FRESH = """
import sys
from time import perf_counter, process_time
began = perf_counter()
sys.path[:0] = sys.argv[1:3]
from functions.plan_route.solving import solve
from scripts.benchmarks.routes import made_up
plan = solve(made_up(int(sys.argv[3])), 0.15)
assert not plan.dropped
print(perf_counter() - began, process_time())
"""


def fresh_process() -> dict[str, object]:
    """What a process that has just started takes to load the solver and plan 60 stops, by the clock."""
    began = perf_counter()
    command = [sys.executable, "-c", _FRESH, str(ROOT), str(LAYER), str(_FRESH_STOPS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    whole_s = perf_counter() - began
    plan_s, cpu_s = (round(float(figure), 3) for figure in done.stdout.split())
    return {
        "name": "fresh process",
        "stops": _FRESH_STOPS,
        "cpu_s": cpu_s,
        "plan_s": plan_s,
        "all_s": round(whole_s, 3),
    }


def made_up(count: int) -> Task:
    """`count` stops spread over a district by a fixed rule: half of them fetched, half of them brought."""
    from logistics.domain.touring import Courier, Pair, Stop, Task

    points = [((place * 7919) % 4001, (place * 104729) % 3989) for place in range(count + 1)]
    metres = [[abs(ax - bx) + abs(ay - by) for bx, by in points] for ax, ay in points]
    half = count // 2
    pairs = tuple(Pair(place, place + half, 1) for place in range(1, half + 1))
    stops = {place: Stop(120) for pair in pairs for place in (pair.pickup, pair.delivery)}
    return Task(metres, metres, stops, (Courier(0, 0, 1_000),), pairs)
