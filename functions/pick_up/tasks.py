"""A courier's answer to a task: accept it, or decline it with a reason."""

from functions.pick_up.schemas import AcceptTask, DeclineTask
from logistics.domain.dispatch import acceptance_timer
from logistics.domain.parcel import Parcel
from logistics.runtime.context import Context


def accept_task(command: AcceptTask, ctx: Context) -> Parcel:
    """Promise to come; the ladder that would offer the order to others ends."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    accepted = parcel.accept(ctx.actor, ctx.now)
    ctx.withdraw(acceptance_timer(command.waybill_no))
    return parcel if accepted is parcel else ctx.store.parcels.save(parcel, accepted)


def decline_task(command: DeclineTask, ctx: Context) -> Parcel:
    """Give the order back: it waits again and is not offered to this courier any more."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    ctx.withdraw(acceptance_timer(command.waybill_no))
    return ctx.store.parcels.save(parcel, parcel.decline(command.reason, ctx.actor, ctx.now))
