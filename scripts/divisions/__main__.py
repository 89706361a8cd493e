"""`python -m scripts.divisions [--check]`: build the table of divisions anew and print what changed in it.

With --check nothing is written, and a difference is an error. Sources are pinned in scripts/divisions/sources.py; what
they lack is in scripts/divisions/overlay.
"""

from __future__ import annotations

import argparse
import difflib
import sys

from scripts.divisions.sources import SourceProblem
from scripts.divisions.table import build
from scripts.local.install import ROOT

FILE = ROOT / "layers/core/python/logistics/domain/address/divisions.tsv"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m scripts.divisions", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare with the file that is checked in")
    check = parser.parse_args().check
    try:
        built = build().text()
    except SourceProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    before = FILE.read_text() if FILE.exists() else ""
    changed = list(difflib.unified_diff(before.splitlines(), built.splitlines(), "checked in", "built", "", "", 0, ""))
    print("\n".join(changed) if changed else f"{FILE.relative_to(ROOT)} is what the sources and the overlay say.")
    if changed and not check:
        FILE.write_text(built)
    return 1 if changed and check else 0


if __name__ == "__main__":
    sys.exit(main())
