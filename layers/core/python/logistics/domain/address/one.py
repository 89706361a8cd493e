"""One person's text to one reading."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from logistics.domain.address.names import Candidate, choose_name
from logistics.domain.address.normalise import Text
from logistics.domain.address.numbers import MOBILE, Phone
from logistics.domain.address.pieces import Pieces, take_apart
from logistics.domain.address.reading import Reading
from logistics.domain.address.region import Region, find_region
from logistics.domain.address.rest import detail_of

_NAME_ALONE = 5.0
_HAN = re.compile("[^\x00-\xff]")


def read_one(text: Text, role: str) -> Reading | None:
    """What the text says about one person, or None when it says nothing of use."""
    parts = take_apart(text)
    region = find_region(parts)
    name = choose_name(parts, region.starts, region.end)
    phone = main_phone(parts)
    street, detail = detail_of(parts, region, name)
    if not (phone or region.adcode or _speaks_of_someone(text, name, detail)):
        return None
    return Reading(
        role=role or _stated_role(parts),
        name=text.shown[name.start : name.end].strip() if name else "",
        phone=phone.number if phone else "",
        extension=phone.extension if phone else "",
        province=region.province, city=region.city, district=region.district, adcode=region.adcode,
        street=street, detail=detail, postcode=_postcode(parts),
        confidence=MappingProxyType(_confidence(parts, name, phone, region, detail)),
        alternatives=region.alternatives, former=region.former,
    )  # fmt: skip


def _speaks_of_someone(text: Text, name: Candidate | None, detail: str) -> bool:
    """Without a telephone and a place, only a Chinese name that is sure, or has a Chinese address beside it."""
    if name is None or not _HAN.search(text.plain, name.start, name.end):
        return False
    return name.score >= _NAME_ALONE or bool(_HAN.search(detail))


def main_phone(parts: Pieces) -> Phone | None:
    """The first mobile number, or else the first of any kind."""
    mobiles = [phone for phone in parts.phones if phone.kind == MOBILE]
    return next(iter(mobiles or parts.phones), None)


def _postcode(parts: Pieces) -> str:
    codes = [postcode.code for postcode in parts.postcodes if postcode.code != "000000"]
    return codes[0] if codes else ""


def _stated_role(parts: Pieces) -> str:
    return next((label.role for label in parts.labels if label.role), "")


def _confidence(
    parts: Pieces, name: Candidate | None, phone: Phone | None, region: Region, detail: str
) -> Mapping[str, float]:
    name_share = 0.0 if name is None else min(0.99, 0.45 + name.score / 10)
    phone_share = 0.0 if phone is None else 0.98 if phone.kind == MOBILE else 0.9
    return {
        "name": round(name_share, 2),
        "phone": phone_share,
        "region": region.confidence,
        "detail": 0.9 if detail else 0.0,
    }
