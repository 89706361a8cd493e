"""China's divisions of today: names, codes, parents, middles, former names, landline codes, first digits of postcodes.

The text files beside this module are written by `python -m scripts.divisions`, which names their sources.
"""

from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent
PROVINCE, CITY, DISTRICT = "province", "city", "district"

Point = tuple[float, float]


class Division(NamedTuple):
    """One division by its GB/T 2260 code; `parent` is "" for a province, and a province's code where no city stands
    between. `centroid` is (lng, lat), good to the division only; its source does not state the datum."""

    code: str
    name: str
    level: str
    parent: str
    centroid: Point | None = None


class Divisions:
    """The table, read once; towns and numbering are read when first asked for."""

    def __init__(self) -> None:
        self.all: tuple[Division, ...] = tuple(map(_division, _lines("divisions.txt")))
        self._by_code = {row.code: row for row in self.all}
        rows = [line.split(" ") for line in _lines("former.txt")]
        self.former: tuple[tuple[str, str, str], ...] = tuple(
            (old, self._name(where), code) for old, where, code, _ in rows if old != self._by_code[code].name
        )
        self._today = {old_code: code for _, _, code, old_code in rows if old_code != "-"}

    def find(self, code: str) -> Division | None:
        """The division with this code, today's or a former one."""
        return self._by_code.get(code) or self._by_code.get(self._today.get(code, ""))

    def path(self, code: str) -> tuple[Division, ...]:
        """From the province down to the division itself; empty for an unknown code."""
        found = self.find(code)
        if found is None:
            return ()
        return (*self.path(found.parent), found) if found.parent else (found,)

    def named(self, name: str) -> tuple[Division, ...]:
        """All divisions of exactly this name."""
        return self._by_name.get(name, ())

    def children(self, code: str) -> tuple[Division, ...]:
        """The divisions right below one."""
        return tuple(row for row in self.all if row.parent == code)

    def centroid(self, code: str) -> Point | None:
        """The middle of a division, or of the nearest one above that has a known middle."""
        return next((row.centroid for row in reversed(self.path(code)) if row.centroid), None)

    def by_area_code(self, area_code: str) -> tuple[str, ...]:
        """The codes of the cities in which a landline code rings: 020 is 440100."""
        return self._numbering[0].get(area_code, ())

    def by_postcode(self, postcode: str) -> str:
        """The code of the city, or else of the province, that a postcode begins like; "" when unknown."""
        known = self._numbering[1]
        return known.get(postcode[:4]) or known.get(postcode[:2], "")

    @cached_property
    def towns(self) -> Mapping[str, tuple[str, ...]]:
        """Townships and streets by their full names, with the codes of the divisions they lie in."""
        found: dict[str, tuple[str, ...]] = {}
        for line in _lines("towns.txt"):
            code, *names = line.split(" ")
            for name in names:
                found[name] = (*found.get(name, ()), code)
        return found

    @cached_property
    def _by_name(self) -> dict[str, tuple[Division, ...]]:
        found: dict[str, tuple[Division, ...]] = {}
        for row in self.all:
            found[row.name] = (*found.get(row.name, ()), row)
        return found

    @cached_property
    def _numbering(self) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
        rows = [line.split(" ") for line in _lines("numbering.txt")]
        area = {row[1]: tuple(row[2:]) for row in rows if row[0] == "area"}
        return area, {row[1]: row[2] for row in rows if row[0] == "post"}

    def _name(self, code: str) -> str:
        found = self._by_code.get(code)
        return found.name if found else ""


@cache
def divisions() -> Divisions:
    """The one table of this process, read at first use."""
    return Divisions()


def _lines(name: str) -> list[str]:
    return (_HERE / name).read_text(encoding="utf-8").splitlines()


def _division(line: str) -> Division:
    code, name, parent, *point = line.split(" ")
    above = "" if parent == "-" else parent
    level = PROVINCE if not above else CITY if code.endswith("00") else DISTRICT
    return Division(code, name, level, above, (float(point[0]), float(point[1])) if point else None)
