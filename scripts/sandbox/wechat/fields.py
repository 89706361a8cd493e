"""The documented limits of a subscribe message's values, by the type their key begins with."""

import re
import unicodedata
from datetime import date

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_DAY = r"(\d{4})(?:年(\d{1,2})月(\d{1,2})日|([-/.])(\d{1,2})\4(\d{1,2}))"
_TIME = re.compile(rf"(?:{_DAY} ?)?{_CLOCK}")
_DATE = re.compile(rf"{_DAY}(?: ?{_CLOCK})?")
_KEY = re.compile(r"([a-z_]+?)\d+")

_PATTERNS = {
    "thing": re.compile(r".{1,20}"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "character_string": re.compile(r"[\x20-\x7e]{1,32}"),
    "phone_number": re.compile(r"[\d+\-() #*]{1,17}"),
    "car_number": re.compile(rf"(?:{_HAN}|[A-Za-z0-9])[A-Za-z0-9]{{0,6}}(?:{_HAN}|[A-Za-z0-9])?"),
    "phrase": re.compile(rf"{_HAN}{{1,5}}"),
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_AMOUNT = re.compile(r"[¥￥$€£]?(\d+(?:\.\d+)?)元?")
_NAME_OTHER = re.compile(r"[A-Za-z\W_]{1,20}")
_NAME_HAN = re.compile(rf"(?:{_HAN}|[A-Za-z\W_]){{1,10}}")


def fits(key: str, value: str, enum_values: frozenset[str] = frozenset()) -> bool:
    """Whether a value keeps its type's limit; control characters and empty values never do."""
    if not value or any(unicodedata.category(character) == "Cc" for character in value):
        return False
    named = _KEY.fullmatch(key)
    if named is None:
        return False
    kind = named[1]
    if kind in _PATTERNS:
        return _PATTERNS[kind].fullmatch(value) is not None
    if kind == "enum":
        return value in enum_values
    rule = _RULES.get(kind)
    return rule is not None and rule(value)


def _is_number(value: str) -> bool:
    return _NUMBER.fullmatch(value) is not None and len(value.replace(".", "")) <= 32


def _is_symbol(value: str) -> bool:
    return len(value) <= 5 and all(unicodedata.category(character)[0] in "PS" for character in value)


def _is_amount(value: str) -> bool:
    amount = _AMOUNT.fullmatch(value)
    return amount is not None and len(amount[1].replace(".", "")) <= 10


def _is_name(value: str) -> bool:
    if re.search(_HAN, value):
        return _NAME_HAN.fullmatch(value) is not None
    return _NAME_OTHER.fullmatch(value) is not None


def _is_time(value: str) -> bool:
    return _is_moment_or_range(_TIME, value)


def _is_date(value: str) -> bool:
    return _is_moment_or_range(_DATE, value)


def _is_moment_or_range(pattern: re.Pattern[str], value: str) -> bool:
    parts = [part.strip() for part in value.split("~")]
    return len(parts) <= 2 and all(_is_moment(pattern, part) for part in parts)


def _is_moment(pattern: re.Pattern[str], value: str) -> bool:
    moment = pattern.fullmatch(value)
    if moment is None:
        return False
    if moment[1] is None:
        return True
    try:
        date(int(moment[1]), int(moment[2] or moment[5]), int(moment[3] or moment[6]))
    except ValueError:
        return False
    return True


_RULES = {
    "number": _is_number,
    "symbol": _is_symbol,
    "amount": _is_amount,
    "name": _is_name,
    "time": _is_time,
    "date": _is_date,
}
