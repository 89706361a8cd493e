"""China's divisions of today: names, codes, parents, centroids, and what else leads to one (old names, area codes)."""

from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).with_name("divisions.tsv")
PROVINCE, CITY, DISTRICT = "province", "city", "district"


class Division(NamedTuple):
    """A province, city or district; counties straight under a province are districts whose parent is that province.

    `code` is its GB/T 2260 code (an administrative zone without one has the code its source gives it), `parent` the
    code above ("" for provinces), `centroid` a longitude and latitude in degrees near its seat, or None where unknown.
    It serves distances between cities and the first view of a map, not a door. Its source names no datum; the error
    that this leaves (at most 600 m) lies within a district.
    """

    code: str
    name: str
    level: str
    parent: str
    centroid: tuple[float, float] | None


class Divisions:
    """The table of the file beside this module, which `python -m scripts.divisions` builds."""

    def __init__(self, text: str) -> None:
        self._sections = dict(_sections(text))
        self._rows = _rows(self._sections["divisions"])

    @property
    def all(self) -> tuple[Division, ...]:
        """Every division, in the order of the codes."""
        return tuple(self._rows.values())

    def find(self, code: str) -> Division | None:
        """The division of a code; a code given up since about 2020 finds what the division is today."""
        return self._rows.get(code) or self._rows.get(self._moved.get(code, ""))

    def path(self, code: str) -> tuple[Division, ...]:
        """The division with those above it, province first; empty for an unknown code."""
        steps: list[Division] = []
        step = self.find(code)
        while step is not None:
            steps.append(step)
            step = self._rows.get(step.parent)
        return tuple(reversed(steps))

    def named(self, name: str) -> tuple[Division, ...]:
        """Every division of exactly this full name (鼓楼区 has four)."""
        return self._by_name.get(name, ())

    @cached_property
    def former(self) -> tuple[tuple[str, str, str], ...]:
        """Old full name, the full name of what it stood under, and the code of today's (its seat's, if split)."""
        return tuple((name, above, code) for name, above, code in self._sections["former"])

    @cached_property
    def towns(self) -> dict[str, tuple[str, ...]]:
        """Towns of the cities without districts (东莞市, 中山市, 儋州市, 嘉峪关市): full name to the cities' codes."""
        found: dict[str, tuple[str, ...]] = {}
        for code, names in self._sections["towns"]:
            for name in names.split():
                found[name] = (*found.get(name, ()), code)
        return found

    def by_area_code(self, area_code: str) -> tuple[str, ...]:
        """Codes of the cities (of 海南省 the province) that a landline's area code, such as 0755, belongs to."""
        return self._area_codes.get(area_code, ())

    def by_postcode(self, postcode: str) -> tuple[str, ...]:
        """Codes of the provinces that a postcode (six digits, or its first two) belongs to."""
        return self._postcodes.get(postcode[:2], ())

    @cached_property
    def _by_name(self) -> dict[str, tuple[Division, ...]]:
        found: dict[str, tuple[Division, ...]] = {}
        for row in self._rows.values():
            found[row.name] = (*found.get(row.name, ()), row)
        return found

    @cached_property
    def _moved(self) -> dict[str, str]:
        return {old: today for old, today in self._sections["moved"]}

    @cached_property
    def _area_codes(self) -> dict[str, tuple[str, ...]]:
        return {code: tuple(cities.split()) for code, cities in self._sections["area_codes"]}

    @cached_property
    def _postcodes(self) -> dict[str, tuple[str, ...]]:
        return {code: tuple(places.split()) for code, places in self._sections["postcodes"]}


def _sections(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    for section in text.split("[")[1:]:
        head, *lines = section.splitlines()
        yield head.rstrip("]"), [line.split("\t") for line in lines]


def _rows(lines: list[list[str]]) -> dict[str, Division]:
    rows: dict[str, Division] = {}
    codes = {fields[0] for fields in lines}
    for code, name, *more in lines:
        above, lng, lat = (*more, "", "", "")[:3]
        parent = above or _parent(code, codes)
        centroid = (float(lng), float(lat)) if lat else None
        level = PROVINCE if not parent else CITY if code.endswith("00") else DISTRICT
        rows[code] = Division(code, name, level, parent, centroid)
    return rows


def _parent(code: str, codes: set[str]) -> str:
    """Codes nest: 440106 lies in 440100, that in 440000; where there is no such city, in the province itself."""
    if code.endswith("0000"):
        return ""
    city = code[:4] + "00"
    return city if code != city and city in codes else code[:2] + "0000"


@cache
def divisions() -> Divisions:
    """The one table of this process, read from its file at first use."""
    return Divisions(_FILE.read_text(encoding="utf-8"))
