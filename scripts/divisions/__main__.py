"""`python -m scripts.divisions`: build the divisions table anew and say what changed; `--check` only says it.

An update: raise the version of @vant/area-data in package.json, add what it does not know to former.txt and
corrections.json, run this, read the difference, commit.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from scripts.divisions import sources
from scripts.divisions.table import Table, lines, made_of

_TARGET = Path(__file__).resolve().parents[2] / "layers/core/python/logistics/domain/address"
_MOST_SHOWN = 200


def main() -> int:
    """Writes the files; with --check answers 1 when they are not what the sources say."""
    parser = argparse.ArgumentParser(prog="python -m scripts.divisions", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file would change")
    check = parser.parse_args().check
    table = made_of(sources.area_list(), sources.centroids(), sources.streets())
    changed = [name for name, text in _files(table).items() if _differs(name, text, write=not check)]
    print(f"changed: {', '.join(changed)}" if changed else "nothing changed")
    return 1 if check and changed else 0


def _files(table: Table) -> dict[str, str]:
    return {
        "divisions.txt": "".join(_row(table, code) for code in sorted(table.rows)),
        "former.txt": "".join(f"{' '.join(each or '-' for each in row)}\n" for row in table.former),
        "towns.txt": "".join(f"{code} {' '.join(sorted(set(names)))}\n" for code, names in sorted(table.towns.items())),
        "numbering.txt": "".join(
            f"{line}\n" for name in ("area_codes.txt", "postcodes.txt") for line in _numbers(name)
        ),
    }


def _numbers(name: str) -> list[str]:
    kind = "area" if name.startswith("area") else "post"
    return [f"{kind} {line}" for line in lines(name)]


def _row(table: Table, code: str) -> str:
    name, parent = table.rows[code]
    point = table.points.get(code)
    where = f" {point[0]:.3f} {point[1]:.3f}" if point else ""
    return f"{code} {name} {parent or '-'}{where}\n"


def _differs(name: str, text: str, write: bool) -> bool:
    file = _TARGET / name
    before = file.read_text() if file.exists() else ""
    if before == text:
        return False
    difference = [
        line
        for line in difflib.unified_diff(before.splitlines(), text.splitlines(), name, name, n=0, lineterm="")
        if not line.startswith("@@")
    ]
    print("\n".join(line[:160] for line in difference[:_MOST_SHOWN]))
    if len(difference) > _MOST_SHOWN:
        print(f"… and {len(difference) - _MOST_SHOWN} lines more")
    if write:
        file.write_text(text)
    return True


if __name__ == "__main__":
    sys.exit(main())
