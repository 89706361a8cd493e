"""WeChat's mini-program server API, on wechatpy's client frame (its own token fetch, retry and paths replaced).

Why each is replaced: it knows no stable token and no other host, its token fetch has no time-out, and its retry on a
bad token never ends.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import requests
from wechatpy.client import WeChatClient
from wechatpy.exceptions import WeChatClientException

from logistics.domain.faults import Fault, Forbidden, Invalid, Unauthenticated
from logistics.gateways.problems import never_arrived, refused, unavailable, was_cut
from logistics.privacy.phones import normalise
from logistics.settings import settings

_ORIGIN = "https://api.weixin.qq.com/"
_BAD_TOKEN = (40001, 40014, 42001)
_TRY_LATER = (-1, 45009, 45011)
_EARLY_S = 300  # WeChat renews five minutes early, and then both tokens hold
_SHORTEST_S = 60
_WAITING_TO_BE_SENT = 1
_EXPRESS = 1  # the kind of shipping information that names a company and a number
_FILES_TIMES = 3  # a photo takes longer to send, and to be looked at, than a line of JSON

ReadToken = Callable[[str], str | None]
SwapToken = Callable[[str, str | None, str, int], str]


class Delivery(StrEnum):
    """What became of a subscribe message."""

    SENT = "sent"
    NOT_ACCEPTED = "not_accepted"  # the customer accepted no (further) message: 43101
    REFUSED = "refused"  # template, field, page or openid are wrong: 47003, 40037, 41030, 40003


_OUTCOMES = {
    43101: Delivery.NOT_ACCEPTED,
    47003: Delivery.REFUSED,
    40037: Delivery.REFUSED,
    41030: Delivery.REFUSED,
    40003: Delivery.REFUSED,
}


@dataclass(frozen=True)
class MessageOutcome:
    """`errcode` is WeChat's word on it, 0 when sent."""

    delivery: Delivery
    errcode: int = 0

    @property
    def sent(self) -> bool:
        return self.delivery is Delivery.SENT


class Wechat:
    """One mini-program. `read_token(name)` and `swap_token(name, old, new, lifetime_s)` reach the shared token.

    Every call may raise Unavailable PROVIDER_UNAVAILABLE (maybe_done=) and Conflict PROVIDER_REFUSED
    (provider_code=).
    """

    def __init__(self, read_token: ReadToken, swap_token: SwapToken) -> None:
        chosen = settings()
        chosen.must("wechat_appid", "wechat_secret")
        self._client = _Client(chosen.wechat_appid, chosen.wechat_secret, read_token, swap_token)

    def code_to_session(self, code: str) -> tuple[str, str | None]:
        """(openid, unionid) behind a wx.login code; the session key is not kept.

        Raises Unauthenticated LOGIN_CODE_INVALID and Forbidden LOGIN_BLOCKED.
        """
        answer = self._ask(lambda: self._client.code_to_session(code), _login_refused)
        return _text(answer, "openid"), answer.get("unionid")

    def phone_number(self, code: str, openid: str | None = None) -> str:
        """The phone (E.164) that a getPhoneNumber code stands for; with `openid`, only if it is that person's.

        Raises Unauthenticated PHONE_CODE_INVALID.
        """
        body = {"code": code} | ({"openid": openid} if openid else {})
        answer = self._ask(lambda: self._client.guarded("wxa/business/getuserphonenumber", body), _phone_refused)
        info = answer.get("phone_info")
        if not isinstance(info, dict) or info.get("watermark", {}).get("appid") != self._client.appid:
            raise unavailable("wechat", maybe_done=True)
        return normalise(f"+{_text(info, 'countryCode')}{_text(info, 'purePhoneNumber')}")

    def send_subscribe_message(
        self, openid: str, template_id: str, page: str, data: Mapping[str, str]
    ) -> MessageOutcome:
        """Send one message for one acceptance; what WeChat will not deliver is an outcome, not an error."""
        body = {
            "touser": openid,
            "template_id": settings().provider_template(template_id),
            "page": page,
            "data": {key: {"value": value} for key, value in data.items()},
            "miniprogram_state": settings().wechat_miniprogram_state,
        }
        try:
            self._ask(lambda: self._client.guarded("cgi-bin/message/subscribe/send", body), repeatable=False)
        except _NotDone as said:
            return MessageOutcome(_OUTCOMES[said.errcode], said.errcode)
        return MessageOutcome(Delivery.SENT)

    def upload_shipping_info(self, transaction_id: str, openid: str, item: str, waybill_no: str, at: datetime) -> None:
        """Say that the work a payment in the mini-program paid for is being done; saying it twice is refused.

        `item` is what the payer reads, at most 120 characters.
        """
        kind = settings().wechat_logistics_type
        parcel = {"item_desc": item[:120]}
        if kind == _EXPRESS:
            parcel |= {"tracking_no": waybill_no, "express_company": settings().wechat_express_company}
        body = {
            "order_key": {"order_number_type": 2, "transaction_id": transaction_id},
            "logistics_type": kind,
            "delivery_mode": 1,
            "shipping_list": [parcel],
            "upload_time": at.isoformat(timespec="milliseconds"),
            "payer": {"openid": openid},
        }
        self._ask(lambda: self._client.guarded("wxa/sec/order/upload_shipping_info", body), lambda _: None)

    def is_shipped(self, transaction_id: str) -> bool:
        """Whether WeChat's own record says that the work of a payment is being done, or done with.

        Its `order_state` 1 is 待发货; 2 and above are sent, received, settled or refunded.
        """
        body = {"transaction_id": transaction_id}
        answer = self._ask(lambda: self._client.guarded("wxa/sec/order/get_order", body), lambda _: None)
        order = answer.get("order")
        if not isinstance(order, dict) or not isinstance(order.get("order_state"), int):
            raise unavailable("wechat", maybe_done=False)
        return bool(order["order_state"] > _WAITING_TO_BE_SENT)

    def printed_text(self, image: bytes) -> list[Any]:
        """The lines of text on a JPEG or PNG of at most 2 MB, as /cv/ocr/comm describes them: {"text", "pos"}.

        Raises Invalid PHOTO_UNREADABLE.
        """
        files = {"img": ("img", image)}
        answer = self._ask(lambda: self._client.guarded("cv/ocr/comm", files=files), _photo_refused)
        items = answer.get("items")
        if not isinstance(items, list):
            raise unavailable("wechat", maybe_done=True)
        return items

    def _ask(
        self,
        request: Callable[[], Any],
        refusal: Callable[[int], Exception | None] = lambda errcode: _NotDone.of(errcode),
        repeatable: bool = True,
    ) -> dict[str, Any]:
        """Ask, once more after a broken connection if that is harmless; the answer is a JSON object or a Fault."""
        try:
            return _checked(_once_more(request, repeatable))
        except WeChatClientException as error:
            raise _fault(error.errcode, refusal) from None
        except requests.RequestException as error:
            raise unavailable("wechat", not never_arrived(error)) from None


