"""Dispatch by people: assign, reassign, release, see who waits and why somebody was chosen."""

from functions.dispatch_match.matching import given_to, taken_back
from functions.dispatch_match.schemas import AssignOrder, ListWaiting, OneWaybill, ReleaseOrder
from logistics.domain.dispatch import acceptance_timer
from logistics.domain.faults import Conflict
from logistics.domain.parcel import Parcel
from logistics.domain.roles import Role
from logistics.runtime.context import Context
from logistics.store.decisions import Decision


def assign_order(command: AssignOrder, ctx: Context) -> Parcel:
    """Give an order to a courier, or to another one; this wins over the matching, and nobody waits for acceptance.

    Only orders and couriers within the caller's scope. Raises NotFound PARCEL_NOT_FOUND or STAFF_NOT_FOUND,
    Conflict COURIER_UNAVAILABLE or PARCEL_STATE_CONFLICT.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    courier = ctx.store.staff.get(command.courier_id, ctx.actor.scope)
    if not courier.active or courier.role is not Role.COURIER:
        raise Conflict("COURIER_UNAVAILABLE", "该员工不是在职快递员，不能派件")
    given = ctx.store.parcels.save(parcel, given_to(courier, parcel, ctx.actor, ctx))
    ctx.withdraw(acceptance_timer(command.waybill_no))
    ctx.store.decisions.add(Decision(command.waybill_no, ctx.now, ctx.actor.id, courier.id))
    return given


def release_order(command: ReleaseOrder, ctx: Context) -> Parcel:
    """Take an order from its courier: it waits again, and the matching looks for somebody else."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    return ctx.store.parcels.save(parcel, taken_back(parcel, ctx.actor, command.reason, ctx))


def list_waiting(command: ListWaiting, ctx: Context) -> dict[str, list[Parcel]]:
    """Orders without a courier in the caller's scope, those that wait longest first."""
    return {"orders": ctx.store.parcels.waiting(ctx.actor.scope, command.limit)}


def show_decision(command: OneWaybill, ctx: Context) -> dict[str, object]:
    """Why this courier: each decision with everybody who was considered, their distance, load and cost."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    return {"waybill_no": parcel.waybill_no, "decisions": ctx.store.decisions.of(parcel.waybill_no)}
