"""Timers: events that will happen at a time unless someone withdraws them first."""

from datetime import datetime
from typing import TYPE_CHECKING

from pymongo import UpdateOne

from logistics.domain.letter import Letter, letter

if TYPE_CHECKING:
    from logistics.domain.event import Event
    from logistics.store.mongo import Row, Unit


class Due:
    """Rows: {_id: key, event_id, type, waybill_no, data, at, woken}. One row a key: setting it again moves it."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["due"]
        self._pending: dict[str, tuple[Event, datetime]] = {}
        self.written: list[tuple[str, datetime]] = []

    def emit_at(self, event: "Event", at: datetime, key: str) -> None:
        """Announce `event` at `at`, unless `withdraw(key)` comes first."""
        self._pending[key] = (event, at)

    def withdraw(self, key: str) -> None:
        """The timer has lost its reason; part of the caller's transaction."""
        self._pending.pop(key, None)
        self._rows.delete_one({"_id": key}, session=self._unit.session)

    def forget(self) -> None:
        """Start of a (repeated) transaction."""
        self._pending, self.written = {}, []

    def write(self) -> None:
        """End of a transaction: its timers, to be woken after the commit."""
        updates = [self._update(key, event, at) for key, (event, at) in self._pending.items()]
        if updates:
            self._rows.bulk_write(updates, session=self._unit.session)
        self.written = [(key, at) for key, (_, at) in self._pending.items()]
        self._pending = {}

    def _update(self, key: str, event: "Event", at: datetime) -> UpdateOne:
        each = letter(event, self._unit.now)
        row = {"event_id": each.id, "type": each.type, "waybill_no": each.waybill_no, "data": each.data}
        return UpdateOne({"_id": key}, {"$set": row | {"at": at, "woken": False}}, upsert=True)

    def take(self, key: str, now: datetime) -> Letter | None:
        """Claim a timer that is due: only one caller gets it, within its transaction."""
        ripe = {"_id": key, "at": {"$lte": now}}
        row = self._rows.find_one_and_delete(ripe, session=self._unit.session)
        return None if row is None else _letter(row, now)

    def ripe(self, until: datetime, limit: int) -> list[str]:
        """Keys of timers due until then, earliest first."""
        return [row["_id"] for row in self._rows.find({"at": {"$lte": until}}).sort("at", 1).limit(limit)]

    def count(self) -> int:
        """How many timers are set."""
        return self._rows.estimated_document_count()

    def unwoken(self, until: datetime, limit: int) -> list[tuple[str, datetime]]:
        """Timers due soon for which no wake-up message was sent (they were too far away at the time)."""
        found = self._rows.find({"at": {"$lte": until}, "woken": False}).sort("at", 1).limit(limit)
        return [(row["_id"], row["at"]) for row in found]

    def mark_woken(self, keys: list[str]) -> None:
        """A wake-up message is on its way for these."""
        self._rows.update_many({"_id": {"$in": keys}}, {"$set": {"woken": True}})


def _letter(row: "Row", now: datetime) -> Letter:
    return Letter(row["event_id"], row["type"], row["waybill_no"], now, row["data"])
