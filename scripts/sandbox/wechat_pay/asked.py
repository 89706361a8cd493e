"""The fields of a request's body, read strictly: what is missing, mistyped or too long is a PARAM_ERROR naming it."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from scripts.sandbox.wechat_pay.errors import PayError
from scripts.sandbox.wire import Json, Request

_OUT_TRADE_NO = re.compile(r"[0-9A-Za-z_\-|*]{6,32}")
_OUT_REFUND_NO = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}")
_OPENID = re.compile(r"[0-9A-Za-z_\-]{1,128}")
_LARGEST_FEN = 10**10
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})


def body_of(request: Request) -> Json:
    """The body as a JSON object."""
    asked = request.json_object()
    if asked is None:
        raise PayError("PARAM_ERROR", "请求体不是有效的JSON对象")
    return asked


def wrong(field: str, value: object = None) -> PayError:
    """The refusal of one field."""
    return PayError("PARAM_ERROR", f"参数错误：{field}", field=f"/{field.replace('.', '/')}", value=value)


def text(asked: Json, name: str, most: int, *, required: bool = True) -> str:
    """A text of at most `most` characters; "" when it may be left out and is."""
    value = asked.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or not value or len(value) > most:
        raise wrong(name, value)
    return value


def part(asked: Json, name: str, *, required: bool = True) -> Json:
    """A nested object."""
    value = asked.get(name)
    if value is None and not required:
        return {}
    if not isinstance(value, dict):
        raise wrong(name)
    return value


def fen(asked: Json, name: str, least: int = 1) -> int:
    """An amount in fen."""
    value = asked.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= _LARGEST_FEN:
        raise wrong(name, value)
    return value


def out_trade_no(asked: Json) -> str:
    """The merchant's number of an order."""
    value = asked.get("out_trade_no")
    if not isinstance(value, str) or not _OUT_TRADE_NO.fullmatch(value):
        raise wrong("out_trade_no", value)
    return value


def out_refund_no(asked: Json) -> str:
    """The merchant's number of a refund."""
    value = asked.get("out_refund_no")
    if not isinstance(value, str) or not _OUT_REFUND_NO.fullmatch(value):
        raise wrong("out_refund_no", value)
    return value


def openid(asked: Json) -> str:
    """A user's number at the app."""
    value = asked.get("openid")
    if not isinstance(value, str) or not _OPENID.fullmatch(value):
        raise PayError("PARAM_ERROR", "无效的openid", field="/payer/openid", number=268501013)
    return value


def notify_url(asked: Json, *, required: bool = True) -> str:
    """Where notifications go: https without a query in production, http on this machine here."""
    url = text(asked, "notify_url", 255, required=required)
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if url and (parts.query or not (local or parts.scheme == "https")):
        raise wrong("notify_url", url)
    return url


def moment(asked: Json, name: str) -> datetime | None:
    """An RFC 3339 time with its zone, None when it is left out."""
    value = asked.get(name)
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except (ValueError, TypeError) as problem:
        raise wrong(name, value) from problem
    if found.tzinfo is None:
        raise wrong(name, value)
    return found
