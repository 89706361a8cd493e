"""Masked copies of personal data, written beside the ciphertext: showing them decrypts nothing.

Screens follow GB/T 35273-2020 (show de-identified data); printed labels follow GB/T 41833-2022, which is
stricter: at least one character of the name, at least six digits of the phone, and unit, floor and room
stay hidden. Masks never fail: what cannot be understood is hidden whole. Empty in, empty out.
"""

import re
import unicodedata

from logistics.domain.faults import Invalid
from logistics.privacy.phones import normalise, parts

_LABEL_HIDDEN_DIGITS = 6

_CHINESE_NUMBER = "零〇一二三四五六七八九十百两"
# A number that tells a home: "2单元", "十二层", "B户", "301号房". "3号楼" is a building, "中山二路" a road.
_ROOM = rf"[0-9A-Za-z{_CHINESE_NUMBER}负]+(?:单元|层|楼|室|房|户|号(?:房|室|铺|商铺|单元))"
# A number that a courier may see: building, house number, lane, road, phase, district, village group.
_PUBLIC = r"(?:号楼|号院|号|[栋幢座弄巷街路道期区组队村里]|胡同|大道|大街|公里|米|#)"
_NUMBER = re.compile(rf"(?P<room>{_ROOM})|[0-9]+(?P<public>{_PUBLIC})?|[A-Za-z]+(?P<building>[栋幢座]|号楼)")
_CHINESE_BUILDING = re.compile(rf"[{_CHINESE_NUMBER}甲乙丙丁]+(?:[栋幢座]|号楼)")
_ENDS_AT_BUILDING = ("栋", "幢", "座", "号楼", "#")


def mask_name(name: str) -> str:
    """张三 → 张*, 王小明 → 王**, John Smith → J***; the same on screens and labels.

    A compound surname shows its first character only (欧阳娜娜 → 欧**): it cannot be told for certain from a
    surname and a given name. A single character is hidden.
    """
    clean = unicodedata.normalize("NFKC", name).strip()
    if not clean:
        return ""
    if not _is_chinese(clean[0]):
        return f"{clean[0]}***" if len(clean) > 1 else "***"
    return {1: "*", 2: f"{clean[0]}*"}.get(len(clean), f"{clean[0]}**")


def mask_phone_on_screen(phone: str, extension: str = "") -> str:
    """138****5678 for a mobile; prefix, four stars and the last two digits for any other: 010-****34.

    Of an extension only that there is one is told, not its length: 138****5678 转****.
    """
    return _mask_phone(phone, on_label=False) + (" 转****" if extension else "")


def mask_phone_on_label(phone: str) -> str:
    """138******78 for a mobile, 010-******34 for any other: at least six digits are hidden."""
    return _mask_phone(phone, on_label=True)


def mask_address_on_screen(province: str, city: str, district: str, street: str = "") -> str:
    """Province, city, district and street followed by ***; a house number in the street is cut off too."""
    road = re.split(r"[0-9]", unicodedata.normalize("NFKC", street), maxsplit=1)[0]
    shown = _joined(province, city, district, road)
    return f"{shown}***" if shown else ""


def mask_address_on_label(province: str, city: str, district: str, street: str, detail: str) -> str:
    """The whole address down to the building (栋, 幢, 号楼), then ** for unit, floor and room."""
    return _joined(province, city, district, _down_to_building(f"{street}{detail}"))


def mask_id_number(number: str) -> str:
    """First and last character of an identity number: 4****************X; never printed on a label."""
    return _keep_ends(number.strip(), 1, 1)


def mask_id_number_for_checker(number: str) -> str:
    """First three and last four characters, for staff who hold the right to compare identity numbers."""
    return _keep_ends(number.strip(), 3, 4)


def mask_tail(value: str) -> str:
    """**** and the last four characters of an openid or a bank card; a value of up to eight is hidden whole."""
    if not value:
        return ""
    return f"****{value[-4:]}" if len(value) > 8 else "****"


def _is_chinese(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK ")


def _mask_phone(phone: str, *, on_label: bool) -> str:
    if not phone.strip():
        return ""
    try:
        prefix, subscriber = parts(normalise(phone))
    except Invalid:
        return "*" * 8
    if not prefix:
        return f"{subscriber[:3]}******{subscriber[-2:]}" if on_label else f"{subscriber[:3]}****{subscriber[-4:]}"
    joint = " " if prefix.startswith("+") else "-"
    if not on_label:
        return f"{prefix}{joint}****{subscriber[-2:]}"
    shown = min(2, len(subscriber) - _LABEL_HIDDEN_DIGITS)
    return f"{prefix}{joint}{'*' * (len(subscriber) - shown)}{subscriber[-shown:]}"


def _down_to_building(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).strip()
    end = _end_of_public_part(text)
    return text if end >= len(text) else f"{text[:end]}**"


def _end_of_public_part(text: str) -> int:
    """Where the part that a label may show ends: after the first building, before the first private number."""
    building = _CHINESE_BUILDING.search(text)
    end = building.end() if building else len(text)
    house_number_seen = False
    for number in _NUMBER.finditer(text[:end]):
        suffix = number["public"] or number["building"]
        if number["room"] or (suffix is None and number.group()[0].isdigit()):
            return number.start()
        if suffix == "号":
            if house_number_seen:  # "88号301号": the second one is a room
                return number.start()
            house_number_seen = True
        if suffix in _ENDS_AT_BUILDING:
            return number.end()
    return end


def _keep_ends(text: str, first: int, last: int) -> str:
    if len(text) <= first + last:
        return "*" * len(text)
    return f"{text[:first]}{'*' * (len(text) - first - last)}{text[-last:]}"


def _joined(*names: str) -> str:
    """Names in order; a municipality is province and city at once and is said once."""
    return "".join(name for place, name in enumerate(names) if name and name not in names[:place])
