"""Cash declarations: what a courier says they hold for a day, beside what the journal says."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class DeclarationState(StrEnum):
    """AGREED handed the cash over to be counted; DISCREPANCY moved nothing and waits for finance."""

    AGREED = "agreed"
    DISCREPANCY = "discrepancy"


@dataclass(frozen=True)
class Declaration:
    """`day` is the business day in Asia/Shanghai (ISO date); amounts in fen; `waybill_nos` are the lines covered."""

    id: str
    courier_id: str
    outlet_id: str | None
    day: str
    declared_fen: int
    expected_fen: int
    state: DeclarationState
    waybill_nos: tuple[str, ...]
    at: datetime

    @property
    def difference_fen(self) -> int:
        """What was declared too much; negative when cash is missing."""
        return self.declared_fen - self.expected_fen


class Declarations:
    """Rows: {_id, courier_id, outlet_id, day, declared_fen, expected_fen, difference_fen, state, waybill_nos, at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["declarations"]

    def add(self, declaration: Declaration) -> None:
        """Write a declaration; none is ever changed."""
        self._rows.insert_one(_to_row(declaration), session=self._unit.session)

    def of(self, courier_id: str, limit: int = 50) -> list[Declaration]:
        """A courier's declarations, the latest day first."""
        rows = self._rows.find({"courier_id": courier_id}, session=self._unit.session)
        return [_from_row(row) for row in rows.sort([("day", -1), ("_id", -1)]).limit(limit)]


def _to_row(declaration: Declaration) -> "Row":
    row = {"_id": declaration.id} | {name: value for name, value in vars(declaration).items() if name != "id"}
    row |= {"state": str(declaration.state), "waybill_nos": list(declaration.waybill_nos)}
    return row | {"difference_fen": declaration.difference_fen}


def _from_row(row: "Row") -> Declaration:
    return Declaration(
        row["_id"],
        row["courier_id"],
        row["outlet_id"],
        row["day"],
        row["declared_fen"],
        row["expected_fen"],
        DeclarationState(row["state"]),
        tuple(row["waybill_nos"]),
        row["at"],
    )
