"""What dispatchers decide about a parcel on its way: commands, refused when the state does not allow them."""

from functions.scan.schemas import ResolveException, StartReturn
from logistics.domain.states import Step
from logistics.runtime import returns
from logistics.runtime.context import Context
from logistics.runtime.facts import Fact, Receipt, record


def start_return(command: StartReturn, ctx: Context) -> Receipt:
    """Send a parcel back to its consignor; raises Conflict PARCEL_STATE_CONFLICT, Invalid REASON_UNKNOWN."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    return returns.start_return(parcel, command.reason, ctx, note=command.note)


def resolve_exception(command: ResolveException, ctx: Context) -> Receipt:
    """Close the open exception; Conflict EXCEPTION_REQUIRED when there is none."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    decision = Fact(waybill_no=command.waybill_no, scan_id=ctx.new_id(), occurred_at=ctx.now, note=command.note)
    return record(parcel, decision, Step.EXCEPTION_RESOLVED, ctx)
