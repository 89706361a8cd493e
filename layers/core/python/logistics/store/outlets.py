"""Outlets and hubs: where they stand, which districts they serve, and the area their couriers cover."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pymongo.errors import OperationFailure

from logistics.domain.faults import Invalid, NotFound
from logistics.domain.pickup_slots import SlotRules
from logistics.domain.roles import EVERYTHING, Reach, Scope

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

Point = tuple[float, float]
KINDS = ("outlet", "hub")
_NO_GEOMETRY = 16755  # MongoDB's "can't extract geo keys"


@dataclass(frozen=True)
class Place:
    """Where a parcel is fetched or brought: a district code (GB/T 2260) and, if known, the point (lng, lat)."""

    adcode: str
    point: Point | None = None


@dataclass(frozen=True)
class Outlet:
    """`adcodes` are the districts it serves, `area` the ring of (lng, lat) it covers; a hub serves nobody itself.

    `slots` None: by the rules that hold where none are set; saved so, they stay as they are.
    """

    id: str
    name: str
    kind: str
    adcodes: tuple[str, ...]
    location: Point
    area: tuple[Point, ...] = ()
    phone: str = ""
    active: bool = True
    slots: SlotRules | None = None

    @property
    def slot_rules(self) -> SlotRules:
        """When its couriers fetch."""
        return self.slots or SlotRules()


class Outlets:
    """Rows: {_id code, name, kind, adcodes, location, area, phone, active, slots, changed_at}; location and area
    are GeoJSON in WGS-84."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["outlets"]

    def find(self, outlet_id: str, scope: Scope = EVERYTHING) -> Outlet | None:
        """An outlet by code, if the scope reaches it."""
        match = {"$and": [{"_id": outlet_id}, _within(scope)]}
        row = self._rows.find_one(match, session=self._unit.session)
        return None if row is None else _outlet(row)

    def get(self, outlet_id: str, scope: Scope = EVERYTHING) -> Outlet:
        """An outlet by code; NotFound OUTLET_NOT_FOUND also for those beyond the scope."""
        found = self.find(outlet_id, scope)
        if found is None:
            raise NotFound("OUTLET_NOT_FOUND", "没有找到这个网点")
        return found

    def many(self, ids: Collection[str]) -> dict[str, Outlet]:
        """Outlets by code; unknown codes are left out."""
        rows = self._rows.find({"_id": {"$in": list(ids)}}, session=self._unit.session)
        return {row["_id"]: _outlet(row) for row in rows}

    def listed(self, scope: Scope, adcode: str = "", after: str = "", limit: int = 50) -> list[Outlet]:
        """Outlets in order of code, active or not; `adcode` may be the beginning of one (33, 3301)."""
        match: Row = {"_id": {"$gt": after}}
        match |= {"adcodes": {"$gte": adcode, "$lt": adcode + "~"}} if adcode else {}
        rows = self._rows.find({"$and": [match, _within(scope)]}, session=self._unit.session)
        return [_outlet(row) for row in rows.sort("_id", 1).limit(limit)]

    def serving(self, place: Place) -> str | None:
        """The code of the active outlet that serves a place: the district, and the point too where one is given."""
        row = self._rows.find_one(_serves(place), {"_id": 1}, sort=[("_id", 1)], session=self._unit.session)
        return None if row is None else str(row["_id"])

    def serving_both(self, pickup: Place, delivery: Place) -> tuple[str | None, str | None]:
        """The outlets of both ends of a journey; districts alone are answered by one query."""
        if pickup.point or delivery.point:
            return self.serving(pickup), self.serving(delivery)
        match = {"adcodes": {"$in": [pickup.adcode, delivery.adcode]}, "active": True, "kind": "outlet"}
        rows = list(self._rows.find(match, {"adcodes": 1}, session=self._unit.session).sort("_id", 1))
        return _first(rows, pickup.adcode), _first(rows, delivery.adcode)

    def save(self, outlet: Outlet) -> Outlet | None:
        """Write an outlet, new or known; answers how it was before. Invalid OUTLET_AREA_INVALID."""
        row = {
            "name": outlet.name,
            "kind": outlet.kind,
            "adcodes": list(outlet.adcodes),
            "location": {"type": "Point", "coordinates": list(outlet.location)},
            "phone": outlet.phone,
            "active": outlet.active,
            "changed_at": self._unit.now,
        }
        row |= {"slots": vars(outlet.slots) | {"closed_days": list(outlet.slots.closed_days)}} if outlet.slots else {}
        change = {"$set": row, "$unset": {"area": ""}}
        if outlet.area:
            ring = [list(point) for point in (*outlet.area, outlet.area[0])]
            change = {"$set": row | {"area": {"type": "Polygon", "coordinates": [ring]}}}
        key = {"_id": outlet.id}
        try:
            before = self._rows.find_one_and_update(key, change, upsert=True, session=self._unit.session)
        except OperationFailure as error:
            if error.code != _NO_GEOMETRY:
                raise
            raise Invalid("OUTLET_AREA_INVALID", "服务范围不是有效的多边形，边线不能交叉") from error
        return None if before is None else _outlet(before)


def _serves(place: Place) -> "Row":
    match: Row = {"adcodes": place.adcode, "active": True, "kind": "outlet"}
    if place.point:
        point = {"type": "Point", "coordinates": list(place.point)}
        match["area"] = {"$geoIntersects": {"$geometry": point}}
    return match


def _first(rows: "list[Row]", adcode: str) -> str | None:
    return next((str(row["_id"]) for row in rows if adcode in row["adcodes"]), None)


def _within(scope: Scope) -> "Row":
    if scope.reach is Reach.ALL:
        return {}
    return {"_id": scope.id if scope.reach is Reach.OUTLET else None}


def _outlet(row: "Row") -> Outlet:
    ring = row["area"]["coordinates"][0][:-1] if "area" in row else []
    return Outlet(
        row["_id"],
        row["name"],
        row["kind"],
        tuple(row["adcodes"]),
        _point(row["location"]["coordinates"]),
        tuple(_point(each) for each in ring),
        row["phone"],
        row["active"],
        SlotRules(**row["slots"] | {"closed_days": tuple(row["slots"]["closed_days"])}) if "slots" in row else None,
    )


def _point(pair: list[float]) -> Point:
    return pair[0], pair[1]
