"""Coming to an outlet or a door and leaving it again, told by positions: automatic times that nobody taps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from functions.locate.rules import VISITED, place_of
from logistics.domain.fixes import Fix
from logistics.domain.geofences import Crossed, Presence, follow, outlet_fence, stop_fence
from logistics.domain.states import Status
from logistics.domain.travel import crow_m
from logistics.runtime.context import Context
from logistics.store import presence
from logistics.store.presence import Place
from logistics.store.visits import Visit

_NEAR_M = 500
_MOST_DOORS = 200
_SAME_DOOR_DIGITS = 4  # about ten metres


@dataclass(frozen=True)
class _Door:
    key: tuple[float, float]
    kind: str


def note_visits(courier_id: str, outlet_id: str, fixes: Sequence[Fix], ctx: Context) -> None:
    """What a batch of fixes tells of the outlet and the doors ahead. Kept outside of transactions, as the fixes are."""
    places, known = presence.known(courier_id)
    if places is None:
        places = _places(courier_id, outlet_id, ctx)
        presence.keep_places(courier_id, places)
    changed = dict[str, Presence]()
    ordered = sorted(fixes, key=lambda fix: fix.at)
    for place in places:
        before = known.get(place.fence.id, Presence())
        if not before.inside and not any(crow_m(place.fence.point, fix.point) <= _NEAR_M for fix in ordered):
            continue
        after, crossings = follow(place.fence, before, ordered)
        for crossing in crossings:
            if crossing.crossed is Crossed.ARRIVED:
                ctx.store.visits.arrive(Visit(courier_id, place.fence.id, place.waybill_nos, crossing.at))
            else:
                ctx.store.visits.leave(courier_id, place.fence.id, crossing.at)
        if after != before:
            changed[place.fence.id] = after
    left = _left_behind(courier_id, known, {place.fence.id for place in places}, ordered, ctx)
    presence.keep(courier_id, changed | left)


def _left_behind(
    courier_id: str, known: dict[str, Presence], ahead: Iterable[str], fixes: Sequence[Fix], ctx: Context
) -> dict[str, Presence]:
    """A door where all is done matters no more: whoever was inside has left it with the first fix since."""
    over = {name: each for name, each in known.items() if each.inside and name not in ahead}
    for name in over:
        ctx.store.visits.leave(courier_id, name, fixes[0].at)
    return {name: Presence(judged_at=fixes[0].at) for name in over}


def _places(courier_id: str, outlet_id: str, ctx: Context) -> list[Place]:
    outlet = ctx.store.outlets.find(outlet_id)
    found = [Place(outlet_fence(f"outlet:{outlet_id}", outlet.location))] if outlet else []
    doors: dict[_Door, list[str]] = {}
    points: dict[_Door, tuple[float, float]] = {}
    for parcel in ctx.store.parcels.tasks(courier_id, list(VISITED), _MOST_DOORS):
        point = place_of(parcel)
        if point is None:
            continue
        key = (round(point[0], _SAME_DOOR_DIGITS), round(point[1], _SAME_DOOR_DIGITS))
        door = _Door(key, "pickup" if parcel.status is Status.ASSIGNED else "delivery")
        doors.setdefault(door, []).append(parcel.waybill_no)
        points.setdefault(door, point)
    return [*found, *(_stop(door, points[door], numbers) for door, numbers in doors.items())]


def _stop(door: _Door, point: tuple[float, float], numbers: list[str]) -> Place:
    lng, lat = door.key
    return Place(stop_fence(f"{door.kind}:{lng:.4f},{lat:.4f}", point), tuple(numbers))
