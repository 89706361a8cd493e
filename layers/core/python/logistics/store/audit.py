"""The office's own doings: a row for each change to the network and each piece of upkeep, never with personal data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from logistics.domain.ids import new_id
from logistics.domain.roles import Actor, Role

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


@dataclass(frozen=True)
class AuditNote:
    """`subject` is "<collection>:<id>"; `changes` maps fields to [before, after], personal ones to their names only.

    Upkeep has ids and counts there instead: the events that were re-driven, the migrations that ran, the rows sealed.
    """

    id: str
    at: datetime
    actor_id: str
    actor_role: Role
    action: str
    subject: str
    changes: Mapping[str, Any]


class Audit:
    """Rows: {_id, at, actor_id, actor_role, action, subject, changes}; written in the transaction of the change."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["audit"]

    def note(self, actor: Actor, action: str, subject: str, changes: Mapping[str, Any]) -> None:
        """Remember who changed what; the changes must be free of personal data."""
        row = {
            "_id": new_id(self._unit.now),
            "at": self._unit.now,
            "actor_id": actor.id,
            "actor_role": actor.role.value,
            "action": action,
            "subject": subject,
            "changes": dict(changes),
        }
        self._rows.insert_one(row, session=self._unit.session)

    def listed(self, subject: str = "", limit: int = 50) -> list[AuditNote]:
        """The latest changes, newest first, of one subject or of all."""
        match = {"subject": subject} if subject else {}
        rows = self._rows.find(match, session=self._unit.session).sort([("at", -1), ("_id", -1)]).limit(limit)
        return [_note(row) for row in rows]

    def of_action(
        self, action: str, actor_id: str = "", subject: str = "", before: str = "", limit: int = 50
    ) -> list[AuditNote]:
        """The latest notes of one kind of doing, newest first; of one person, of one subject, before a note."""
        match: Row = {"action": action}
        match |= {"actor_id": actor_id} if actor_id else {}
        match |= {"subject": subject} if subject else {}
        match |= {"_id": {"$lt": before}} if before else {}
        rows = self._rows.find(match, session=self._unit.session).sort("_id", -1).limit(limit)
        return [_note(row) for row in rows]


def _note(row: "Row") -> AuditNote:
    role = Role(row["actor_role"])
    return AuditNote(row["_id"], row["at"], row["actor_id"], role, row["action"], row["subject"], row["changes"])
