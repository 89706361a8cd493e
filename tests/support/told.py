"""Customers at both ends of a parcel, and the sandbox as they see it: what they accept and what reaches them."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from logistics.domain.consignment import Proof
from logistics.domain.ids import new_id
from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.store.mongo import Unit, database
from tests.support.calls import schedule
from tests.support.orders import _change, order_body, place_order, report
from tests.support.people import session_of

ALL = [
    "tmpl_order_placed",
    "tmpl_courier_assigned",
    "tmpl_picked_up",
    "tmpl_out_for_delivery",
    "tmpl_signed",
    "tmpl_delivery_failed",
    "tmpl_refused",
    "tmpl_returned",
    "tmpl_stored",
    "tmpl_instruction",
    "tmpl_pickup_failed",
    "tmpl_lost",
    "tmpl_payment",
    "tmpl_claim",
    "tmpl_running_late",
]
numbers = itertools.count(1)


@dataclass(frozen=True)
class Side:
    """A customer at one end: their WeChat, their phone, their account."""

    openid: str
    phone: str
    actor: Actor


class World:
    """The provider sandbox seen from outside: what people accept, what reaches them, what fails."""

    def __init__(self, url: str) -> None:
        self.url, self.since = f"{url}/_sandbox", datetime.now(UTC).isoformat()

    def order(self, path: str, /, **payload: Any) -> None:
        answer = requests.post(self.url + path, json=payload, timeout=10)
        assert answer.status_code == 200, answer.text

    def accept(self, side: Side, *names: str, count: int = 5) -> None:
        for name in names or ALL:
            self.order("/wechat/subscriptions", openid=side.openid, template_id=name, count=count)

    def fault(self, provider: str, kind: str, count: int = 1, **more: Any) -> None:
        self.order("/faults", provider=provider, kind=kind, count=count, **more)

    def received(self, side: Side) -> list[dict[str, Any]]:
        """Subscribe messages and texts, in the order of their arrival."""
        found: list[dict[str, Any]] = []
        for who in ({"openid": side.openid}, {"phone": side.phone}):
            answer = requests.get(f"{self.url}/messages", params=who | {"since": self.since}, timeout=10)
            found += answer.json()["messages"]
        return sorted(found, key=lambda each: each["at"])

    def templates(self, side: Side) -> list[str]:
        return [each["template"] for each in self.received(side)]


def side(store: Unit) -> Side:
    """Someone new, who has bound their phone."""
    openid, phone = f"o{new_id(datetime.now(UTC))}x", f"+86139{next(numbers):08d}"
    account = store.customers.find_or_create(openid)
    store.customers.bind_phone(account.id, phone)
    found = store.customers.get(account.id)
    assert found is not None
    return Side(openid, phone, found.actor)


def placed(sender: Side, receiver: Side | str, extension: str = "", **changes: Any) -> str:
    """An order from one to the other, or to a bare phone."""
    phone = receiver if isinstance(receiver, str) else receiver.phone
    consignee = order_body("")["consignee"] | {"phone": phone, "extension": extension}
    consignor = order_body("")["consignor"] | {"phone": sender.phone}
    return place_order(session_of(sender.actor), consignee=consignee, consignor=consignor, **changes)


def rows(waybill_no: str, template: str = "") -> list[dict[str, Any]]:
    """The messages about a waybill as they are stored."""
    match = {"waybill_no": waybill_no} | ({"template": template} if template else {})
    return list(database()["messages"].find(match).sort("created_at", 1))


def age() -> None:
    """Make waiting messages due and leases ended, as time would."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    database()["messages"].update_many({"state": "waiting"}, {"$set": {"due_at": past}})
    database()["messages"].update_many({"state": "sending"}, {"$set": {"lease_until": past}})


def send_due() -> dict[str, int]:
    """Run the schedule; answers how many messages it left in which state."""
    counts: dict[str, int] = schedule("notify", "send_due")["counts"]
    return counts


def sign(waybill_no: str, courier: Actor) -> None:
    """Signed by the consignee, with a checked photo."""

    def prove(parcel: Any, now: datetime) -> Any:
        return parcel.add_proof(Proof("proofs/one.jpg", "photo", courier.id, 2048, "ab" * 32, now))

    _change(waybill_no, prove)
    details = {"signed_kind": "self", "signed_by": "欧*"}
    report(waybill_no, Step.SIGNED, courier, evidence=("proofs/one.jpg",), details=details)


def pick_up_after_assignment(waybill_no: str, courier: Actor) -> None:
    """Identity checked and picked up by the courier who was assigned."""
    _change(waybill_no, lambda parcel, now: parcel.verify_real_name("faceid-token", now))
    report(waybill_no, Step.PICKED_UP, courier, details={"inspected": True})
