"""Cash declarations: what a courier says they hold for a day, beside what the journal says."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from logistics.domain.custody import CashLine
from logistics.domain.faults import Conflict, NotFound
from logistics.domain.roles import Scope
from logistics.store.cash_counts import lines_from, page, to_rows
from logistics.store.staff import within

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class DeclarationState(StrEnum):
    """AGREED handed the cash over to be counted, COUNTED has been; DISCREPANCY waits for finance, as FROZEN does since
    it was counted otherwise; CLOSED moved nothing and is to be declared anew."""

    AGREED = "agreed"
    DISCREPANCY = "discrepancy"
    COUNTED = "counted"
    FROZEN = "frozen"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    DeclarationState.AGREED: "已交账，待清点",
    DeclarationState.DISCREPANCY: "有差异，财务正在核对",
    DeclarationState.COUNTED: "已清点",
    DeclarationState.FROZEN: "清点有差异，财务正在核对",
    DeclarationState.CLOSED: "已作废，请重新申报",
}


@dataclass(frozen=True)
class Declaration:
    """`day` is the business day in Asia/Shanghai (ISO date); amounts in fen; `lines` are what is to be counted."""

    id: str
    courier_id: str
    outlet_id: str | None
    day: str
    declared_fen: int
    expected_fen: int
    state: DeclarationState
    lines: tuple[CashLine, ...]
    at: datetime

    @property
    def difference_fen(self) -> int:
        """What was declared too much; negative when cash is missing."""
        return self.declared_fen - self.expected_fen

    @property
    def waybill_nos(self) -> tuple[str, ...]:
        """The waybills covered."""
        return tuple(line.waybill_no for line in self.lines)


class Declarations:
    """Rows: {_id, courier_id, outlet_id, day, declared_fen, expected_fen, difference_fen, state, lines: [{waybill_no,
    amount_fen}], at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["declarations"]

    def add(self, declaration: Declaration) -> None:
        """Write a declaration; what was declared is never changed."""
        row: Row = {"_id": declaration.id} | {name: value for name, value in vars(declaration).items() if name != "id"}
        row |= {"state": str(declaration.state), "lines": to_rows(declaration.lines)}
        self._rows.insert_one(row | {"difference_fen": declaration.difference_fen}, session=self._unit.session)

    def get(self, declaration_id: str, scope: Scope) -> Declaration:
        """A declaration; NotFound DECLARATION_NOT_FOUND also beyond the scope."""
        row = self._rows.find_one({"_id": declaration_id} | within(scope), session=self._unit.session)
        if row is None:
            raise NotFound("DECLARATION_NOT_FOUND", "没有找到这笔申报")
        return _from_row(row)

    def of(self, courier_id: str, limit: int = 50) -> list[Declaration]:
        """A courier's declarations, the latest day first."""
        rows = self._rows.find({"courier_id": courier_id}, session=self._unit.session)
        return [_from_row(row) for row in rows.sort([("day", -1), ("_id", -1)]).limit(limit)]

    def listed(self, scope: Scope, state: DeclarationState | None, before: str, limit: int) -> list[Declaration]:
        """Declarations of any state or one, the latest first, from before an id on."""
        match: Row = {"state": str(state)} if state else {}
        return [_from_row(row) for row in page(self._rows, self._unit, match | within(scope), before, limit)]

    def move(
        self, declaration: Declaration, state: DeclarationState, lines: tuple[CashLine, ...] | None = None
    ) -> None:
        """Write where it stands and what is to be counted, unless someone else did (Conflict DECLARATION_CHANGED)."""
        change: Row = {"state": str(state)} | ({} if lines is None else {"lines": to_rows(lines)})
        was = {"_id": declaration.id, "state": str(declaration.state)}
        if not self._rows.update_one(was, {"$set": change}, session=self._unit.session).matched_count:
            raise Conflict("DECLARATION_CHANGED", "这笔申报刚刚有更新，请刷新后再试")


def _from_row(row: "Row") -> Declaration:
    return Declaration(
        row["_id"],
        row["courier_id"],
        row["outlet_id"],
        row["day"],
        row["declared_fen"],
        row["expected_fen"],
        DeclarationState(row["state"]),
        lines_from(row["lines"]),
        row["at"],
    )
