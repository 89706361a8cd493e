"""Message push: the sandbox signs, encrypts and sends an event to the product's push address."""

import json
import secrets
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from xml.sax.saxutils import escape

from scripts.sandbox.accounts import Accounts
from scripts.sandbox.controls import ControlError, text_field
from scripts.sandbox.faults import PUSH_OPERATION, Faults
from scripts.sandbox.wechat.push_crypto import encrypted, signature
from scripts.sandbox.wire import Json

_ANSWER_LIMIT_S = 5.0
_RETRIES = 3
_RETRY_GAP_S = 0.2
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class _Push:
    url: str
    body: bytes
    content_type: str
    query: dict[str, str]


class MessagePush:
    """Sends events as the platform does: at most four times, until the answer is `success` or empty."""

    def __init__(self, accounts: Accounts, faults: Faults) -> None:
        self._accounts = accounts
        self._faults = faults

    def verify(self, payload: Json) -> Json:
        """Control: the GET that checks a push {"url"} → {"verified"}: the echo must come back as it is."""
        echo = secrets.token_hex(8)
        query = {**self._signed_query(), "echostr": echo}
        attempt = _attempt(urllib.request.Request(_with_query(_loopback_url(payload), query)))
        return {"verified": attempt.get("status") == 200 and attempt.get("body") == echo}

    def send(self, payload: Json) -> Json:
        """Control: push {"url", "message", "mode"? (secure|plain), "format"? (json|xml)} → its deliveries.

        The reply is {"deliveries": [[{"status", "body"} or {"error"}, …], …], "delivered"}; a fault of kind
        `duplicate` makes two deliveries, one of kind `late` answers {"late_s"} and delivers after that time.
        """
        push = self._prepared(payload)
        fault = self._faults.take("wechat", PUSH_OPERATION)
        if fault is not None and fault.kind == "late":
            timer = threading.Timer(fault.delay_s, _deliver, (push,))
            timer.daemon = True
            timer.start()
            return {"late_s": fault.delay_s}
        times = 2 if fault is not None else 1
        deliveries = [_deliver(push) for _ in range(times)]
        return {"deliveries": deliveries, "delivered": all(_accepted(one[-1]) for one in deliveries)}

    def _prepared(self, payload: Json) -> _Push:
        message, form, mode = payload.get("message"), payload.get("format", "json"), payload.get("mode", "secure")
        if not isinstance(message, dict) or form not in ("json", "xml") or mode not in ("secure", "plain"):
            raise ControlError("message must be an object, format json or xml, mode secure or plain")
        full = {"ToUserName": self._accounts.original_id, "CreateTime": int(time.time()), **message}
        query = self._signed_query()
        if mode == "secure":
            sealed = encrypted(_written(full, form), self._accounts.appid, self._accounts.push_aes_key)
            full = {"ToUserName": self._accounts.original_id, "Encrypt": sealed}
            token = self._accounts.push_token
            query |= {
                "encrypt_type": "aes",
                "msg_signature": signature(token, query["timestamp"], query["nonce"], sealed),
            }
        content_type = "application/json" if form == "json" else "text/xml"
        return _Push(_loopback_url(payload), _written(full, form), content_type, query)

    def _signed_query(self) -> dict[str, str]:
        stamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
        signed = signature(self._accounts.push_token, stamp, nonce)
        return {"signature": signed, "timestamp": stamp, "nonce": nonce}


def _loopback_url(payload: Json) -> str:
    url = text_field(payload, "url")
    if urlsplit(url).scheme != "http" or urlsplit(url).hostname not in _LOOPBACK:
        raise ControlError("url must be http on 127.0.0.1")
    return url


def _deliver(push: _Push) -> list[Json]:
    """One delivery: tries until the receiver accepts, at most four times."""
    attempts: list[Json] = []
    for _ in range(1 + _RETRIES):
        request = urllib.request.Request(
            _with_query(push.url, push.query), data=push.body, headers={"Content-Type": push.content_type}
        )
        attempts.append(_attempt(request))
        if _accepted(attempts[-1]):
            break
        time.sleep(_RETRY_GAP_S)
    return attempts


def _attempt(request: urllib.request.Request) -> Json:
    try:
        with _opener.open(request, timeout=_ANSWER_LIMIT_S) as answer:
            return {"status": answer.status, "body": answer.read().decode(errors="replace")}
    except urllib.error.HTTPError as refusal:
        return {"status": refusal.code, "body": refusal.read().decode(errors="replace")}
    except OSError as problem:
        return {"error": type(problem).__name__}


def _accepted(attempt: Json) -> bool:
    return attempt.get("status") == 200 and attempt.get("body") in ("success", "")


def _with_query(url: str, query: dict[str, str]) -> str:
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(query)}"


def _written(message: Json, form: str) -> bytes:
    if form == "json":
        return json.dumps(message, ensure_ascii=False).encode()
    return f"<xml>{_xml(message)}</xml>".encode()


def _xml(value: object) -> str:
    if not isinstance(value, dict):
        return escape(str(value))
    pairs = [(tag, item) for tag, items in value.items() for item in (items if isinstance(items, list) else [items])]
    return "".join(f"<{tag}>{_xml(item)}</{tag}>" for tag, item in pairs)
