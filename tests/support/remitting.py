"""Goods money on its way to merchants: brought to where it may be remitted, then batches, codes and the bank's word."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from logistics.domain.cod import CodStatus
from logistics.domain.collecting import move_cod
from logistics.domain.journal import COMPANY, Account, Line, moved
from logistics.domain.roles import Actor, Role
from logistics.domain.shanghai import business_day
from logistics.store.mongo import Unit, database
from logistics.store.redis import redis
from tests.support.calls import Answer, deliver_outbox, http
from tests.support.factors import TEMPLATE
from tests.support.orders import _change, bring_out, place_order
from tests.support.people import actor, session_of
from tests.support.told import Side, World, sign

ACCOUNT = {"bank_name": "测试银行天河支行", "account_name": "晴川书店", "account_no": "6200000000000001"}
LINE = "{payout_id},{yuan},{outcome},{reason}"
_CHAIN = (
    (CodStatus.DECLARED, Role.COURIER),
    (CodStatus.COUNTED, Role.CASHIER),
    (CodStatus.BANKED, Role.CASHIER),
    (CodStatus.CONFIRMED, Role.FINANCE),
    (CodStatus.REMITTABLE, Role.SYSTEM),
)


def ready(sender: Actor, courier: Actor, goods_fen: int = 30000, **order: Any) -> str:
    """A parcel that was delivered and whose money the bank has confirmed: it may be remitted."""
    waybill_no = place_order(session_of(sender), cod_fen=goods_fen, **order)
    bring_out(waybill_no, courier)
    deliver_outbox("collect_cod")
    due_fen = Unit(datetime.now(UTC)).parcels.find(waybill_no).due_fen  # type: ignore[union-attr]
    path, body = f"/parcels/{waybill_no}/collection", {"amount_fen": due_fen}
    assert http("collect_cod", "POST", path, body, session=session_of(courier)).status == 200
    sign(waybill_no, courier)
    for status, role in _CHAIN:
        by = Actor(courier.id, role, courier.outlet_id)
        _change(waybill_no, lambda parcel, now, to=status, by=by: move_cod(parcel, to, by))
    bank(waybill_no, courier, due_fen)
    return waybill_no


def bank(waybill_no: str, courier: Actor, amount_fen: int) -> None:
    """The books of cash that went from a courier to the bank, in one step."""
    unit = Unit(datetime.now(UTC))
    banked = Line(Account.BANK, COMPANY, amount_fen)
    entry = moved(f"banked:{waybill_no}", "banked", waybill_no, unit.now, banked, Account.COURIER_CASH, courier.id)
    unit.transact(lambda: unit.journal.post(entry))


def balance(account: Account, holder: str) -> int:
    return Unit(datetime.now(UTC)).journal.balance(account, holder)


def books_agree() -> bool:
    """Every balance is what its entries come to, and all of them together are nothing."""
    sums = database()["balances"].aggregate([{"$group": {"_id": None, "fen": {"$sum": "$amount_fen"}}}])
    return not Unit(datetime.now(UTC)).journal.check() and all(row["fen"] == 0 for row in sums)


def custody(waybill_no: str) -> str:
    parcel = Unit(datetime.now(UTC)).parcels.find(waybill_no)
    assert parcel is not None
    return str(parcel.cod.status)


def usable(owner_id: str) -> None:
    """A day has gone by since the account was changed."""
    database()["payee_accounts"].update_one({"_id": owner_id}, {"$set": {"usable_from": datetime.now(UTC)}})


def alarms(text: str) -> list[str]:
    """The names of the alarms in what was logged."""
    rows = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return [row["event"] for row in rows if row.get("level") == "alarm"]


@dataclass
class Finance:
    """Two people of the finance office, who read their codes from their phones."""

    world: World
    maker: Actor
    checker: Actor

    def make(self, by: Actor | None = None, **changes: Any) -> Answer:
        body = {"until": business_day(datetime.now(UTC)).isoformat()} | changes
        return http("remit", "POST", "/remittances", body, session=session_of(by or self.maker))

    def code(self, subject: str, by: Actor) -> str:
        """A fresh code; the wait between two of them is over, as after a minute."""
        for key in redis().scan_iter("limit:code*"):
            redis().delete(key)
        said = http("remit", "POST", "/payout-codes", {"subject": subject}, session=session_of(by))
        assert said.status == 200, said.body
        phone = Unit(datetime.now(UTC)).staff.phone_of(by.id)
        texts = self.world.received(Side("", phone, by))
        return str([each["fields"]["1"] for each in texts if each["template"] == TEMPLATE][-1])

    def approve(self, batch_id: str, by: Actor | None = None, code: str = "", key: str | None = None) -> Answer:
        person = by or self.checker
        body = {"code": code or self.code(batch_id, person)}
        path = f"/remittances/{batch_id}/approval"
        return http("remit", "POST", path, body, session=session_of(person), key=key)

    def ordered(self, **changes: Any) -> dict[str, Any]:
        """A batch that was made and approved, with its payouts."""
        batch_id = self.make(**changes).data["batch_id"]
        assert self.approve(batch_id).status == 200
        return self.show(batch_id)

    def show(self, batch_id: str) -> dict[str, Any]:
        shown: dict[str, Any] = http("remit", "GET", f"/remittances/{batch_id}", session=session_of(self.maker)).data
        return shown

    def file(self, batch_id: str) -> Answer:
        return http("remit", "POST", f"/remittances/{batch_id}/file", {}, session=session_of(self.maker))

    def result(self, batch_id: str, *lines: str) -> Answer:
        body = {"lines": ["付款单号,金额(元),结果,原因", *lines]}
        return http("remit", "POST", f"/remittances/{batch_id}/result", body, session=session_of(self.maker))

    def confirm(self, owner_id: str, by: Actor | None = None) -> Answer:
        person = by or self.maker
        body = {"code": self.code(owner_id, person)}
        return http("remit", "POST", f"/payee-accounts/{owner_id}/confirmation", body, session=session_of(person))


def finance(world: World) -> Finance:
    return Finance(world, actor("finance"), actor("finance", at=1))


def account(owner: Actor, office: Finance, **changes: str) -> None:
    save(owner, office.world, **changes)
    assert office.confirm(owner.id).status == 200
    usable(owner.id)


def save(owner: Actor, world: World, code: str = "", **changes: str) -> Any:
    body = ACCOUNT | changes | {"code": code or owner_code(owner, world)}
    return http("remit", "POST", "/payee-account", body, session=session_of(owner))


def owner_code(owner: Actor, world: World) -> str:
    for key in redis().scan_iter("limit:code*"):
        redis().delete(key)
    assert http("remit", "POST", "/payee-account/code", {}, session=session_of(owner)).status == 200
    phone = Unit(datetime.now(UTC)).customers.phone_of(owner.id) or ""
    return str([each["fields"]["1"] for each in world.received(Side("", phone, owner)) if "fields" in each][-1])


def answer(item: dict[str, Any], outcome: str = "成功", reason: str = "", yuan: str = "") -> str:
    amount = yuan or f"{item['amount_fen'] // 100}.{item['amount_fen'] % 100:02d}"
    return LINE.format(payout_id=item["payout_id"], yuan=amount, outcome=outcome, reason=reason)
