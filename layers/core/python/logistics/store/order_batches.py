"""Bulk orders: whose file it is, and what became of each of its rows; the file itself lies in the bucket until read."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


@dataclass(frozen=True)
class OrderBatch:
    """`size` and `content_type` are what was declared, `sha256` (hex) "" where nothing was said.

    `results` are rows {row, waybill_no} or {row, error}, without anything that stood in the file; `complete` once all
    were tried and the file is gone.
    """

    id: str
    key: str
    owner_id: str
    content_type: str
    size: int
    at: datetime
    sha256: str = ""
    results: tuple[dict[str, Any], ...] = ()
    complete: bool = False


class OrderBatches:
    """Rows: {_id, key, owner_id, content_type, size, sha256, at, results, complete}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["order_batches"]

    def add(self, batch: OrderBatch) -> None:
        """A batch whose file was granted."""
        row: Row = {name: value for name, value in vars(batch).items() if name != "id"}
        self._rows.insert_one(row | {"_id": batch.id, "results": []}, session=self._unit.session)

    def find(self, batch_id: str, owner_id: str) -> OrderBatch | None:
        """A batch of this person."""
        row = self._rows.find_one({"_id": batch_id, "owner_id": owner_id}, session=self._unit.session)
        if row is None:
            return None
        return OrderBatch(**{"id": row.pop("_id"), **row, "results": tuple(row["results"])})

    def keep(self, batch_id: str, results: list[dict[str, Any]], complete: bool) -> None:
        """What became of the rows so far; nothing takes back that all were tried."""
        match = {"_id": batch_id, "complete": False}
        change = {"$set": {"results": results, "complete": complete}}
        self._rows.update_one(match, change, session=self._unit.session)
