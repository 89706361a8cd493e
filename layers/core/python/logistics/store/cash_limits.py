"""How much cash of customers a courier may hold: set for a person or for all of an outlet, else the house's limit."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from logistics.domain.roles import Actor

if TYPE_CHECKING:
    from logistics.store.mongo import Unit

DEFAULT_FEN = 500_000


class CashLimits:
    """Rows: {_id: a person's or an outlet's id, limit_fen, set_by, at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["cash_limits"]

    def of(self, holder: Actor) -> int:
        """What holds for somebody, in fen: their own limit before their outlet's."""
        return self.of_all({holder.id: holder.outlet_id})[holder.id]

    def of_all(self, holders: Mapping[str, str | None]) -> dict[str, int]:
        """What holds for each of these people (person to outlet), in fen."""
        subjects = {each for pair in holders.items() for each in pair if each}
        found = self._rows.find({"_id": {"$in": list(subjects)}}, {"limit_fen": 1}, session=self._unit.session)
        limits: dict[str, int] = {row["_id"]: row["limit_fen"] for row in found}
        return {
            person: limits.get(person, limits.get(outlet_id or "", DEFAULT_FEN))
            for person, outlet_id in holders.items()
        }

    def set(self, subject_id: str, limit_fen: int, by: str) -> int | None:
        """Set the limit of a person or an outlet; answers the one before, if there was one."""
        change = {"$set": {"limit_fen": limit_fen, "set_by": by, "at": self._unit.now}}
        before = self._rows.find_one_and_update({"_id": subject_id}, change, upsert=True, session=self._unit.session)
        return None if before is None else int(before["limit_fen"])
