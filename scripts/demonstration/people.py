"""Who takes part: made-up customers, and the staff of the seeded network, each signed in the way they really are.

Couriers and outlet staff sign in with WeChat, the office with a code by SMS. The office's sessions are kept between
runs, since nobody is sent more than a few codes an hour.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.demonstration.api import Api, Refused
from scripts.demonstration.sandbox import Sandbox

_NETWORK = Path(__file__).resolve().parents[1] / "local" / "network.json"
_WITH_WECHAT = frozenset({"courier", "driver", "outlet_manager"})
_CUSTOMERS = (
    ("林知夏", "19900090001", True),
    ("顾长安", "19900090002", True),
    ("沈星河", "19900090003", True),
    ("叶轻舟", "19900090004", False),
)


@dataclass(frozen=True)
class Person:
    """Somebody signed in. `wechat` tells whether WeChat messages can reach them; `id` is their account's."""

    id: str
    name: str
    phone: str
    role: str
    session: str = field(repr=False, default="")
    openid: str = ""
    outlet_id: str = ""

    @property
    def wechat(self) -> bool:
        return bool(self.openid)


class People:
    """Signs people in when they are first needed; `keep` is the file for the office's sessions."""

    def __init__(self, api: Api, sandbox: Sandbox, keep: Path | None = None) -> None:
        self._api, self._sandbox, self._keep = api, sandbox, keep
        self._plan: dict[str, Any] = json.loads(_NETWORK.read_text(encoding="utf-8"))
        self._lock = threading.RLock()
        self._known: dict[str, Person] = {}

    def staff(self, role: str, outlet_id: str | None = None, at: int = 0) -> Person:
        """The first (or a later) person of a role, at one outlet if that is given."""
        rows = [row for row in self._plan["staff"] if row["role"] == role and outlet_id in (None, row["outlet"])]
        row = rows[at]
        with self._lock:
            if row["phone"] not in self._known:
                self._known[row["phone"]] = self._signed_in(row)
            return self._known[row["phone"]]

    def couriers(self, outlet_id: str) -> list[Person]:
        """Everybody who fetches and delivers for an outlet."""
        rows = [row for row in self._plan["staff"] if row["role"] == "courier" and row["outlet"] == outlet_id]
        return [self.staff("courier", outlet_id, at) for at in range(len(rows))]

    def sender(self, number: int) -> Person:
        """A customer who places orders."""
        return self._customer(number % 2)

    def receiver(self, number: int) -> Person:
        """A customer to whom parcels go; every other one uses no WeChat and hears of parcels by SMS."""
        return self._customer(2 + number % 2)

    def customers(self) -> list[Person]:
        """All who send or receive."""
        return [self._customer(at) for at in range(len(_CUSTOMERS))]

    def outlet(self, outlet_id: str) -> dict[str, Any]:
        """An outlet of the network as the seed describes it."""
        found: dict[str, Any] = next(row for row in self._plan["outlets"] if row["id"] == outlet_id)
        return found

    def _customer(self, at: int) -> Person:
        name, phone, wechat = _CUSTOMERS[at]
        with self._lock:
            if phone not in self._known:
                self._known[phone] = self._bound(name, phone) if wechat else Person("", name, phone, "customer")
            return self._known[phone]

    def _bound(self, name: str, phone: str) -> Person:
        """A customer with a session that carries the phone they bound."""
        openid = f"demo-customer-{phone}"
        guest = self._api.post("/sessions", {"code": self._sandbox.login_code(openid)})
        code = {"phone_code": self._sandbox.phone_code(phone, openid)}
        signed_in = self._api.post("/sessions/phone", code, guest["session"])
        return Person(signed_in["account"]["id"], name, phone, "customer", signed_in["session"], openid)

    def _signed_in(self, row: dict[str, Any]) -> Person:
        openid = f"demo-staff-{row['phone']}" if row["role"] in _WITH_WECHAT else ""
        signed_in = self._by_wechat(row["phone"], openid) if openid else self._by_code(row["phone"])
        account = signed_in["account"]
        outlet = row["outlet"] or ""
        return Person(account["id"], row["name"], row["phone"], row["role"], signed_in["session"], openid, outlet)

    def _by_wechat(self, phone: str, openid: str) -> Any:
        codes = {
            "code": self._sandbox.login_code(openid),
            "phone_code": self._sandbox.phone_code(phone, openid),
        }
        return self._api.post("/sessions/staff", codes)

    def _by_code(self, phone: str) -> Any:
        kept = self._kept().get(phone)
        if kept and self._still_good(kept["session"]):
            return kept
        since = datetime.now(UTC)
        self._ask_for_code(phone)
        body = {"phone": phone, "code": self._sandbox.sms_code(phone, since)}
        signed_in = self._api.post("/sessions/staff/code", body)
        self._keep_session(phone, signed_in)
        return signed_in

    def _ask_for_code(self, phone: str) -> None:
        """A phone gets a code a minute at most; whoever asked a moment ago waits for the next."""
        try:
            self._api.post("/sessions/code", {"phone": phone, "purpose": "staff_login"})
        except Refused as refused:
            if refused.code != "CODE_TOO_SOON":
                raise
            time.sleep(int(refused.details.get("retry_after_s", 60)) + 1)
            self._api.post("/sessions/code", {"phone": phone, "purpose": "staff_login"})

    def _still_good(self, session: str) -> bool:
        try:
            self._api.get("/sessions", session)
        except Refused:
            return False
        return True

    def _kept(self) -> dict[str, Any]:
        if self._keep is None or not self._keep.exists():
            return {}
        kept: dict[str, Any] = json.loads(self._keep.read_text())
        return kept

    def _keep_session(self, phone: str, signed_in: Any) -> None:
        if self._keep is None:
            return
        sessions = self._kept() | {phone: signed_in}
        self._keep.parent.mkdir(parents=True, exist_ok=True)
        self._keep.unlink(missing_ok=True)
        self._keep.touch(mode=0o600)
        self._keep.write_text(json.dumps(sessions))
