"""Rosters at rest: one row for each outlet and day."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from logistics.domain.roles import Reach, Scope
from logistics.domain.roster import Roster, Shift

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class Rosters:
    """Rows: {_id "outlet:day", outlet_id, day, shifts [{courier_id, start, end}], changed_at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["rosters"]

    def save(self, roster: Roster) -> Roster | None:
        """Write a day's roster as it shall be; answers how it was before."""
        row = {"outlet_id": roster.outlet_id, "day": roster.day, "shifts": [vars(each) for each in roster.shifts]}
        change = {"$set": row | {"changed_at": self._unit.now}}
        key = {"_id": f"{roster.outlet_id}:{roster.day}"}
        before = self._rows.find_one_and_update(key, change, upsert=True, session=self._unit.session)
        return None if before is None else _roster(before)

    def listed(self, scope: Scope, outlet_id: str, first_day: str, last_day: str, limit: int = 200) -> list[Roster]:
        """The days in order, of one outlet or of all within the scope."""
        match: Row = {"day": {"$gte": first_day, "$lte": last_day}}
        match |= {"outlet_id": outlet_id} if outlet_id else {}
        within: Row = {} if scope.reach is Reach.ALL else {"outlet_id": scope.id if scope.reach is Reach.OUTLET else ""}
        rows = self._rows.find({"$and": [match, within]}, session=self._unit.session)
        return [_roster(row) for row in rows.sort([("day", 1), ("outlet_id", 1)]).limit(limit)]

    def of_day(self, outlet_ids: Collection[str], day: str) -> dict[str, Roster]:
        """What these outlets have for a day such as 2026-03-09, by outlet; those without a roster are left out."""
        keys = [f"{outlet_id}:{day}" for outlet_id in outlet_ids]
        rows = self._rows.find({"_id": {"$in": keys}}, session=self._unit.session)
        return {row["outlet_id"]: _roster(row) for row in rows}


def _roster(row: "Row") -> Roster:
    return Roster(row["outlet_id"], row["day"], tuple(Shift(**each) for each in row["shifts"]))
