"""Differences between the books and a bill or a bank file at rest: one row a day, kind and number."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from pymongo import InsertOne, UpdateOne

from logistics.domain.faults import Conflict, NotFound
from logistics.domain.reconciling import Difference, Finding, Kind, State, Verdict, difference_id

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


_SYSTEM = "system"
_OPEN_AGAIN = {"state": str(State.OPEN), "note": "", "evidence": "", "closed_by": "", "closed_at": None}


class Differences:
    """Rows: {_id: "day:kind:number", day, kind, number, verdict, bill_fen, books_fen, at, state, assignee, note,
    evidence, closed_by, closed_at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["differences"]

    def get(self, wanted: str) -> Difference:
        """A difference; NotFound DIFFERENCE_NOT_FOUND."""
        row = self._rows.find_one({"_id": wanted}, session=self._unit.session)
        if row is None:
            raise NotFound("DIFFERENCE_NOT_FOUND", "没有找到这条对账差异")
        return _from_row(row)

    def record(self, day: date, findings: Iterable[Finding], at: datetime) -> int:
        """Write what is new and bring up to date what is open; how many are new.

        What a person closed stays closed; what had closed by itself and differs again is open again.
        """
        found = {difference_id(day, each): each for each in findings}
        if not found:
            return 0
        ids = list(found)
        rows = self._rows.find({"_id": {"$in": ids}}, {"_id": 1}, session=self._unit.session)
        known = {row["_id"] for row in rows}
        writes: list[InsertOne[Row] | UpdateOne] = []
        for key, finding in found.items():
            if key in known:
                change = {"verdict": str(finding.verdict), "bill_fen": finding.bill_fen, "books_fen": finding.books_fen}
                by_itself = {"$or": [{"state": str(State.OPEN)}, {"closed_by": _SYSTEM}]}
                writes.append(UpdateOne({"_id": key} | by_itself, {"$set": change | _OPEN_AGAIN}))
            else:
                writes.append(InsertOne(_to_row(Difference(key, day, finding, at))))
        self._rows.bulk_write(writes, ordered=False, session=self._unit.session)
        return len(found) - len(known)

    def open_of(self, kinds: Collection[Kind]) -> list[Difference]:
        """All open ones of these kinds, of whatever day."""
        match = {"state": str(State.OPEN), "kind": {"$in": [str(each) for each in kinds]}}
        return [_from_row(row) for row in self._rows.find(match, session=self._unit.session)]

    def settle(self, agreed: Collection[Difference], evidence: str, at: datetime) -> None:
        """Close those that both sides agree on by now."""
        for each in agreed:
            self.save(each, each.close(_SYSTEM, "双方已一致", evidence, at))

    def open_on(self, day: date) -> int:
        """How many of a day are open."""
        match = {"day": day.isoformat(), "state": str(State.OPEN)}
        return int(self._rows.count_documents(match, session=self._unit.session))

    def listed(
        self, state: str, kind: str, assignee: str, until: date | None, after: str, limit: int
    ) -> list[Difference]:
        """Differences, the oldest day first; each of "" and None leaves that out. `after` is an id."""
        match: Row = {"state": state} if state else {}
        match |= {"kind": kind} if kind else {}
        match |= {"assignee": assignee} if assignee else {}
        match |= {"day": {"$lte": until.isoformat()}} if until else {}
        match |= {"_id": {"$gt": after}} if after else {}
        rows = self._rows.find(match, session=self._unit.session)
        return [_from_row(row) for row in rows.sort("_id", 1).limit(limit)]

    def save(self, before: Difference, after: Difference) -> Difference:
        """Write what changed; Conflict DIFFERENCE_CHANGED when somebody else did since it was read."""
        was = {"_id": before.id, "state": str(before.state), "assignee": before.assignee}
        if not self._rows.replace_one(was, _to_row(after), session=self._unit.session).matched_count:
            raise Conflict("DIFFERENCE_CHANGED", "该差异刚刚有更新，请刷新后再试")
        return after


def _to_row(each: Difference) -> "Row":
    row: Row = {name: value for name, value in vars(each).items() if name not in ("id", "finding")}
    row |= vars(each.finding) | {"_id": each.id, "day": each.day.isoformat(), "state": str(each.state)}
    return row | {"kind": str(each.finding.kind), "verdict": str(each.finding.verdict)}


def _from_row(row: "Row") -> Difference:
    finding = Finding(Kind(row["kind"]), row["number"], Verdict(row["verdict"]), row["bill_fen"], row["books_fen"])
    known = Difference(row["_id"], date.fromisoformat(row["day"]), finding, row["at"], State(row["state"]))
    rest = {name: row[name] for name in ("assignee", "note", "evidence", "closed_by", "closed_at")}
    return replace(known, **rest)
