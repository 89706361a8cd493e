"""When couriers are expected where, by waybill: what was last worked out, what was said, and what came of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pymongo import ReplaceOne

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Said:
    """An expectation that is remembered until it can be judged."""

    at: datetime
    expected: datetime


@dataclass(frozen=True)
class KeptArrival:
    """One visit for one parcel: `kind` pickup or delivery, `attempt` which delivery it is.

    `earliest` and `latest` are as they are told to people, `said_latest` as it was told first, `told` names the events
    that were announced. `said` are expectations by how far ahead they were. `done_at` is when the visit was over.
    """

    waybill_no: str
    courier_id: str
    outlet_id: str
    kind: str
    attempt: int
    stops_before: int
    earliest: datetime
    expected: datetime
    latest: datetime
    said_latest: datetime
    at: datetime
    promised_at: datetime | None = None
    told: tuple[str, ...] = ()
    said: tuple[tuple[str, Said], ...] = ()
    done_at: datetime | None = None

    @property
    def is_late(self) -> bool:
        """Whether it is expected after it was promised."""
        return self.promised_at is not None and self.expected > self.promised_at


class Arrivals:
    """Rows: {_id: waybill_no, courier_id, outlet_id, kind, attempt, stops_before, earliest, expected, latest,
    said_latest, at, promised_at, told, said: {group: {at, expected}}, done_at}; gone two days after `at`."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["arrivals"]

    def many(self, waybill_nos: Collection[str]) -> dict[str, KeptArrival]:
        """What is known of these."""
        rows = self._rows.find({"_id": {"$in": list(waybill_nos)}}, session=self._unit.session)
        return {row["_id"]: _arrival(row) for row in rows}

    def find(self, waybill_no: str) -> KeptArrival | None:
        """What is known of one."""
        return self.many([waybill_no]).get(waybill_no)

    def keep(self, found: Iterable[KeptArrival]) -> None:
        """Put these in the place of what was known."""
        writes = [ReplaceOne({"_id": each.waybill_no}, _row(each), upsert=True) for each in found]
        if writes:
            self._rows.bulk_write(writes, session=self._unit.session)

    def finish(self, waybill_no: str, at: datetime) -> None:
        """The visit is over."""
        self._rows.update_one({"_id": waybill_no}, {"$set": {"done_at": at}}, session=self._unit.session)

    def last_done(self, courier_id: str, before: datetime) -> KeptArrival | None:
        """The courier's visit that was over last before then."""
        match = {"courier_id": courier_id, "done_at": {"$lt": before}}
        row = self._rows.find_one(match, sort=[("done_at", -1)], session=self._unit.session)
        return None if row is None else _arrival(row)

    def done(self, courier_id: str, start: datetime, end: datetime) -> list[KeptArrival]:
        """The courier's visits that were over from `start` to before `end`."""
        match = {"courier_id": courier_id, "done_at": {"$gte": start, "$lt": end}}
        return [_arrival(row) for row in self._rows.find(match, session=self._unit.session)]

    def of_outlet(self, outlet_id: str, since: datetime, late: bool, limit: int) -> list[KeptArrival]:
        """Visits that are ahead, worked out since then, the next first; `late` only those after their promise."""
        match: Row = {"outlet_id": outlet_id, "done_at": None, "at": {"$gte": since}}
        if late:
            match |= {"promised_at": {"$ne": None}, "$expr": {"$gt": ["$expected", "$promised_at"]}}
        rows = self._rows.find(match, session=self._unit.session).sort("expected", 1).limit(limit)
        return [_arrival(row) for row in rows]


def _row(each: KeptArrival) -> "Row":
    row = {name: value for name, value in vars(each).items() if name != "waybill_no"}
    return row | {"told": list(each.told), "said": {group: vars(said) for group, said in each.said}}


def _arrival(row: "Row") -> KeptArrival:
    plain = {name: value for name, value in row.items() if name not in ("_id", "told", "said")}
    said = tuple((group, Said(**each)) for group, each in row["said"].items())
    return KeptArrival(row["_id"], told=tuple(row["told"]), said=said, **plain)
