"""A parcel near its consignee's door, and what the people there send."""

from datetime import UTC, datetime, timedelta
from typing import Any

from logistics.domain.roles import Actor, Role
from logistics.domain.states import Step
from tests.support.calls import deliver_outbox, http
from tests.support.orders import CONSIGNEE_PHONE, parcel_of, pick_up, place_order, report
from tests.support.people import actor, customer, session_of
from tests.support.proofs import fact, post, proof

OUTLET = "GZ-TH-1"
SENDER, RECEIVER = 11, 12  # which customers


class Door:
    """One parcel with everybody who has to do with it; `session` maps them to their tokens."""

    def __init__(self, **order: Any) -> None:
        self.sender, self.receiver = customer(SENDER), customer(RECEIVER, CONSIGNEE_PHONE)
        self.courier, self.manager = actor("courier", OUTLET), actor("outlet_manager", OUTLET)
        self.dispatcher = actor("dispatcher")
        people = ("sender", "receiver", "courier", "manager", "dispatcher")
        self.session = {name: session_of(getattr(self, name)) for name in people}
        self.waybill_no = place_order(self.session["sender"], **order)
        pick_up(self.waybill_no, self.courier)

    @property
    def parcel(self) -> Any:
        return parcel_of(self.waybill_no)

    @property
    def fees(self) -> list[tuple[str, int, str]]:
        """What was charged beside the price, in order."""
        return [(each.code, each.amount_fen, str(each.payer)) for each in self.parcel.charges]

    def go_out(self, at: datetime | None = None) -> "Door":
        report(self.waybill_no, Step.OUT_FOR_DELIVERY, self.courier, at)
        return self

    def fail(self, reason: str = "consignee_not_home", at: datetime | None = None) -> "Door":
        report(self.waybill_no, Step.DELIVERY_FAILED, self.courier, at, reason=reason)
        return self

    def refuse(self, reason: str = "consignee_refused") -> "Door":
        report(self.waybill_no, Step.REFUSED, self.courier, reason=reason)
        return self

    def post(self, path: str, who: str, body: Any, function: str = "redirect", **options: Any) -> Any:
        where = f"/parcels/{self.waybill_no}/{path}"
        return http(function, "POST", where, body, session=self.session[who], **options)

    def proof(self, who: str = "courier") -> str:
        return proof(self.waybill_no, self.session[who])

    def sign(self, who: str = "courier", **more: Any) -> Any:
        keys = [self.proof(who)]
        body = fact(signed_by="欧阳晴川", signed_kind="self", proof_keys=keys) | more
        return post(self.waybill_no, "signature", self.session[who], body)

    def consent(self, place: str = "locker") -> str:
        consent_id: str = self.post("storage-consent", "receiver", {"place": place}).data["consent_id"]
        return consent_id

    def store(self, consent_id: str | None, place: str = "locker", **more: Any) -> Any:
        body = fact(place=place, place_name="3 号柜", consent_id=consent_id) | more
        return post(self.waybill_no, "storage", self.session["courier"], body)

    def collect(self, code: str, who: str = "courier", **more: Any) -> Any:
        return post(self.waybill_no, "collection-by-code", self.session[who], fact(code=code) | more)

    def storage(self, who: str = "receiver") -> Any:
        return http("sign", "GET", f"/parcels/{self.waybill_no}/storage", session=self.session[who])

    def settle(self) -> None:
        """Let the events do what follows from them."""
        deliver_outbox("redirect", "collect_cod")


def outsider(role: str = "customer") -> str:
    return session_of(Actor("01JD0000000000000000000000", Role(role)))


def later(**after: float) -> datetime:
    return datetime.now(UTC) + timedelta(**after)
