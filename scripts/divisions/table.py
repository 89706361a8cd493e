"""Makes the one table of divisions from the sources and the overlay kept by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from scripts.divisions.sources import SourceProblem, areas, centroids, counties, overlay

UNDIVIDED = ("4419", "4420", "4604", "6202")
"""东莞市, 中山市, 儋州市, 嘉峪关市: prefectures without districts; what the sources list below them are towns."""
_NO_DIVISION = re.compile("市辖区|县|省直辖县(?:级行政区划)?|自治区直辖县级行政区划|其[它他]区")
_CLASS = re.compile("(?:自治县|自治州|地区|新区|林区|省|市|县|区|旗|盟)$")
_STATISTICAL = re.compile(r"\d{4}[79]\d")


@dataclass
class Table:
    """The table as it is checked in: names and parents by code, and what else finds a division."""

    names: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    centroids: dict[str, tuple[str, str]] = field(default_factory=dict)
    former: list[tuple[str, str, str]] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    towns: dict[str, list[str]] = field(default_factory=dict)
    area_codes: dict[str, list[str]] = field(default_factory=dict)
    postcodes: dict[str, list[str]] = field(default_factory=dict)

    def text(self) -> str:
        """The table as its file holds it: sections of lines, fields between tabs."""
        rows = [
            (code, name, self.parents.get(code, ""), *self.centroids.get(code, ()))
            for code, name in sorted(self.names.items())
        ]
        sections = {
            "divisions": rows,
            "former": sorted(self.former, key=lambda row: (row[2], row)),
            "moved": sorted(self.moved.items()),
            "towns": [(code, " ".join(names)) for code, names in sorted(self.towns.items())],
            "area_codes": [(code, " ".join(cities)) for code, cities in sorted(self.area_codes.items())],
            "postcodes": [(code, " ".join(places)) for code, places in sorted(self.postcodes.items())],
        }
        lines = []
        for name, section in sections.items():
            lines += [f"[{name}]", *("\t".join(row).rstrip("\t") for row in section)]
        return "\n".join(lines) + "\n"


def build() -> Table:
    """The table of the sources as they are pinned; raises SourceProblem when they contradict one another."""
    table = Table()
    _take_names(table)
    _take_changes(table)
    _take_towns(table)
    old = centroids()
    _take_former(table, {code: name for code, (name, _, _) in old.items()})
    _take_centroids(table, {code: (lng, lat) for code, (_, lng, lat) in old.items() if lng and lat})
    cities = {name: code for code, name in table.names.items() if _is_city(code)}
    table.area_codes = _codes(cities, "area_codes")
    table.postcodes = _codes(cities, "postcodes")
    return table


def parent_of(code: str, names: dict[str, str]) -> str:
    """The division above, where nothing says otherwise: of a district its city, of a county under a province that."""
    if code.endswith("0000"):
        return ""
    city = code[:4] + "00"
    return city if code != city and city in names else code[:2] + "0000"


def _take_names(table: Table) -> None:
    known = areas()
    for code, name in known.items():
        if code[:4] in UNDIVIDED and not code.endswith("00"):
            table.towns.setdefault(code[:4] + "00", []).append(name)
        elif not _NO_DIVISION.fullmatch(name):
            table.names[code] = name
    named = {(code[:4], name) for code, name in table.names.items()}
    for code, name in counties().items():
        new = _STATISTICAL.fullmatch(code) and (code[:4], name) not in named
        if new and code[:4] not in UNDIVIDED:
            table.names.setdefault(code, name)
    for code, name in [(code, name) for code, name in table.names.items() if code.endswith("0000")]:
        if name.endswith("市"):
            table.names[code[:2] + "0100"] = name


def _take_changes(table: Table) -> None:
    for code, name, parent, _ in overlay("changes"):
        if name == "-":
            table.names.pop(code, None)
        else:
            table.names[code] = name
            if parent != parent_of(code, table.names):
                table.parents[code] = parent
    for code in table.names:
        if code[:2] in ("50", "81", "82") and not code.endswith("00"):
            city = code[:2] + "0100"
            if parent_of(code, table.names) != city:
                table.parents[code] = city


def _take_towns(table: Table) -> None:
    # 新城镇, 峪泉镇 and 文殊镇 stand beside offices of 嘉峪关市 that were never divisions.
    table.towns["620200"] = [name for name in table.towns["620200"] if name.endswith("镇")]
    table.towns["810100"] = ["香港岛", "九龙", "新界"]


def _take_former(table: Table, old: dict[str, str]) -> None:
    """The old names of the overlay, then those of old codes whose division only changed its class or its city."""
    by_hand = {(name, code) for name, _, code, _ in overlay("former")}
    for name, above, code, _ in overlay("former"):
        if code not in table.names:
            raise SourceProblem(f"the former {name} points to {code}, which is no division")
        table.former.append((name, above, code))
    known = overlay("former")
    for code, name in sorted(old.items()):
        if code in table.names or _NO_DIVISION.fullmatch(name):
            continue
        city = old.get(code[:4] + "00", old.get(code[:2] + "0000", ""))
        today = _today(table, code, name) or _by_hand(known, name, city)
        if not today:
            continue
        table.moved[code] = today
        if table.names[today] != name and (name, today) not in by_hand:
            table.former.append((name, city, today))


def _by_hand(known: list[list[str]], name: str, city: str) -> str:
    """What the overlay says: of a name it has once, that; of namesakes (城区), the one in the same city."""
    rows = [row for row in known if row[0] == name]
    chosen = rows if len(rows) == 1 else [row for row in rows if row[1] == city]
    return chosen[0][2] if chosen else ""


def _today(table: Table, code: str, name: str) -> str:
    """The division of the same stem in the same province, if there is just one, in the same city at best."""
    stem = _CLASS.sub("", name)
    levels = {today for today in table.names if _is_district(today) == _is_district(code)}
    same = [today for today in sorted(levels) if today[:2] == code[:2] and _CLASS.sub("", table.names[today]) == stem]
    near = [today for today in same if today[:4] == code[:4]]
    chosen = near or same
    return chosen[0] if len(chosen) == 1 and len(stem) > 1 else ""


def _take_centroids(table: Table, known: dict[str, tuple[str, str]]) -> None:
    for code in table.names:
        if code in known:
            table.centroids[code] = _rounded(known[code])
    for old, today in sorted(table.moved.items()):
        if old in known:
            table.centroids.setdefault(today, _rounded(known[old]))
    for province in ("110", "120", "310", "500", "810", "820"):
        if f"{province}000" in table.centroids:
            table.centroids.setdefault(f"{province}100", table.centroids[f"{province}000"])


def _rounded(place: tuple[str, str]) -> tuple[str, str]:
    """To a hundred metres: finer than the centre of a district means anything."""
    return f"{float(place[0]):.3f}", f"{float(place[1]):.3f}"


def _is_district(code: str) -> bool:
    return not code.endswith("00")


def _is_city(code: str) -> bool:
    return code.endswith("00") or code[2:4] == "90"


def _codes(cities: dict[str, str], file: str) -> dict[str, list[str]]:
    rows = {key: names.split() for key, names in overlay(file)}
    if unknown := {name for names in rows.values() for name in names} - set(cities):
        raise SourceProblem(f"{file} names what is no city: {' '.join(sorted(unknown))}")
    return {key: [cities[name] for name in names] for key, names in rows.items()}
