"""Finding a courier near the pickup point, and giving or taking back the order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from functions.dispatch_match.candidates import Couriers, Point, Wanted
from functions.dispatch_match.rules import LOAD, SEARCHES
from logistics.domain.dispatch import ACCEPT_WITHIN, Choice, acceptance_timer
from logistics.domain.events import AcceptanceOverdue
from logistics.domain.matching import closest_pairs, head_start_m, with_first
from logistics.domain.parcel import Parcel
from logistics.domain.roles import Actor
from logistics.domain.route_class import city_code
from logistics.runtime.context import Context
from logistics.store import positions
from logistics.store.decisions import Decision
from logistics.store.staff import StaffMember


@dataclass(frozen=True)
class Search:
    """What a search around the pickup point brought, and how wide it had to be."""

    choice: Choice
    radius_m: int


def wanted(parcel: Parcel, ctx: Context) -> Wanted:
    """The order with its pickup point: the consignor's, or that of their outlet if it is unknown."""
    return Wanted(parcel, city_code(parcel.consignor.adcode), _pickup_point(parcel, ctx))


def search(parcel: Parcel, ctx: Context) -> Search:
    """The best courier on duty around the pickup point of one order."""
    return search_all([wanted(parcel, ctx)], ctx)[parcel.waybill_no]


def search_all(orders: Sequence[Wanted], ctx: Context) -> dict[str, Search]:
    """Whom to send for each order, matched together: what is cheap for one may be needed more by another.

    Redis is asked in widening circles, for all orders at once. Everybody outside a circle is farther away than its
    radius, so a pair that costs no more than that is final: nobody is fetched from afar because their tour leads past.
    An order that only has dearer ones goes on to the next circle.
    """
    found = {each.parcel.waybill_no: Search(Choice(None, ()), 0) for each in orders}
    couriers, taken = Couriers(ctx), Counter[str]()
    left = [each for each in orders if each.point is not None]
    ahead_m = {each.parcel.waybill_no: _head_start_m(each.parcel, ctx.now) for each in orders}
    for radius_m, most in SEARCHES:
        points = [(each.city, each.point) for each in left if each.point]
        choices = couriers.choose(zip(left, positions.near_each(points, radius_m, most), strict=True))
        limit_m = None if radius_m == SEARCHES[-1][0] else radius_m
        pairs = closest_pairs(choices, taken, limit_m, ahead_m)
        found |= {number: Search(with_first(each, pairs.get(number)), radius_m) for number, each in choices.items()}
        left = [each for each in left if each.parcel.waybill_no not in pairs]
    return found


def _head_start_m(parcel: Parcel, now: datetime) -> int:
    slot_left = parcel.pickup_until - now if parcel.pickup_until else None
    return head_start_m(now - (parcel.waiting_since or now), slot_left)


def given_to(courier: StaffMember, parcel: Parcel, by: Actor, at: datetime) -> Parcel:
    """The parcel assigned, to be saved by the caller; the courier's outlet handles it from now on."""
    assigned = parcel.assign(courier.id, by, at, courier.outlet_id)
    outlets = dict.fromkeys((*assigned.outlet_ids, courier.outlet_id))
    return replace(assigned, outlet_ids=tuple(each for each in outlets if each))


class Crew:
    """Couriers as they are within one transaction: nobody else gives them work until its commit, so room is exact."""

    def __init__(self, found: Sequence[Search], ctx: Context) -> None:
        self._ctx, self._staff, self._loads = ctx, dict[str, StaffMember](), dict[str, int]()
        self._meet([each.choice.courier_id for each in found if each.choice.courier_id])

    def taker(self, found: Search) -> StaffMember | None:
        """The best of a search who still works here and has room left; takes up that room."""
        for candidate in found.choice.takers:
            courier_id = candidate.courier_id
            if courier_id not in self._loads:
                self._meet([courier_id])
            courier = self._staff.get(courier_id)
            if courier is None or not courier.active:
                positions.go_off_duty(courier_id)
            elif self._loads[courier_id] < candidate.capacity:
                self._loads[courier_id] += 1
                return courier
        return None

    def _meet(self, courier_ids: list[str]) -> None:
        store = self._ctx.store
        store.staff.hold(courier_ids)
        self._staff |= store.staff.many(courier_ids)
        self._loads |= dict.fromkeys(courier_ids, 0) | store.parcels.open_tasks(courier_ids, list(LOAD))


def give_all(found: Sequence[tuple[Parcel, Search]], ctx: Context) -> int:
    """Part of a transaction: give these orders away and write them; answers how many.

    Whatever moved since it was read is left to its own event, or to the next minute.
    """
    fresh = ctx.store.parcels.many([seen.waybill_no for seen, _ in found])
    still = [
        (seen, each) for seen, each in found if (now := fresh.get(seen.waybill_no)) and now.version == seen.version
    ]
    crew = Crew([each for _, each in still], ctx)
    pairs = [(seen, given_to_best(each, seen, ctx, crew)) for seen, each in still]
    given = [(before, after) for before, after in pairs if after is not before]
    ctx.store.parcels.save_all(given)
    return len(given)


def given_to_best(found: Search, parcel: Parcel, ctx: Context, crew: Crew | None = None) -> Parcel:
    """The parcel assigned to the best of a search, who has some minutes to accept; the same parcel if there is nobody.

    The caller saves it. Whoever was let go or filled up since the search is passed over.
    """
    courier = (crew or Crew([found], ctx)).taker(found)
    if courier is None:
        _note(parcel, None, found, ctx)
        return parcel
    given = given_to(courier, parcel, ctx.actor, ctx.now)
    overdue = AcceptanceOverdue(parcel.waybill_no, courier.id, given.assignment_id or "")
    ctx.emit_at(overdue, ctx.now + ACCEPT_WITHIN, acceptance_timer(parcel.waybill_no))
    _note(parcel, courier.id, found, ctx)
    return given


def taken_back(parcel: Parcel, by: Actor, reason: str | None, ctx: Context) -> Parcel:
    """The parcel released, to be saved by the caller; it is not offered to the same courier again."""
    released = parcel.release(by, ctx.now, reason)
    ctx.withdraw(acceptance_timer(parcel.waybill_no))
    return not_for(parcel.courier_id, released)


def not_for(courier_id: str | None, parcel: Parcel) -> Parcel:
    """The parcel, not to be offered to this courier any more."""
    passed = (*parcel.declined_by, courier_id) if courier_id else parcel.declined_by
    return replace(parcel, declined_by=tuple(dict.fromkeys(passed)))


def _note(parcel: Parcel, courier_id: str | None, found: Search, ctx: Context) -> None:
    decision = Decision(parcel.waybill_no, ctx.now, ctx.actor.id, courier_id, found.radius_m, found.choice.weighed)
    ctx.store.decisions.add(decision)


def _pickup_point(parcel: Parcel, ctx: Context) -> Point | None:
    if parcel.consignor.location or not parcel.pickup_outlet_id:
        return parcel.consignor.location
    outlet = ctx.store.outlets.find(parcel.pickup_outlet_id)
    return outlet.location if outlet else None
