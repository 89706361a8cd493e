"""When the matching cannot help: a dispatcher is told of what nobody takes."""

from functions.dispatch_match.rules import Stuck, gives_up_at, stuck
from functions.dispatch_match.schemas import OrderWaits
from logistics.domain.dispatch import ESCALATED_AFTER
from logistics.domain.parcel import Parcel
from logistics.domain.states import Status
from logistics.domain.trouble_events import DispatchEscalated, DispatchOverdue
from logistics.runtime.context import Context


def watch_over(parcel: Parcel, ctx: Context) -> None:
    """Of an order that stays without a courier for now: tell what was declined often, and look at the others later."""
    if len(parcel.declined_by) >= ESCALATED_AFTER:
        _tell(parcel, Stuck.DECLINED_OFTEN, ctx)
    else:
        ctx.emit_at(DispatchOverdue(parcel.waybill_no), gives_up_at(parcel, ctx.now), _timer(parcel.waybill_no))


def end_search(event: OrderWaits, ctx: Context) -> None:
    """A courier was looked for long enough: whoever still waits needs a person, and is searched for all the same."""
    parcel = ctx.store.parcels.find(event.waybill_no)
    why = stuck(parcel, ctx.now) if parcel and parcel.status is Status.PLACED else None
    if parcel and why:
        _tell(parcel, why, ctx)


def _tell(parcel: Parcel, why: Stuck, ctx: Context) -> None:
    ctx.emit(DispatchEscalated(parcel.waybill_no, str(why), len(parcel.declined_by), parcel.pickup_outlet_id))


def _timer(waybill_no: str) -> str:
    return f"search:{waybill_no}"
