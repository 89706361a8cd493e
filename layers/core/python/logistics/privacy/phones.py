"""Phone numbers: one spelling (E.164) for everything that people write, and the parts that masks need.

Known: mobiles and landlines with area code of mainland China (numbering plan: area codes 10, 2x of two digits
and three-digit ones from 3 to 9), Hong Kong, Macao and Taiwan. Extensions and 400/800 service lines are not
E.164 and are refused.
"""

import re
import unicodedata

from logistics.domain.faults import Invalid

# Address books of phones wrap a copied number in direction marks (U+202D, U+202C and their like).
_SEPARATORS = re.compile(r"[\s\-‐-―−().·/\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0?(10|2[0-9]|[3-9][0-9]{2})([2-8][0-9]{6,7})")
_AREA_OF_EIGHT = ("10", "2")  # these area codes have eight-digit subscribers only
_OVERSEAS = {
    "852": re.compile(r"[2-9][0-9]{7}"),
    "853": re.compile(r"(?:6|28|8)[0-9]{6,7}"),
    "886": re.compile(r"0?(9[0-9]{8}|[2-8][0-9]{7,8})"),
}
_OVERSEAS_LENGTHS = {"852": (8,), "853": (8,), "886": (8, 9)}


def normalise(phone: str) -> str:
    """A phone as E.164, such as +8613800138000; Invalid PHONE_INVALID (the number is not in the error)."""
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", phone))
    international = digits.startswith(("+", "00"))
    digits = digits.removeprefix("+").removeprefix("00") if international else digits
    found = None if international else _mainland(digits, trunk=True)
    found = found or _with_country(digits)
    if found is None:
        raise Invalid("PHONE_INVALID", "电话号码格式不正确，固定电话请填写区号")
    return found


def tail(e164: str) -> str:
    """The last four digits, by which people recognise a number."""
    return e164[-4:]


def is_mobile(e164: str) -> bool:
    """Whether it is a mainland mobile, the only kind that our SMS reaches."""
    return e164.startswith("+86") and _MOBILE.fullmatch(e164[3:]) is not None


def parts(e164: str) -> tuple[str, str]:
    """Prefix as people write it and subscriber: ("", mobile), ("010", subscriber), ("+852", subscriber)."""
    if not e164.startswith("+86"):
        return e164[:4], e164[4:]
    if is_mobile(e164):
        return "", e164[3:]
    national = e164[3:]
    length = 2 if national.startswith(_AREA_OF_EIGHT) else 3
    return f"0{national[:length]}", national[length:]


def national(e164: str) -> str:
    """A number as people here write it: 13800138000, 010-62345678; from elsewhere with its country: +852 23456789."""
    prefix, subscriber = parts(e164)
    if not prefix:
        return subscriber
    return f"{prefix} {subscriber}" if prefix.startswith("+") else f"{prefix}-{subscriber}"


def _mainland(digits: str, *, trunk: bool) -> str | None:
    if _MOBILE.fullmatch(digits):
        return f"+86{digits}"
    if trunk and not digits.startswith("0"):
        return None
    found = _LANDLINE.fullmatch(digits)
    if found is None:
        return None
    area, subscriber = found.groups()
    if area.startswith(_AREA_OF_EIGHT) and len(subscriber) != 8:
        return None
    return f"+86{area}{subscriber}"


def _with_country(digits: str) -> str | None:
    if digits.startswith("86"):
        return _mainland(digits[2:], trunk=False)
    country = digits[:3]
    pattern = _OVERSEAS.get(country)
    if pattern is None or not pattern.fullmatch(digits[3:]):
        return None
    subscriber = digits[3:].removeprefix("0")
    return f"+{country}{subscriber}" if len(subscriber) in _OVERSEAS_LENGTHS[country] else None
