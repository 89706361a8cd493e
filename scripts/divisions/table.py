"""Our table of divisions, from the published ones and what is kept by hand beside this file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.divisions.sources import Point

_HERE = Path(__file__).parent
_MUNICIPALITIES = ("11", "12", "31", "50")
_NOT_PLACES = ("市辖区", "其它区", "其他区", "省直辖县", "自治区直辖县级行政区划", "县")
# "城区" and its like exist in many cities: alone they name none, so the same word elsewhere is no trace of the old one.
_ANYWHERE = ("城区", "郊区", "矿区", "桥东区", "桥西区")


@dataclass
class Table:
    """`rows`: code -> (name, parent code); `points`: code -> middle; `former`: (old name, where, code, old code)."""

    rows: dict[str, tuple[str, str]] = field(default_factory=dict)
    points: dict[str, Point] = field(default_factory=dict)
    former: list[tuple[str, str, str, str]] = field(default_factory=list)
    towns: dict[str, list[str]] = field(default_factory=dict)


def made_of(areas: dict[str, dict[str, str]], middles: list[tuple[str, str, Point]], nested: list[Any]) -> Table:
    """The table of today."""
    kept = json.loads((_HERE / "corrections.json").read_text())
    table = Table()
    _take_rows(table, areas, kept)
    table.former = [*_kept_former(), *_found_former(table, middles)]
    table.former.sort(key=lambda row: (row[2], row[0], row[1], row[3]))
    _take_points(table, middles, kept["centroids"])
    _take_towns(table, nested)
    return table


def lines(name: str) -> Iterator[str]:
    """What a file kept by hand says, without its remarks."""
    for line in (_HERE / name).read_text().splitlines():
        if line and not line.startswith("#"):
            yield line


def _take_rows(table: Table, areas: dict[str, dict[str, str]], kept: dict[str, Any]) -> None:
    for code, name in areas["province_list"].items():
        table.rows[code] = (name, "")
    for code, name in areas["city_list"].items():
        if name not in _NOT_PLACES and code not in kept["under"]:
            table.rows[code] = (kept["renamed"].get(code, name), code[:2] + "0000")
    for code, name in areas["county_list"].items():
        if name not in _NOT_PLACES and code[:4] not in kept["without_districts"] and code not in kept["gone"]:
            table.rows[code] = (name, _city_of(code, table, kept["under"]))
    for code, (name, parent, _) in kept["new"].items():
        table.rows[code] = (name, parent)


def _city_of(code: str, table: Table, under: dict[str, str]) -> str:
    """A district's city; its province where none stands between (省直辖县级)."""
    city = code[:4] + "00"
    city = under.get(city, city)
    return city if city in table.rows else code[:2] + "0000"


def _kept_former() -> Iterator[tuple[str, str, str, str]]:
    for line in lines("former.txt"):
        old, where, code, old_code, _ = line.split("|")
        yield old, where, code, old_code


def _found_former(table: Table, middles: list[tuple[str, str, Point]]) -> Iterator[tuple[str, str, str, str]]:
    """Names and codes of the older source that live on under another class word (会理县, 会理市) or another code."""
    known = {old_code for _, _, _, old_code in _kept_former() if old_code}
    for old_code, name, _ in middles:
        if old_code in known or name in _NOT_PLACES or name in _ANYWHERE or _stands(table, old_code, name):
            continue
        alike = [code for code, (today, _) in table.rows.items() if _lives_on(name, old_code, today, code)]
        near = [code for code in alike if code[:4] == old_code[:4]]
        if len(near or alike) == 1:
            code = (near or alike)[0]
            yield name, table.rows[code][1] or code, code, old_code


def _stands(table: Table, code: str, name: str) -> bool:
    return code[2:] == "0000" or table.rows.get(code, ("", ""))[0] == name


def _lives_on(old: str, old_code: str, today: str, code: str) -> bool:
    return code[:2] == old_code[:2] and (today == old or (len(old) > 2 and today[:-1] == old[:-1]))


def _take_points(table: Table, middles: list[tuple[str, str, Point]], kept: dict[str, list[float]]) -> None:
    today = {old_code: code for _, _, code, old_code in table.former if old_code}
    for code, name, point in middles:
        stands = table.rows.get(code, ("", ""))[0]
        if stands == name or (stands and code not in today):
            table.points[code] = point
        elif code in today:
            table.points.setdefault(today[code], point)
    for code, pair in kept.items():
        table.points[code] = (pair[0], pair[1])
    for province in _MUNICIPALITIES:
        table.points.setdefault(province + "0100", table.points[province + "0000"])


def _take_towns(table: Table, nested: list[Any]) -> None:
    for province in nested:
        for city in province["children"]:
            for district in city["children"]:
                code = district["code"].ljust(6, "0")
                code = code if code in table.rows else code[:4] + "00"
                if code not in table.rows:
                    continue
                below = district.get("children", [district])
                table.towns.setdefault(code, []).extend(each["name"] for each in below)
