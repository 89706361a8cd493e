"""Closed days: what every account came to at the end of a day of the books, written once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from logistics.domain.journal import Account

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


@dataclass(frozen=True)
class Closing:
    """`balances` are debits less credits of each account, all holders together, in fen."""

    day: date
    balances: Mapping[Account, int]
    by: str
    at: datetime
    note: str = ""


class Closings:
    """Rows: {_id: day as ISO date, balances: {account: fen}, by, at, note}; none is ever changed."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["closings"]

    def last(self, until: date | None = None) -> Closing | None:
        """The latest closed day, of those before `until`."""
        match = {"_id": {"$lt": until.isoformat()}} if until else {}
        row = self._rows.find_one(match, sort=[("_id", -1)], session=self._unit.session)
        return None if row is None else _from_row(row)

    def find(self, day: date) -> Closing | None:
        """A day's closing, if it is closed."""
        row = self._rows.find_one({"_id": day.isoformat()}, session=self._unit.session)
        return None if row is None else _from_row(row)

    def add(self, closing: Closing) -> None:
        """Close a day; the same day again is a DuplicateKeyError."""
        balances = {str(account): fen for account, fen in closing.balances.items()}
        row = {"_id": closing.day.isoformat(), "balances": balances, "by": closing.by, "at": closing.at}
        self._rows.insert_one(row | {"note": closing.note}, session=self._unit.session)


def _from_row(row: "Row") -> Closing:
    balances = {Account(name): fen for name, fen in row["balances"].items()}
    return Closing(date.fromisoformat(row["_id"]), balances, row["by"], row["at"], row["note"])
