"""When couriers came to outlets and doors and left again, by their positions alone: nobody taps for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from pymongo import WriteConcern
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


@dataclass(frozen=True)
class Visit:
    """One stay within a fence; `waybill_nos` were to be visited there, none at an outlet."""

    courier_id: str
    fence_id: str
    waybill_nos: tuple[str, ...]
    arrived_at: datetime
    left_at: datetime | None = None


class Visits:
    """Rows: {_id: "courier fence moment", courier_id, fence_id, waybill_nos, arrived_at, left_at}; as durable as the
    fixes that they come from."""

    def __init__(self, unit: "Unit") -> None:
        rows = unit.db["visits"]
        self._rows = rows.with_options(write_concern=WriteConcern(1), read_concern=ReadConcern("local"))

    def arrive(self, visit: Visit) -> None:
        """Somebody came; of two batches that saw it at once one writes it."""
        row = vars(visit) | {"_id": f"{visit.courier_id} {visit.fence_id} {int(visit.arrived_at.timestamp())}"}
        try:
            self._rows.insert_one(row | {"waybill_nos": list(visit.waybill_nos)})
        except DuplicateKeyError:
            return

    def leave(self, courier_id: str, fence_id: str, at: datetime) -> None:
        """Somebody left: the last visit there that has not ended."""
        match = {"courier_id": courier_id, "fence_id": fence_id, "left_at": None, "arrived_at": {"$lte": at}}
        self._rows.find_one_and_update(match, {"$set": {"left_at": at}}, sort=[("arrived_at", -1)])

    def between(self, courier_id: str, start: datetime, end: datetime) -> list[Visit]:
        """A courier's visits that began from `start` to before `end`, in order."""
        match = {"courier_id": courier_id, "arrived_at": {"$gte": start, "$lt": end}}
        return [_visit(row) for row in self._rows.find(match).sort("arrived_at", 1)]

    def arrived_for(self, waybill_no: str, courier_ids: Collection[str], since: datetime) -> datetime | None:
        """When one of these couriers last came to where this waybill was to be brought or fetched."""
        match = {"waybill_nos": waybill_no, "courier_id": {"$in": list(courier_ids)}, "arrived_at": {"$gte": since}}
        row = self._rows.find_one(match, sort=[("arrived_at", -1)])
        return None if row is None else cast("datetime", row["arrived_at"])


def _visit(row: "Row") -> Visit:
    numbers = tuple(row["waybill_nos"])
    return Visit(row["courier_id"], row["fence_id"], numbers, row["arrived_at"], row["left_at"])
