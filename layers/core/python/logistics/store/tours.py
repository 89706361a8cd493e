"""Couriers' present tours: which parcels they visit in which order, and when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pymongo.errors import DuplicateKeyError

from logistics.domain.faults import Conflict
from logistics.domain.road_matrix import TimesFrom

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


_STILL_OUT = timedelta(hours=4)  # whoever is later than that has given the plan up


@dataclass(frozen=True)
class PlannedStop:
    """One visit, for all parcels of that address; `kind` is pickup or delivery."""

    kind: str
    waybill_nos: tuple[str, ...]
    arrives_at: datetime
    leaves_at: datetime


@dataclass(frozen=True)
class KeptTour:
    """A courier's plan. `unreachable` are parcels that fit into it at no time, `unplaced` those without a point.

    `saved_m` is how much longer the way by promised time would be. `by_hand` keeps the order as the courier made it.
    `times_from` says where most of its times come from.
    """

    courier_id: str
    version: int
    planned_at: datetime
    stops: tuple[PlannedStop, ...]
    ends_at: datetime
    distance_m: int
    saved_m: int
    by_hand: bool = False
    unreachable: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    times_from: TimesFrom = TimesFrom.ESTIMATE


class Tours:
    """Rows: {_id courier, version, planned_at, stops, ends_at, distance_m, saved_m, by_hand, unreachable, unplaced,
    times_from, followed_at}.

    No places: those are the parcels' own, and gone from a plan with them.
    """

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["tours"]

    def of(self, courier_id: str) -> KeptTour | None:
        """A courier's plan."""
        row = self._rows.find_one({"_id": courier_id}, session=self._unit.session)
        return None if row is None else _tour(row)

    def many(self, courier_ids: Collection[str]) -> dict[str, KeptTour]:
        """The plans of those of these couriers who have one."""
        rows = self._rows.find({"_id": {"$in": list(courier_ids)}}, session=self._unit.session)
        return {row["_id"]: _tour(row) for row in rows}

    def holding(self, waybill_no: str) -> list[KeptTour]:
        """The plans in which a parcel is to be visited."""
        return [_tour(row) for row in self._rows.find({"stops.waybill_nos": waybill_no}, session=self._unit.session)]

    def to_follow(self, now: datetime, limit: int) -> list[KeptTour]:
        """Plans that are not long over, those first that were not looked at for longest; they count as looked at now.

        A plan that was kept meanwhile has not been looked at yet.
        """
        match = {"ends_at": {"$gt": now - _STILL_OUT}}
        rows = list(self._rows.find(match).sort("followed_at", 1).limit(limit))
        self._rows.update_many({"_id": {"$in": [row["_id"] for row in rows]}}, {"$set": {"followed_at": now}})
        return [_tour(row) for row in rows]

    def keep(self, tour: KeptTour) -> None:
        """Put a plan in the place of the version before it, or be the first; Conflict TOUR_CHANGED if another came."""
        row = vars(tour) | {"_id": tour.courier_id, "stops": [vars(stop) for stop in tour.stops]}
        del row["courier_id"]
        session = self._unit.session
        try:
            before = {"_id": tour.courier_id, "version": tour.version - 1}
            self._rows.replace_one(before, row, upsert=tour.version == 1, session=session)
        except DuplicateKeyError as error:
            raise _changed() from error
        if self._rows.count_documents({"_id": tour.courier_id, "version": tour.version}, session=session) == 0:
            raise _changed()


def _changed() -> Conflict:
    return Conflict("TOUR_CHANGED", "路线已更新，请刷新后再试")


def _tour(row: "Row") -> KeptTour:
    stops = tuple(
        PlannedStop(stop["kind"], tuple(stop["waybill_nos"]), stop["arrives_at"], stop["leaves_at"])
        for stop in row["stops"]
    )
    lists: dict[str, Any] = {name: tuple(row[name]) for name in ("unreachable", "unplaced")}
    figures: dict[str, Any] = {
        name: row[name] for name in ("version", "planned_at", "ends_at", "distance_m", "saved_m", "by_hand")
    }
    times_from = TimesFrom(row.get("times_from", TimesFrom.ESTIMATE))
    return KeptTour(courier_id=row["_id"], stops=stops, times_from=times_from, **figures, **lists)
