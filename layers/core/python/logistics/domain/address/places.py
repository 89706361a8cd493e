"""Finding the divisions that a text names: chains of names that descend from one another, weighed against chance.

One pass collects every name at every place; a second joins neighbours into chains (province, city, district, any of
them missing). Both look back over a bounded distance only, so the time is linear in the length of the text.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from logistics.domain.address.gazetteer import ALIAS, CLASS_WORD, FORMER, FULL, SHORT, Place, Surface, gazetteer

_WEIGHTS = {
    FULL: (0.0, 8.0, 8.0, 8.0),
    FORMER: (0.0, 6.0, 6.5, 5.5),
    ALIAS: (0.0, 6.0, 6.0, 6.0),
    SHORT: (0.0, 4.0, 3.6, 2.2),
}
_PER_CHARACTER = 0.25
"""The longer a full name, the less likely it stands there by chance."""
_TAIWAN = "71"
"""Its towns are divisions, and have the names of many mainland towns that are none (温岭大溪镇)."""
_CITY_ALONE = 0.4
"""Of namesakes written by the stem alone, a city (开平市) is likelier than a district of another (唐山市开平区)."""
_SAME_STEM = 0.3
"""A county raised to a city or district keeps its stem more often than it loses it."""
_VAGUE = re.compile(
    "[东西南北中城郊矿]区|市[中南北]区|新[城区]区?|(?:经济(?:技术)?|高新(?:技术)?(?:产业)?)?开发区|高新区|"
    "[^\x00-\xff]县|长安区|其[他它]区"
)
_GAP = re.compile(
    r"[\s,.;/|\-:>_~\x02\x03]*(?:(?:市辖区|市辖县|省直辖县级行政区划|自治区直辖县级行政区划|"
    r"省直辖行政单位|省直辖县|省直辖|直辖县|其[它他]区?"
    r"|县|市|九龙|新界|港岛|香港岛|澳门半岛|氹仔|路环)[\s,/|\-]*)?"
)
_GAP_SIGNS = frozenset(" \t\n,.;/|-:>_~\x02\x03市省自直其县九新港香澳氹路")
_LONGEST_GAP, _LONGEST_CHAIN = 16, 8
_ROAD = re.compile(
    "(?:[东西南北中]|[一二三四五六七八九十])?(?:路|街|大道|大街|道(?![县教真外里])|巷|胡同|弄|高速|国道|公路)"
    "|镇|乡|苏木|社区|新村|村|屯|庄"
)
_OWN_ROAD = "(?![东西南北中]?[一二三四五六七八九十]?[路街道巷区]|[^\x00-\xff]{0,2}(?:镇|乡|街道))"
_BUILDING = re.compile(
    "(?:大厦|广场|花园|小区|家园|公寓|宾馆|酒店|饭店|商城|学校|[中小]学|[东西南北]?站|大桥|公园|景区|风景|大酒店"
    f"|[港店厂城湾府苑园里楼桥河湖山岛门]){_OWN_ROAD}"
)
_INSTITUTION = re.compile(f"(?:大学(?!城)|学院|医院|银行|师范|理工|第[一二三四五六七八九十]){_OWN_ROAD}")
_SEPARATORS = frozenset(" \t\n,.;/|-:>()[]\x01\x02\x03\"'!")


class Mention(NamedTuple):
    """One way to understand one name between two places of the text."""

    start: int
    end: int
    place: Place
    quality: int
    old: str
    weight: float


class Chain(NamedTuple):
    """Neighbouring mentions that lead to one division, the finest of them (`leaf`)."""

    mentions: tuple[Mention, ...]
    score: float
    leaf: Place

    @property
    def start(self) -> int:
        return self.mentions[0].start

    @property
    def end(self) -> int:
        return self.mentions[-1].end


class _Best(NamedTuple):
    score: float
    mention: Mention
    before: "_Best | None" = None
    length: int = 1


def mentions_in(text: str) -> list[Mention]:
    """Every division named anywhere in the (simplified) text, in order of place."""
    found: list[Mention] = []
    names = gazetteer()
    for start in range(len(text) - 1):
        for surface in names.at(text, start):
            found.extend(_mentions_of(text, start, surface, names.place(surface.code)))
    return found


def chains_in(mentions: Sequence[Mention], text: str, favour: Callable[[Mention], float]) -> list[Chain]:
    """The best chain for every mention it can end in, best first; `favour` adds what else speaks for a place."""
    ends: list[_Best] = []
    first = 0
    for mention in mentions:
        while first < len(ends) and ends[first].mention.start < mention.start - _LONGEST_GAP - 12:
            first += 1
        own = mention.weight + favour(mention)
        best = _Best(own + _alone(text, mention), mention)
        for before in ends[first:]:
            if before.length == _LONGEST_CHAIN:
                continue
            joined = before.score + _join(text, before.mention, mention)
            if joined + own > best.score:
                best = _Best(joined + own, mention, before, before.length + 1)
        ends.append(best)
    return sorted((_chain(best) for best in ends), key=lambda chain: -chain.score)


def _chain(best: _Best) -> Chain:
    mentions: list[Mention] = []
    step: _Best | None = best
    while step is not None:
        mentions.append(step.mention)
        step = step.before
    leaf = max((mention.place for mention in mentions), key=lambda place: place.level)
    return Chain(tuple(reversed(mentions)), best.score - 0.002 * mentions[-1].start, leaf)


def _mentions_of(text: str, start: int, surface: Surface, place: Place) -> list[Mention]:
    end = start + len(surface.text)
    found = [_mention(text, start, end, place, surface.quality, surface.old)]
    if surface.quality != SHORT:
        return found
    word = CLASS_WORD.match(text, end)
    written = text[start : word.end()] if word else ""
    if word is None or not _fits(place, word.group()) or gazetteer().is_official(written):
        return found
    abbreviated = place.name.endswith(("族区", word.group() if "自治" in word.group() else "自治" + word.group()))
    found.append(
        _mention(text, start, word.end(), place, ALIAS if abbreviated else FORMER, "" if abbreviated else written)
    )
    return found


def _fits(place: Place, word: str) -> bool:
    if place.level == 1:
        return word in ("省", "自治区", "市")
    if place.level == 2:
        return word in ("市", "地区", "州", "自治州", "盟", "县")
    return word in ("县", "市", "区", "新区", "特区", "林区", "旗", "自治县", "自治旗")


def _mention(text: str, start: int, end: int, place: Place, quality: int, old: str) -> Mention:
    weight = _WEIGHTS[quality][place.level]
    if quality == FULL:
        weight += _PER_CHARACTER * (end - start - 3)
    elif quality == FORMER and text[start] == place.name[0]:
        weight += _SAME_STEM
    if place.level == 3 and _VAGUE.fullmatch(text, start, end):
        weight -= 3.0
    elif place.level == 3 and place.code.startswith(_TAIWAN) and not place.name.endswith("市"):
        weight -= 7.0 if place.name[-1] in "镇乡" else 1.0
    if quality == SHORT:
        if place.level == 3 and place.name.endswith("市"):
            weight += _CITY_ALONE
        if _ROAD.match(text, end) and not _child_follows(text, end, place):
            weight -= 6.0
        elif (
            place.name.endswith("区")
            and place.level == 3
            and (_INSTITUTION.match(text, end) or _BUILDING.match(text, end))
        ):
            weight -= 7.0
        elif _INSTITUTION.match(text, end):
            weight -= 0.8
    return Mention(start, end, place, quality, old, weight)


def _child_follows(text: str, end: int, place: Place) -> bool:
    """Whether what looks like a road or town begins one of the place's own divisions (江苏|镇江, 台州|路桥)."""
    names = gazetteer()
    return any(place.code in names.place(surface.code).line for surface in names.at(text, end))


