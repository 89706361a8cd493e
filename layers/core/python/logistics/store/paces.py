"""What was learned of how long things take: counts of ratios by group, see domain.paces.

A group that has seen very much forgets half of it: what streets were like last year must not outweigh this week.
Counting needs no transaction: a count more or less, when a message comes twice, is one of many.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from pymongo import UpdateOne

from logistics.domain.paces import Counts

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

MOST_COUNTED = 4_000


class Paces:
    """Rows: {_id: group, counted, bins: {"-3": how many}}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["paces"]

    def read(self, groups: Collection[str]) -> dict[str, Counts]:
        """The counts of those of these groups that have any."""
        rows = self._rows.find({"_id": {"$in": list(groups)}}, session=self._unit.session)
        return {row["_id"]: {int(place): count for place, count in row["bins"].items()} for row in rows}

    def add(self, seen: Mapping[tuple[str, int], int]) -> None:
        """So many more ratios in these bins of these groups."""
        if not seen:
            return
        more = [
            UpdateOne({"_id": group}, {"$inc": {f"bins.{place}": count, "counted": count}}, upsert=True)
            for (group, place), count in seen.items()
        ]
        self._rows.bulk_write(more, ordered=False)
        full = self._rows.find({"_id": {"$in": [group for group, _ in seen]}, "counted": {"$gt": MOST_COUNTED}})
        for row in full:
            self._forget_half(row)

    def _forget_half(self, row: "Row") -> None:
        """Of two who try at once one does it."""
        bins = {place: count // 2 for place, count in row["bins"].items() if count > 1}
        was = {"_id": row["_id"], "counted": row["counted"]}
        self._rows.update_one(was, {"$set": {"bins": bins, "counted": sum(bins.values())}})
