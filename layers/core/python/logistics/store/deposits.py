"""Cash deposits at rest: what outlets paid into the bank, until the bank's own statement shows it."""

from datetime import datetime
from typing import TYPE_CHECKING

from pymongo.errors import DuplicateKeyError

from logistics.domain.custody import CashLine, Deposit, DepositState
from logistics.domain.faults import Conflict, NotFound
from logistics.domain.roles import EVERYTHING, Scope
from logistics.store.cash_counts import lines_from, page, to_rows
from logistics.store.staff import within

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class Deposits:
    """Rows: {_id, outlet_id, deposited_by, amount_fen, bank_reference, slip, count_ids, state, lines: [{waybill_no,
    amount_fen}], at, confirmed_at, bank_line}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["deposits"]

    def add(self, deposit: Deposit) -> None:
        """A new deposit; Conflict DEPOSIT_REFERENCE_TAKEN when another one bears the bank's reference."""
        row = vars(deposit) | {"_id": deposit.id, "state": str(deposit.state)}
        row |= {"lines": to_rows(deposit.lines), "count_ids": list(deposit.count_ids)}
        del row["id"]
        try:
            self._rows.insert_one(row, session=self._unit.session)
        except DuplicateKeyError as error:
            raise Conflict("DEPOSIT_REFERENCE_TAKEN", "该银行流水号已登记过存款") from error

    def get(self, deposit_id: str, scope: Scope = EVERYTHING) -> Deposit:
        """A deposit; NotFound DEPOSIT_NOT_FOUND also beyond the scope."""
        row = self._rows.find_one({"_id": deposit_id} | within(scope), session=self._unit.session)
        if row is None:
            raise NotFound("DEPOSIT_NOT_FOUND", "没有找到这笔存款")
        return _from_row(row)

    def by_reference(self, bank_reference: str) -> Deposit | None:
        """The deposit that bears the bank's reference and is not void."""
        match = {"bank_reference": bank_reference, "state": {"$ne": str(DepositState.VOID)}}
        row = self._rows.find_one(match, session=self._unit.session)
        return None if row is None else _from_row(row)

    def listed(
        self, scope: Scope = EVERYTHING, state: DepositState | None = None, before: str = "", limit: int = 50
    ) -> list[Deposit]:
        """Deposits, the latest first, from before an id on."""
        match: Row = {"state": str(state)} if state else {}
        return [_from_row(row) for row in page(self._rows, self._unit, match | within(scope), before, limit)]

    def banked_before(self, at: datetime) -> list[Deposit]:
        """Deposits of before then that no bank file has shown yet, the oldest first."""
        match: Row = {"state": str(DepositState.BANKED), "at": {"$lt": at}}
        return [_from_row(row) for row in self._rows.find(match, session=self._unit.session).sort("at", 1)]

    def move(
        self,
        deposit: Deposit,
        state: DepositState,
        *,
        lines: tuple[CashLine, ...] | None = None,
        bank_line: str | None = None,
    ) -> None:
        """Write where a deposit stands now, unless someone else did since it was read (Conflict DEPOSIT_CHANGED)."""
        change: Row = {"state": str(state)}
        if lines is not None:
            change |= {"lines": to_rows(lines), "amount_fen": sum(line.amount_fen for line in lines)}
        if state is DepositState.CONFIRMED:
            change |= {"confirmed_at": self._unit.now, "bank_line": bank_line}
        was = {"_id": deposit.id, "state": str(deposit.state)}
        if not self._rows.update_one(was, {"$set": change}, session=self._unit.session).matched_count:
            raise Conflict("DEPOSIT_CHANGED", "这笔存款刚刚有更新，请刷新后再试")


def _from_row(row: "Row") -> Deposit:
    return Deposit(
        row["_id"],
        row["outlet_id"],
        row["deposited_by"],
        row["amount_fen"],
        row["bank_reference"],
        row["slip"],
        tuple(row["count_ids"]),
        DepositState(row["state"]),
        lines_from(row["lines"]),
        row["at"],
        row["confirmed_at"],
        row["bank_line"],
    )
