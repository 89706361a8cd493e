"""Events on their way out: written in the transaction of their cause, sent after it, settled when all handled them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from logistics.domain.letter import Letter, letter
from logistics.store.inserting import insert_rows

if TYPE_CHECKING:
    from logistics.domain.event import Event
    from logistics.store.mongo import Row, Unit

_LONGEST_PATIENCE = timedelta(hours=4)


@dataclass(frozen=True)
class Unsettled:
    """A letter under way; `overdue` says that it is time to send it again."""

    letter: Letter
    tries: int
    overdue: bool


class Outbox:
    """Rows: {_id, type, waybill_no, data, at, sent_at, tries, look_at, settled_at}.

    `look_at` is when relay should look at an unsettled letter: at once until it is sent, then later and later.
    """

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["outbox"]
        self._pending: list[Letter] = []
        self._adopted: list[Letter] = []
        self.written: list[Letter] = []

    def emit(self, event: "Event") -> None:
        """Announce an event; it is written with the transaction's commit and lost with its abort."""
        self._pending.append(letter(event, self._unit.now))

    def forget(self) -> None:
        """Start of a (repeated) transaction: drop what an aborted run had announced."""
        self._pending, self._adopted, self.written = [], [], []

    def write(self) -> None:
        """End of a transaction: all its letters in one insert."""
        letters = [*self._adopted, *_in_order(self._pending)]
        if letters:
            insert_rows(self._rows, [self._row(each) for each in letters], self._unit.session)
        self.written, self._pending, self._adopted = letters, [], []

    def adopt(self, letters: list[Letter]) -> None:
        """Put letters that were written earlier (timers that fell due) into this transaction's post."""
        self._adopted.extend(letters)

    def mark_sent(self, ids: list[str], tries: int = 0) -> None:
        """Remember that the topic took these, which had been sent `tries` times before."""
        change = {"sent_at": self._unit.now, "tries": tries + 1, "look_at": self._unit.now + _patience(tries)}
        self._rows.update_many({"_id": {"$in": ids}, "settled_at": None}, {"$set": change})

    def unsent(self, before: datetime, limit: int) -> list[Letter]:
        """Letters that the call which wrote them did not get sent, oldest first."""
        match = {"look_at": {"$lt": before}, "sent_at": None}
        return [_letter(row) for row in self._rows.find(match).sort("look_at", 1).limit(limit)]

    def unsettled(self, limit: int) -> list["Unsettled"]:
        """Sent letters not yet known to be handled by all, those to be sent again first."""
        match = {"look_at": {"$lt": self._unit.now + 2 * _LONGEST_PATIENCE}, "sent_at": {"$ne": None}}
        rows = self._rows.find(match).sort("look_at", 1).limit(limit)
        return [Unsettled(_letter(row), row["tries"], row["look_at"] <= self._unit.now) for row in rows]

    def settle(self, ids: list[str]) -> None:
        """All consumers are done with these; they are kept for a while and then expire."""
        change = {"$set": {"settled_at": self._unit.now}, "$unset": {"look_at": ""}}
        self._rows.update_many({"_id": {"$in": ids}}, change)

    def counts(self) -> dict[str, int]:
        """How many letters are unsent, and how many sent ones are unsettled."""
        open_rows: Row = {"look_at": {"$lt": self._unit.now + 2 * _LONGEST_PATIENCE}}
        unsent = self._rows.count_documents(open_rows | {"sent_at": None})
        return {"unsent": unsent, "unsettled": self._rows.count_documents(open_rows) - unsent}

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
        head: Row = {"_id": each.id, "type": each.type, "waybill_no": each.waybill_no, "data": each.data}
        head |= {"at": each.occurred_at, "look_at": each.occurred_at}
        return head | {"sent_at": None, "tries": 0, "settled_at": None}


def _in_order(letters: list[Letter]) -> list[Letter]:
    """Ids of one call share their millisecond: dealt out again, they sort as the events were announced."""
    ids = sorted(each.id for each in letters)
    return [replace(each, id=own) for each, own in zip(letters, ids, strict=True)]


def _letter(row: "Row") -> Letter:
    return Letter(row["_id"], row["type"], row["waybill_no"], row["at"], row["data"])


def _patience(tries: int) -> timedelta:
    """How long to wait before a letter that was sent so often is sent again: a minute, then twice as long each time."""
    return min(timedelta(minutes=2 ** min(tries, 10)), _LONGEST_PATIENCE)
