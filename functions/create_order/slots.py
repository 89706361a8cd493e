"""Pickup slots: what an outlet offers, of today and the next days."""

from typing import Any

from functions.create_order.booking_schemas import ListSlots
from logistics.domain.faults import Conflict
from logistics.domain.pickup_slots import days_from, objection, slots_of
from logistics.runtime.context import Context
from logistics.store.outlets import Place


def list_slots(command: ListSlots, ctx: Context) -> dict[str, Any]:
    """The slots of today and the next two days where a parcel would be fetched, and why some cannot be chosen.

    Raises Conflict NOT_SERVED.
    """
    outlet_id = ctx.store.outlets.serving(Place(command.adcode, command.point))
    if outlet_id is None:
        raise Conflict("NOT_SERVED", "寄件地址暂不在服务范围内，请更换地址或联系客服", end="pickup")
    rules = ctx.store.outlets.get(outlet_id).slot_rules
    slots = [slot for day in days_from(ctx.now) for slot in slots_of(rules, day)]
    used = ctx.store.pickup_slots.used(outlet_id, [slot.start for slot in slots])
    told = []
    for slot in slots:
        full = used.get(slot.start, 0) >= rules.capacity
        why = objection(rules, slot, ctx.now) or ("full" if full else "")
        told.append({"from": slot.start, "until": slot.end, "open": not why, "why": why})
    return {"outlet_id": outlet_id, "slots": told}
