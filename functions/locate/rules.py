"""What of a courier's position who gets to see."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from logistics.domain.coordinates import Point
from logistics.domain.faults import Conflict
from logistics.domain.parcel import Parcel
from logistics.domain.roles import CUSTOMERS, Actor, Role
from logistics.domain.sides import is_consignee
from logistics.domain.states import Status
from logistics.domain.travel import crow_m
from logistics.store.arrivals import KeptArrival
from logistics.store.live import Live

OVERSEE = frozenset({Role.DISPATCHER, Role.OUTLET_MANAGER, Role.CUSTOMER_SERVICE, Role.ADMINISTRATOR})
VISITED = (Status.ASSIGNED, Status.OUT_FOR_DELIVERY)
_FRESH = timedelta(seconds=90)  # three times the slowest rhythm of a phone
_NEAR_M = 1_000
_BLURRED_M = 100
_EXPECTED_HOLDS_FOR = timedelta(minutes=10)
COORDINATES = "wgs84"


@dataclass(frozen=True)
class Position:
    """Where a courier is, as far as the asker may know; `state` "last_seen" says that nothing came for a while.

    `precision_m` is how far the point may be off on purpose or by its measurement.
    """

    sequence: int
    lng: float
    lat: float
    at: datetime
    seen_s_ago: int
    state: str
    precision_m: int
    speed_mps: float | None
    heading: float | None
    courier_id: str | None = None
    on_duty: bool | None = None
    coordinates: str = COORDINATES


def for_office(live: Live, now: datetime) -> Position:
    """All that is known."""
    precision_m = round(live.fix.accuracy_m or 0)
    return _position(live, live.fix.point, precision_m, now, courier_id=live.courier_id, on_duty=live.on_duty)


def for_customer(live: Live, parcel: Parcel, now: datetime) -> Position:
    """Rounded to about 100 m until the courier is within a kilometre: the doors before hers are other people's."""
    home, here = parcel.consignee.location, live.fix.point
    if home is not None and crow_m(home, here) <= _NEAR_M:
        return _position(live, here, round(live.fix.accuracy_m or 0), now)
    return _position(live, (round(here[0], 3), round(here[1], 3)), _BLURRED_M, now)


def for_actor(live: Live, parcel: Parcel, actor: Actor, now: datetime) -> Position:
    """A parcel's courier as this caller may see them."""
    return for_customer(live, parcel, now) if actor.role in CUSTOMERS else for_office(live, now)


def arrival_to_show(known: KeptArrival | None, parcel: Parcel, now: datetime) -> KeptArrival | None:
    """When this delivery is expected, unless that was worked out too long ago to be said."""
    if known is None or known.done_at or now - known.at > _EXPECTED_HOLDS_FOR:
        return None
    return known if (known.courier_id, known.attempt) == (parcel.courier_id, parcel.attempts) else None


def place_of(parcel: Parcel) -> Point | None:
    """Where a courier goes for it: to its consignor before the pickup, to its consignee afterwards."""
    party = parcel.consignor if parcel.status is Status.ASSIGNED else parcel.consignee
    return party.location


def may_watch(parcel: Parcel, actor: Actor) -> bool:
    """Whether a watch that was once allowed still is: out for delivery, and still theirs (staff are scoped before)."""
    hers = actor.role not in CUSTOMERS or parcel.placed_by == actor.id or is_consignee(parcel, actor)
    return hers and parcel.status is Status.OUT_FOR_DELIVERY and parcel.courier_id is not None


def courier_to_show(parcel: Parcel) -> str:
    """The courier who is bringing it; raises Conflict POSITION_NOT_SHOWN at any other time."""
    if parcel.status is not Status.OUT_FOR_DELIVERY or parcel.courier_id is None:
        raise Conflict("POSITION_NOT_SHOWN", "派送途中才能查看快递员的位置", status=parcel.status)
    return parcel.courier_id


def _position(
    live: Live,
    point: Point,
    precision_m: int,
    now: datetime,
    courier_id: str | None = None,
    on_duty: bool | None = None,
) -> Position:
    fix, age = live.fix, max(timedelta(0), now - live.fix.at)
    state = "live" if age <= _FRESH else "last_seen"
    seen_s_ago = age // timedelta(seconds=1)
    told = (live.sequence, *point, fix.at, seen_s_ago, state, precision_m, fix.speed_mps, fix.heading)
    return Position(*told, courier_id, on_duty)
