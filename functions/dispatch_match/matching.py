"""Finding a courier near the pickup point, and giving or taking back the order."""

from dataclasses import dataclass, replace

from functions.dispatch_match.rules import LOAD, SEARCHES
from logistics.domain.dispatch import ACCEPT_WITHIN, Candidate, Choice, acceptance_timer, choose
from logistics.domain.events import AcceptanceOverdue
from logistics.domain.parcel import Parcel
from logistics.domain.roles import Actor
from logistics.domain.route_class import city_code
from logistics.runtime.context import Context
from logistics.store import positions
from logistics.store.decisions import Decision
from logistics.store.staff import StaffMember

Point = tuple[float, float]


@dataclass(frozen=True)
class Search:
    """What a search around the pickup point brought, and how wide it had to be."""

    choice: Choice
    radius_m: int


def search(parcel: Parcel, ctx: Context) -> Search:
    """The best courier on duty around the consignor (or their outlet, if the point is unknown).

    Redis is asked in widening circles. Nobody outside a circle costs less than its radius, so a choice that costs
    no more than that is final; a dearer one is compared with the next circle.
    """
    point, city = _pickup_point(parcel, ctx), city_code(parcel.consignor.adcode)
    found, loads = Search(Choice(None, ()), 0), dict[str, int]()
    if point is None:
        return found
    for radius_m, most in SEARCHES:
        couriers = positions.near(city, point, radius_m, most)
        _count(loads, [each.duty.courier_id for each in couriers], ctx)
        found = Search(choose((_candidate(each, loads, ctx) for each in couriers), parcel.declined_by), radius_m)
        if found.choice.courier_id and (found.choice.weighed[0].cost_m or 0) <= radius_m:
            break
    return found


def given_to(courier: StaffMember, parcel: Parcel, by: Actor, ctx: Context) -> Parcel:
    """The parcel assigned, to be saved by the caller; the courier's outlet handles it from now on."""
    assigned = parcel.assign(courier.id, by, ctx.now, courier.outlet_id)
    outlets = dict.fromkeys((*assigned.outlet_ids, courier.outlet_id))
    return replace(assigned, outlet_ids=tuple(each for each in outlets if each))


def given_to_best(found: Search, parcel: Parcel, ctx: Context) -> Parcel:
    """The parcel assigned to whom a search chose, who has some minutes to accept; the same parcel if there is nobody.

    The caller saves it. Whoever was let go since the search is passed over and found no more.
    """
    courier_id = found.choice.courier_id
    courier = ctx.store.staff.find(courier_id) if courier_id else None
    if courier_id and (courier is None or not courier.active):
        positions.go_off_duty(courier_id)
    if courier is None or not courier.active:
        _note(parcel, None, found, ctx)
        return parcel
    given = given_to(courier, parcel, ctx.actor, ctx)
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


def _count(loads: dict[str, int], courier_ids: list[str], ctx: Context) -> None:
    """Learn the open tasks of couriers met for the first time."""
    if new := [each for each in courier_ids if each not in loads]:
        loads.update(dict.fromkeys(new, 0) | ctx.store.parcels.open_tasks(new, list(LOAD)))


def _candidate(courier: positions.Nearby, loads: dict[str, int], ctx: Context) -> Candidate:
    duty = courier.duty
    return Candidate(
        duty.courier_id, courier.distance_m, loads[duty.courier_id], duty.capacity, on_shift=duty.until > ctx.now
    )
