"""A text cut into pieces: what is left between numbers, labels and courtesies, with the label that covers it."""

import re
from typing import NamedTuple

from logistics.domain.address.filler import find_fillers
from logistics.domain.address.labels import (
    DETAIL,
    NAME,
    PHONE,
    PHONE_MARK,
    REGION,
    REMARK,
    SERIAL,
    Label,
    find_labels,
    find_list_marks,
)  # fmt: skip
from logistics.domain.address.normalise import Text
from logistics.domain.address.numbers import Phone, Postcode, find_phones, find_postcodes, find_serials

LABEL_MARK, BLANK = "\x02", "\x03"
_PIECE = re.compile(
    r"[A-Za-z]{2}[A-Za-z.'\-]*(?: [A-Za-z][A-Za-z.'\-]*){1,3}(?![A-Za-z0-9])|[^\s,;!?~|"
    r":+_=\"'<>\[\]\x01\x02\x03]+"
)
_SPLIT = re.compile(
    r"(?<=[^\x00-\xff])[-/](?=[^\x00-\xff])|(?<![^\x00-/:-@\[-`{-\xff])[-/.]+|[-/.]+(?![^\x00-'*-/:-@\[-`{-\xff])"
)


class Piece(NamedTuple):
    """Characters between two places of the text, with the field a label gives them ("" without); `first` behind it."""

    start: int
    end: int
    text: str
    field: str
    first: bool


class Pieces(NamedTuple):
    """One person's text taken apart: `work` has as many characters as the text, with what was understood blanked."""

    text: Text
    work: str
    phones: tuple[Phone, ...]
    postcodes: tuple[Postcode, ...]
    labels: tuple[Label, ...]
    pieces: tuple[Piece, ...]


def take_apart(text: Text) -> Pieces:
    """Takes numbers, labels and courtesies out, in this order, and cuts the rest into pieces."""
    work = text.plain
    phones = find_phones(work)
    work = _blank(work, [(phone.start, phone.end) for phone in phones], PHONE_MARK)
    postcodes = find_postcodes(work)
    work = _blank(work, [(postcode.start, postcode.end) for postcode in postcodes], BLANK)
    work = _blank(work, find_serials(work) + find_list_marks(work), BLANK)
    labels = find_labels(work)
    work = _blank(work, [(label.start, label.end) for label in labels], LABEL_MARK)
    work = _blank(work, _unwanted(work, labels), BLANK)
    work = _blank(work, find_fillers(work), BLANK)
    return Pieces(text, work, tuple(phones), tuple(postcodes), tuple(labels), tuple(_pieces(work, labels)))


def _blank(text: str, spans: list[tuple[int, int]], mark: str) -> str:
    if not spans:
        return text
    signs = list(text)
    for start, end in spans:
        for place in range(start, end):
            if signs[place] != "\n":
                signs[place] = mark
    return "".join(signs)


def _unwanted(work: str, labels: list[Label]) -> list[tuple[int, int]]:
    """What a remark's or an order number's label covers: to the end of the line, or of the word."""
    spans = []
    for number, label in enumerate(labels):
        if label.field not in (REMARK, SERIAL):
            continue
        limit = labels[number + 1].start if number + 1 < len(labels) else len(work)
        stop = re.compile(r"[\n;\x01]" if label.field == REMARK else r"[\s,;\x01]").search(work, label.end, limit)
        spans.append((label.end, stop.start() if stop else limit))
    return spans


def _pieces(work: str, labels: list[Label]) -> list[Piece]:
    cuts = {match.span() for match in _SPLIT.finditer(work)}
    signs = list(work)
    for start, end in cuts:
        signs[start:end] = [" "] * (end - start)
    cut = "".join(signs)
    found = []
    following = 0
    covering: Label | None = None
    used = 0
    for match in _PIECE.finditer(cut):
        start, end = match.span()
        while following < len(labels) and labels[following].end <= start:
            covering, used = labels[following], 0
            following += 1
        field = _covered(covering, cut, start, used) if covering else ""
        found.append(Piece(start, end, match.group(), field, used == 0))
        used += 1
    return found


def _covered(label: Label, cut: str, start: int, used: int) -> str:
    """A name's label covers one piece, an address's the rest of its line; neither reaches behind a telephone."""
    between = cut[label.end : start]
    if PHONE_MARK in between:
        return ""
    if label.field == NAME:
        return NAME if used == 0 else ""
    if label.field in (REGION, DETAIL) and "\n" not in (between if used else between.lstrip()):
        return label.field
    return PHONE if label.field == PHONE and used == 0 and "\n" not in between else ""
