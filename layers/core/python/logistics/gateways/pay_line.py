"""The line to WeChat Pay v3: wechatpayv3 in public-key mode, one client for each of the platform's keys.

Its address is a private attribute, it checks no notification's age and looks unknown keys up on the network: what is
set and checked around it here is what docs/decisions/0023 says of it.
"""

import base64
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import requests
from wechatpayv3 import WeChatPay, WeChatPayType

from logistics.domain.faults import Conflict, Unavailable
from logistics.gateways.problems import never_arrived, refused, unavailable
from logistics.settings import settings

PROVIDER = "wechat_pay"
_NEEDED = ("base_url", "mchid", "serial", "api_v3_key", "public_keys", "notify_url")
_TRY_LATER = frozenset({"SYSTEMERROR", "BANKERROR", "FREQUENCYLIMITED", "FREQUENCYLIMITEXCEED", "STATEMENTCREATING"})
_UNKNOWN = frozenset({"ORDERNOTEXIST", "RESOURCENOTEXISTS", "NOTFOUND", "NOSTATEMENTEXIST"})
_PEM = "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n"

Ask = Callable[[WeChatPay], tuple[int, str | bytes]]


class NotThere(Conflict):
    """The provider knows no such order, refund, transfer or bill."""


def ask(question: Ask) -> dict[str, Any]:
    """The provider's answer to one call, its signature checked; {} where it has nothing to say.

    Raises NotThere PROVIDER_REFUSED, Conflict PROVIDER_REFUSED (provider_code=, underscores left out) for what it
    will not do, Unavailable PROVIDER_UNAVAILABLE (maybe_done=) for all whose outcome is not known.
    """
    status, body = _called(question)
    if 200 <= status < 300:
        return _object(body) if body else {}
    code = str(_object(body).get("code", "")).replace("_", "")
    if status >= 500 or status == 429 or code in _TRY_LATER or not code:
        raise unavailable(PROVIDER, maybe_done=status >= 500 or not code)
    if code in _UNKNOWN:
        raise NotThere("PROVIDER_REFUSED", "服务暂时无法处理此请求，请联系客服", provider=PROVIDER, provider_code=code)
    raise refused(PROVIDER, code)


def fetched(url: str) -> bytes:
    """The bytes of a bill; its link is signed for like a call, and the answer is not signed."""
    status, body = _called(lambda client: client.download_bill(url))
    if status != 200:
        raise unavailable(PROVIDER, maybe_done=False)
    return body if isinstance(body, bytes) else body.encode()


@cache
def clients() -> dict[str, WeChatPay]:
    """By the id of the platform's key; the first one is asked with."""
    chosen = settings()
    chosen.must(*(f"wechat_pay_{name}" for name in _NEEDED))
    private_key = _private_key()
    made: dict[str, WeChatPay] = {}
    for key_id, pem in _public_keys().items():
        made[key_id] = WeChatPay(
            wechatpay_type=WeChatPayType.MINIPROG,
            mchid=chosen.wechat_pay_mchid,
            private_key=private_key,
            cert_serial_no=chosen.wechat_pay_serial,
            appid=chosen.wechat_appid,
            apiv3_key=chosen.wechat_pay_api_v3_key,
            notify_url=chosen.wechat_pay_notify_url,
            timeout=(3, 10),
            public_key=pem,
            public_key_id=key_id,
        )
        made[key_id]._core._gate_way = chosen.wechat_pay_base_url.rstrip("/")
    return made


def _called(question: Ask) -> tuple[int, str | bytes]:
    client = next(iter(clients().values()))
    try:
        return question(client)
    except requests.RequestException as error:
        raise unavailable(PROVIDER, maybe_done=not never_arrived(error)) from None
    except Unavailable:
        raise
    except Exception:  # the library's own word for an answer that is not signed as it must be, or is no answer at all
        raise unavailable(PROVIDER, maybe_done=True) from None


def _object(body: str | bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise unavailable(PROVIDER, maybe_done=True)
    return found


def _private_key() -> str:
    chosen = settings()
    if chosen.wechat_pay_private_key:
        return chosen.wechat_pay_private_key.replace("\\n", "\n")
    chosen.must("wechat_pay_private_key_file")
    return Path(chosen.wechat_pay_private_key_file).read_text()


def _public_keys() -> Mapping[str, str]:
    """ "PUB_KEY_ID_x=<base64 of the DER, or a file in PEM>", with blanks between several."""
    pairs = [pair.split("=", 1) for pair in settings().wechat_pay_public_keys.split()]
    return {key_id: _pem(text) for key_id, text in pairs}


def _pem(text: str) -> str:
    if text.endswith(".pem"):
        return Path(text).read_text()
    base64.b64decode(text, validate=True)
    return _PEM.format(text)
