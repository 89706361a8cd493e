"""Splitting one paste into persons: by the roles it states, or by numbers and places that come round again."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from logistics.domain.address.labels import PHONE_MARK, find_labels
from logistics.domain.address.normalise import Text
from logistics.domain.address.numbers import Phone, find_phones
from logistics.domain.address.people import name_score
from logistics.domain.address.places import Chain, chains_in, mentions_in
from logistics.domain.address.reading import CONSIGNEE, CONSIGNOR

MOST = 4
LEAST_NAME = 2.0
_STRONG_CHAIN = 9.0
_OTHER = {CONSIGNOR: CONSIGNEE, CONSIGNEE: CONSIGNOR}
"""Whoever stands beside a sender receives, and the other way round (林峰…，寄件人周敏…)."""
_BREAKS = (
    re.compile(r"\n[ \t]*\n\s*|\n\s*[-=*_~]{2,}\s*\n"),
    re.compile(r"\n"),
    re.compile(r"[;]"),
    re.compile(r"[\s,|/]"),
)


class Party(NamedTuple):
    """The part of the text that speaks of one person, and the role it states ("" for none)."""

    text: Text
    role: str


def split_parties(text: Text) -> list[Party]:
    """One party for each person the text speaks of, in order; most texts are one party."""
    phones = find_phones(text.plain)
    work = text.plain
    for phone in phones:
        work = work[: phone.start] + PHONE_MARK * (phone.end - phone.start) + work[phone.end :]
    parties = _by_role(text, work)
    return [part for party in parties for part in _by_repetition(party)][:MOST]


def _by_role(text: Text, work: str) -> list[Party]:
    """Stretches of one role each; those of the same role belong together (寄件人 收件人 寄件电话 收件电话)."""
    stretches: list[tuple[int, str]] = [(0, "")]
    for label in find_labels(work):
        if label.role and label.role != stretches[-1][1]:
            stretches.append((label.start, label.role))
    if stretches[1:]:
        second, role = stretches[1]
        stretches[0:2] = [(0, _OTHER[role]), (second, role)] if _are_two(work[:second], work[second:]) else [(0, role)]
    ends = [start for start, _ in stretches[1:]] + [len(work)]
    roles = list(dict.fromkeys(role for _, role in stretches))
    if len(roles) == 1:
        return [Party(text, roles[0])]
    spans = {
        role: [(start, end) for (start, own), end in zip(stretches, ends, strict=True) if own == role] for role in roles
    }
    parties = [Party(_joined(text, spans[role]), role) for role in roles]
    if any(not _says_enough(party.text.plain) for party in parties):
        return [Party(text, next((role for role in roles if role), ""))]
    return parties


def _joined(text: Text, spans: Sequence[tuple[int, int]]) -> Text:
    return Text(
        "\n".join(text.shown[start:end] for start, end in spans),
        "\n".join(text.plain[start:end] for start, end in spans),
    )


def _says_enough(work: str) -> bool:
    """Whether a stretch can stand for a person: it holds a telephone or a place."""
    return PHONE_MARK in work or bool(find_phones(work)) or bool(_strong_chains(work))


def _are_two(front: str, back: str) -> bool:
    """Whether the words before the first stated role are another person's: both parts hold the same kind of thing."""
    if PHONE_MARK in front and PHONE_MARK in back:
        return True
    return bool(_strong_chains(front)) and bool(_strong_chains(back))


def _strong_chains(work: str) -> list[Chain]:
    """Chains that are surely regions, one per place in the text, in order."""
    chosen: list[Chain] = []
    for chain in chains_in(mentions_in(work), work, lambda _: 0.0):
        if chain.score < _STRONG_CHAIN:
            break
        if all(chain.end <= other.start or chain.start >= other.end for other in chosen):
            chosen.append(chain)
    return sorted(chosen, key=lambda chain: chain.start)


def _by_repetition(party: Party) -> list[Party]:
    plain = party.text.plain
    phones = _different(find_phones(plain))
    if len(phones) < 2:
        return [party]
    regions = _separate(_strong_chains(plain))
    count = min(len(phones), len(regions), MOST)
    cuts = [0]
    name_first = bool(regions) and _is_name(plain[: min(phones[0].start, regions[0].start)])
    for number in range(1, count):
        low = max(phones[number - 1].end, regions[number - 1].end)
        high = min(phones[number].start, regions[number].start)
        cut = _best_cut(plain, low, high, name_first)
        if cut > cuts[-1]:
            cuts.append(cut)
    ends = [*cuts[1:], len(plain)]
    return [Party(Text(party.text.shown[a:b], plain[a:b]), party.role) for a, b in zip(cuts, ends, strict=True)]


def _different(phones: Sequence[Phone]) -> list[Phone]:
    seen: dict[str, Phone] = {}
    for phone in phones:
        seen.setdefault(phone.number, phone)
    return list(seen.values())


def _separate(chains: Sequence[Chain]) -> list[Chain]:
    """Without those that repeat their forerunner (省市区 once in its own field, once in the address)."""
    kept: list[Chain] = []
    for chain in chains:
        if not kept or not _related(kept[-1], chain):
            kept.append(chain)
    return kept


def _related(one: Chain, other: Chain) -> bool:
    return one.leaf.code in other.leaf.line or other.leaf.code in one.leaf.line


def _best_cut(plain: str, low: int, high: int, name_first: bool) -> int:
    """The strongest break between what surely belongs to one person and what surely belongs to the next.

    Where the first person began with the name, a name between them belongs to the next; otherwise to the first.
    """
    for pattern in _BREAKS:
        breaks = [match.end() for match in pattern.finditer(plain, low, high)]
        if not breaks:
            continue
        if len(breaks) > 1 and name_first and _is_name(plain[breaks[-2] : high]):
            return breaks[-2]
        return breaks[-1]
    return -1


def _is_name(text: str) -> bool:
    return name_score(text.strip(" \n\t,:;()[]|/")) >= LEAST_NAME
