"""The part of the address behind its divisions: the town or street, and what is left."""

import re

from logistics.domain.address.names import Candidate
from logistics.domain.address.pieces import Pieces
from logistics.domain.address.region import Region

_TOWN = re.compile(r"[^\x00-\xff]{1,8}?(?:街道(?:办事处)?|镇(?![东南西北中]?[^\x00-\xff]?[路街])|(?:民族)?乡|苏木)")


def detail_of(parts: Pieces, region: Region, name: Candidate | None) -> tuple[str, str]:
    """Township and the rest of the address, without divisions, name, numbers and courtesies."""
    taken = bytearray(len(parts.work))
    for start, end in region.spans:
        taken[start:end] = b"\1" * (end - start)
    if name:
        taken[name.start : name.end] = b"\1" * (name.end - name.start)
    words = []
    for piece in parts.pieces:
        word = "".join(parts.text.shown[place] for place in range(piece.start, piece.end) if not taken[place])
        if word.strip("()-收 "):
            words.append(word)
    rest = " ".join(words)
    town = _TOWN.match(rest)
    return (town.group(), rest[town.end() :].strip()) if town else ("", rest)
