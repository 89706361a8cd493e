"""Counts of declared cash at rest: one row a count, by another person than declared; one stands for a declaration."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pymongo.errors import DuplicateKeyError

from logistics.domain.custody import CashCount, CashLine, CountState
from logistics.domain.faults import Conflict, NotFound
from logistics.domain.roles import Scope
from logistics.store.staff import within

if TYPE_CHECKING:
    from pymongo.collection import Collection

    from logistics.store.mongo import Row, Unit

_ENDED = (CountState.RECOUNT, CountState.VOID)


class CashCounts:
    """Rows: {_id, declaration_id, courier_id, outlet_id, counted_by, counted_fen, state, stands, lines: [{waybill_no,
    amount_fen}], at, deposit_id}; `stands` is true until it is to be counted anew."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["cash_counts"]

    def add(self, count: CashCount) -> None:
        """A new count; Conflict CASH_ALREADY_COUNTED when one stands for the declaration."""
        row = vars(count) | {"_id": count.id, "state": str(count.state), "stands": True, "lines": to_rows(count.lines)}
        del row["id"]
        try:
            self._rows.insert_one(row, session=self._unit.session)
        except DuplicateKeyError as error:
            raise Conflict("CASH_ALREADY_COUNTED", "该笔申报已清点") from error

    def get(self, count_id: str, scope: Scope) -> CashCount:
        """A count; NotFound CASH_COUNT_NOT_FOUND also beyond the scope."""
        row = self._rows.find_one({"_id": count_id} | within(scope), session=self._unit.session)
        if row is None:
            raise NotFound("CASH_COUNT_NOT_FOUND", "没有找到这次清点")
        return _from_row(row)

    def many(self, count_ids: Iterable[str], scope: Scope) -> list[CashCount]:
        """Those of the counts that the scope reaches, in order of id."""
        match = {"_id": {"$in": list(count_ids)}} | within(scope)
        return [_from_row(row) for row in self._rows.find(match, session=self._unit.session).sort("_id", 1)]

    def to_be_recounted(self, declaration_id: str) -> set[str]:
        """Who counted a declaration before that is now to be counted by somebody else."""
        match = {"declaration_id": declaration_id, "state": str(CountState.RECOUNT)}
        return {row["counted_by"] for row in self._rows.find(match, {"counted_by": 1}, session=self._unit.session)}

    def listed(self, scope: Scope, in_safe: bool, before: str, limit: int) -> list[CashCount]:
        """Counts, the latest first, from before an id on; only those that lie in the safe when asked so."""
        match: Row = {"state": str(CountState.AGREED), "deposit_id": None} if in_safe else {}
        return [_from_row(row) for row in page(self._rows, self._unit, match | within(scope), before, limit)]

    def move(
        self,
        count: CashCount,
        state: CountState,
        *,
        lines: tuple[CashLine, ...] | None = None,
        deposit_id: str | None = None,
    ) -> None:
        """Write where a count stands now, unless someone else did since it was read (Conflict CASH_COUNT_CHANGED)."""
        change: Row = {"state": str(state), "stands": state not in _ENDED, "deposit_id": deposit_id}
        change |= {} if lines is None else {"lines": to_rows(lines)}
        was = {"_id": count.id, "state": str(count.state), "deposit_id": count.deposit_id}
        if not self._rows.update_one(was, {"$set": change}, session=self._unit.session).matched_count:
            raise Conflict("CASH_COUNT_CHANGED", "这次清点刚刚有更新，请刷新后再试")


def page(rows: "Collection[Row]", unit: "Unit", match: "Row", before: str, limit: int) -> "list[Row]":
    """Rows whose ids are ULIDs, the latest first, from before an id on ("" for the first page)."""
    earlier: Row = {"_id": {"$lt": before}} if before else {}
    return list(rows.find({"$and": [match, earlier]}, session=unit.session).sort("_id", -1).limit(limit))


def to_rows(lines: Iterable[CashLine]) -> "list[Row]":
    """Cash lines as they are stored."""
    return [{"waybill_no": line.waybill_no, "amount_fen": line.amount_fen} for line in lines]


def lines_from(rows: "list[Row]") -> tuple[CashLine, ...]:
    """Cash lines as they were stored."""
    return tuple(CashLine(row["waybill_no"], row["amount_fen"]) for row in rows)


def _from_row(row: "Row") -> CashCount:
    return CashCount(
        row["_id"],
        row["declaration_id"],
        row["courier_id"],
        row["outlet_id"],
        row["counted_by"],
        row["counted_fen"],
        CountState(row["state"]),
        lines_from(row["lines"]),
        row["at"],
        row["deposit_id"],
    )
