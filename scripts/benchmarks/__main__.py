"""`scripts/bench` and what it measures: overhead, coldstart, load, … (`--help` lists them)."""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from pathlib import Path
from typing import Any

from scripts.benchmarks.address import address, generated
from scripts.benchmarks.arrivals import arrival_times
from scripts.benchmarks.coldstart import coldstart
from scripts.benchmarks.dispatch import dispatch
from scripts.benchmarks.figures import show
from scripts.benchmarks.live import live
from scripts.benchmarks.load import load
from scripts.benchmarks.miniprogram import miniprogram
from scripts.benchmarks.overhead import overhead
from scripts.benchmarks.photo import photo
from scripts.benchmarks.printing import printing
from scripts.benchmarks.reconciling import reconciling
from scripts.benchmarks.routes import routes
from scripts.benchmarks.travel import travel
from scripts.local.problems import LocalProblem


def main() -> int:
    """The command."""
    chosen = _options()
    try:
        with contextlib.redirect_stderr(io.StringIO()):  # this process logs like a function; nobody reads that here
            rows = chosen.measure(chosen)
    except LocalProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    show(chosen.title, rows, chosen.json)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    warm = _kind(kinds, "overhead", "use cases in a warm process beside their bare driver calls")
    warm.add_argument("--calls", type=int, default=300, help="calls of each side (300)")
    warm.add_argument("--orders", type=int, default=100_000, help="orders in the store (100000)")
    warm.add_argument("case", nargs="*", help="only these: quote create_order track sign collect_cod pay")
    warm.set_defaults(measure=lambda chosen: overhead(chosen.case, chosen.calls, chosen.orders))
    paid = _kind(kinds, "pay", "a payment notification and a collection at the door beside their bare driver calls")
    paid.add_argument("--calls", type=int, default=300, help="calls of each side (300)")
    paid.add_argument("--orders", type=int, default=100_000, help="orders in the store (100000)")
    paid.set_defaults(measure=lambda chosen: overhead(["pay", "collect_cod"], chosen.calls, chosen.orders))
    cold = _kind(kinds, "coldstart", "a fresh process to its first reply, beside its imports and connections")
    cold.add_argument("--runs", type=int, default=15, help="processes of each side (15)")
    cold.add_argument("function", nargs="*", help="only these functions")
    cold.set_defaults(measure=lambda chosen: coldstart(chosen.function, chosen.runs))
    busy = _kind(kinds, "load", "16 clients, 2 worker processes under the Lambda runtime client")
    busy.add_argument("--requests", type=int, default=6_000, help="calls in all (6000)")
    busy.add_argument("--orders", type=int, default=100_000, help="orders in the store (100000)")
    busy.set_defaults(measure=lambda chosen: load(chosen.requests, chosen.orders))
    pages = _kind(kinds, "miniprogram", "pages on a slow phone in Chromium, beside an empty page")
    pages.add_argument("--runs", type=int, default=20, help="times that each page is opened (20)")
    pages.set_defaults(measure=lambda chosen: miniprogram(chosen.runs))
    _address_kind(kinds)
    labels = _kind(kinds, "photo", "photographed labels read by RapidOCR: what is filled in, what is asked for again")
    labels.add_argument("--labels", type=int, default=10, help="labels for each hand and camera (10)")
    labels.add_argument("--first", type=int, default=1_001, help="number of the first label (1001)")
    labels.set_defaults(measure=lambda chosen: photo(chosen.labels, chosen.first))
    paper = _kind(kinds, "printing", "labels as PDF: each in a batch, and one in a cold process, beside bare fpdf2")
    paper.add_argument("--batch", type=int, default=200, help="labels in one file (200)")
    paper.add_argument("--runs", type=int, default=10, help="files, and processes of each side (10)")
    paper.set_defaults(measure=lambda chosen: printing(chosen.batch, chosen.runs))
    day = _kind(kinds, "reconcile", "a day of payments and refunds against the provider's bill, beside a bare compare")
    day.add_argument("--transactions", type=int, default=100_000, help="lines of the bill (100000)")
    day.set_defaults(measure=lambda chosen: reconciling(chosen.transactions))
    moving = _kind(kinds, "live", "fixes until watchers see them, orders until their courier is told, on few processes")
    moving.add_argument("--couriers", type=int, default=2_000, help="who send a fix every 5 s (2000)")
    moving.add_argument("--watchers", type=int, default=1_000, help="a tenth of them offices (1000)")
    moving.add_argument("--seconds", type=int, default=60, help="how long (60)")
    moving.add_argument("--orders", type=int, default=40, help="placed alone, then twice as many in a crowd (40)")
    moving.set_defaults(measure=lambda chosen: live(chosen.couriers, chosen.watchers, chosen.seconds, chosen.orders))
    _dispatch_kind(kinds)
    tours = _kind(kinds, "routes", "tours by the planner beside the best known, 1 s of computing each, checked apart")
    tours.add_argument("--data", type=Path, required=True, help="JSON lines {name, distance, pairs, capacity, …}")
    tours.add_argument("--predictions", type=Path, help="write the tours, one JSON line {name, route} per instance")
    tours.set_defaults(measure=lambda chosen: routes(chosen.data, chosen.predictions))
    ways = _kind(kinds, "travel", "a table of travel times: kept, asked for, and without a map")
    ways.add_argument("--stops", type=int, default=60, help="in one table (60)")
    ways.add_argument("--runs", type=int, default=30, help="tables of each kind (30)")
    ways.set_defaults(measure=lambda chosen: travel(chosen.stops, chosen.runs))
    coming = _kind(kinds, "arrivals", "arrival times beside a simulated truth: minutes off, truths within the range")
    coming.add_argument("--days", type=int, default=20, help="of finished stops to learn from (20)")
    coming.add_argument("--tested", type=int, default=10, help="days after them to be judged by (10)")
    coming.set_defaults(measure=lambda chosen: arrival_times(8, 3, chosen.days, chosen.tested))
    return parser.parse_args()


