"""What the phones of customers and couriers do, and what arrives on them: the sandbox's control interface."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import requests

from scripts.demonstration.api import wait_until

_CODE = re.compile(r"(?<![0-9])([0-9]{6})(?![0-9])")
_ANSWER_S = 10


class Sandbox:
    """WeChat and the text messages of everybody who takes part."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + "/_sandbox"

    def login_code(self, openid: str) -> str:
        """What wx.login gives."""
        return str(self._post("/wechat/login-codes", {"openid": openid})["code"])

    def phone_code(self, phone: str, openid: str) -> str:
        """What the getPhoneNumber button gives."""
        return str(self._post("/wechat/phone-codes", {"phone": phone, "openid": openid})["code"])

    def allow(self, openid: str, template: str, times: int) -> None:
        """Tap "allow" in WeChat's dialog."""
        self._post("/wechat/subscriptions", {"openid": openid, "template_id": template, "count": times})

    def messages(self, **query: str) -> list[dict[str, Any]]:
        """What arrived, oldest first; by kind=, openid=, phone=, since=."""
        reply = requests.get(f"{self._url}/messages", params=query, timeout=_ANSWER_S)
        reply.raise_for_status()
        found: list[dict[str, Any]] = reply.json()["messages"]
        return found

    def pays(self, openid: str, offer: dict[str, Any]) -> None:
        """Pay on WeChat's sheet what a phone was given for it, or what a code shows."""
        self._post("/wechat-pay/payments", {"openid": openid, **offer})

    def payment_trouble(self, **chances: Any) -> dict[str, Any]:
        """Let WeChat Pay fail by these chances from now on."""
        found: dict[str, Any] = self._post("/wechat-pay/trouble", chances)
        return found

    def payment_settings(self, **settings: Any) -> None:
        """How fast WeChat Pay tries again and gives back."""
        self._post("/wechat-pay/settings", settings)

    def told_of_payments(self, what: str, **query: str) -> dict[str, Any]:
        """The provider's own book: orders, refunds, trouble, summary."""
        reply = requests.get(f"{self._url}/wechat-pay/{what}", params=query, timeout=_ANSWER_S)
        reply.raise_for_status()
        found: dict[str, Any] = reply.json()
        return found

    def sms_code(self, phone: str, since: datetime) -> str:
        """The newest one-time code that came to a phone."""
        query = {"kind": "sms", "phone": phone, "since": since.astimezone(UTC).isoformat()}

        def look() -> str | None:
            texts = [each["text"] for each in self.messages(**query)]
            codes = [found[1] for text in texts if (found := _CODE.search(text))]
            return codes[-1] if codes else None

        return wait_until(look, "the sign-in code by SMS", 15)

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        reply = requests.post(self._url + path, json=body, timeout=_ANSWER_S)
        reply.raise_for_status()
        return reply.json()
