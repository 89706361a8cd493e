"""What parcels' promises came to: estimates on their rows, lists of what runs late, and the counts of what was due."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from logistics.domain.parcel import Parcel
from logistics.domain.punctuality import Punctuality, Share
from logistics.domain.roles import Scope
from logistics.domain.states import LIVE, Status, Step
from logistics.store.parcel_rows import from_row
from logistics.store.parcels import visible_to

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_NOT_YET_AN_ORDER = {Status.DRAFT, Status.PENDING_PAYMENT}
COUNTED = frozenset(Status) - _NOT_YET_AN_ORDER - {Status.CANCELLED}  # cancelling is over with the pickup
OPEN = (LIVE - _NOT_YET_AN_ORDER) - {Status.RETURNING}
_BLAMED = (Step.PICKUP_FAILED, Step.DELIVERY_FAILED, Step.REFUSED, Step.RETURN_STARTED, Step.EXCEPTION_OPENED)
_LOOKED_BACK = timedelta(days=30)
_LOOKED_AHEAD = timedelta(days=14)


class Promises:
    """Reads and writes rows of `parcels`, and reads the reasons in `scans`."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows, self._scans = unit, unit.db["parcels"], unit.db["scans"]

    def estimate(self, parcel: Parcel, estimated_at: datetime | None, told_late: bool) -> None:
        """Write an estimate on a parcel that this transaction has read.

        It does not count as a version: whoever is about to scan the parcel need not look at it again.
        """
        change = {"$set": {"estimated_at": estimated_at, "told_late": told_late}}
        self._rows.update_one({"_id": parcel.waybill_no}, change, session=self._unit.session)

    def overtaken(self, now: datetime, limit: int) -> list[str]:
        """Waybills whose estimate has passed without anything being heard of them."""
        match = {"estimated_at": {"$type": "date", "$lt": now}}
        rows = self._rows.find(match, {"_id": 1}, session=self._unit.session).sort("estimated_at", 1).limit(limit)
        return [row["_id"] for row in rows]

    def late(self, scope: Scope, now: datetime, limit: int) -> list[Parcel]:
        """Parcels under way whose promise is broken or will be, the oldest promise first."""
        between = {"$gte": now - _LOOKED_BACK, "$lt": now + _LOOKED_AHEAD}
        match: Row = {"status": {"$in": [str(each) for each in OPEN]}, "promised_at": between}
        foreseen = {"estimated_at": {"$type": "date"}, "$expr": {"$gt": ["$estimated_at", "$promised_at"]}}
        broken: Row = {"$or": [{"promised_at": {"$lt": now}}, foreseen]}
        query = {"$and": [match, broken, visible_to(scope)]}
        rows = self._rows.find(query, session=self._unit.session).sort("promised_at", 1).limit(limit)
        return [from_row(row) for row in rows]

    def due(self, scope: Scope, since: datetime, until: datetime, outlet_id: str) -> dict[tuple[str, str], Punctuality]:
        """What was promised for a period, by delivery outlet and product; what is open and overdue counts too."""
        signed = {"$eq": ["$status", str(Status.SIGNED)]}
        in_time = {"$and": [signed, {"$lte": ["$signed_at", "$promised_at"]}]}
        first = {"$eq": ["$attempts", 1]}
        undecided = {"$and": [first, {"$eq": ["$status", str(Status.OUT_FOR_DELIVERY)]}]}
        tried = {"$and": [{"$gte": ["$attempts", 1]}, {"$not": undecided}]}
        at_once = {"$and": [first, {"$in": ["$status", [str(Status.SIGNED), str(Status.STORED)]]}]}
        group = {
            "_id": {"outlet": "$delivery_outlet_id", "product": "$product"},
            "n": {"$sum": 1},
            "on_time": _count(in_time),
            "tried": _count(tried),
            "at_once": _count(at_once),
        }
        stages: list[Row] = [{"$match": _due(scope, since, until, outlet_id)}, {"$group": group}]
        return {
            (row["_id"]["outlet"] or "", row["_id"]["product"]): Punctuality(
                Share(row["on_time"], row["n"]), Share(row["at_once"], row["tried"])
            )
            for row in self._rows.aggregate(stages, session=self._unit.session)
        }

    def broken(self, scope: Scope, since: datetime, until: datetime, outlet_id: str, limit: int) -> list[str]:
        """The waybills among those due whose promise was broken."""
        late = {"$or": [{"signed_at": None}, {"$expr": {"$gt": ["$signed_at", "$promised_at"]}}]}
        query = {"$and": [_due(scope, since, until, outlet_id), late]}
        rows = self._rows.find(query, {"_id": 1}, session=self._unit.session).limit(limit)
        return [row["_id"] for row in rows]

    def last_reasons(self, waybill_nos: Collection[str]) -> dict[str, str]:
        """The last reason for a delay that somebody gave about each of these; those without one are left out."""
        steps = [str(step) for step in _BLAMED]
        match = {"waybill_no": {"$in": list(waybill_nos)}, "step": {"$in": steps}, "reason": {"$ne": None}}
        fields = {"waybill_no": 1, "reason": 1}
        rows = self._scans.find(match, fields, session=self._unit.session).sort("occurred_at", 1)
        return {row["waybill_no"]: row["reason"] for row in rows}

    def pickups(self, scope: Scope, since: datetime, until: datetime, outlet_id: str) -> Share:
        """Visits whose time ended in a period, and those of them that were made in time."""
        match: Row = {"pickup_until": {"$gte": since, "$lt": until}, "status": {"$in": [str(each) for each in COUNTED]}}
        match |= {"pickup_outlet_id": outlet_id} if outlet_id else {}
        in_time = {"$and": [{"$gt": ["$picked_up_at", None]}, {"$lte": ["$picked_up_at", "$pickup_until"]}]}
        group = {"_id": None, "n": {"$sum": 1}, "in_time": _count(in_time)}
        stages: list[Row] = [{"$match": {"$and": [match, visible_to(scope)]}}, {"$group": group}]
        for row in self._rows.aggregate(stages, session=self._unit.session):
            return Share(row["in_time"], row["n"])
        return Share()


def _due(scope: Scope, since: datetime, until: datetime, outlet_id: str) -> "Row":
    match: Row = {"status": {"$in": [str(each) for each in COUNTED]}, "promised_at": {"$gte": since, "$lt": until}}
    match |= {"delivery_outlet_id": outlet_id} if outlet_id else {}
    return {"$and": [match, visible_to(scope)]}


def _count(condition: "Row") -> "Row":
    return {"$sum": {"$cond": [condition, 1, 0]}}
