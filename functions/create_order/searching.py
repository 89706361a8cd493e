"""What a customer may mean by a word typed above their orders: a waybill number, a consignee's phone, the goods."""

import re
import unicodedata

from logistics.domain.faults import Invalid
from logistics.domain.waybill import is_waybill_no
from logistics.privacy import phones, vault
from logistics.settings import settings
from logistics.store.parcel_search import ParcelSearch

_PART_OF_NUMBER = re.compile(r"[A-Z0-9-]{3,24}")  # two digits are in nearly every number
_TAIL = re.compile(r"[0-9]{4}")


def search_for(q: str, direction: str) -> ParcelSearch:
    """The search for a word; a whole waybill number is meant as such, anything else may be several things."""
    typed = " ".join(unicodedata.normalize("NFKC", q).split())
    if not typed:
        return ParcelSearch(direction)
    number = typed.replace(" ", "").upper()
    if is_waybill_no(number, settings().waybill_prefix):
        return ParcelSearch(direction, waybill_no=number)
    part = number if _PART_OF_NUMBER.fullmatch(number) else ""
    if phone := _phone(typed):
        whole, tail = vault.all_phone_indexes(phone), vault.all_phone_tail_indexes(phones.tail(phone))
        return ParcelSearch(direction, number=part, phone=tuple(whole), phone_tail=tuple(tail))
    tails = vault.all_phone_tail_indexes(number) if _TAIL.fullmatch(number) else []
    return ParcelSearch(direction, number=part, goods=typed, phone_tail=tuple(tails))


def _phone(typed: str) -> str:
    try:
        return phones.normalise(typed)
    except Invalid:
        return ""  # then it means something else
