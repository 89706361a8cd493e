"""One person's text to one reading."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from logistics.domain.address.names import Candidate, likely_names
from logistics.domain.address.normalise import Text
from logistics.domain.address.numbers import MOBILE, Phone
from logistics.domain.address.pieces import Pieces, take_apart
from logistics.domain.address.reading import Alternative, Reading
from logistics.domain.address.region import Region, find_region, regions_of_town
from logistics.domain.address.rest import detail_of

_NAME_ALONE = 5.0
_CLOSE = 0.8
_CODE = re.compile(r"\s?[\[(](\d{4})[\])]")
"""The extension of a virtual number as shops print it behind the name: 周敏[7788]."""
_CODE_AT_END = re.compile(r"\[(\d{4})\]\s*$")
"""The same behind the address only."""
_HAN = re.compile("[^\x00-\xff]")


def read_one(text: Text, role: str) -> Reading | None:
    """What the text says about one person, or None when it says nothing of use."""
    parts = take_apart(text)
    region = find_region(parts)
    names = likely_names(parts, region.starts, region.end)
    name = names[0] if names else None
    phone = main_phone(parts)
    code = _CODE.match(parts.work, name.end) if name else None
    street, detail = detail_of(parts, region, name._replace(end=code.end()) if name and code else name)
    if not (phone or region.adcode or _speaks_of_someone(text, name, detail)):
        return None
    offered = region.alternatives if region.adcode else regions_of_town(street)
    return Reading(
        role=role or _stated_role(parts),
        name=text.shown[name.start : name.end].strip() if name else "",
        phone=phone.number if phone else "",
        extension=_extension(parts, phone, code),
        province=region.province, city=region.city, district=region.district, adcode=region.adcode,
        street=street, detail=detail, postcode=_postcode(parts),
        confidence=MappingProxyType(_confidence(names, phone, region, street, detail)),
        alternatives=(*_other_names(text, names), *offered), former=region.former,
    )  # fmt: skip


def _extension(parts: Pieces, phone: Phone | None, code: re.Match[str] | None) -> str:
    """As written behind the telephone, else behind the name or, for a mobile number, at the very end."""
    if phone is None or phone.extension:
        return phone.extension if phone else ""
    code = code or (_CODE_AT_END.search(parts.work) if phone.kind == MOBILE else None)
    return code[1] if code else ""


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


def _other_names(text: Text, names: Sequence[Candidate]) -> Iterator[Alternative]:
    """Second thoughts about the name, where they come close."""
    for other in names[1:]:
        if names[0].score - other.score < _CLOSE:
            written = text.shown[other.start : other.end].strip()
            yield Alternative("name", written, {"name": written})


def _confidence(
    names: Sequence[Candidate], phone: Phone | None, region: Region, street: str, detail: str
) -> Mapping[str, float]:
    return {
        "name": _name_confidence(names),
        "phone": 0.0 if phone is None else 0.98 if phone.kind == MOBILE else 0.9,
        "region": region.confidence,
        "detail": 0.9 if detail else 0.6 if street else 0.0,
    }


def _name_confidence(names: Sequence[Candidate]) -> float:
    if not names:
        return 0.0
    share = min(0.99, 0.45 + names[0].score / 10)
    close = len(names) > 1 and names[0].score - names[1].score < _CLOSE
    return round(min(share, 0.6) if close else share, 2)
