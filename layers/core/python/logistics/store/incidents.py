"""Incidents at rest: one row a question, kept in line with the parcel that it lies over; `_id` is the asking scan's."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING

from logistics.domain.incident import Decision, Incident
from logistics.domain.roles import Reach, Scope

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_NOBODY: "Row" = {"_id": {"$in": []}}
_PAGE = 200
_NAMES = tuple(field.name for field in fields(Incident) if field.name != "id")


class Incidents:
    """Rows: {_id scan id, waybill_no, outlet_ids, reason, fault_party, opened_by, opened_role, opened_at, due_at, note,
    evidence, decision, decided_by, closed_at, granted_s}; closed_at is null while it is open."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["incidents"]

    def add(self, incident: Incident) -> None:
        """Keep a question; one that is known stays as it is."""
        row = {name: getattr(incident, name) for name in _NAMES}
        row |= {"outlet_ids": list(incident.outlet_ids), "evidence": list(incident.evidence)}
        key = {"_id": incident.id}
        self._rows.update_one(key, {"$setOnInsert": row}, upsert=True, session=self._unit.session)

    def find(self, incident_id: str) -> Incident | None:
        """A question by its scan's id."""
        row = self._rows.find_one({"_id": incident_id}, session=self._unit.session)
        return None if row is None else _incident(row)

    def open_of(self, waybill_no: str) -> list[Incident]:
        """The questions about a parcel that are not closed."""
        match = {"waybill_no": waybill_no, "closed_at": None}
        return [_incident(row) for row in self._rows.find(match, session=self._unit.session)]

    def close(
        self, incident_id: str, at: datetime, decision: Decision | None = None, decided_by: str | None = None
    ) -> bool:
        """End a question; answers whether it was open until now."""
        end: Row = {"closed_at": at, "decision": decision and str(decision), "decided_by": decided_by}
        match = {"_id": incident_id, "closed_at": None}
        return bool(self._rows.update_one(match, {"$set": end}, session=self._unit.session).matched_count)

    def reopen(self, incident_id: str) -> None:
        """The end was undone: what was decided counts no more."""
        end = {"closed_at": None, "decision": None, "decided_by": None}
        self._rows.update_one({"_id": incident_id}, {"$set": end}, session=self._unit.session)

    def grant(self, incident_id: str, granted_s: int) -> None:
        """Remember by how much the promise became later for a question."""
        self._rows.update_one({"_id": incident_id}, {"$set": {"granted_s": granted_s}}, session=self._unit.session)

    def listed(
        self, scope: Scope, is_open: bool, before: tuple[datetime, str] | None, limit: int, reason: str = ""
    ) -> list[Incident]:
        """Open ones by when they are due, closed ones the latest first; `before` is where the last page ended."""
        field, way, beyond = ("due_at", 1, "$gt") if is_open else ("closed_at", -1, "$lt")
        match: Row = {"closed_at": None} if is_open else {"closed_at": {"$type": "date"}}
        clauses: list[Row] = [match, _within(scope), {"reason": reason} if reason else {}]
        if before:
            at, last = before
            clauses.append({"$or": [{field: {beyond: at}}, {field: at, "_id": {beyond: last}}]})
        rows = self._rows.find({"$and": clauses}, session=self._unit.session).sort([(field, way), ("_id", way)])
        return [_incident(row) for row in rows.limit(limit)]

    def count_overdue(self, scope: Scope, now: datetime) -> int:
        """How many decisions are late."""
        match = {"$and": [{"closed_at": None, "due_at": {"$lt": now}}, _within(scope)]}
        return self._rows.count_documents(match, session=self._unit.session)

    def opened_before(self, reason: str, at: datetime) -> Iterator[Incident]:
        """Open questions of one kind that were asked before then, the oldest first, read page by page.

        Those that stay open are passed, so that they keep nobody behind them waiting.
        """
        asked: Row = {"closed_at": None, "reason": reason, "opened_at": {"$lt": at}}
        match = asked
        while rows := list(self._oldest(match)):
            yield from map(_incident, rows)
            opened_at, last = rows[-1]["opened_at"], rows[-1]["_id"]
            beyond = [{"opened_at": {"$gt": opened_at}}, {"opened_at": opened_at, "_id": {"$gt": last}}]
            match = asked | {"$or": beyond}

    def _oldest(self, match: "Row") -> "Iterable[Row]":
        return self._rows.find(match, session=self._unit.session).sort([("opened_at", 1), ("_id", 1)]).limit(_PAGE)


def _within(scope: Scope) -> "Row":
    if scope.reach is Reach.ALL:
        return {}
    return {"outlet_ids": scope.id} if scope.reach is Reach.OUTLET else _NOBODY


def _incident(row: "Row") -> Incident:
    values = {name: row[name] for name in _NAMES if name in row}
    values |= {"outlet_ids": tuple(row["outlet_ids"]), "evidence": tuple(row["evidence"])}
    values["decision"] = Decision(row["decision"]) if row["decision"] else None
    return Incident(id=row["_id"], **values)
