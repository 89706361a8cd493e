"""The names under which divisions are written: official, shortened, abbreviated, former; indexed by two characters."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from logistics.domain.address.divisions import Division, divisions

FULL, FORMER, ALIAS, SHORT = 4, 3, 2, 1
"""How a name was written: in full, an old name, a usual abbreviation with its class word, or the stem alone."""

_PEOPLES = re.compile(
    "(?:壮|回|维吾尔|藏|苗|侗|布依|土家|彝|哈尼|傣|白|傈僳|景颇|蒙古|哈萨克|柯尔克孜|朝鲜|满|瑶|畲|黎|羌|仡佬|水|"
    "佤|拉祜|布朗|纳西|独龙|怒"
    "|普米|撒拉|土|保安|东乡|裕固|塔吉克|达斡尔|鄂温克|鄂伦春|仫佬|毛南|各)族$|(?:蒙古|哈萨克|柯尔克孜|锡伯|"
    "塔吉克|维吾尔)$"
)
_CLASS = re.compile("(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|新区|矿区|省|市|盟|州|县|区|旗)$")
CLASS_WORD = re.compile("自治区|自治州|自治县|自治旗|地区|林区|新区|特区|省|市|盟|州|县|区|旗")
_WITHOUT_STEM = re.compile(
    "[东西南北中城郊矿]区|市[中南北]区|开发区|高新区|经济(?:技术)?开发区|高新技术(?:产业)?开发区|新区"
)
_ABBREVIATED = {
    "150000": ("内蒙",),
    "429021": ("神农架",),
    "540000": ("西藏",),
    "654000": ("伊犁州",),
    "222400": ("延边州",),
    "652800": ("巴州",),
    "150781": ("满洲里",),
    "152200": ("兴安盟",),
    "810000": ("香港",),
    "820000": ("澳门",),
    "710000": ("台湾省", "台湾"),
    "110000": ("京城",),
    "150521": ("科左中旗",),
    "150522": ("科左后旗",),
    "152221": ("科右前旗",),
    "152222": ("科右中旗",),
    "513400": ("凉山州",),
    "522600": ("黔东南", "黔东南州"),
    "522700": ("黔南", "黔南州"),
    "522300": ("黔西南", "黔西南州"),
    "310115": ("浦东",),
    "120116": ("滨海",),
    "659001": ("石河子",),
}


class Surface(NamedTuple):
    """One way to write one division; `old` is the former name in full where the text uses one."""

    text: str
    code: str
    quality: int
    old: str = ""


class Place(NamedTuple):
    """A division with its line of descent, from the province down to itself."""

    code: str
    name: str
    level: int
    line: tuple[str, ...]


class Gazetteer:
    """Every division and every way to write it; built once from the divisions table."""

    def __init__(self, rows: Iterable[Division], former: Iterable[tuple[str, str, str]]) -> None:
        self.places: dict[str, Place] = {}
        self._index: dict[str, list[Surface]] = {}
        self._by_stem: dict[str, list[str]] = {}
        self._divided: set[str] = set()
        levels = {"province": 1, "city": 2, "district": 3}
        for row in sorted(rows, key=lambda row: levels[row.level]):
            above = self.places[row.parent].line if row.parent else ()
            self.places[row.code] = Place(row.code, row.name, levels[row.level], (*above, row.code))
            self._divided.add(row.parent)
            self._add_names(row)
        for old, _, code in former:
            self._add(Surface(old, code, FORMER, old))
            self._add_stem(old, code, old)
        for bucket in self._index.values():
            bucket.sort(key=lambda surface: -len(surface.text))

    def at(self, text: str, place: int) -> list[Surface]:
        """The names that begin at this place of the text, the longest first."""
        bucket = self._index.get(text[place : place + 2])
        return [surface for surface in bucket if text.startswith(surface.text, place)] if bucket else []

    def has_districts(self, code: str) -> bool:
        """Whether a city is divided into districts at all (东莞市 and three others are not)."""
        return code in self._divided

    def is_official(self, name: str) -> bool:
        """Whether some division bears exactly this name today."""
        return any(known.text == name and known.quality == FULL for known in self._index.get(name[:2], ()))

    def is_one_of_a_kind(self, name: str) -> bool:
        """Whether exactly one division of today bears this name."""
        return sum(known.text == name and known.quality == FULL for known in self._index.get(name[:2], ())) == 1

    def _add_names(self, row: Division) -> None:
        self._add(Surface(row.name, row.code, FULL))
        for other in _ABBREVIATED.get(row.code, ()):
            self._add(Surface(other, row.code, ALIAS if _CLASS.search(other) else SHORT))
        self._add_stem(row.name, row.code, "")

    def _add_stem(self, name: str, code: str, old: str) -> None:
        stem = stem_of(name)
        if len(stem) > 1 and stem != name and not _WITHOUT_STEM.fullmatch(name):
            self._add(Surface(stem, code, SHORT, old))

    def _add(self, surface: Surface) -> None:
        bucket = self._index.setdefault(surface.text[:2], [])
        if not any(known.text == surface.text and known.code == surface.code for known in bucket):
            bucket.append(surface)


def stem_of(name: str) -> str:
    """The name without its class word and its peoples: 酉阳 of 酉阳土家族苗族自治县."""
    stem = _CLASS.sub("", name)
    if "自治" in name:
        while (shorter := _PEOPLES.sub("", stem)) != stem and len(shorter) > 1:
            stem = shorter
    return stem


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer of this process, built at first use."""
    table = divisions()
    return Gazetteer(table.all, table.former)
