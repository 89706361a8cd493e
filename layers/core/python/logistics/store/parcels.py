"""Parcels at rest: one row a waybill, holding its order and its folded state; `_id` is the waybill number."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError, PyMongoError

from logistics.domain.cod import CodStatus
from logistics.domain.faults import Conflict, NotFound
from logistics.domain.parcel import Parcel
from logistics.domain.roles import EVERYTHING, Reach, Scope
from logistics.domain.states import Status
from logistics.store.connection import confirmed
from logistics.store.parcel_rows import changes, from_row, to_row
from logistics.store.parcel_search import ANY, ParcelSearch, customers_query, earlier

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

Point = tuple[float, float]
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

    def many(self, waybill_nos: Collection[str], scope: Scope = EVERYTHING) -> dict[str, Parcel]:
        """Those of the parcels that the scope reaches, by number."""
        match = {"$and": [{"_id": {"$in": list(waybill_nos)}}, visible_to(scope)]}
        return {row["_id"]: from_row(row) for row in self._rows.find(match, session=self._unit.session)}

    def find_by_tail(self, waybill_no: str, tail_indexes: list[bytes]) -> Parcel | None:
        """The parcel if one of its parties' phones ends so; a wrong number and a wrong tail cost the same."""
        known = {"$in": tail_indexes}
        either = [{"consignor.phone_tail_index": known}, {"consignee.phone_tail_index": known}]
        row = self._rows.find_one({"_id": waybill_no, "$or": either}, session=self._unit.session)
        return None if row is None else from_row(row)

    def number_of_quote(self, quote_id: str) -> str | None:
        """The waybill number that an order got from this quote, even just now; None while there is none."""
        row = confirmed(self._rows, quote_id, "quote_id")
        return None if row is None else str(row["_id"])

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
        self._count_delivery(before, after)
        return after

    def save_all(self, pairs: Sequence[tuple[Parcel, Parcel]]) -> None:
        """What save does for many at once, with one command: all of them, or Conflict PARCEL_CHANGED for any."""
        updates = [
            UpdateOne(
                {"_id": before.waybill_no, "version": before.version},
                {"$set": changes(before, after) | {"version": before.version + 1}},
            )
            for before, after in pairs
        ]
        if not updates:
            return
        if self._rows.bulk_write(updates, session=self._unit.session).matched_count < len(updates):
            raise Conflict("PARCEL_CHANGED", "运单刚刚有更新，请刷新后再试")
        for before, after in pairs:
            self._write_along(after)
            self._count_delivery(before, after)

    def _write_along(self, parcel: Parcel) -> None:
        if parcel.scans:
            self._unit.scans.add(parcel.scans)
        for event in parcel.events:
            self._unit.outbox.emit(event)

    def _count_delivery(self, before: Parcel, after: Parcel) -> None:
        """What somebody takes out is work given to them as well: a matching at the same time must see it."""
        if after.status is Status.OUT_FOR_DELIVERY and after.courier_id and after.status is not before.status:
            self._unit.staff.hold([after.courier_id])

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

    def signed_between(self, start: datetime, end: datetime, scope: Scope, limit: int) -> list[Parcel]:
        """Parcels in scope that were signed in a period, both ends included, the earliest first."""
        match = {"$and": [{"signed_at": {"$type": "date", "$gte": start, "$lte": end}}, visible_to(scope)]}
        rows = self._rows.find(match, session=self._unit.session).sort("signed_at", 1).limit(limit)
        return [from_row(row) for row in rows]

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

    def unanswered(self, scope: Scope, limit: int) -> list[Parcel]:
        """Parcels whose consignor is asked what shall become of them, those that go back first."""
        states = [str(Status.REFUSED), str(Status.DELIVERY_FAILED), str(Status.AT_OUTLET)]
        asked: Row = {"instruction.due_at": {"$type": "date"}, "instruction.given": None}
        rows = self._rows.find(asked | {"status": {"$in": states}} | visible_to(scope), session=self._unit.session)
        return [from_row(row) for row in rows.sort("instruction.due_at", 1).limit(limit)]

    def tasks(self, courier_id: str, statuses: list[Status], limit: int) -> list[Parcel]:
        """What a courier has to do now."""
        match = {"courier_id": courier_id, "status": {"$in": [str(status) for status in statuses]}}
        rows = self._rows.find(match, session=self._unit.session).sort("assigned_at", 1).limit(limit)
        return [from_row(row) for row in rows]

    def lying_at(self, outlet_id: str, limit: int) -> list[Parcel]:
        """What lies at an outlet that is to deliver it, the earliest promised first."""
        match = {"status": str(Status.AT_OUTLET), "at_outlet_id": outlet_id, "delivery_outlet_id": outlet_id}
        rows = self._rows.find(match, session=self._unit.session).sort("promised_at", 1).limit(limit)
        return [from_row(row) for row in rows]

    def open_tasks(self, courier_ids: list[str], statuses: list[Status]) -> dict[str, int]:
        """How many open tasks each of these couriers has; who has none is not listed."""
        match = {"courier_id": {"$in": courier_ids}, "status": {"$in": [str(status) for status in statuses]}}
        group = {"_id": "$courier_id", "count": {"$sum": 1}}
        rows = self._rows.aggregate([{"$match": match}, {"$group": group}], session=self._unit.session)
        return {row["_id"]: row["count"] for row in rows}

    def dues_out(self, courier_ids: Collection[str]) -> dict[str, list[int]]:
        """What is due at each door of what these couriers have out, in fen; who has none is not listed."""
        out = {"courier_id": {"$in": list(courier_ids)}, "status": str(Status.OUT_FOR_DELIVERY)}
        match = out | {"cod.status": str(CodStatus.DUE)}
        found = dict[str, list[int]]()
        wanted = {"courier_id": 1, "cod.due_fen": 1, "freight_due_fen": 1}
        for row in self._rows.find(match, wanted, session=self._unit.session):
            found.setdefault(row["courier_id"], []).append(row["cod"]["due_fen"] + row["freight_due_fen"])
        return found

    def stops(self, courier_ids: Collection[str], statuses: list[Status]) -> dict[str, dict[str, Point]]:
        """Where these couriers must go for their open tasks: courier to waybill number to point (lng, lat).

        To the consignor for an assigned parcel, else to the consignee; parcels without a point are left out.
        """
        match = {"courier_id": {"$in": list(courier_ids)}, "status": {"$in": [str(status) for status in statuses]}}
        wanted = {"courier_id": 1, "status": 1, "consignor.location": 1, "consignee.location": 1}
        found = dict[str, dict[str, Point]]()
        for row in self._rows.find(match, wanted, session=self._unit.session):
            party = row["consignor" if row["status"] == Status.ASSIGNED else "consignee"]
            if place := party.get("location"):
                found.setdefault(row["courier_id"], {})[row["_id"]] = (place[0], place[1])
        return found

    def silent(self, statuses: list[Status], route_class: str, since: datetime, limit: int) -> list[str]:
        """The numbers of parcels of a route class, in these states, that nobody has seen since then."""
        states = [str(status) for status in statuses]
        unseen: Row = {"overlay": None, "last_scan_at": {"$lt": since}}
        match = {"status": {"$in": states}, "route_class": str(route_class)} | unseen
        rows = self._rows.find(match, {"_id": 1}, session=self._unit.session).sort("last_scan_at", 1).limit(limit)
        return [row["_id"] for row in rows]

    def numbers(self, scope: Scope = EVERYTHING, limit: int = 1000) -> list[str]:
        """Waybill numbers in scope, for jobs that go through them one by one."""
        rows = self._rows.find(visible_to(scope), {"_id": 1}, session=self._unit.session).limit(limit)
        return [row["_id"] for row in rows]
