"""Upload grants: who may upload which file for which waybill, and what it was said to be."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


@dataclass(frozen=True)
class Upload:
    """`size` in bytes and `content_type` are what was declared; `confirmed_at` tells that the file became proof."""

    key: str
    waybill_no: str
    kind: str
    content_type: str
    size: int
    owner_id: str
    expires_at: datetime
    confirmed_at: datetime | None = None


class Uploads:
    """Rows: {_id: key, waybill_no, kind, content_type, size, owner_id, expires_at, confirmed_at}; they expire."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["uploads"]

    def add(self, upload: Upload) -> None:
        """Write a new grant."""
        row = {"_id": upload.key} | {name: value for name, value in vars(upload).items() if name != "key"}
        self._rows.insert_one(row, session=self._unit.session)

    def granted(self, waybill_no: str, owner_id: str, keys: Collection[str]) -> dict[str, Upload]:
        """Those of the keys that were granted to this person for this waybill."""
        match = {"_id": {"$in": list(keys)}, "waybill_no": waybill_no, "owner_id": owner_id}
        return {row["_id"]: _from_row(row) for row in self._rows.find(match, session=self._unit.session)}

    def confirm(self, keys: Collection[str]) -> None:
        """Remember that these files became proof."""
        change = {"$set": {"confirmed_at": self._unit.now}}
        self._rows.update_many({"_id": {"$in": list(keys)}}, change, session=self._unit.session)


def _from_row(row: "Row") -> Upload:
    return Upload(key=row.pop("_id"), **row)