def _address_kind(kinds: Any) -> None:
    pasted = _kind(kinds, "address", "pasted addresses read exactly, in % of the labelled texts")
    texts = pasted.add_mutually_exclusive_group(required=True)
    texts.add_argument("--data", type=Path, help="JSON lines {id, text, name, phone, ext?, province, …}; null unscored")
    texts.add_argument("--generated", type=int, metavar="N", help="N texts of each kind, of our own making")
    pasted.add_argument("--seed", type=int, default=1, help="what the generated texts follow from (1)")
    pasted.add_argument("--predictions", type=Path, help="write what was read, one JSON line per text")
    pasted.add_argument("--rivals", action="store_true", help="measure npm's address packages on the same file")
    pasted.set_defaults(
        measure=lambda chosen: (
            address(chosen.data, chosen.predictions, chosen.rivals)
            if chosen.data
            else generated(chosen.generated, chosen.seed)
        )
    )


def _dispatch_kind(kinds: Any) -> None:
    pairs = _kind(kinds, "dispatch", "a batch until it is committed; a busy time beside other matchers")
    pairs.add_argument("--orders", type=int, default=500, help="in one batch (500)")
    pairs.add_argument("--couriers", type=int, default=5_000, help="on duty (5000)")
    pairs.add_argument("--loads", type=int, nargs="*", default=[1_000, 1_200], help="orders in 90 minutes (1000 1200)")
    pairs.add_argument("--days", type=int, default=2, help="seeds of each load (2)")
    pairs.set_defaults(measure=lambda chosen: dispatch(chosen.orders, chosen.couriers, chosen.loads, chosen.days))


def _kind(kinds: Any, name: str, title: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = kinds.add_parser(name, help=title)
    parser.add_argument("--json", action="store_true", help="a list of {name, p50_ms, p95_ms, floor_p50_ms, ratio, …}")
    parser.set_defaults(title=f"{name}: {title}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
