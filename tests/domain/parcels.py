"""Invented parcels, people and scans for the domain tests; minutes count from one fixed morning."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from logistics.domain.cod import Cod
from logistics.domain.consignment import Goods, Party, PaymentTerms, Proof
from logistics.domain.parcel import Parcel
from logistics.domain.pricing import FeeLine, Price
from logistics.domain.roles import SYSTEM, Actor, Role
from logistics.domain.route_class import RouteClass
from logistics.domain.scan import Scan
from logistics.domain.states import Step
from logistics.domain.timeline import admit

WAYBILL_NO = "WB000000000000"
MORNING = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)

CUSTOMER = Actor("customer-1", Role.CUSTOMER)
COURIER = Actor("courier-1", Role.COURIER, "outlet-a")
OTHER_COURIER = Actor("courier-2", Role.COURIER, "outlet-b")
MANAGER = Actor("manager-1", Role.OUTLET_MANAGER, "outlet-b")
DRIVER = Actor("driver-1", Role.DRIVER, "outlet-b")
DISPATCHER = Actor("dispatcher-1", Role.DISPATCHER)
CASHIER = Actor("cashier-1", Role.CASHIER, "outlet-b")
FINANCE = Actor("finance-1", Role.FINANCE)

PROOF = Proof("proofs/one.jpg", "photo", "courier-1", 2048, "ab" * 32, MORNING)
# What each step must bring with it.
NEEDS: dict[Step, dict[str, object]] = {
    Step.PICKED_UP: {"details": {"inspected": True}},
    Step.PICKUP_FAILED: {"reason": "consignor_not_available"},
    Step.STORED: {"details": {"consent_id": "consent-1"}},
    Step.DELIVERY_FAILED: {"reason": "consignee_not_home"},
    Step.REFUSED: {"reason": "consignee_refused"},
    Step.SIGNED: {"details": {"signed_kind": "self", "signed_by": "李*"}, "evidence": (PROOF.key,)},
    Step.CANCELLED: {"reason": "consignor_changed_mind"},
    Step.RETURN_STARTED: {"reason": "consignor_request"},
    Step.EXCEPTION_OPENED: {"reason": "carrier_damaged_parcel"},
    Step.SIGNATURE_REVOKED: {"reason": "carrier_signed_by_mistake"},
    Step.ASSIGNED: {"courier_id": COURIER.id},
}


def at(minute: int) -> datetime:
    return MORNING + timedelta(minutes=minute)


def scan(step: Step, by: Actor, minute: int, received: int | None = None, **more: object) -> Scan:
    """A scan that happened at `minute` and was received then, or at `received`, complete in what its step needs."""
    values = NEEDS.get(step, {}) | more
    name = str(values.pop("id", f"{step}-{minute}"))
    received_at = at(minute if received is None else received)
    fixed = Scan(name, WAYBILL_NO, step, at(minute), received_at, by.id, by.role, by.outlet_id)
    return replace(fixed, **values)  # type: ignore[arg-type]


def draft(cod_fen: int = 0, freight_on_receipt_fen: int = 0) -> Parcel:
    """An order as it is before it is submitted; who has been in both outlets may see it."""
    party = Party("王*", "138****0000", "朝阳区****", b"phone", b"tail", "110105")
    return Parcel(
        waybill_no=WAYBILL_NO,
        product="standard",
        placed_by=CUSTOMER.id,
        terms=PaymentTerms.ON_RECEIPT if freight_on_receipt_fen else PaymentTerms.ON_ACCOUNT,
        consignor=party,
        consignee=party,
        goods=Goods("书", "printed", 1000, 0),
        price=Price(1000, (FeeLine("freight", "运费", 1800),), 1800),
        tariff_version="t1",
        route_class=RouteClass.SAME_CITY,
        cod=Cod(cod_fen),
        freight_due_fen=freight_on_receipt_fen,
        pickup_outlet_id="outlet-a",
        delivery_outlet_id="outlet-b",
        outlet_ids=("outlet-a", "outlet-b"),
        proofs=(PROOF,),
    )


def add(parcel: Parcel, new: Scan) -> Parcel:
    """Record a scan as the store does: with the history when it may have come late."""
    if parcel.needs_history(new):
        return parcel.apply(admit(parcel.scans, new, parcel.signatures), new)
    return parcel.record(new)


def placed(**money: int) -> Parcel:
    return draft(**money).place(CUSTOMER, at(0))


def assigned(**money: int) -> Parcel:
    return placed(**money).assign(COURIER.id, SYSTEM, at(1)).verify_real_name("token-1", at(1))


def picked_up(**money: int) -> Parcel:
    return add(assigned(**money), scan(Step.PICKED_UP, COURIER, 10))


def in_transit(**money: int) -> Parcel:
    return add(picked_up(**money), scan(Step.DEPARTED, DRIVER, 20))


def at_outlet(**money: int) -> Parcel:
    return add(in_transit(**money), scan(Step.ARRIVED, MANAGER, 30))


def out_for_delivery(**money: int) -> Parcel:
    """With courier-2, of the delivery outlet."""
    return add(at_outlet(**money), scan(Step.OUT_FOR_DELIVERY, OTHER_COURIER, 40))


def event_names(parcel: Parcel) -> list[str]:
    return [type(event).__name__ for event in parcel.events]
