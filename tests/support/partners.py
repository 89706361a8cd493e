"""A shop that calls by program: it signs as docs/partner_api.md says, with nothing of the product's own."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.support.calls import Answer, handler, http_event, invoke, request_id
from tests.support.orders import order_body
from tests.support.people import sign_in

ALL = ["labels", "orders", "track", "webhooks"]


@dataclass(frozen=True)
class Shop:
    """A partner with one of its keys."""

    id: str
    key_id: str
    secret: str

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        query: dict[str, Any] | None = None,
        at: float | None = None,
        function: str = "partner",
        **spoilt: str,
    ) -> Answer:
        """A signed call; `spoilt` replaces a part of the request after it was signed."""
        event = self.event(method, path, body, key=key, query=query, at=at, **spoilt)
        reply = handler(function)(event, None)
        return Answer(reply["statusCode"], json.loads(reply["body"]))

    def event(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        query: dict[str, Any] | None = None,
        at: float | None = None,
        **spoilt: str,
    ) -> dict[str, Any]:
        """The event of a signed call."""
        sent = "" if body is None else json.dumps(body, ensure_ascii=False)
        given = request_id() if key is None else key
        stamp = str(int(time.time() if at is None else at))
        target = path + (f"?{urlencode(query)}" if query else "")
        text = "\n".join([method, target, stamp, given, hashlib.sha256(sent.encode()).hexdigest()])
        mark = hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        made = http_event(method, path, None, "", given, query=query, raw=sent or None)
        made["headers"]["authorization"] = f"HMAC-SHA256 key={self.key_id}, timestamp={stamp}, signature={mark}"
        made["headers"] |= {name: value for name, value in spoilt.items() if name in ("authorization",)}
        if "request_id" in spoilt:
            made["headers"]["idempotency-key"] = spoilt["request_id"]
        if "sent" in spoilt:
            made["body"] = spoilt["sent"]
        return made


def open_shop(name: str = "小满书店", grants: list[str] | None = None, calls_per_minute: int = 600) -> Shop:
    """A new partner with a key, made by an administrator."""
    office = sign_in("administrator")
    saved = invoke("partner", "save_partner", {"name": name, "calls_per_minute": calls_per_minute}, office).data
    return Shop(saved["id"], *another_key(saved["id"], grants))


def another_key(partner_id: str, grants: list[str] | None = None) -> tuple[str, str]:
    """One more key of a partner, and its secret."""
    asked = {"partner_id": partner_id, "grants": ALL if grants is None else grants}
    issued = invoke("partner", "issue_key", asked, sign_in("administrator")).data
    return issued["key_id"], issued["secret"]


def shop_order(external_no: str = "SO-1001", **changes: Any) -> dict[str, Any]:
    """An order as a shop sends it."""
    body = order_body("", **changes) | {"external_no": external_no}
    del body["quote_id"]
    return body
