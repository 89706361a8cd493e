"""What the office sees of tours under way: who is expected when, and which promises that breaks."""

from datetime import timedelta

from functions.plan_route.following_schemas import ListArrivals, OneCourier
from logistics.domain.faults import NotFound
from logistics.runtime.context import Context
from logistics.store.tours import KeptTour

_HOLDS_FOR = timedelta(minutes=10)


def list_arrivals(command: ListArrivals, ctx: Context) -> dict[str, object]:
    """An outlet's visits that are ahead, the next first; with `only` late those that come after they were promised.

    Raises NotFound OUTLET_NOT_FOUND, also beyond the scope.
    """
    outlet = ctx.store.outlets.get(command.outlet_id, ctx.actor.scope)
    since, late = ctx.now - _HOLDS_FOR, command.only == "late"
    found = ctx.store.arrivals.of_outlet(outlet.id, since, late, command.limit)
    return {"outlet_id": outlet.id, "arrivals": found}


def show_couriers_tour(command: OneCourier, ctx: Context) -> KeptTour:
    """A courier's tour as it was last planned; NotFound STAFF_NOT_FOUND, also beyond the scope, and TOUR_NOT_FOUND."""
    tour = ctx.store.tours.of(ctx.store.staff.get(command.courier_id, ctx.actor.scope).id)
    if tour is None:
        raise NotFound("TOUR_NOT_FOUND", "还没有规划路线")
    return tour
