"""Where couriers were: a time series by courier, written outside of transactions and gone after a month.

MongoDB keeps no unique index on a time series. A batch is looked up among the numbers that arrived (store/positions)
before it is written and noted there afterwards, so that a crash between the two leaves a fix twice rather than never;
reading drops the second.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from pymongo import WriteConcern
from pymongo.read_concern import ReadConcern

from logistics.domain.fixes import Fix

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_MOST_READ = 20_000  # a fix every 5 s for a day is 17,280
_MEASURED = ("accuracy_m", "speed_mps", "heading")


class Fixes:
    """Rows: {at, courier_id, sequence, lng, lat, accuracy_m?, speed_mps?, heading?, jumped?, on_duty, received_at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit = unit
        # A position is worth less than the wait for a majority: a failover may lose the last moments of the trail.
        self._rows = unit.db["fixes"].with_options(write_concern=WriteConcern(1), read_concern=ReadConcern("local"))

    def add(self, courier_id: str, fixes: Iterable[Fix], on_duty: bool) -> None:
        """Keep these for good (a month)."""
        common: Row = {"courier_id": courier_id, "on_duty": on_duty, "received_at": self._unit.now}
        self._rows.insert_many([common | _row(fix) for fix in fixes], ordered=False)

    def between(self, courier_id: str, start: datetime, end: datetime) -> list[Fix]:
        """A courier's fixes from `start` to before `end`, the oldest first, each once; at most 20,000."""
        return [fix for fix, _ in self.with_duty(courier_id, start, end)]

    def with_duty(self, courier_id: str, start: datetime, end: datetime) -> list[tuple[Fix, bool]]:
        """The same, each with whether the courier was on duty when it came in."""
        match = {"courier_id": courier_id, "at": {"$gte": start, "$lt": end}}
        rows = self._rows.find(match, session=self._unit.session).sort("at", 1).limit(_MOST_READ)
        once = {(row["at"], row["sequence"]): row for row in rows}
        return [(_fix(row), row["on_duty"]) for row in once.values()]


def _row(fix: Fix) -> "Row":
    measured = {name: value for name in _MEASURED if (value := getattr(fix, name)) is not None}
    place = {"at": fix.at, "sequence": fix.sequence, "lng": fix.point[0], "lat": fix.point[1]}
    return place | measured | ({"jumped": True} if fix.jumped else {})


def _fix(row: "Row") -> Fix:
    measured = {name: row.get(name) for name in _MEASURED}
    return Fix(row["sequence"], row["at"], (row["lng"], row["lat"]), **measured, jumped=row.get("jumped", False))
