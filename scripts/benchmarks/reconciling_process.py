"""One side of `scripts/bench reconcile`, in a process of its own: its time, its most memory, what it found."""

from __future__ import annotations

import csv
import json
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter


def ours(file: Path, noon: datetime) -> int:
    """How many differences the product finds."""
    from functions.settle.reconciling import compare_files
    from logistics.domain.roles import SYSTEM
    from logistics.domain.shanghai import business_day
    from logistics.runtime.context import Context

    found: int = compare_files(business_day(noon), file, None, Context(actor=SYSTEM))["differences"]
    return found


def bare(file: Path, noon: datetime) -> int:
    """The same with the driver, csv and two dicts, and nothing written."""
    from logistics.store.mongo import database

    db, books = database(), {}
    span = {"$gte": noon - timedelta(hours=12), "$lt": noon + timedelta(hours=12)}
    for name, match in (("payments", {"state": "paid", "paid_at": span}), ("refunds", {"at": span})):
        for row in db[name].find(match, {"amount_fen": 1}):
            books[row["_id"]] = row["amount_fen"]
    with file.open(encoding="utf-8", newline="") as lines:
        told = {}
        for cells in csv.reader(lines):
            if len(cells) > 20 and cells[0].startswith("`"):
                paid, back = cells[24][1:], cells[25][1:]
                number, text = (cells[15], back) if cells[15] != "`" else (cells[6], paid)
                told[number[1:]] = int(text.replace(".", ""))
    return sum(told.get(each) != books.get(each) for each in told.keys() | books.keys())


def main() -> None:
    """Argument: which side, the bill, a moment of its day."""
    side, file, noon = sys.argv[1:]
    began = perf_counter()
    found = {"ours": ours, "bare": bare}[side](Path(file), datetime.fromisoformat(noon))
    spent = (perf_counter() - began) * 1000
    # Not getrusage: its peak begins with that of the process which started this one.
    peak = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    peak_mb = int(peak[1]) // 1024 if peak else None
    print(json.dumps({"ms": spent, "peak_mb": peak_mb, "differences": found}))


if __name__ == "__main__":
    main()
