"""Who takes part: made-up customers, and the staff of the seeded network, each signed in the way they really are.

Couriers and outlet staff sign in with WeChat, the office with a code by SMS. The office's sessions are kept between
runs, since nobody is sent more than a few codes an hour.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.demonstration.api import Api, Refused
from scripts.demonstration.places import ORIGIN, ORIGINS, Address
from scripts.demonstration.sandbox import Sandbox

_NETWORK = Path(__file__).resolve().parents[1] / "local" / "network.json"
_WITH_WECHAT = frozenset({"courier", "driver", "outlet_manager"})
# Each row of four: two who send, one who receives and uses WeChat, one who hears of parcels by SMS.
_CUSTOMERS = ("林知夏", "顾长安", "沈星河", "叶轻舟")
_SURNAMES, _GIVEN = "陈李张黄何吴周徐朱高郭罗", ("望舒", "听雨", "照野", "清和", "云起", "南枝", "安歌", "千寻")
_FIRST_PHONE = 19_900_090_001
_ORDERS_OF_ONE_OUTLET = 100  # its couriers may ask for sixty identity checks an hour each
_BETWEEN_CODES_S = 60
# WeChat's codes are good once, and binding a phone ends the guest's session: a lost answer takes them along.
_SPENT = ("LOGIN_CODE_INVALID", "PHONE_CODE_INVALID", "SESSION_INVALID")
_SIGN_INS = 3
_ORDERS_A_ROW = 10  # nobody is sent more than a few codes an hour


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
        self._rows = 1
        self._origins: tuple[Address, ...] = (ORIGIN,)
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

    def expect(self, orders: int) -> None:
        """Make room for so many orders: more customers, and more outlets that send."""
        self._rows = 1 + (orders - 1) // _ORDERS_A_ROW
        self._origins = ORIGINS if orders > _ORDERS_OF_ONE_OUTLET else (ORIGIN,)

    def origin(self, number: int) -> Address:
        """Where an order is fetched."""
        return self._origins[number % len(self._origins)]

    def on_duty(self) -> list[Person]:
        """The couriers who fetch parcels in this run."""
        return [courier for origin in self._origins for courier in self.couriers(origin.outlet_id)]

    def sender(self, number: int) -> Person:
        """A customer who places orders."""
        return self._customer(self._row(number) + number % 2)

    def receiver(self, number: int, wechat: bool | None = None) -> Person:
        """A customer to whom parcels go; every other one uses no WeChat and hears of parcels by SMS."""
        by_sms = number % 2 == 1 if wechat is None else not wechat
        return self._customer(self._row(number) + 2 + by_sms)

    def code_sent(self, phone: str, ask: Callable[[], object]) -> str:
        """The one-time code that comes when it is asked for; a phone gets one a minute at most, so it may be waited."""
        since = datetime.now(UTC)
        try:
            ask()
        except Refused as refused:
            if refused.code != "CODE_TOO_SOON":
                raise
            time.sleep(int(refused.details.get("retry_after_s", _BETWEEN_CODES_S)) + 1)
            return self.code_sent(phone, ask)
        return self._sandbox.sms_code(phone, since)

    def pays(self, openid: str, offer: dict[str, Any]) -> None:
        """Somebody pays what their phone was offered."""
        self._sandbox.pays(openid, offer)

    def customers(self) -> list[Person]:
        """All who send or receive."""
        return [self._customer(at) for at in range(self._rows * len(_CUSTOMERS))]

    def _row(self, number: int) -> int:
        return number // 2 % self._rows * len(_CUSTOMERS)

    def outlet(self, outlet_id: str) -> dict[str, Any]:
        """An outlet of the network as the seed describes it."""
        found: dict[str, Any] = next(row for row in self._plan["outlets"] if row["id"] == outlet_id)
        return found

    def _customer(self, at: int) -> Person:
        name, phone, wechat = _name(at), str(_FIRST_PHONE + at), at % len(_CUSTOMERS) != len(_CUSTOMERS) - 1
        with self._lock:
            if phone not in self._known:
                self._known[phone] = self._bound(name, phone) if wechat else Person("", name, phone, "customer")
            return self._known[phone]

    def _bound(self, name: str, phone: str) -> Person:
        """A customer with a session that carries the phone they bound."""
        openid = f"demo-customer-{phone}"

        def bind() -> Any:
            guest = self._api.post("/sessions", {"code": self._sandbox.login_code(openid)})
            code = {"phone_code": self._sandbox.phone_code(phone, openid)}
            return self._api.post("/sessions/phone", code, guest["session"])

        signed_in = _in_the_end(bind)
        return Person(signed_in["account"]["id"], name, phone, "customer", signed_in["session"], openid)

    def _signed_in(self, row: dict[str, Any]) -> Person:
        openid = f"demo-staff-{row['phone']}" if row["role"] in _WITH_WECHAT else ""
        signed_in = self._by_wechat(row["phone"], openid) if openid else self._by_code(row["phone"])
        account = signed_in["account"]
        outlet = row["outlet"] or ""
        return Person(account["id"], row["name"], row["phone"], row["role"], signed_in["session"], openid, outlet)

    def _by_wechat(self, phone: str, openid: str) -> Any:
        def sign_in() -> Any:
            codes = {
                "code": self._sandbox.login_code(openid),
                "phone_code": self._sandbox.phone_code(phone, openid),
            }
            return self._api.post("/sessions/staff", codes)

        return _in_the_end(sign_in)

    def _by_code(self, phone: str) -> Any:
        kept = self._kept().get(phone)
        if kept and self._still_good(kept["session"]):
            return kept
        asked = {"phone": phone, "purpose": "staff_login"}
        body = {"phone": phone, "code": self.code_sent(phone, lambda: self._api.post("/sessions/code", asked))}
        signed_in = self._api.post("/sessions/staff/code", body)
        self._keep_session(phone, signed_in)
        return signed_in

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


def _in_the_end(sign_in: Callable[[], Any]) -> Any:
    """Sign in as a phone does: from the start again when an earlier try used up what it was made of."""
    for _ in range(_SIGN_INS - 1):
        try:
            return sign_in()
        except Refused as refused:
            if refused.code not in _SPENT:
                raise
    return sign_in()


def _name(at: int) -> str:
    if at < len(_CUSTOMERS):
        return _CUSTOMERS[at]
    return _SURNAMES[at % len(_SURNAMES)] + _GIVEN[at // len(_SURNAMES) % len(_GIVEN)]
