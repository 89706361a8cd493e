"""Refunds at rest: what was asked of the provider under which number, and its last word on each."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from logistics.domain.faults import NotFound
from logistics.domain.refunding import Refund, RefundReason, RefundState
from logistics.store.inserting import insert_rows

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class Refunds:
    """Rows: {_id, payment_id, waybill_no, amount_fen, of_fen, reason, asked_by, at, state, provider_id, paid_at, tries,
    next_at, problem, note}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["refunds"]

    def get(self, refund_id: str) -> Refund:
        """A refund by its number; NotFound REFUND_NOT_FOUND."""
        row = self._rows.find_one({"_id": refund_id}, session=self._unit.session)
        if row is None:
            raise NotFound("REFUND_NOT_FOUND", "没有找到这笔退款", refund_id=refund_id)
        return _from_row(row)

    def of(self, waybill_no: str) -> list[Refund]:
        """All of a waybill, the oldest first."""
        rows = self._rows.find({"waybill_no": waybill_no}, session=self._unit.session)
        return [_from_row(row) for row in rows.sort([("at", 1), ("_id", 1)])]

    def due(self, now: datetime, limit: int) -> list[Refund]:
        """Those whose fate must be asked for now, the oldest first."""
        states = [str(RefundState.WANTED), str(RefundState.PROCESSING), str(RefundState.ABNORMAL)]
        match = {"state": {"$in": states}, "next_at": {"$lte": now}}
        rows = self._rows.find(match, session=self._unit.session)
        return [_from_row(row) for row in rows.sort("next_at", 1).limit(limit)]

    def page(self, states: Collection[RefundState], before: str, limit: int) -> list[Refund]:
        """Those in these states, the newest first; `before` is the number where the last page ended, or ""."""
        match: Row = {"state": {"$in": [str(each) for each in states]}}
        last = self._rows.find_one({"_id": before}, {"at": 1}, session=self._unit.session) if before else None
        if last:
            match["$or"] = [{"at": {"$lt": last["at"]}}, {"at": last["at"], "_id": {"$lt": before}}]
        rows = self._rows.find(match, session=self._unit.session)
        return [_from_row(row) for row in rows.sort([("at", -1), ("_id", -1)]).limit(limit)]

    def add(self, refunds: Iterable[Refund]) -> None:
        """New ones; the same number again is the work of two callers at once, and one of them runs again."""
        rows = [_to_row(each) for each in refunds]
        if rows:
            insert_rows(self._rows, rows, self._unit.session)

    def save(self, before: Refund, after: Refund) -> Refund:
        """Write what changed; within a transaction a change by somebody else in between makes it run again."""
        if after != before:
            self._rows.replace_one({"_id": before.id}, _to_row(after), session=self._unit.session)
        return after


def _to_row(refund: Refund) -> "Row":
    row: Row = {name: value for name, value in vars(refund).items() if name != "id"}
    return row | {"_id": refund.id, "reason": str(refund.reason), "state": str(refund.state)}


def _from_row(row: "Row") -> Refund:
    known = {name: value for name, value in row.items() if name != "_id"}
    known |= {"reason": RefundReason(row["reason"]), "state": RefundState(row["state"])}
    return Refund(id=row["_id"], **known)
