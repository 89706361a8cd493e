"""Who takes out which parcels of an outlet, as last worked out for all of its couriers together."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pymongo.errors import DuplicateKeyError

from logistics.domain.faults import Conflict, NotFound
from logistics.store.tours import PlannedStop

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


@dataclass(frozen=True)
class Round:
    """What one courier takes out, in the order in which it is brought."""

    courier_id: str
    stops: tuple[PlannedStop, ...]
    ends_at: datetime
    distance_m: int

    @property
    def waybill_nos(self) -> tuple[str, ...]:
        """In the order of the visits."""
        return tuple(number for stop in self.stops for number in stop.waybill_nos)


@dataclass(frozen=True)
class OutletTours:
    """`released_at` is when somebody let the couriers see it. `unreachable` fits nobody, `unplaced` has no point."""

    outlet_id: str
    version: int
    planned_at: datetime
    planned_by: str
    rounds: tuple[Round, ...]
    unreachable: tuple[str, ...]
    unplaced: tuple[str, ...]
    times_from: str
    released_at: datetime | None = None
    released_by: str = ""


class OutletTourPlans:
    """Rows: {_id outlet, version, planned_at, planned_by, rounds [{courier_id, stops, ends_at, distance_m}],
    unreachable, unplaced, times_from, released_at, released_by}; no places, as in `tours`."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["outlet_tours"]

    def find(self, outlet_id: str) -> OutletTours | None:
        """The latest of an outlet."""
        row = self._rows.find_one({"_id": outlet_id}, session=self._unit.session)
        return None if row is None else _plan(row)

    def get(self, outlet_id: str) -> OutletTours:
        """The same; NotFound TOUR_NOT_FOUND."""
        found = self.find(outlet_id)
        if found is None:
            raise NotFound("TOUR_NOT_FOUND", "还没有规划路线")
        return found

    def keep(self, plan: OutletTours) -> OutletTours:
        """Put a plan in the place of the version before it, or be the first; Conflict TOUR_CHANGED if another came."""
        row = vars(plan) | {"_id": plan.outlet_id, "rounds": [_round_row(each) for each in plan.rounds]}
        row |= {"unreachable": list(plan.unreachable), "unplaced": list(plan.unplaced)}
        del row["outlet_id"]
        before, session = {"_id": plan.outlet_id, "version": plan.version - 1}, self._unit.session
        try:
            done = self._rows.replace_one(before, row, upsert=plan.version == 1, session=session)
        except DuplicateKeyError as error:
            raise _changed() from error
        if not (done.matched_count or done.upserted_id):
            raise _changed()
        return plan

    def release(self, plan: OutletTours, by: str) -> OutletTours:
        """Let the couriers see it; Conflict TOUR_CHANGED if it is no more the latest."""
        change = {"released_at": self._unit.now, "released_by": by}
        was = {"_id": plan.outlet_id, "version": plan.version}
        if not self._rows.update_one(was, {"$set": change}, session=self._unit.session).matched_count:
            raise _changed()
        return self.get(plan.outlet_id)


def _changed() -> Conflict:
    return Conflict("TOUR_CHANGED", "路线已更新，请刷新后再试")


def _round_row(each: Round) -> "Row":
    return vars(each) | {"stops": [vars(stop) | {"waybill_nos": list(stop.waybill_nos)} for stop in each.stops]}


def _plan(row: "Row") -> OutletTours:
    told: dict[str, Any] = {name: value for name, value in row.items() if name != "_id"}
    told |= {"rounds": tuple(map(_round, row["rounds"]))}
    told |= {name: tuple(row[name]) for name in ("unreachable", "unplaced")}
    return OutletTours(outlet_id=row["_id"], **told)


def _round(row: "Row") -> Round:
    stops = (PlannedStop(**each | {"waybill_nos": tuple(each["waybill_nos"])}) for each in row["stops"])
    return Round(row["courier_id"], tuple(stops), row["ends_at"], row["distance_m"])
