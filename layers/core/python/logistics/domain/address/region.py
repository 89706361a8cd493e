"""From chains of names to the one region a text means, with the others it might."""

from collections.abc import Sequence
from typing import NamedTuple

from logistics.domain.address.divisions import divisions
from logistics.domain.address.evidence import favour_for
from logistics.domain.address.gazetteer import FORMER, FULL, SHORT, Place, gazetteer
from logistics.domain.address.pieces import Pieces
from logistics.domain.address.places import Chain, chains_in, mentions_in
from logistics.domain.address.reading import Alternative

_LEAST = 1.5
_KIN = 6.0
_RIVAL_MARGIN = 3.0
_MOST_ALTERNATIVES = 6
_ONE_CITY = ("11", "12", "31", "50", "81", "82")


class Region(NamedTuple):
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
    chains = chains_in(mentions, parts.work, favour_for(parts, mentions))
    best = chains[0]
    if best.score < _LEAST:
        return Region()
    kin = [chain for chain in chains if _is_kin(chain, best.leaf)]
    leaf = max([best.leaf, *(chain.leaf for chain in kin)], key=lambda place: place.level)
    removed = [best, *(chain for chain in kin if len(chain.mentions) > 1 or chain.leaf is leaf is not best.leaf)]
    used = [mention for chain in removed for mention in chain.mentions]
    rivals = _rivals(chains, best) if leaf is best.leaf else []
    province, city, district = names_of(leaf)
    return Region(
        province=province,
        city=city,
        district=district,
        adcode=leaf.code,
        starts=tuple(sorted({mention.start for mention in used})),
        end=best.end,
        spans=tuple(sorted({(chain.start, chain.end) for chain in removed})),
        confidence=_confidence(best, leaf, rivals),
        alternatives=tuple(_alternative(chain.leaf) for chain in rivals),
        former=tuple({(mention.old, mention.place.name): None for mention in used if mention.old}),
    )


def names_of(leaf: Place) -> tuple[str, str, str]:
    """Province, city and district by their official names.

    A county directly under a province (济源市) stands as its own city; so do municipalities, Hong Kong and Macau.
    """
    names = {place.level: place.name for place in map(gazetteer().place, leaf.line)}
    city = names.get(2, "") or names.get(3, "")
    if not city and leaf.code[:2] in _ONE_CITY:
        city = names[1]
    return names.get(1, ""), city, names.get(3, "")


def regions_of_town(town: str) -> tuple[Alternative, ...]:
    """What to offer where only the town of a city without districts is named (虎门镇: 广东省 东莞市)."""
    return tuple(_alternative(gazetteer().place(code)) for code in divisions().towns.get(town, ()))


def _is_kin(chain: Chain, leaf: Place) -> bool:
    """Another naming of the same region, shorter or finer, that may be read together with the best chain."""
    related = chain.leaf.code in leaf.line or leaf.code in chain.leaf.line
    return related and chain.score > _KIN and chain.mentions[-1].quality >= FORMER


def _rivals(chains: Sequence[Chain], best: Chain) -> list[Chain]:
    """Chains that read the same last name as another division, the likeliest of each."""
    last = best.mentions[-1]
    rivals: dict[str, Chain] = {}
    for chain in chains:
        same_name = chain.mentions[-1].start == last.start and chain.mentions[-1].end == last.end
        unrelated = chain.leaf.code not in best.leaf.line and best.leaf.code not in chain.leaf.line
        if same_name and unrelated and chain.score > best.score - _RIVAL_MARGIN:
            rivals.setdefault(chain.leaf.code, chain)
    return list(rivals.values())[:_MOST_ALTERNATIVES]


def _alternative(leaf: Place) -> Alternative:
    province, city, district = names_of(leaf)
    label = " ".join(dict.fromkeys(name for name in (province, city, district) if name))
    values = {"province": province, "city": city, "district": district, "adcode": leaf.code}
    return Alternative("region", label, values)


def _confidence(best: Chain, leaf: Place, rivals: Sequence[Chain]) -> float:
    if rivals:
        return round(min(0.7, 0.4 + 0.1 * (best.score - rivals[0].score)), 2)
    written = max(mention.quality for mention in best.mentions)
    share = {FULL: 0.98, SHORT: 0.76}.get(written, 0.88)
    if leaf.level == 1:
        return 0.4
    if leaf.level == 2 and gazetteer().has_districts(leaf.code):
        return min(share, 0.7)
    return share
