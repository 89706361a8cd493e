"""Remembered replies: a repeated request gets the first reply. They hold ids and amounts, never personal data."""

import hmac
from typing import TYPE_CHECKING

from logistics.domain.faults import Conflict
from logistics.store.connection import confirmed

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class Replies:
    """Rows: {_id: key, digest, reply, at}; they expire 30 days later (couriers replay days late)."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["replies"]

    def remember(self, key: str, digest: bytes, reply: "Row") -> None:
        """Part of the transaction whose reply it is; a taken key aborts it."""
        row = {"_id": key, "digest": digest, "reply": reply, "at": self._unit.now}
        self._rows.insert_one(row, session=self._unit.session)

    def recall(self, key: str, digest: bytes) -> "Row | None":
        """The first reply under this key; Conflict REQUEST_ID_REUSED when it answered another request."""
        row = confirmed(self._rows, key)
        if row is None:
            return None
        if not hmac.compare_digest(row["digest"], digest):
            raise Conflict("REQUEST_ID_REUSED", "这个请求编号已用于另一个请求")
        reply: Row = row["reply"]
        return reply
