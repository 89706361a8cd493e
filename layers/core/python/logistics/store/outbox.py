"""Events on their way out: written in the transaction of their cause, sent after it, settled when all handled them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from logistics.domain.events import Event
from logistics.domain.letter import Letter, letter

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class Outbox:
    """Rows: {_id, type, waybill_no, data, at, sent_at, tries, settled_at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["outbox"]
        self._pending: list[Letter] = []
        self._adopted: list[Letter] = []
        self.written: list[Letter] = []

    def emit(self, event: Event) -> None:
        """Announce an event; it is written with the transaction's commit and lost with its abort."""
        self._pending.append(letter(event, self._unit.now))

    def forget(self) -> None:
        """Start of a (repeated) transaction: drop what an aborted run had announced."""
        self._pending, self._adopted, self.written = [], [], []

    def write(self) -> None:
        """End of a transaction: all its letters in one insert."""
        letters = [*self._adopted, *_in_order(self._pending)]
        if letters:
            self._rows.insert_many([self._row(each) for each in letters], session=self._unit.session)
        self.written, self._pending, self._adopted = letters, [], []

    def adopt(self, letters: list[Letter]) -> None:
        """Put letters that were written earlier (timers that fell due) into this transaction's post."""
        self._adopted.extend(letters)

    def mark_sent(self, ids: list[str]) -> None:
        """Remember that the topic took these."""
        change = {"$set": {"sent_at": self._unit.now}, "$inc": {"tries": 1}}
        self._rows.update_many({"_id": {"$in": ids}}, change)

    def unsent(self, before: datetime, limit: int) -> list[Letter]:
        """Letters that the call which wrote them did not get sent, oldest first."""
        found = self._rows.find({"sent_at": None, "at": {"$lt": before}}).sort("_id", 1).limit(limit)
        return [_letter(row) for row in found]

    def unsettled(self, now: datetime, limit: int) -> list[tuple[Letter, int]]:
        """Sent letters not yet known to be handled by all, with their tries; each later try waits twice as long."""
        rows = self._rows.find({"settled_at": None, "sent_at": {"$lt": now - timedelta(seconds=60)}})
        found = [(row, row["tries"]) for row in rows.sort("_id", 1).limit(limit)]
        return [(_letter(row), tries) for row, tries in found if now - row["sent_at"] >= _patience(tries)]

    def settle(self, ids: list[str]) -> None:
        """All consumers have handled these; they are kept for a while and then expire."""
        self._rows.update_many({"_id": {"$in": ids}}, {"$set": {"settled_at": self._unit.now}})

    def of(self, waybill_no: str) -> list["Row"]:
        """Every event of a waybill in order, with when it was sent and settled (for people who look)."""
        return list(self._rows.find({"waybill_no": waybill_no}).sort("_id", 1))

    def all(self) -> list[Letter]:
        """Every letter still kept, oldest first."""
        return [_letter(row) for row in self._rows.find().sort("_id", 1)]

    def get(self, ids: list[str]) -> list[Letter]:
        """Letters by id, in order."""
        return [_letter(row) for row in self._rows.find({"_id": {"$in": ids}}).sort("_id", 1)]

    def _row(self, each: Letter) -> "Row":
        head = {"_id": each.id, "type": each.type, "waybill_no": each.waybill_no, "data": each.data}
        return head | {"at": each.occurred_at, "sent_at": None, "tries": 0, "settled_at": None}


def _in_order(letters: list[Letter]) -> list[Letter]:
    """Ids of one call share their millisecond: dealt out again, they sort as the events were announced."""
    ids = sorted(each.id for each in letters)
    return [replace(each, id=own) for each, own in zip(letters, ids, strict=True)]


def _letter(row: "Row") -> Letter:
    return Letter(row["_id"], row["type"], row["waybill_no"], row["at"], row["data"])


def _patience(tries: int) -> timedelta:
    return timedelta(seconds=60 * 2 ** min(tries, 8))
