"""Dispatch by people: assign, reassign, release, see who waits and why somebody was chosen."""

from dataclasses import dataclass

from functions.dispatch_match.matching import given_to, taken_back
from functions.dispatch_match.rules import Stuck, stuck
from functions.dispatch_match.schemas import AssignOrder, ListWaiting, OneWaybill, ReleaseOrder
from logistics.domain.dispatch import acceptance_timer
from logistics.domain.faults import Conflict, Forbidden
from logistics.domain.parcel import Parcel
from logistics.domain.roles import Reach, Role
from logistics.privacy.scrub import scrub_written
from logistics.runtime.context import Context
from logistics.store.decisions import Decision
from logistics.store.staff import StaffMember


def assign_order(command: AssignOrder, ctx: Context) -> Parcel:
    """Give an order to a courier, or to another one; this wins over the matching, and nobody waits for acceptance.

    Only orders and couriers within the caller's scope. Raises NotFound PARCEL_NOT_FOUND or STAFF_NOT_FOUND,
    Forbidden PICKUP_NOT_YOURS, Conflict COURIER_UNAVAILABLE or PARCEL_STATE_CONFLICT.
    """
    parcel = _pickup(command.waybill_no, ctx)
    courier = receiving_courier(command.courier_id, ctx)
    given = ctx.store.parcels.save(parcel, given_to(courier, parcel, ctx.actor, ctx.now))
    ctx.withdraw(acceptance_timer(command.waybill_no))
    said = command.reason and scrub_written(command.reason)
    ctx.store.decisions.add(Decision(command.waybill_no, ctx.now, ctx.actor.id, courier.id, reason=said))
    return given


def receiving_courier(courier_id: str, ctx: Context) -> StaffMember:
    """A courier within the caller's scope who can be given work; the matching waits until the caller has committed.

    Raises NotFound STAFF_NOT_FOUND, Conflict COURIER_UNAVAILABLE.
    """
    courier = ctx.store.staff.get(courier_id, ctx.actor.scope)
    if not courier.active or courier.role is not Role.COURIER:
        raise Conflict("COURIER_UNAVAILABLE", "该员工不是在职快递员，不能派件")
    ctx.store.staff.hold([courier_id])
    return courier


def release_order(command: ReleaseOrder, ctx: Context) -> Parcel:
    """Take an order from its courier: it waits again, and the matching looks for somebody else."""
    parcel = _pickup(command.waybill_no, ctx)
    return ctx.store.parcels.save(parcel, taken_back(parcel, ctx.actor, command.reason, ctx))


@dataclass(frozen=True)
class WaitingOrder:
    """An order without a courier, and why a person should look at it, if so."""

    parcel: Parcel
    stuck: Stuck | None


def list_waiting(command: ListWaiting, ctx: Context) -> dict[str, list[WaitingOrder]]:
    """Orders without a courier in the caller's scope: those that are stuck, then those that wait longest."""
    waiting = ctx.store.parcels.waiting(ctx.actor.scope, command.limit)
    orders = [WaitingOrder(parcel, stuck(parcel, ctx.now)) for parcel in waiting]
    return {"orders": sorted(orders, key=lambda each: each.stuck is None)}


def show_decision(command: OneWaybill, ctx: Context) -> dict[str, object]:
    """Why this courier: each decision with everybody who was considered, their distance, load and cost."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    return {"waybill_no": parcel.waybill_no, "decisions": ctx.store.decisions.of(parcel.waybill_no)}


def _pickup(waybill_no: str, ctx: Context) -> Parcel:
    """The parcel, if its pickup is the caller's business: an outlet that only delivers it sends nobody to fetch it.

    Its own courier, whom the matching may have chosen, it may send elsewhere. Raises Forbidden PICKUP_NOT_YOURS.
    """
    scope = ctx.actor.scope
    parcel = ctx.store.parcels.get(waybill_no, scope)
    only_delivers = scope.reach is Reach.OUTLET and scope.id == parcel.delivery_outlet_id != parcel.pickup_outlet_id
    if only_delivers and not (parcel.courier_id and ctx.store.staff.find(parcel.courier_id, scope)):
        raise Forbidden("PICKUP_NOT_YOURS", "此件由寄件网点安排揽收")
    return parcel
