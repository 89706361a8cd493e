"""How often people mend what was read from an address: counts, by day and by what was wrong."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from pymongo import UpdateOne

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class ParseCorrections:
    """Rows: {_id "<day>:<source>:<field>:<kind>", day, source, field, kind, count}; `day` is Asia/Shanghai's."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["parse_corrections"]

    def count(self, day: date, source: str, fields: Collection[str], kind: str) -> None:
        """Count one correction of each field."""
        made = [
            UpdateOne(
                {"_id": f"{day}:{source}:{field}:{kind}"},
                {"$inc": {"count": 1}, "$set": {"day": str(day), "source": source, "field": field, "kind": kind}},
                upsert=True,
            )
            for field in sorted(fields)
        ]
        self._rows.bulk_write(made, session=self._unit.session)

    def since(self, day: date) -> "list[Row]":
        """The counts from this day on: the newest day first, and the largest count first within it."""
        rows = self._rows.find({"day": {"$gte": str(day)}}, {"_id": 0}, session=self._unit.session)
        return list(rows.sort([("day", -1), ("count", -1), ("_id", 1)]))
