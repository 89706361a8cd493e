"""Adjustments of the books at rest: one row each, from the proposal to its end."""

from typing import TYPE_CHECKING

from logistics.domain.adjusting import Adjustment, AdjustmentKind, AdjustmentState
from logistics.domain.faults import Conflict, NotFound
from logistics.domain.journal import Account
from logistics.store.cash_counts import page

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class Adjustments:
    """Rows: {_id, kind, holder, amount_fen, note, evidence, by, at, to, state, ended_by, ended_at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["adjustments"]

    def add(self, adjustment: Adjustment) -> Adjustment:
        """A new proposal."""
        self._rows.insert_one(_to_row(adjustment), session=self._unit.session)
        return adjustment

    def get(self, adjustment_id: str) -> Adjustment:
        """One; NotFound ADJUSTMENT_NOT_FOUND."""
        row = self._rows.find_one({"_id": adjustment_id}, session=self._unit.session)
        if row is None:
            raise NotFound("ADJUSTMENT_NOT_FOUND", "没有找到这条处理意见")
        return _from_row(row)

    def listed(self, state: str, before: str, limit: int) -> list[Adjustment]:
        """The latest first; "" is every state."""
        match: Row = {"state": state} if state else {}
        return [_from_row(row) for row in page(self._rows, self._unit, match, before, limit)]

    def end(self, before: Adjustment, after: Adjustment) -> Adjustment:
        """Write how it ended; Conflict ADJUSTMENT_ENDED when somebody else was faster."""
        was = {"_id": before.id, "state": str(AdjustmentState.PROPOSED)}
        if not self._rows.replace_one(was, _to_row(after), session=self._unit.session).matched_count:
            raise Conflict("ADJUSTMENT_ENDED", "该处理意见已经办结")
        return after


def _to_row(each: Adjustment) -> "Row":
    row: Row = {name: value for name, value in vars(each).items() if name != "id"}
    known = {"kind": str(each.kind), "state": str(each.state), "to": str(each.to) if each.to else None}
    return {"_id": each.id} | row | known


def _from_row(row: "Row") -> Adjustment:
    told = {name: value for name, value in row.items() if name != "_id"}
    told |= {"kind": AdjustmentKind(row["kind"]), "state": AdjustmentState(row["state"])}
    return Adjustment(row["_id"], **told | {"to": Account(row["to"]) if row["to"] else None})
