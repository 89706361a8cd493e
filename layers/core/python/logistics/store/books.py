"""The journal as finance reads it: totals of a day, the lines of an account, one entry."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from logistics.domain.journal import Account, Entry
from logistics.store.journal import entry_from

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


@dataclass(frozen=True)
class Moved:
    """What was posted on an account: before a moment (net), and from then on debits and credits, all in fen."""

    before_fen: int
    debit_fen: int
    credit_fen: int


@dataclass(frozen=True)
class HolderDay:
    """One holder's account over some time: what it began with, what went in and out, in fen; debits are positive."""

    holder: str
    account: Account
    opening_fen: int
    debit_fen: int
    credit_fen: int

    @property
    def closing_fen(self) -> int:
        return self.opening_fen + self.debit_fen - self.credit_fen


@dataclass(frozen=True)
class BookLine:
    """One line of an entry; `entry_id` leads to the rest of it."""

    entry_id: str
    at: datetime
    cause: str
    waybill_no: str | None
    holder: str
    amount_fen: int


class Books:
    """Reads `journal` (see store.journal); writes nothing."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["journal"]

    def moved(self, since: datetime | None, start: datetime, end: datetime) -> dict[Account, Moved]:
        """Each account that was posted on from `since` (the beginning without it) to before `end`, split at `start`."""
        posted = {"$gte": since, "$lt": end} if since else {"$lt": end}
        amount, within = "$lines.amount_fen", {"$gte": ["$at", start]}

        def summed(condition: Any) -> "Row":
            return {"$sum": {"$cond": [condition, amount, 0]}}

        sums = {
            "before": summed({"$not": within}),
            "debit": summed({"$and": [within, {"$gt": [amount, 0]}]}),
            "credit": summed({"$and": [within, {"$lt": [amount, 0]}]}),
        }
        steps: list[Row] = [{"$match": {"at": posted}}, {"$unwind": "$lines"}]
        rows = self._rows.aggregate([*steps, {"$group": {"_id": "$lines.account"} | sums}], session=self._unit.session)
        return {Account(row["_id"]): Moved(row["before"], row["debit"], -row["credit"]) for row in rows}

    def lines(
        self, account: Account, holder: str, start: datetime, end: datetime, after: str, limit: int
    ) -> list[BookLine]:
        """Lines on an account (of a holder) from `start` to before `end`, oldest first; `after` is an entry's id."""
        line: Row = {"account": str(account)} | ({"holder": holder} if holder else {})
        clauses: list[Row] = [{"lines": {"$elemMatch": line}, "at": {"$gte": start, "$lt": end}}]
        known = self._rows.find_one({"_id": after}, {"at": 1}, session=self._unit.session) if after else None
        if known:
            clauses.append({"$or": [{"at": {"$gt": known["at"]}}, {"at": known["at"], "_id": {"$gt": after}}]})
        rows = self._rows.find({"$and": clauses}, session=self._unit.session).sort([("at", 1), ("_id", 1)])
        return [each for row in rows.limit(limit) for each in _lines(row, account, holder)]

    def holder_days(
        self, accounts: Collection[Account], holder: str, start: datetime, end: datetime
    ) -> list[HolderDay]:
        """Each holder's account (or one holder's) that was not empty from `start` to before `end`, by holder.

        What it began with is what lies there now without all that came since: the work grows with the days that
        have passed and not with the journal. Both are read at one moment of the store.
        """
        match: Row = {"account": {"$in": [str(each) for each in accounts]}} | ({"holder": holder} if holder else {})
        line = {f"lines.{name}": value for name, value in match.items()}
        posted: list[Row] = [{"$match": {"at": {"$gte": start}} | line}, {"$unwind": "$lines"}, {"$match": line}]
        with self._unit.db.client.start_session(snapshot=True) as session:
            kept = list(self._unit.db["balances"].aggregate([{"$match": match}, _KEPT], session=session))
            since = list(self._rows.aggregate([*posted, _since(end)], session=session))
        moved = {(row["_id"]["holder"], row["_id"]["account"]): row for row in since}
        lies = {(row["_id"]["holder"], row["_id"]["account"]): row["fen"] for row in kept}
        days = [_holder_day(key, lies.get(key, 0), moved.get(key)) for key in sorted(lies.keys() | moved.keys())]
        return [each for each in days if each.opening_fen or each.debit_fen or each.credit_fen]

    def entry(self, entry_id: str) -> Entry | None:
        """One entry, all of its lines."""
        row = self._rows.find_one({"_id": entry_id}, session=self._unit.session)
        return None if row is None else entry_from(row)


_KEPT: "Row" = {"$group": {"_id": {"holder": "$holder", "account": "$account"}, "fen": {"$sum": "$amount_fen"}}}


def _since(end: datetime) -> "Row":
    """Sums of lines by holder and account: all of them, and the debits and credits of before `end`."""
    amount, within = "$lines.amount_fen", {"$lt": ["$at", end]}

    def summed(sign: str) -> "Row":
        return {"$sum": {"$cond": [{"$and": [within, {sign: [amount, 0]}]}, amount, 0]}}

    key = {"holder": "$lines.holder", "account": "$lines.account"}
    return {"$group": {"_id": key, "all": {"$sum": amount}, "debit": summed("$gt"), "credit": summed("$lt")}}


def _holder_day(key: tuple[str, str], now_fen: int, moved: "Row | None") -> HolderDay:
    sums = moved or {"all": 0, "debit": 0, "credit": 0}
    return HolderDay(key[0], Account(key[1]), now_fen - sums["all"], sums["debit"], -sums["credit"])


def _lines(row: "Row", account: Account, holder: str) -> list[BookLine]:
    head = (row["_id"], row["at"], row["cause"], row["waybill_no"])
    return [
        BookLine(*head, line["holder"], line["amount_fen"])
        for line in row["lines"]
        if line["account"] == account and holder in ("", line["holder"])
    ]
