"""What else in a text speaks for a division whose name several share: 鼓楼区 beside 025-… is in Nanjing."""

from collections.abc import Callable, Sequence

from logistics.domain.address.divisions import divisions
from logistics.domain.address.numbers import LANDLINE
from logistics.domain.address.pieces import Pieces
from logistics.domain.address.places import Mention

_CITY_NAMED, _PROVINCE_NAMED, _AREA_CODE, _POSTCODE = 2.5, 1.5, 3.0, 2.5
_LIKELIER = {
    "110105": 0.9, "320106": 0.6, "350102": 0.3, "120101": 0.5, "500112": 0.5, "310101": 0.3, "440103": 0.3,
}  # fmt: skip
"""Of namesakes with nothing else to tell them apart, those in the largest cities."""


def favour_for(parts: Pieces, mentions: Sequence[Mention]) -> Callable[[Mention], float]:
    """How much more likely each mention is than its namesakes, given the places and numbers of the whole text."""
    named: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.weight > 0 and mention.place.level < 3:
            named.setdefault(mention.place.code, []).append(mention)
    numbered = _places_of_numbers(parts)

    def favour(mention: Mention) -> float:
        if mention.place.level == 1 or mention.weight <= 0:
            return 0.0
        bonus = sum(share for code, share in numbered.items() if code in mention.place.line)
        if mention.place.level == 2:
            return bonus
        for code in mention.place.line[:-1]:
            if any(other.end <= mention.start or other.start >= mention.end for other in named.get(code, ())):
                bonus += _CITY_NAMED if named[code][0].place.level == 2 else _PROVINCE_NAMED
        return bonus + _LIKELIER.get(mention.place.code, 0.0)

    return favour


def _places_of_numbers(parts: Pieces) -> dict[str, float]:
    """Cities and provinces that landline codes and postcodes point to; people move less often than mobiles."""
    found: dict[str, float] = {}
    for phone in parts.phones:
        if phone.kind == LANDLINE:
            found |= dict.fromkeys(divisions().by_area_code(phone.number.partition("-")[0]), _AREA_CODE)
    for postcode in parts.postcodes:
        found |= dict.fromkeys(divisions().by_postcode(postcode.code), _POSTCODE)
    return found
