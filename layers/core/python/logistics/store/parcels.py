"""Parcels at rest: one row a waybill, holding its order and its folded state; `_id` is the waybill number."""

from datetime import datetime
from typing import TYPE_CHECKING

from pymongo.errors import DuplicateKeyError, PyMongoError

from logistics.domain.faults import Conflict, NotFound
from logistics.domain.parcel import Parcel
from logistics.domain.roles import EVERYTHING, Reach, Scope
from logistics.domain.states import Status
from logistics.store.parcel_rows import changes, from_row, to_row
from logistics.store.parcel_search import ANY, ParcelSearch, customers_query, earlier

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_NOBODY: "Row" = {"_id": {"$in": []}}
_RUN_AGAIN = ("TransientTransactionError",)


def visible_to(scope: Scope) -> "Row":
    """The part of a query that keeps it within the caller's data."""
    match scope.reach:
        case Reach.ALL:
            return {}
        case Reach.OUTLET:
            return {"outlet_ids": scope.id}
        case Reach.COURIER:
            return {"held_by": scope.id}
        case Reach.CUSTOMER if scope.phone_index is None:
            return {"placed_by": scope.id}
        case Reach.CUSTOMER:
            return {"$or": [{"placed_by": scope.id}, {"consignee.phone_index": scope.phone_index}]}
    return _NOBODY


class Parcels:
    """Reading is scoped; writing a parcel also writes its new scans and announces its events."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["parcels"]

    def get(self, waybill_no: str, scope: Scope) -> Parcel:
        """The parcel, or NotFound PARCEL_NOT_FOUND: what a caller may not see does not exist for them."""
        row = self._rows.find_one({"_id": waybill_no, **visible_to(scope)}, session=self._unit.session)
        if row is None:
            raise NotFound("PARCEL_NOT_FOUND", "没有找到这个运单")
        return from_row(row)

    def find(self, waybill_no: str) -> Parcel | None:
        """The parcel whoever asks, for consumers of events and for public tracking."""
        row = self._rows.find_one({"_id": waybill_no}, session=self._unit.session)
        return None if row is None else from_row(row)

    def find_by_tail(self, waybill_no: str, tail_indexes: list[bytes]) -> Parcel | None:
        """The parcel if one of its parties' phones ends so; a wrong number and a wrong tail cost the same."""
        known = {"$in": tail_indexes}
        either = [{"consignor.phone_tail_index": known}, {"consignee.phone_tail_index": known}]
        row = self._rows.find_one({"_id": waybill_no, "$or": either}, session=self._unit.session)
        return None if row is None else from_row(row)

    def insert(self, parcel: Parcel) -> Parcel:
        """A new parcel with its first scans and events; raises Conflict QUOTE_USED.

        A waybill number that is taken makes the driver run the whole transaction again, and its work draws another
        number: the insert that failed has ended this one.
        """
        try:
            self._rows.insert_one(to_row(parcel), session=self._unit.session)
        except DuplicateKeyError as error:
            if "_id" in (error.details or {}).get("keyPattern", {}):
                raise PyMongoError("waybill number taken", _RUN_AGAIN) from error
            raise Conflict("QUOTE_USED", "这个报价已经下过单了，请重新询价") from error
        self._write_along(parcel)
        return parcel

    def save(self, before: Parcel, after: Parcel) -> Parcel:
        """Write what changed, unless someone else moved the parcel since it was read (Conflict PARCEL_CHANGED)."""
        change = {"$set": changes(before, after) | {"version": before.version + 1}}
        was = {"_id": before.waybill_no, "version": before.version}
        if not self._rows.update_one(was, change, session=self._unit.session).matched_count:
            raise Conflict("PARCEL_CHANGED", "运单刚刚有更新，请刷新后再试")
        self._write_along(after)
        return after

    def _write_along(self, parcel: Parcel) -> None:
        if parcel.scans:
            self._unit.scans.add(parcel.scans)
        for event in parcel.events:
            self._unit.outbox.emit(event)

    def page(
        self,
        scope: Scope,
        statuses: list[Status],
        before: tuple[datetime, str] | None,
        limit: int,
        search: ParcelSearch = ANY,
    ) -> list[Parcel]:
        """Newest placed first; `before` is the placing time and number where the last page ended.

        Customers may search among what is theirs.
        """
        common = earlier(before) | ({"status": {"$in": [str(each) for each in statuses]}} if statuses else {})
        customers = scope.reach is Reach.CUSTOMER
        match = customers_query(scope, search, common) if customers else visible_to(scope) | common
        rows = self._rows.find(match, session=self._unit.session).sort([("placed_at", -1), ("_id", -1)])
        return [from_row(row) for row in rows.limit(limit)]

    def waiting(self, scope: Scope, limit: int) -> list[Parcel]:
        """Orders without a courier, those that wait longest first; `$type` lets the partial index answer.

        An outlet's list leaves out what it will only deliver.
        """
        states = [str(Status.PLACED), str(Status.PICKUP_FAILED)]
        match: Row = {"waiting_since": {"$type": "date"}, "status": {"$in": states}, **visible_to(scope)}
        if scope.reach is Reach.OUTLET:
            match["$or"] = [{"pickup_outlet_id": scope.id}, {"delivery_outlet_id": {"$ne": scope.id}}]
        rows = self._rows.find(match, session=self._unit.session).sort("waiting_since", 1).limit(limit)
        return [from_row(row) for row in rows]

    def tasks(self, courier_id: str, statuses: list[Status], limit: int) -> list[Parcel]:
        """What a courier has to do now."""
        match = {"courier_id": courier_id, "status": {"$in": [str(status) for status in statuses]}}
        rows = self._rows.find(match, session=self._unit.session).sort("assigned_at", 1).limit(limit)
        return [from_row(row) for row in rows]

    def open_tasks(self, courier_ids: list[str], statuses: list[Status]) -> dict[str, int]:
        """How many open tasks each of these couriers has; who has none is not listed."""
        match = {"courier_id": {"$in": courier_ids}, "status": {"$in": [str(status) for status in statuses]}}
        group = {"_id": "$courier_id", "count": {"$sum": 1}}
        rows = self._rows.aggregate([{"$match": match}, {"$group": group}], session=self._unit.session)
        return {row["_id"]: row["count"] for row in rows}

    def numbers(self, scope: Scope = EVERYTHING, limit: int = 1000) -> list[str]:
        """Waybill numbers in scope, for jobs that go through them one by one."""
        rows = self._rows.find(visible_to(scope), {"_id": 1}, session=self._unit.session).limit(limit)
        return [row["_id"] for row in rows]
