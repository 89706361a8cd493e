"""Which entries a word finds, and which recipients of orders are the same one."""

import unicodedata
from collections.abc import Iterable

from logistics.domain.parcel import Parcel
from logistics.privacy import phones
from logistics.privacy.addresses import Address

_MARKS = str.maketrans("", "", " -+()")


def fits(address: Address, label: str, q: str) -> bool:
    """Whether a name or label holds the word, or the phone its digits (its tail, for instance)."""
    word = _folded(q)
    digits = word.translate(_MARKS)
    if digits.isdigit() and digits in phones.national(address.phone).translate(_MARKS):
        return True
    return word in _folded(address.name) or bool(label and word in _folded(label))


def recipients(parcels: Iterable[Parcel], limit: int) -> list[Parcel]:
    """The newest parcel to each recipient: the same phone at the same address."""
    newest: dict[tuple[object, ...], Parcel] = {}
    for parcel in parcels:
        to = parcel.consignee
        newest.setdefault((to.phone_index, to.adcode, to.address_masked, to.name_masked), parcel)
    return list(newest.values())[:limit]


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
