"""An order changed before pickup: another time, a remark for the courier, what is inside."""

from typing import Any

from functions.create_order.booking_schemas import ChangeOrder, CheckGoods
from logistics.domain.changing import changed
from logistics.domain.consignment import Party
from logistics.domain.faults import Forbidden, Invalid
from logistics.domain.guards import refusal
from logistics.domain.parcel import Parcel
from logistics.domain.prohibited import find_prohibited, require_allowed
from logistics.domain.roles import CUSTOMERS
from logistics.domain.states import Status
from logistics.domain.trouble_events import OrderChanged
from logistics.privacy.parties import Side, open_party, seal_party
from logistics.privacy.scrub import scrub_written
from logistics.runtime.context import Context
from logistics.runtime.placing import take_slot

BEFORE_PICKUP = frozenset({Status.PENDING_PAYMENT, Status.PLACED, Status.ASSIGNED, Status.PICKUP_FAILED})


def check_goods(command: CheckGoods, ctx: Context) -> dict[str, Any]:
    """Whether what somebody writes about their goods names something that must not be sent."""
    found = find_prohibited(command.words)
    return {"allowed": found is None, "kind": found.kind if found else "", "word": found.word if found else ""}


def change_order(command: ChangeOrder, ctx: Context) -> dict[str, Any]:
    """Change an order before pickup; its place in the old slot is given back when it takes another.

    Raises Forbidden ORDER_NOT_YOURS, Conflict PARCEL_STATE_CONFLICT, Invalid GOODS_PROHIBITED and NOTHING_TO_CHANGE,
    and what take_slot raises.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    if ctx.actor.role in CUSTOMERS and parcel.placed_by != ctx.actor.id:
        raise Forbidden("ORDER_NOT_YOURS", "只有下单人可以修改订单")
    if parcel.status not in BEFORE_PICKUP:
        raise refusal("PARCEL_STATE_CONFLICT", parcel.status, "change")
    after = _rewritten(_moved(parcel, command, ctx), command)
    names = [name for name in _NAMES if getattr(command, name) is not None]
    if not names:
        raise Invalid("NOTHING_TO_CHANGE", "没有需要修改的内容")
    told = OrderChanged(parcel.waybill_no, ",".join(names))
    ctx.store.parcels.save(parcel, changed(after, events=(*after.events, told)))
    return {"waybill_no": parcel.waybill_no, "status": parcel.status, "changed": names}


_NAMES = ("pickup_from", "pickup_until", "remark", "goods_description")


def _moved(parcel: Parcel, command: ChangeOrder, ctx: Context) -> Parcel:
    """The parcel with another visit. The promise moves along by as much as the latest moment of the visit does."""
    if command.pickup_from is None and command.pickup_until is None:
        return parcel
    ctx.store.pickup_slots.free(parcel.waybill_no)
    start, end = command.pickup_from, command.pickup_until
    take_slot(parcel.pickup_outlet_id, parcel.waybill_no, start, end, ctx)
    before, promised_at = parcel.pickup_until or parcel.placed_at, parcel.promised_at
    if promised_at and before and end:
        promised_at += end - before
    return changed(parcel, pickup_from=start, pickup_until=end, promised_at=promised_at)


def _rewritten(parcel: Parcel, command: ChangeOrder) -> Parcel:
    if command.goods_description is not None:
        require_allowed([command.goods_description])
        goods = changed(parcel.goods, description=scrub_written(command.goods_description))
        parcel = changed(parcel, goods=goods)
    return parcel if command.remark is None else changed(parcel, consignor=_remarked(parcel, command.remark))


def _remarked(parcel: Parcel, remark: str) -> Party:
    known = parcel.consignor
    contact = changed(open_party(known, Side.CONSIGNOR, parcel.waybill_no), remark=remark)
    return seal_party(contact, Side.CONSIGNOR, parcel.waybill_no, known.adcode, known.location, known.customer_id)
