"""What else in a text speaks for a division whose name several share: 鼓楼区 beside 025-… is in Nanjing."""

from collections.abc import Callable, Sequence

from logistics.domain.address.pieces import Pieces
from logistics.domain.address.places import Mention

_CITY_NAMED, _PROVINCE_NAMED, _AREA_CODE, _POSTCODE_CITY, _POSTCODE_PROVINCE = 2.5, 1.5, 3.0, 3.0, 2.0
_LIKELIER = {
    "110105": 0.9, "320106": 0.6, "350102": 0.3, "120101": 0.5, "500112": 0.5, "310101": 0.3, "440103": 0.3,
}  # fmt: skip
"""Of namesakes with nothing else to tell them apart, those that most parcels go to."""


def favour_for(parts: Pieces, mentions: Sequence[Mention]) -> Callable[[Mention], float]:
    """How much more (or less) likely each mention is than its namesakes, given the rest of the text."""
    named: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.weight > 0 and mention.place.level < 3:
            named.setdefault(mention.place.code, []).append(mention)

    def favour(mention: Mention) -> float:
        if mention.place.level != 3 or mention.weight <= 0:
            return 0.0
        bonus = _LIKELIER.get(mention.place.code, 0.0)
        for code in mention.place.line[:-1]:
            if any(other.end <= mention.start or other.start >= mention.end for other in named.get(code, ())):
                bonus += _CITY_NAMED if named[code][0].place.level == 2 else _PROVINCE_NAMED
        return bonus

    return favour
