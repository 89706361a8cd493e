"""Payment instructions at rest: what is to be paid further, or given back, outside the journal of accounts."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from logistics.domain.payment_instruction import InstructionKind, InstructionStatus, PaymentInstruction
from logistics.store.inserting import insert_rows

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class PaymentInstructions:
    """Rows: {_id, waybill_no, kind, amount_fen, payer, cause, status, at, changed_at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["payment_instructions"]

    def of(self, waybill_no: str) -> list[PaymentInstruction]:
        """All of a waybill, the oldest first."""
        rows = self._rows.find({"waybill_no": waybill_no}, session=self._unit.session)
        return [_from_row(row) for row in rows.sort([("at", 1), ("_id", 1)])]

    def open(self, limit: int) -> list[PaymentInstruction]:
        """Those that wait to be carried out, the oldest first."""
        rows = self._rows.find({"status": str(InstructionStatus.OPEN)}, session=self._unit.session)
        return [_from_row(row) for row in rows.sort([("at", 1), ("_id", 1)]).limit(limit)]

    def add(self, instructions: Iterable[PaymentInstruction]) -> None:
        """New ones; the same id again is the work of two callers at once, and one of them runs again."""
        rows = [_to_row(each) for each in instructions]
        if rows:
            insert_rows(self._rows, rows, self._unit.session)

    def void(self, ids: list[str]) -> None:
        """Take open ones back."""
        if ids:
            self._close({"_id": {"$in": ids}}, InstructionStatus.VOID)

    def settle(self, waybill_no: str) -> None:
        """All that is open of a waybill was carried out, or came out even."""
        self._close({"waybill_no": waybill_no}, InstructionStatus.SETTLED)

    def _close(self, which: "Row", status: InstructionStatus) -> None:
        change = {"$set": {"status": str(status), "changed_at": self._unit.now}}
        match = which | {"status": str(InstructionStatus.OPEN)}
        self._rows.update_many(match, change, session=self._unit.session)


def _to_row(each: PaymentInstruction) -> "Row":
    row: Row = {name: value for name, value in vars(each).items() if name != "id"}
    return row | {"_id": each.id, "kind": str(each.kind), "status": str(each.status)}


def _from_row(row: "Row") -> PaymentInstruction:
    return PaymentInstruction(
        row["_id"],
        row["waybill_no"],
        InstructionKind(row["kind"]),
        row["amount_fen"],
        row["payer"],
        row["cause"],
        InstructionStatus(row["status"]),
        row["at"],
    )
