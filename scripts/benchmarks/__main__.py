"""`scripts/bench overhead|coldstart|load|miniprogram|address|photo`: measure, and print a table or JSON."""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from pathlib import Path
from typing import Any

from scripts.benchmarks.address import address, generated
from scripts.benchmarks.coldstart import coldstart
from scripts.benchmarks.figures import show
from scripts.benchmarks.load import load
from scripts.benchmarks.miniprogram import miniprogram
from scripts.benchmarks.overhead import overhead
from scripts.benchmarks.photo import photo
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
    warm.add_argument("case", nargs="*", help="only these: quote create_order track sign collect_cod")
    warm.set_defaults(measure=lambda chosen: overhead(chosen.case, chosen.calls, chosen.orders))
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


def _kind(kinds: Any, name: str, title: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = kinds.add_parser(name, help=title)
    parser.add_argument("--json", action="store_true", help="a list of {name, p50_ms, p95_ms, floor_p50_ms, ratio, …}")
    parser.set_defaults(title=f"{name}: {title}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
