"""What is known of the couriers around pickup points: who may be sent, how busy they are, and where they go anyway."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from functions.dispatch_match.rules import LOAD
from logistics.domain.custody import CashRoom
from logistics.domain.dispatch import Bar, Candidate, Choice, choose, skills_for
from logistics.domain.matching import added_m
from logistics.domain.parcel import Parcel
from logistics.domain.roster import is_off_roster
from logistics.domain.shanghai import business_day
from logistics.runtime.context import Context
from logistics.runtime.custody import cash_rooms
from logistics.store.positions import Nearby

Point = tuple[float, float]
_SHORTLIST = 5  # of an order: whose tours are looked at, because only these may be the best


@dataclass(frozen=True)
class Wanted:
    """An order that waits, and where it is fetched; without a point nobody can be searched."""

    parcel: Parcel
    city: str
    point: Point | None


class Couriers:
    """Those met in one search, each asked about once: whatever the number of orders, a few queries a circle."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._loads, self._districts = dict[str, int](), dict[str, Collection[str]]()
        self._off, self._rooms = set[str](), dict[str, CashRoom]()
        self._stops = dict[str, list[Point]]()

    def choose(self, around: Iterable[tuple[Wanted, list[Nearby]]]) -> dict[str, Choice]:
        """For each order (waybill number) those near it with their costs, the best first.

        The tours of the best few are looked at, and these weighed once more.
        """
        found = [(order, near) for order, near in around if order.point]
        self._meet([each for _, near in found for each in near], any(order.parcel.due_fen for order, _ in found))
        choices = {order.parcel.waybill_no: self._choice(order, near) for order, near in found}
        self._look_at_tours(choices)
        for order, near in found:
            if any(self._stops.get(each.duty.courier_id) for each in near):
                choices[order.parcel.waybill_no] = self._choice(order, near)
        return choices

    def _choice(self, order: Wanted, near: list[Nearby]) -> Choice:
        skills = skills_for(order.parcel.goods.weight_g, order.parcel.goods.pieces)
        return choose((self._candidate(order, skills, each) for each in near), order.parcel.declined_by)

    def _candidate(self, order: Wanted, skills: frozenset[str], near: Nearby) -> Candidate:
        duty = near.duty
        stops = self._stops.get(duty.courier_id)
        added = added_m([near.point, *stops], order.point) if stops and order.point else None
        barred = self._bar(order.parcel, skills, near)
        return Candidate(duty.courier_id, near.distance_m, self._loads[duty.courier_id], duty.capacity, barred, added)

    def _bar(self, parcel: Parcel, skills: frozenset[str], near: Nearby) -> Bar | None:
        duty = near.duty
        if duty.until <= self._ctx.now or duty.courier_id in self._off:
            return Bar.OFF_SHIFT
        serves = parcel.consignor.adcode in self._districts.get(duty.outlet_id, ())
        if not serves and duty.outlet_id != parcel.pickup_outlet_id:
            return Bar.AREA
        if not skills <= set(duty.skills):
            return Bar.SKILL
        room = self._rooms.get(duty.courier_id)
        return Bar.CASH if parcel.due_fen and room and not room.takes(parcel.due_fen) else None

    def _meet(self, near: Collection[Nearby], with_cash: bool) -> None:
        """Learn about those who are met for the first time; all who are new at an outlet share its roster and area."""
        store = self._ctx.store
        new = {each.duty.courier_id: each.duty.outlet_id for each in near if each.duty.courier_id not in self._loads}
        if new:
            self._loads |= dict.fromkeys(new, 0) | store.parcels.open_tasks(list(new), list(LOAD))
            outlets = store.outlets.many(set(new.values()) - self._districts.keys())
            self._districts |= {each.id: each.adcodes for each in outlets.values()}
            rosters = store.rosters.of_day(set(new.values()), business_day(self._ctx.now).isoformat())
            self._off |= {
                each
                for each, outlet_id in new.items()
                if outlet_id in rosters and is_off_roster(rosters[outlet_id], each, self._ctx.now)
            }
        if with_cash:
            self._rooms |= cash_rooms({each.duty.courier_id: each.duty.outlet_id for each in near}, self._ctx)

    def _look_at_tours(self, choices: Mapping[str, Choice]) -> None:
        """Where the best few of each order go anyway, in the order of their tours; new tasks are not in a tour yet."""
        store = self._ctx.store
        best = [each for choice in choices.values() for each in choice.takers[:_SHORTLIST]]
        new = {each.courier_id for each in best if each.open_tasks} - self._stops.keys()
        if not new:
            return
        self._stops |= {each: [] for each in new}
        tours, stops = store.tours.many(new), store.parcels.stops(new, list(LOAD))
        for courier_id in new & tours.keys():
            places = stops.get(courier_id, {})
            numbers = [number for stop in tours[courier_id].stops for number in stop.waybill_nos if number in places]
            self._stops[courier_id] = [places[number] for number in dict.fromkeys(numbers)]
