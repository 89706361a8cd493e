"""Goods money by its owner: the parcels that collect it, looked at from the merchant's side and from finance's."""

from datetime import datetime
from typing import TYPE_CHECKING

from logistics.domain.cod import CodStatus
from logistics.domain.giving_back import GONE
from logistics.domain.parcel import Parcel
from logistics.store.parcel_rows import from_row
from logistics.store.parcel_search import earlier

if TYPE_CHECKING:
    from collections.abc import Collection

    from logistics.store.mongo import Row, Unit

_OWED: "Row" = {"cod.due_fen": {"$gt": 0}}
# What did not come is paid back to who paid for it; pieces that were handed over stay sold.
_MERCHANTS: "Row" = {"$nor": [{"status": {"$in": sorted(map(str, GONE))}, "signed_pieces.0": {"$exists": False}}]}


class GoodsMoney:
    """Reads `parcels` with goods money; writes nothing. An owner is who placed the order."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["parcels"]

    def totals(self, owner_id: str) -> dict[CodStatus, int]:
        """An owner's goods money by custody, in fen."""
        group = {"_id": "$cod.status", "fen": {"$sum": "$cod.due_fen"}}
        stages: list[Row] = [{"$match": {"placed_by": owner_id} | _OWED | _MERCHANTS}, {"$group": group}]
        return {CodStatus(row["_id"]): row["fen"] for row in self._rows.aggregate(stages, session=self._unit.session)}

    def page(self, owner_id: str, states: "Collection[CodStatus]", before: str, limit: int) -> list[Parcel]:
        """An owner's parcels in these states of custody, the newest placed first, after the number `before`."""
        match: Row = {"placed_by": owner_id, "cod.status": {"$in": [str(state) for state in states]}}
        match |= _OWED | _MERCHANTS
        rows = self._rows.find(match | self._after(owner_id, before), session=self._unit.session)
        return [from_row(row) for row in rows.sort([("placed_at", -1), ("_id", -1)]).limit(limit)]

    def remittable(self, until: datetime, owner_id: str, skip: "Collection[str]", limit: int) -> list[tuple[str, str]]:
        """Number and owner of what may be remitted and was handed over before `until`, the oldest first.

        An `owner_id` of "" is any owner; `skip` are owners whom nothing can be paid now.
        """
        match = _ready(until) | {"placed_by": owner_id or {"$nin": list(skip)}}
        rows = self._rows.find(match, {"placed_by": 1}, session=self._unit.session)
        return [(row["_id"], row["placed_by"]) for row in rows.sort([("handed_over_at", 1), ("_id", 1)]).limit(limit)]

    def owners(self, until: datetime) -> dict[str, int]:
        """Who has remittable goods money of what was handed over before `until`, and how many parcels' worth."""
        stages = [{"$match": _ready(until)}, {"$group": {"_id": "$placed_by", "count": {"$sum": 1}}}]
        return {row["_id"]: row["count"] for row in self._rows.aggregate(stages, session=self._unit.session)}

    def still_remittable(self, waybill_nos: "Collection[str]") -> bool:
        """Whether each of these may be remitted: a signature may have been taken back since it was proposed."""
        match = _ready() | {"_id": {"$in": list(waybill_nos)}}
        return self._rows.count_documents(match, session=self._unit.session) == len(set(waybill_nos))

    def _after(self, owner_id: str, before: str) -> "Row":
        if not before:
            return {}
        match = {"_id": before, "placed_by": owner_id}
        row = self._rows.find_one(match, {"placed_at": 1}, session=self._unit.session)
        return earlier((row["placed_at"], before)) if row else {"_id": {"$in": []}}


def _ready(until: datetime | None = None) -> "Row":
    handed_over = {"$type": "date"} | ({"$lt": until} if until else {})
    return {"cod.status": str(CodStatus.REMITTABLE), "handed_over_at": handed_over} | _OWED
