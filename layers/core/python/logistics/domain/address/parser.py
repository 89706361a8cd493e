"""Reads pasted, spoken and photographed addresses: the one door to this package.

The text is split into persons, each person's text is taken apart (numbers, labels, courtesies), the divisions are
found in what is left, and of the remaining pieces one is the name and the others the address.
"""

from logistics.domain.address.lines import mended
from logistics.domain.address.normalise import LONGEST, normalise
from logistics.domain.address.one import read_one
from logistics.domain.address.parties import split_parties
from logistics.domain.address.reading import Reading


def parse(text: str) -> list[Reading]:
    """What the text says, one reading per person in order (at most 4); none when it names nobody and no place.

    Only the first 2,000 characters are read; time is linear in their number, and no text raises.
    """
    readings = [read_one(party.text, party.role) for party in split_parties(mended(normalise(text[:LONGEST])))]
    return [reading for reading in readings if reading is not None]