class _NotDone(Exception):
    """WeChat took the message and will not deliver it."""

    def __init__(self, errcode: int) -> None:
        super().__init__(errcode)
        self.errcode = errcode

    @classmethod
    def of(cls, errcode: int) -> "_NotDone | None":
        return cls(errcode) if errcode in _OUTCOMES else None


class _Client(WeChatClient):  # type: ignore[misc]  # wechatpy has no type hints
    """wechatpy's frame with our host, time-outs, shared stable token and one retry on a bad token."""

    def __init__(self, appid: str, secret: str, read_token: ReadToken, swap_token: SwapToken) -> None:
        timeout_s = settings().provider_timeout_ms / 1000
        super().__init__(appid, secret, timeout=timeout_s, auto_retry=False)
        self._read, self._swap = read_token, swap_token
        self._root = settings().wechat_base_url.rstrip("/") + "/"

    @property
    def _name(self) -> str:
        return f"wechat:{self.appid}_access_token"

    @property
    def access_token(self) -> str:
        """The token that all processes share."""
        return self._read(self._name) or self._renewed(None)

    def guarded(self, path: str, body: Mapping[str, Any] | None = None, files: Mapping[str, Any] | None = None) -> Any:
        """POST a JSON body or files with the access token; one that WeChat no longer takes is renewed once."""
        sent = {"data": dict(body)} if body is not None else {"files": files, "timeout": _FILES_TIMES * self.timeout}
        token = self.access_token
        try:
            return self._with_token(path, sent, token)
        except WeChatClientException as error:
            if error.errcode not in _BAD_TOKEN:
                raise
        return self._with_token(path, sent, self._renewed(token))

    def code_to_session(self, code: str) -> Any:
        """jscode2session, which takes the secret and no token."""
        params = {"appid": self.appid, "secret": self.secret, "js_code": code, "grant_type": "authorization_code"}
        return self._request("get", "sns/jscode2session", params=params | {"access_token": None})

    def _with_token(self, path: str, sent: Mapping[str, Any], token: str) -> Any:
        return self._request("post", path, params={"access_token": token}, **sent)

    def _renewed(self, old: str | None) -> str:
        """A new stable token in place of `old`, unless another process was faster."""
        known = self._read(self._name)
        if known and known != old:
            return known
        body = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
        answer = _checked(self._request("post", "cgi-bin/stable_token", params={"access_token": None}, data=body))
        lifetime_s = max(int(answer.get("expires_in", 0)) - _EARLY_S, _SHORTEST_S)
        return self._swap(self._name, old, _text(answer, "access_token"), lifetime_s)

    def _request(self, method: str, url_or_endpoint: str, **options: Any) -> Any:
        path = url_or_endpoint.removeprefix(_ORIGIN)
        return super()._request(method, self._root + path, **options)


def _once_more(request: Callable[[], Any], repeatable: bool) -> Any:
    try:
        return request()
    except requests.RequestException as error:
        if not was_cut(error) or not (repeatable or never_arrived(error)):
            raise
    return request()


def _checked(answer: Any) -> dict[str, Any]:
    """wechatpy hands out the raw response when it is not JSON."""
    if not isinstance(answer, dict):
        raise unavailable("wechat", maybe_done=True)
    return answer


def _text(answer: Mapping[str, Any], field: str) -> str:
    value = answer.get(field)
    if not isinstance(value, str | int) or value == "":
        raise unavailable("wechat", maybe_done=True)
    return str(value)


def _fault(errcode: int | None, refusal: Callable[[int], Exception | None]) -> Exception:
    if errcode is None or errcode in _TRY_LATER or errcode in _BAD_TOKEN:
        return unavailable("wechat", maybe_done=errcode is None)
    return refusal(errcode) or refused("wechat", str(errcode))


def _login_refused(errcode: int) -> Fault | None:
    if errcode in (40029, 40163):
        return Unauthenticated("LOGIN_CODE_INVALID", "登录凭证已失效，请重新打开小程序")
    if errcode == 40226:
        return Forbidden("LOGIN_BLOCKED", "微信限制了此账号登录，请联系客服")
    return None


def _photo_refused(errcode: int) -> Fault | None:
    if errcode in (101001, 101002):
        return Invalid("PHOTO_UNREADABLE", "无法识别这张图片，请重新拍照上传")
    return None


def _phone_refused(errcode: int) -> Fault | None:
    if errcode == 40029:
        return Unauthenticated("PHONE_CODE_INVALID", "手机号授权已失效，请重新授权")
    return None
