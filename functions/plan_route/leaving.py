"""What is no more to be visited, or elsewhere now, leaves its place in a tour at once; others come to know sooner."""

from functions.plan_route import planning
from functions.plan_route.schemas import Assigned
from logistics.runtime.context import Context
from logistics.store.tours import KeptTour

GONE = ["OrderCancelled", "CourierReleased", "ParcelIntercepted", "ConsigneeChanged"]


def given(event: Assigned, ctx: Context) -> list[KeptTour]:
    """Outside: the tour with the new parcel in it, and that of whoever had it before without it."""
    grown = planning.put_in(event, ctx)
    parcel = ctx.store.parcels.find(event.waybill_no)
    theirs = parcel.courier_id if parcel else None
    return ([grown] if grown else []) + _without(event.waybill_no, theirs, ctx)


def gone(event: Assigned, ctx: Context) -> list[KeptTour]:
    """Outside: the tours in which a parcel was that is cancelled, released, stopped or to be brought elsewhere."""
    return _without(event.waybill_no, None, ctx)


def keep(_: Assigned, ctx: Context) -> None:
    """Keep what was planned outside; a tour that was planned otherwise meanwhile knows already (TOUR_CHANGED)."""
    tours: list[KeptTour] = ctx.answer or []
    for tour in tours:
        ctx.store.tours.keep(tour)


def _without(waybill_no: str, but_not: str | None, ctx: Context) -> list[KeptTour]:
    held = (each.courier_id for each in ctx.store.tours.holding(waybill_no))
    return [planning.refreshed(each, ctx, ask=False) for each in held if each != but_not]
