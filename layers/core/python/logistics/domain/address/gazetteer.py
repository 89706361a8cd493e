"""The names under which divisions are written: official, shortened, abbreviated, former; indexed by two characters."""

import re
from functools import cache, cached_property
from typing import NamedTuple

from logistics.domain.address.divisions import CITY, DISTRICT, PROVINCE, Divisions, divisions

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
_SPOKEN_NAMES = (
    "内蒙 150000|神农架 429021|西藏 540000|伊犁州 654000|延边州 222400|巴州 652800|满洲里 150781|兴安盟 152200|"
    "香港 810000|澳门 820000|台湾省 710000|台湾 710000|京城 110000|科左中旗 150521|科左后旗 150522|"
    "科右前旗 152221|科右中旗 152222|凉山州 513400|黔东南 522600|黔东南州 522600|黔南 522700|黔南州 522700|"
    "黔西南 522300|黔西南州 522300|浦东 310115|滨海 120116|石河子 659001|喀左 211324|喀左县 211324|"
    "前郭县 220721|前郭 220721|土左旗 150121|土右旗 150221|达茂旗 150223|莫旗 150722|陈旗 150725|新左旗 150726|"
    "新右旗 150727|东乌旗 152525|西乌旗 152526|阿左旗 152921|阿右旗 152922|乌前旗 150823|乌中旗 150824|"
    "乌后旗 150825|察右前旗 150926|察右中旗 150927|察右后旗 150928|克旗 150425|翁旗 150426|阿旗 150421|"
    "大凉山 513400|博州 652700|克州 653000|塔县 653131|察县 654022|杜蒙县 230624|东乡县 622926|鄂温克旗 150724|"
    "鄂伦春旗 150723|锡盟 152500|阿盟 152900|昆区 150203|西海岸新区 370211|大理古城 532901|工业园区 320571"
)
"""What people say for the longest names, each with its code."""
_LEVELS = {PROVINCE: 1, CITY: 2, DISTRICT: 3}


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
    """Every division and every way to write it; the ways are spelled out per pair of first characters, when met."""

    def __init__(self, table: Divisions) -> None:
        self._table = table
        self._named: dict[str, list[tuple[str, str, bool]]] = {}
        self._surfaces: dict[str, tuple[Surface, ...]] = {}
        self._places: dict[str, Place] = {}
        for row in table.all:
            self._named.setdefault(row.name[:2], []).append((row.name, row.code, False))
        self._spoken: dict[str, list[tuple[str, str]]] = {}
        for name, _, code in (pair.partition(" ") for pair in _SPOKEN_NAMES.split("|")):
            self._spoken.setdefault(name[:2], []).append((name, code))
        for old, _, code in table.former:
            self._named.setdefault(old[:2], []).append((old, code, True))

    def at(self, text: str, place: int) -> list[Surface]:
        """The names that begin at this place of the text, the longest first."""
        start = text[place : place + 2]
        if start not in self._named and start not in self._spoken:
            return []
        surfaces = self._surfaces.get(start) or self._spelled_out(start)
        return [surface for surface in surfaces if text.startswith(surface.text, place)]

    def place(self, code: str) -> Place:
        """The division with this code, with its line of descent."""
        found = self._places.get(code)
        if found is None:
            path = self._table.path(code)
            found = Place(code, path[-1].name, _LEVELS[path[-1].level], tuple(row.code for row in path))
            self._places[code] = found
        return found

    def has_districts(self, code: str) -> bool:
        """Whether a city is divided into districts at all (东莞市 and three others are not)."""
        return code in self._divided

    def is_official(self, name: str) -> bool:
        """Whether some division bears exactly this name today."""
        return bool(self._bearers(name))

    def is_one_of_a_kind(self, name: str) -> bool:
        """Whether exactly one division of today bears this name."""
        return len(self._bearers(name)) == 1

    def _bearers(self, name: str) -> list[str]:
        return [code for known, code, old in self._named.get(name[:2], ()) if known == name and not old]

    @cached_property
    def _divided(self) -> frozenset[str]:
        return frozenset(row.parent for row in self._table.all)

    def _spelled_out(self, start: str) -> tuple[Surface, ...]:
        """Every way to write the divisions whose names begin so; today's full name stands for the same word of old."""
        found: dict[tuple[str, str], Surface] = {}
        for name, code, old in sorted(self._named.get(start, ()), key=lambda named: named[2]):
            whole = Surface(name, code, FORMER if old else FULL, name if old else "")
            found.setdefault((name, code), whole)
            stem = stem_of(name)
            if len(stem) > 1 and stem != name and not _WITHOUT_STEM.fullmatch(name):
                found.setdefault((stem, code), Surface(stem, code, SHORT, whole.old))
        for other, code in self._spoken.get(start, ()):
            found.setdefault((other, code), Surface(other, code, ALIAS if _CLASS.search(other) else SHORT))
        surfaces = tuple(sorted(found.values(), key=lambda surface: -len(surface.text)))
        self._surfaces[start] = surfaces
        return surfaces


def stem_of(name: str) -> str:
    """The name without its class word and its peoples: 酉阳 of 酉阳土家族苗族自治县."""
    stem = _CLASS.sub("", name)
    if "自治" in name or name.endswith("族区"):
        while (shorter := _PEOPLES.sub("", stem)) != stem and len(shorter) > 1:
            stem = shorter
    return stem


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer of this process, built at first use."""
    return Gazetteer(divisions())
