"""The limits that WeChat sets to the values of a subscribe message, by the type a field's key begins with.

Only texts meant for reading are shortened; a number or a time that does not fit is refused here, before WeChat
answers 47003 (types and limits: the developer documentation of subscribeMessage.send).
"""

import re
import unicodedata
from datetime import date

from logistics.domain.faults import Invalid

_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff"
_SHORTENED = {"thing": 20, "name": 10}
_CLOCK = r"([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
_N = "[0-9]{1,2}"
_DAY = rf"[0-9]{{4}}(年{_N}月{_N}日|-{_N}-{_N}|/{_N}/{_N}|\.{_N}\.{_N})"
_TIME = rf"({_DAY} ?)?{_CLOCK}"
_DATE = rf"{_DAY}( ?{_CLOCK})?"

_ALLOWED = {
    "thing": re.compile(r".{1,20}"),
    "name": re.compile(rf"[^0-9]{{1,10}}|[^0-9{_CHINESE}]{{1,20}}"),
    "phrase": re.compile(rf"[{_CHINESE}]{{1,5}}"),
    "character_string": re.compile(r"[!-~][ -~]{0,31}"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "number": re.compile(r"(?=.{1,33}$)[0-9]{1,32}(\.[0-9]+)?"),
    "symbol": re.compile(rf"[^\w\s{_CHINESE}]{{1,5}}"),
    "amount": re.compile(r"[¥￥$€£]?(?=[0-9.]{1,11}元?$)[0-9]{1,10}(\.[0-9]+)?元?"),
    "phone_number": re.compile(r"[0-9+() #*-]{1,17}"),
    "car_number": re.compile(rf"[{_CHINESE}A-Z0-9][A-Z0-9]{{0,6}}[{_CHINESE}A-Z0-9]?"),
    "time": re.compile(rf"{_TIME}( ?~ ?{_TIME})?"),
    "date": re.compile(rf"{_DATE}( ?~ ?{_DATE})?"),
}
_DATES = re.compile(r"([0-9]{4})[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})")


def fitted(key: str, value: str) -> str:
    """The value as this field takes it; Invalid MESSAGE_FIELD_INVALID names the field when there is no way."""
    kind = key.rstrip("0123456789")
    text = " ".join(_without_controls(value).split())
    limit = _SHORTENED.get(kind, len(text))
    if kind == "name" and len(text) <= 20 and not re.search(f"[{_CHINESE}]", text):
        limit = 20
    if len(text) > limit:
        text = f"{text[: limit - 1]}…"
    pattern = _ALLOWED.get(kind)
    if pattern is None or not pattern.fullmatch(text) or not _real_dates(kind, text):
        raise Invalid("MESSAGE_FIELD_INVALID", "a value does not fit its template field", field=key, kind=kind)
    return text


def _without_controls(value: str) -> str:
    return "".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in value)


def _real_dates(kind: str, text: str) -> bool:
    if kind not in ("time", "date"):
        return True
    try:
        for year, month, day in _DATES.findall(text):
            date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
