"""The part of the address behind its divisions: the town or street, and what is left."""

import re
from functools import cache

from logistics.domain.address.divisions import divisions
from logistics.domain.address.names import Candidate
from logistics.domain.address.pieces import Pieces
from logistics.domain.address.region import Region

_TOWN = re.compile(
    r"[^\x00-\xff]{1,8}?(?:街道(?:办事处|办)?(?![0-9])|镇(?![东南西北中]?[^\x00-\xff]?[路街])|(?:民族)?乡(?![路街])|苏木)"
)
_PLACEHOLDER = re.compile(r"(?:其[它他]区?|市辖区|全境)\s?")
_TOWN_CLASS = re.compile(r"(?:镇|街道)$")
_TRIMMED = "()[]-.,;:/|收 "


def detail_of(parts: Pieces, region: Region, name: Candidate | None) -> tuple[str, str]:
    """Township (by its official name) and the rest of the address as written.

    Divisions, the name, numbers and courtesies are left out; a firm before the divisions comes last.
    """
    shown, plain = _left(parts, region, name)
    start = _end_of(_PLACEHOLDER.match(plain))
    town = _TOWN.match(plain, start)
    if town is None:
        known, length = _known_town(plain[start:], region.adcode)
        return known, shown[start + length :].strip()
    start = town.end()
    if plain.startswith(town.group(), start):
        start += len(town.group())
    return town.group(), shown[start:].strip()


def _left(parts: Pieces, region: Region, name: Candidate | None) -> tuple[str, str]:
    taken = bytearray(len(parts.work))
    for start, end in [*region.spans, *([(name.start, name.end)] if name else [])]:
        taken[start:end] = b"\1" * (end - start)
    shown, plain = [], []
    first = region.starts[0] if region.starts else 0
    for piece in sorted(parts.pieces, key=lambda piece: piece.end <= first):
        places = [place for place in range(piece.start, piece.end) if not taken[place]]
        word = "".join(parts.text.plain[place] for place in places)
        if word.strip(_TRIMMED):
            plain.append(word)
            shown.append("".join(parts.text.shown[place] for place in places))
    return " ".join(shown), " ".join(plain)


def _end_of(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _known_town(plain: str, adcode: str) -> tuple[str, int]:
    """In a city without districts, its town even without 镇 behind (东莞虎门): official name, characters used."""
    towns = _towns_by_stem()
    for length in (4, 3, 2):
        town = towns.get((adcode, plain[:length]))
        if town:
            return town, length
    return "", 0


@cache
def _towns_by_stem() -> dict[tuple[str, str], str]:
    return {
        (code, _TOWN_CLASS.sub("", name)): name
        for name, codes in divisions().towns.items()
        for code in codes
        if len(_TOWN_CLASS.sub("", name)) > 1
    }
