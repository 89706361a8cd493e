"""The line network at rest: lines with their timetables, and how each outlet handles what it gets."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from logistics.domain.faults import NotFound
from logistics.domain.line_network import Departure, Line, LineNetwork
from logistics.domain.promise import Handling

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class Lines:
    """Rows of `lines`: {_id, from_outlet_id, to_outlet_id, departures [{clock, weekdays}], travel_s, cut_off_s,
    handling_s, active, changed_at}; of `handling`: {_id outlet, intake_s, sort_s, waves, round_s, changed_at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows, self._handling = unit, unit.db["lines"], unit.db["handling"]

    def get(self, line_id: str) -> Line:
        """A line by its id; NotFound LINE_NOT_FOUND."""
        row = self._rows.find_one({"_id": line_id}, session=self._unit.session)
        if row is None:
            raise NotFound("LINE_NOT_FOUND", "没有找到这条线路")
        return _line(row)

    def listed(self, outlet_id: str = "", after: str = "", limit: int = 200) -> list[Line]:
        """Lines in order of id, active or not; of one outlet those that end or begin there."""
        match: Row = {"_id": {"$gt": after}}
        match |= {"$or": [{"from_outlet_id": outlet_id}, {"to_outlet_id": outlet_id}]} if outlet_id else {}
        rows = self._rows.find(match, session=self._unit.session).sort("_id", 1).limit(limit)
        return [_line(row) for row in rows]

    def network(self) -> LineNetwork:
        """All active lines, ready to be searched."""
        rows = self._rows.find({"active": True}, session=self._unit.session).sort("_id", 1)
        return LineNetwork(_line(row) for row in rows)

    def save(self, line: Line) -> Line | None:
        """Write a line, new or known; answers how it was before."""
        row = {name: value for name, value in vars(line).items() if name in _STORED}
        row |= {"departures": [vars(each) | {"weekdays": list(each.weekdays)} for each in line.departures]}
        change = {"$set": row | {"changed_at": self._unit.now}}
        before = self._rows.find_one_and_update({"_id": line.id}, change, upsert=True, session=self._unit.session)
        return None if before is None else _line(before)

    def handling(self, outlet_ids: Collection[str] | None = None) -> dict[str, Handling]:
        """How outlets work, of those that say so themselves."""
        match = {} if outlet_ids is None else {"_id": {"$in": list(outlet_ids)}}
        rows = self._handling.find(match, session=self._unit.session).sort("_id", 1)
        return {row["_id"]: _handled(row) for row in rows}

    def save_handling(self, handling: Handling) -> Handling | None:
        """Write how an outlet works from now on; answers how it was before."""
        row = {name: value for name, value in vars(handling).items() if name != "outlet_id"}
        change = {"$set": row | {"waves": list(handling.waves), "changed_at": self._unit.now}}
        key = {"_id": handling.outlet_id}
        before = self._handling.find_one_and_update(key, change, upsert=True, session=self._unit.session)
        return None if before is None else _handled(before)


_STORED = frozenset(Line.__dataclass_fields__) - {"id"}


def _line(row: "Row") -> Line:
    departures = tuple(Departure(each["clock"], tuple(each["weekdays"])) for each in row["departures"])
    known = {name: row[name] for name in _STORED if name in row}
    return Line(row["_id"], **known | {"departures": departures})


def _handled(row: "Row") -> Handling:
    times = {name: row[name] for name in ("intake_s", "sort_s", "round_s")}
    return Handling(row["_id"], waves=tuple(row["waves"]), **times)
