"""Which events a function has handled: delivery at least once becomes effect exactly once."""

from typing import TYPE_CHECKING

from logistics.store.connection import confirmed

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


def handled_key(function: str, event_id: str) -> str:
    """The row id under which a function remembers an event."""
    return f"{function}:{event_id}"


class Handled:
    """Rows: {_id: function:event id, at}; they expire after 30 days, long after the outbox stops resending."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["handled"]

    def remember(self, key: str, digest: bytes, reply: "Row") -> None:
        """Part of the consumer's transaction; a taken key aborts it."""
        self._rows.insert_one({"_id": key, "at": self._unit.now}, session=self._unit.session)

    def recall(self, key: str, digest: bytes) -> "Row | None":
        """An empty reply if the event was handled before."""
        return {} if confirmed(self._rows, key) else None

    def among(self, keys: list[str]) -> set[str]:
        """Those of the keys that are known."""
        return {row["_id"] for row in self._rows.find({"_id": {"$in": keys}}, {"_id": 1})}
