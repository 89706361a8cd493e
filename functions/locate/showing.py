"""Where couriers are, for those who ask: the customer of a parcel on its last mile, and the office."""

from dataclasses import dataclass
from datetime import time, timedelta

from functions.locate.rules import COORDINATES, Position, arrival_to_show, courier_to_show, for_actor, for_office
from functions.locate.schemas import OfOutlet, OfParcel, ShowTrack
from logistics.domain.parcel import Parcel
from logistics.domain.shanghai import at_clock
from logistics.domain.tracks import distance_m, stops, thinned
from logistics.runtime.context import Context
from logistics.store import live
from logistics.store.arrivals import KeptArrival

_MOST_POINTS = 2_000


@dataclass(frozen=True)
class Shown:
    """A parcel's courier as the asker sees them, and the outlet in whose group they are."""

    parcel: Parcel
    courier_id: str
    outlet_id: str
    sequence: int
    position: Position | None
    arrival: KeptArrival | None = None

    def reply(self, after: int) -> dict[str, object]:
        """The increment above a number."""
        state = self.position.state if self.position else "unknown"
        reply = {"waybill_no": self.parcel.waybill_no, "sequence": self.sequence, "state": state}
        reply |= {"arrival": self.arrival} if self.arrival else {}
        return reply | ({"position": self.position} if self.position and self.sequence > after else {})


def look_up(waybill_no: str, ctx: Context) -> Shown:
    """The parcel's courier; raises NotFound PARCEL_NOT_FOUND, Conflict POSITION_NOT_SHOWN."""
    parcel = ctx.store.parcels.get(waybill_no, ctx.actor.scope)
    courier_id = courier_to_show(parcel)
    outlet_id = live.outlet_of(courier_id) or ctx.store.staff.get(courier_id).outlet_id or ""
    newest = live.newest(outlet_id, courier_id)
    if newest is None:
        return Shown(parcel, courier_id, outlet_id, 0, None)
    position = for_actor(newest, parcel, ctx.actor, ctx.now)
    arrival = arrival_to_show(ctx.store.arrivals.find(parcel.waybill_no), parcel, ctx.now)
    return Shown(parcel, courier_id, outlet_id, newest.sequence, position, arrival)


def show_parcel_position(command: OfParcel, ctx: Context) -> dict[str, object]:
    """Where the courier with a parcel is that is out for delivery; blurred for customers until it comes near."""
    return look_up(command.waybill_no, ctx).reply(command.after)


def list_positions(command: OfOutlet, ctx: Context) -> dict[str, object]:
    """Where an outlet's couriers are; with `after` only those who changed.

    Raises NotFound OUTLET_NOT_FOUND, also beyond the scope.
    """
    outlet = ctx.store.outlets.get(command.outlet_id, ctx.actor.scope)
    head, moved = live.moved_since(outlet.id, command.after)
    positions = [for_office(each, ctx.now) for each in moved]
    return {"outlet_id": outlet.id, "sequence": head, "positions": positions}


def list_visits(command: ShowTrack, ctx: Context) -> dict[str, object]:
    """When a courier came to the outlet and to doors on a day. NotFound STAFF_NOT_FOUND beyond the scope."""
    courier = ctx.store.staff.get(command.courier_id, ctx.actor.scope)
    begins = at_clock(command.day, time())
    visits = ctx.store.visits.between(courier.id, begins, begins + timedelta(days=1))
    return {"courier_id": courier.id, "day": command.day, "visits": visits}


def show_track(command: ShowTrack, ctx: Context) -> dict[str, object]:
    """A courier's day: the way, the stops, the speed. NotFound STAFF_NOT_FOUND beyond the scope."""
    courier = ctx.store.staff.get(command.courier_id, ctx.actor.scope)
    begins = at_clock(command.day, time())
    fixes = ctx.store.fixes.between(courier.id, begins, begins + timedelta(days=1))
    points = thinned(fixes, _MOST_POINTS)
    return {
        "courier_id": courier.id,
        "day": command.day,
        "coordinates": COORDINATES,
        "fixes": len(fixes),
        "distance_m": distance_m(fixes),
        "fastest_mps": max((each.speed_mps for each in points), default=0.0),
        "points": points,
        "stops": stops(fixes),
    }
