"""Remittance batches at rest: who made them, who decided; their payouts are rows of their own."""

from typing import TYPE_CHECKING

from logistics.domain.faults import Conflict, NotFound
from logistics.domain.remitting import Batch, BatchState

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class Remittances:
    """Rows: {_id, state, made_by, made_at, until, payouts, amount_fen, ended, decided_by, decided_at, note}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["remittances"]

    def add(self, batch: Batch) -> None:
        """A new batch."""
        self._rows.insert_one(_to_row(batch), session=self._unit.session)

    def get(self, batch_id: str) -> Batch:
        """A batch; NotFound REMITTANCE_NOT_FOUND."""
        row = self._rows.find_one({"_id": batch_id}, session=self._unit.session)
        if row is None:
            raise NotFound("REMITTANCE_NOT_FOUND", "没有找到这个返款批次")
        return _from_row(row)

    def listed(self, state: str, before: str, limit: int) -> list[Batch]:
        """Batches in a state, or ("") all, the newest first, before an id."""
        match: Row = ({"state": state} if state else {}) | ({"_id": {"$lt": before}} if before else {})
        rows = self._rows.find(match, session=self._unit.session)
        return [_from_row(row) for row in rows.sort("_id", -1).limit(limit)]

    def save(self, before: Batch, after: Batch) -> Batch:
        """Write a decision; Conflict REMITTANCE_CHANGED when somebody else decided since it was read."""
        was = {"_id": before.id, "state": str(before.state)}
        if not self._rows.replace_one(was, _to_row(after), session=self._unit.session).matched_count:
            raise Conflict("REMITTANCE_CHANGED", "批次刚刚有更新，请刷新后再试")
        return after


def _to_row(batch: Batch) -> "Row":
    row: Row = {name: value for name, value in vars(batch).items() if name != "id"}
    return row | {"_id": batch.id, "state": str(batch.state)}


def _from_row(row: "Row") -> Batch:
    return Batch(
        **{name: value for name, value in row.items() if name not in ("_id", "state")},
        id=row["_id"],
        state=BatchState(row["state"]),
    )
