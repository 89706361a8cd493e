"""Waybills whose events a function could not handle: they wait here, in order, until a person looks."""

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class Parked:
    """Rows: {_id: function:event id, function, waybill_no, body, error, at, released_at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["parked"]

    def groups(self, function: str, waybill_nos: list[str]) -> set[str]:
        """Those of the waybills that this function must not go on with."""
        match = {"function": function, "waybill_no": {"$in": waybill_nos}, "released_at": None}
        return {row["waybill_no"] for row in self._rows.find(match, {"waybill_no": 1})}

    def park(self, function: str, message: "Row", error: str) -> None:
        """Keep a message (the wire body as a dict); parking it twice is the same as once.

        A message that was released and failed again is back in the way of its group.
        """
        kept = {"function": function, "waybill_no": message["waybill_no"], "body": message, "at": self._unit.now}
        change = {"$set": {"error": error, "released_at": None}, "$setOnInsert": kept}
        self._rows.update_one({"_id": f"{function}:{message['id']}"}, change, upsert=True)

    def listed(self, limit: int = 100) -> list["Row"]:
        """What is parked, oldest first, without the messages' contents."""
        shown = {"function": 1, "waybill_no": 1, "body.id": 1, "body.type": 1, "error": 1, "at": 1}
        return list(self._rows.find({"released_at": None}, shown).sort("at", 1).limit(limit))

    def count(self) -> int:
        """How many messages wait for a person."""
        return self._rows.count_documents({"released_at": None})

    def release(self, function: str, waybill_no: str) -> list["Row"]:
        """Let a group go on: its messages in the order they were emitted, now no longer in the way."""
        match = {"function": function, "waybill_no": waybill_no, "released_at": None}
        rows = list(self._rows.find(match, session=self._unit.session).sort("body.id", 1))
        change = {"$set": {"released_at": self._unit.now}}
        self._rows.update_many({"_id": {"$in": [row["_id"] for row in rows]}}, change, session=self._unit.session)
        return [row["body"] for row in rows]

    def released(self, before: datetime, limit: int) -> list["Row"]:
        """Released messages of which nothing has been seen since: {_id, function, body, released_at}."""
        return list(self._rows.find({"released_at": {"$lt": before}}).sort("released_at", 1).limit(limit))

    def release_again(self, ids: list[str]) -> None:
        """These are sent once more now."""
        self._rows.update_many({"_id": {"$in": ids}}, {"$set": {"released_at": self._unit.now}})

    def among(self, keys: list[str]) -> set[str]:
        """Those of the keys (function:event id) that are parked, or released and on their way again."""
        return {row["_id"] for row in self._rows.find({"_id": {"$in": keys}}, {"_id": 1})}

    def forget(self, keys: list[str]) -> None:
        """These have been handled after all."""
        self._rows.delete_many({"_id": {"$in": keys}})
