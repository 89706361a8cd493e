"""From chains of names to the one region a text means, with the others it might."""

from dataclasses import dataclass

from logistics.domain.address.gazetteer import FORMER, Place, gazetteer
from logistics.domain.address.pieces import Pieces
from logistics.domain.address.places import Chain, chains_in, mentions_in
from logistics.domain.address.reading import Alternative

_LEAST = 1.5
_MUNICIPALITIES = ("11", "12", "31", "50")


@dataclass(frozen=True, slots=True)
class Region:
    """The divisions a text names, where they stand in it (`starts`, `end`, `spans`), and how sure that is."""

    province: str = ""
    city: str = ""
    district: str = ""
    adcode: str = ""
    starts: tuple[int, ...] = ()
    end: int = -1
    spans: tuple[tuple[int, int], ...] = ()
    confidence: float = 0.0
    alternatives: tuple[Alternative, ...] = ()
    former: tuple[tuple[str, str], ...] = ()


def find_region(parts: Pieces) -> Region:
    """The likeliest region of one person's text; an empty one when no division is named."""
    mentions = mentions_in(parts.work)
    if not mentions:
        return Region()
    chains = chains_in(mentions, parts.work, lambda place: 0.0)
    best = chains[0]
    if best.score < _LEAST:
        return Region()
    leaf = best.leaf
    kin = [chain for chain in chains if _same_address(chain, leaf)]
    leaf = max([leaf, *(chain.leaf for chain in kin if chain.score > 6)], key=lambda place: place.level)
    spans = [(mention.start, mention.end) for chain in [best, *kin] for mention in chain.mentions]
    former = {(m.old, m.place.name): None for m in best.mentions if m.old}
    province, city, district = names_of(leaf)
    return Region(
        province, city, district, _adcode(leaf), tuple(sorted({start for start, _ in spans})), best.end,
        tuple(sorted(set(spans))), 0.9, (), tuple(former),
    )  # fmt: skip


def names_of(leaf: Place) -> tuple[str, str, str]:
    """Province, city and district by their official names; a district directly under a province is its own city."""
    places = gazetteer().places
    names = {places[code].level: places[code].name for code in leaf.line}
    city = names.get(2, "")
    if not city and 3 in names:
        city = names[3]
    if not city and leaf.code[:2] in _MUNICIPALITIES:
        city = names[1]
    return names.get(1, ""), city, names.get(3, "")


def _adcode(leaf: Place) -> str:
    return leaf.code


def _same_address(chain: Chain, leaf: Place) -> bool:
    return (
        (chain.leaf.code in leaf.line or leaf.code in chain.leaf.line)
        and chain.score > 6
        and chain.mentions[-1].quality >= FORMER
    )
