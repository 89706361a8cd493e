"""Orders that are paid before they are fetched, from the offer to the provider's last word on a refund."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from logistics.domain.charge import STORAGE, Charge, Payer, settle_difference
from logistics.domain.ids import new_id
from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.store.mongo import Unit, database
from tests.support.calls import Answer, deliver_outbox, http, invoke, schedule
from tests.support.custody import Custody
from tests.support.orders import _change, assign, parcel_of, place_order, report
from tests.support.people import actor, session_of, sign_in
from tests.support.wechat_pay import PayWorld

SENDER_OPENID = "openid-customer-0000"
FREIGHT_FEN = 2050


class Prepaid:
    """One sender's orders at the payment sandbox; `settle` lets every event reach those who keep the books."""

    def __init__(self, sender: Actor, world: PayWorld) -> None:
        self.sender, self.world = sender, world

    def ordered(self, **changes: Any) -> str:
        return place_order(session_of(self.sender), terms="prepaid", **changes)

    def paid_order(self, **changes: Any) -> str:
        waybill_no = self.ordered(**changes)
        self.pay(waybill_no)
        return waybill_no

    def offer(self, waybill_no: str) -> dict[str, Any]:
        path = f"/parcels/{waybill_no}/payments"
        return dict(http("pay", "POST", path, {}, session=session_of(self.sender)).data)

    def pay(self, waybill_no: str) -> str:
        """What is owed now, paid in WeChat and heard of; the payment's number."""
        offered = self.offer(waybill_no)
        self.world.pay(SENDER_OPENID, **offered["parameters"])
        assert [each.status for each in self.world.deliver(offered["payment_id"])] == [200]
        self.settle()
        return str(offered["payment_id"])

    def fetch(self, waybill_no: str, courier: Actor, weight_g: int = 1500) -> None:
        """Picked up by its courier, who weighs it."""
        assign(waybill_no, courier)
        _change(waybill_no, lambda parcel, now: parcel.verify_real_name("faceid-token", now))
        now = datetime.now(UTC)
        body = {"scan_id": new_id(now), "occurred_at": now.isoformat(), "real_name_token": "faceid-token"}
        body |= {"inspected": True, "weight_g": weight_g, "volume_cm3": 6000}
        answer = http("pick_up", "POST", f"/parcels/{waybill_no}/pickup", body, session=session_of(courier))
        assert answer.status == 200, answer.body
        self.settle()

    def withdraw_pickup(self, waybill_no: str) -> None:
        """The pickup was scanned by mistake: it counts no more, and the price with it."""
        pickup = Unit(datetime.now(UTC)).scans.of(waybill_no)[-1]
        details = {"scan_id": pickup.id}
        reason = "carrier_scanned_by_mistake"
        report(waybill_no, Step.SCAN_WITHDRAWN, actor("dispatcher"), reason=reason, details=details)
        self.settle()

    def lose(self, waybill_no: str) -> None:
        report(waybill_no, Step.EXCEPTION_OPENED, actor("dispatcher"), reason="carrier_parcel_missing")
        report(waybill_no, Step.LOST, actor("dispatcher"))
        self.settle()

    def close_refund(self, refund_id: str) -> None:
        """The provider ends a refund without giving anything back, and says so."""
        self.world.order("/wechat-pay/refunds", out_refund_no=refund_id, status="CLOSED")
        self.world.deliver(refund_id)
        self.settle()

    def cancel(self, waybill_no: str) -> None:
        body = {"reason": "consignor_changed_mind"}
        path = f"/orders/{waybill_no}/cancellation"
        assert http("create_order", "POST", path, body, session=session_of(self.sender)).status == 200
        self.settle()

    def charge(self, waybill_no: str, amount_fen: int, number: int = 1) -> None:
        """A fee beside the price, or (below nothing) a sum that goes back."""
        fee = Charge(f"{STORAGE}:{number}", STORAGE, "保管费", amount_fen, Payer.CONSIGNOR, datetime.now(UTC))
        _change(waybill_no, lambda parcel, _now: settle_difference(parcel, fee))
        self.settle()

    def settle(self) -> None:
        deliver_outbox("pay", "collect_cod")

    def refunded(self, waybill_no: str) -> None:
        """The provider ends its refunds, and the sweep hears of it."""
        time.sleep(0.3)
        self.sweep()
        self.settle()

    def sweep(self) -> Any:
        """A minute later."""
        database()["refunds"].update_many(
            {"next_at": {"$ne": None}}, {"$set": {"next_at": datetime.now(UTC) - timedelta(seconds=1)}}
        )
        return schedule("pay", "sweep_payments")

    def shown(self, waybill_no: str) -> dict[str, Any]:
        path = f"/parcels/{waybill_no}/payments"
        return dict(http("pay", "GET", path, session=session_of(self.sender)).data)

    def status(self, waybill_no: str) -> str:
        """The state of payment as the order's page tells it, which is the one that is kept."""
        told = str(self.shown(waybill_no)["payment_status"])
        assert parcel_of(waybill_no).payment == told
        return told

    def refunds(self, waybill_no: str) -> list[tuple[int, str, str]]:
        rows = self.shown(waybill_no)["refunds"]
        return [(each["amount_fen"], each["reason"], each["state"]) for each in rows]


class Desk:
    """Finance at the desk: asks for a code, gives money back."""

    def __init__(self) -> None:
        self.people = Custody()
        self.finance = self.people.finance

    def code(self, payment_id: str, by: Actor | None = None) -> str:
        self.people.no_wait()
        who = by or self.finance
        asked = http("pay", "POST", "/refunds/code", {"payment_id": payment_id}, session=session_of(who))
        assert asked.status == 200, asked.body
        return self.people.newest_code(who)

    def give_back(self, payment_id: str, amount_fen: int, reason: str = "goodwill", **more: Any) -> Answer:
        code = more.pop("code", None) or self.code(payment_id)
        said = {"payment_id": payment_id, "amount_fen": amount_fen, "reason": reason, "note": "包装破损", "code": code}
        return http("pay", "POST", "/refunds", said, session=session_of(self.finance), **more)

    def listed(self, **query: Any) -> list[dict[str, Any]]:
        return list(http("pay", "GET", "/refunds", session=session_of(self.finance), query=query).data["refunds"])


def positions(waybill_no: str) -> dict[tuple[str, str], int]:
    """What a waybill's entries come to, account by account."""
    told = invoke("collect_cod", "show_journal", {"waybill_no": waybill_no}, sign_in("finance")).data
    assert told["sum_fen"] == 0, "a waybill's entries always balance"
    return {(line["account"], line["holder"]): line["amount_fen"] for line in told["positions"]}