def _alone(text: str, mention: Mention) -> float:
    """What it costs or gains a mention to begin a chain: a name set off is likelier than one inside a word."""
    set_off = _set_off(text, mention.start)
    if mention.quality == SHORT:
        gain = 1.5 if set_off else -4.0 if _BUILDING.match(text, mention.end) else -1.5
        return gain - (1.2 if mention.place.level == 3 else 0.0)
    gain = 1.5 if set_off else -2.5 if mention.quality == FORMER else 0.0
    return gain - (2.5 if mention.place.level == 3 and _VAGUE.fullmatch(text, mention.start, mention.end) else 0.0)


def _set_off(text: str, place: int) -> bool:
    return place == 0 or text[place - 1] in _SEPARATORS


def _join(text: str, before: Mention, after: Mention) -> float:
    """What it gains to read two mentions as parts of one address; far below zero where they cannot be."""
    gap = after.start - before.end
    if gap < 0 or gap > _LONGEST_GAP:
        return -99.0
    if gap and (text[before.end] not in _GAP_SIGNS or not _GAP.fullmatch(text, before.end, after.start)):
        return -99.0
    if gap == 0 and before.quality == SHORT and _ends_name(text, before, after):
        return -99.0
    near = 2.0 if gap == 0 else 1.5
    upper, lower = before.place, after.place
    if upper.code == lower.code:
        return -4.0 if after.quality == SHORT else -6.5
    if upper.code in lower.line:
        return near + (1.5 if upper.level == lower.level - 1 else 1.0)
    if _gone(before, after):
        return -7.0
    if _moved(before, after):
        return -3.0
    return -99.0


def _ends_name(text: str, before: Mention, after: Mention) -> bool:
    """The first of two equal words behind a surname is a given name (林上海上海浦东, but not 林敏上海上海市)."""
    behind_one = before.start > 0 and not _set_off(text, before.start) and _set_off(text, before.start - 1)
    return behind_one and text.startswith(text[before.start : before.end], after.start)


def _gone(before: Mention, after: Mention) -> bool:
    """A district written under a city that has become its neighbour (莱芜市钢城区)."""
    return before.quality == FORMER and before.place.line[:-1] == after.place.line[:-1] and after.quality >= ALIAS


def _moved(before: Mention, after: Mention) -> bool:
    """A district written under a city it has left (柳州地区忻城县): the finer name is the better witness."""
    if before.place.level != 2 or after.place.level != 3 or after.quality < ALIAS:
        return False
    return before.place.line[0] == after.place.line[0] and gazetteer().is_one_of_a_kind(after.place.name)
