"""Outlets: listing, writing and closing them."""

from dataclasses import replace
from typing import Any

from functions.admin.changes import difference
from functions.admin.schemas import ListOutlets, OutletRef
from logistics.domain.faults import Invalid
from logistics.runtime.context import Context
from logistics.store.outlets import Outlet


def list_outlets(command: ListOutlets, ctx: Context) -> dict[str, Any]:
    """Outlets within the caller's scope, a page at a time by code."""
    return {"outlets": ctx.store.outlets.listed(ctx.actor.scope, command.adcode, command.after, command.limit)}


def show_outlet(command: OutletRef, ctx: Context) -> Outlet:
    """One outlet with its service area."""
    return ctx.store.outlets.get(command.outlet_id, ctx.actor.scope)


def save_outlet(command: Outlet, ctx: Context) -> dict[str, Any]:
    """Write an outlet, new or known, as it shall be from now on.

    Without rules for pickup slots those it has stay. Raises Invalid OUTLET_INCOMPLETE, OUTLET_AREA_INVALID and
    OUTLET_SLOTS_INVALID.
    """
    if command.kind == "outlet" and not (command.adcodes and command.area):
        raise Invalid("OUTLET_INCOMPLETE", "营业网点必须填写服务区县和服务范围")
    if command.slots and command.slots.first_hour + command.slots.slot_hours > command.slots.last_hour:
        raise Invalid("OUTLET_SLOTS_INVALID", "上门时段有误：开始与结束时间之间放不下一个时段")
    before = ctx.store.outlets.save(command)
    if before and (not command.slots or command.slots == before.slot_rules):
        command = replace(command, slots=before.slots)
    return {"id": command.id, "changed": _noted(before, command, "save_outlet", ctx)}


def deactivate_outlet(command: OutletRef, ctx: Context) -> dict[str, Any]:
    """Take an outlet out of new quotes; parcels under way are not touched."""
    before = ctx.store.outlets.get(command.outlet_id)
    after = replace(before, active=False)
    ctx.store.outlets.save(after)
    return {"id": after.id, "changed": _noted(before, after, "deactivate_outlet", ctx)}


def _noted(before: Outlet | None, after: Outlet, action: str, ctx: Context) -> list[str]:
    changes = difference(before, after)
    if changes:
        ctx.store.audit.note(ctx.actor, action, f"outlets:{after.id}", changes)
    return sorted(changes)
