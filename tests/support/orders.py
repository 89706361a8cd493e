"""Orders to try things on: quoted and placed through the real functions, moved on by recording scans."""

from datetime import UTC, datetime
from typing import Any

from logistics.domain.ids import new_id
from logistics.domain.roles import EVERYTHING, SYSTEM, Actor
from logistics.domain.scan import Scan
from logistics.domain.states import Step
from tests.support.calls import http

TIANHE = {"lng": 113.322, "lat": 23.125}  # beside the outlet GZ-TH-1
CONSIGNOR_PHONE = "13800000001"
CONSIGNEE_PHONE = "13900000002"


def ask(**changes: Any) -> dict[str, Any]:
    """What a quote is asked with: 1.5 kg from Guangzhou Tianhe to Hangzhou Binjiang."""
    asked = {
        "product": "standard",
        "from_adcode": "440106",
        "to_adcode": "330108",
        "weight_g": 1500,
        "volume_cm3": 6000,
        "insured_value_fen": 0,
        "cod_fen": 0,
    }
    return asked | changes


def quote_for(**changes: Any) -> dict[str, Any]:
    """A fresh quote, as a guest gets it."""
    quote: dict[str, Any] = http("quote", "POST", "/quotes", ask(**changes)).data
    return quote


def order_body(quote_id: str, **changes: Any) -> dict[str, Any]:
    """An order that fits `quote_for()`; give the changed amounts to both."""
    body = {
        "quote_id": quote_id,
        "product": "standard",
        "weight_g": 1500,
        "volume_cm3": 6000,
        "insured_value_fen": 0,
        "cod_fen": 0,
        "consignor": {
            "name": "林小满",
            "phone": CONSIGNOR_PHONE,
            "address": "广东省广州市天河区体育西路101号2栋301室",
            "adcode": "440106",
            "location": TIANHE,
        },
        "consignee": {
            "name": "欧阳晴川",
            "phone": CONSIGNEE_PHONE,
            "address": "浙江省杭州市滨江区江南大道588号7幢12层",
            "adcode": "330108",
            "location": {"lng": 120.21, "lat": 30.21},
        },
        "goods": {"description": "两本书", "category": "books"},
        "terms": "on_account",
    }
    return body | changes


def place_order(session: str, **changes: Any) -> str:
    """A placed order's waybill number. Amounts among the changes (cod_fen, weight_g, …) are quoted too."""
    quoted = {name: changes[name] for name in (*ask(), "pieces", "return_receipt") if name in changes}
    body = order_body(quote_for(**quoted)["quote_id"], **changes)
    waybill_no: str = http("create_order", "POST", "/orders", body, session=session).data["waybill_no"]
    return waybill_no


def parcel_of(waybill_no: str) -> Any:
    """The parcel as it is stored now."""
    return _unit().parcels.get(waybill_no, EVERYTHING)


def report(waybill_no: str, step: Step, by: Actor, at: datetime | None = None, **said: Any) -> Any:
    """Record a scan as a function would, at the server's time unless `at` says when it happened."""
    now = datetime.now(UTC)
    outlet_id = said.pop("outlet_id", by.outlet_id)
    scan = Scan(new_id(now), waybill_no, step, at or now, now, by.id, by.role, outlet_id, **said)
    unit = _unit()
    return unit.transact(lambda: unit.scans.record(unit.parcels.get(waybill_no, EVERYTHING), scan))


def assign(waybill_no: str, courier: Actor) -> None:
    """Give the pickup to a courier, as the matching does."""
    _change(waybill_no, lambda parcel, now: parcel.assign(courier.id, SYSTEM, now, courier.outlet_id))


def pick_up(waybill_no: str, courier: Actor) -> None:
    """Assigned, identity checked and picked up."""
    assign(waybill_no, courier)
    _change(waybill_no, lambda parcel, now: parcel.verify_real_name("faceid-token", now))
    report(waybill_no, Step.PICKED_UP, courier, details={"inspected": True})


def bring_out(waybill_no: str, courier: Actor) -> None:
    """Picked up and taken straight out for delivery by the same courier."""
    pick_up(waybill_no, courier)
    report(waybill_no, Step.OUT_FOR_DELIVERY, courier)


def _change(waybill_no: str, move: Any) -> None:
    unit = _unit()

    def work() -> None:
        parcel = unit.parcels.get(waybill_no, EVERYTHING)
        unit.parcels.save(parcel, move(parcel, unit.now))

    unit.transact(work)


def _unit() -> Any:
    from logistics.store.mongo import Unit

    return Unit(datetime.now(UTC))
