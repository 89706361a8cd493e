"""WeChat Pay seen from outside: users who pay, notifications as they arrive, and what is ordered to go wrong."""

import json
from typing import Any

import requests

from tests.support.calls import Answer, handler, http_event

PATH = "/payments/notifications"


class PayWorld:
    """The payment sandbox's controls; it sends nothing by itself, `deliver` hands notifications to the function."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/_sandbox"
        self.order("/wechat-pay/settings", ladder=0, refund_s=0.2, cancel_s=0.2, confirm_s=86_400, fee_rate=0.006)
        self.order("/wechat-pay/trouble")
        for path in ("/faults", "/wechat-pay/refusals"):
            requests.delete(self._url + path, timeout=10).raise_for_status()

    def order(self, path: str, /, **payload: Any) -> dict[str, Any]:
        """A control order that must be taken."""
        answer = requests.post(self._url + path, json=payload, timeout=10)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def told(self, path: str, /, **query: str) -> dict[str, Any]:
        """What a control tells."""
        answer = requests.get(self._url + path, params=query, timeout=10)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def pay(self, openid: str, **offer: Any) -> dict[str, Any]:
        """A user pays by package, prepay_id, code_url or out_trade_no; answers the order object."""
        return self.order("/wechat-pay/payments", openid=openid, **offer)

    def refuse(self, operation: str, code: str, count: int = 1) -> None:
        """The next calls of an operation answer with that code, nothing done."""
        self.order("/wechat-pay/refusals", operation=operation, code=code, count=count)

    def fault(self, kind: str, path: str, count: int = 1, **more: Any) -> None:
        """An ordered fault: slow, late, reset, busy, unknown_outcome, lost, … of an operation."""
        self.order("/faults", provider="wechat_pay", kind=kind, path=path, count=count, **more)

    def orders(self, out_trade_no: str) -> list[dict[str, Any]]:
        """The order objects with that number: one or none."""
        return list(self.told("/wechat-pay/orders", out_trade_no=out_trade_no)["orders"])

    def refunds(self, out_trade_no: str) -> list[dict[str, Any]]:
        """The refunds of an order, newest first."""
        return list(self.told("/wechat-pay/refunds", out_trade_no=out_trade_no)["refunds"])

    def notifications(self, about: str) -> list[dict[str, Any]]:
        """All notifications about one of our numbers, oldest first, each signed now."""
        return list(self.told("/wechat-pay/notifications", about=about)["notifications"])

    def deliver(self, about: str, function: str = "pay") -> list[Answer]:
        """Hand every notification about a number to the function; its answers."""
        return [notify(each["body"], each["headers"], function) for each in self.notifications(about)]


def notify(body: str, headers: dict[str, str], function: str = "pay") -> Answer:
    """One notification as API Gateway would bring it: header names in lower case, no key, no login."""
    event = http_event("POST", PATH, raw=body, key="")
    event["headers"] |= {name.lower(): value for name, value in headers.items()}
    reply = handler(function)(event, None)
    return Answer(reply["statusCode"], _object(reply.get("body") or ""))


def _object(text: str) -> dict[str, Any]:
    return dict(json.loads(text)) if text else {}
