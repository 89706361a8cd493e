"""How many parties somebody saw in clear today: one row a person and day, counted in the transaction of the showing.

What was shown, to whom and why is a row of the audit; this only keeps two calls at once from both being the last.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from pymongo import ReturnDocument

if TYPE_CHECKING:
    from logistics.store.mongo import Unit

ACTION = "reveal"  # of the audit's rows


class Reveals:
    """Rows: {_id "<person>:<day>", count, at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["reveals"]

    def count(self, person_id: str, day: date) -> int:
        """Count one more and answer how many there are now; it stands only if the transaction does."""
        row: Any = self._rows.find_one_and_update(
            {"_id": f"{person_id}:{day.isoformat()}"},
            {"$inc": {"count": 1}, "$set": {"at": self._unit.now}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
            session=self._unit.session,
        )
        return int(row["count"])
