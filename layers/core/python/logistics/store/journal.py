"""The journal at rest: entries that are only ever added, and the balances derived from them as they are posted.

A balance is kept in slots, so that it says more and is written with less waiting: cash in a courier's hands by
waybill (what is still open), the company's own accounts by sixteen slots that unrelated parcels rarely share.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zlib import crc32

from pymongo import UpdateOne

from logistics.domain.faults import Conflict
from logistics.domain.journal import COMPANY, Account, Entry, Line
from logistics.domain.shanghai import business_day

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_SLOTS = 16
_ULID_LENGTH = 26


@dataclass(frozen=True)
class OpenLine:
    """Money of one waybill that still lies on a holder's account; `at` is the last movement."""

    waybill_no: str
    amount_fen: int
    at: datetime


@dataclass(frozen=True)
class Posting:
    """What one entry put on an account of a holder."""

    entry_id: str
    cause: str
    waybill_no: str | None
    at: datetime
    amount_fen: int


@dataclass(frozen=True)
class Difference:
    """A balance that is not the sum of its entries, or (account "") an entry or a whole that does not balance."""

    account: str
    holder: str
    kept_fen: int
    posted_fen: int


class Journal:
    """Rows of `journal`: {_id, cause, waybill_no, at, lines: [{account, holder, slot, amount_fen}]}.

    Rows of `balances`: {_id: "account:holder:slot", account, holder, slot, amount_fen, at}.
    """

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows, self._balances = unit, unit.db["journal"], unit.db["balances"]

    def post(self, *entries: Entry) -> list[Entry]:
        """Add entries within the caller's transaction: two commands, however many there are.

        Answers those that are new: an entry whose id is known was posted before, and posting it again does nothing.
        Raises Conflict DAY_CLOSED for an entry that is dated in a closed day.
        """
        if not entries:
            return []
        self._refuse_closed(min(each.at for each in entries))
        adds = [UpdateOne({"_id": each.id}, {"$setOnInsert": _to_row(each)}, upsert=True) for each in entries]
        added = self._rows.bulk_write(adds, session=self._unit.session).upserted_ids or {}
        new = [entries[at] for at in sorted(added)]
        if new:
            self._balances.bulk_write(_movements(new), session=self._unit.session)
        return new

    def _refuse_closed(self, at: datetime) -> None:
        """Entries are dated now, so that this asks nothing; one of an earlier day must not change what was closed."""
        day = business_day(at)
        if day < business_day(self._unit.now):
            last = self._unit.closings.last()
            if last and day <= last.day:
                raise Conflict("DAY_CLOSED", "该日已关账", day=day)

    def balance(self, account: Account, holder: str) -> int:
        """What lies on an account of a holder, in fen; debits are positive."""
        return sum(row["amount_fen"] for row in self._open(account, holder))

    def balances_of(self, account: Account, holders: Collection[str]) -> dict[str, int]:
        """What lies on an account of each of these holders, in fen; those with nothing are left out."""
        match = {"account": str(account), "holder": {"$in": list(holders)}, "amount_fen": {"$ne": 0}}
        group = {"_id": "$holder", "fen": {"$sum": "$amount_fen"}}
        rows = self._balances.aggregate([{"$match": match}, {"$group": group}], session=self._unit.session)
        return {row["_id"]: row["fen"] for row in rows if row["fen"]}

    def by_holder(self, accounts: Collection[Account]) -> dict[str, dict[Account, int]]:
        """What lies on each of these accounts of each holder, in fen, those with nothing left out."""
        group = {"_id": {"account": "$account", "holder": "$holder"}, "fen": {"$sum": "$amount_fen"}}
        match = {"account": {"$in": [str(each) for each in accounts]}, "amount_fen": {"$ne": 0}}
        rows = self._balances.aggregate([{"$match": match}, {"$group": group}], session=self._unit.session)
        found: dict[str, dict[Account, int]] = {}
        for row in rows:
            if row["fen"]:
                found.setdefault(row["_id"]["holder"], {})[Account(row["_id"]["account"])] = row["fen"]
        return found

    def open_lines(self, account: Account, holder: str) -> list[OpenLine]:
        """The waybills whose money still lies there, oldest first."""
        rows = self._open(account, holder)
        return sorted((OpenLine(row["slot"], row["amount_fen"], row["at"]) for row in rows), key=lambda line: line.at)

    def entries(self, waybill_no: str) -> list[Entry]:
        """The entries of a waybill in the order in which they were posted."""
        rows = self._rows.find({"waybill_no": waybill_no}, session=self._unit.session)
        return [entry_from(row) for row in rows.sort([("at", 1), ("_id", 1)])]

    def entries_of(self, waybill_nos: Collection[str]) -> list[Entry]:
        """The entries of several waybills, in no order."""
        rows = self._rows.find({"waybill_no": {"$in": list(waybill_nos)}}, session=self._unit.session)
        return [entry_from(row) for row in rows]

    def postings(
        self,
        account: Account,
        holder: str,
        start: datetime,
        end: datetime,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> list[Posting]:
        """What was posted on an account of a holder from `start` until before `end`, in order.

        `after` is the time and id of the last entry that was read.
        """
        clauses: list[Row] = [
            {"lines": {"$elemMatch": {"account": str(account), "holder": holder}}, "at": {"$gte": start, "$lt": end}}
        ]
        if after:
            at, last = after
            clauses.append({"$or": [{"at": {"$gt": at}}, {"at": at, "_id": {"$gt": last}}]})
        rows = self._rows.find({"$and": clauses}, session=self._unit.session).sort([("at", 1), ("_id", 1)])
        return [_posting(row, account, holder) for row in rows.limit(limit)]

    def customers_with(self, account: Account, since: datetime) -> list[str]:
        """The customers on whose account something lies or moved since then, without waybills and our own holders."""
        ids = {"$gte": "0", "$lt": "8"}  # what a ULID begins with
        match = {"account": str(account), "holder": ids, "$or": [{"at": {"$gte": since}}, {"amount_fen": {"$ne": 0}}]}
        rows = self._balances.find(match, {"holder": 1}, session=self._unit.session)
        return sorted({row["holder"] for row in rows if len(row["holder"]) == _ULID_LENGTH})

    def check(self) -> list[Difference]:
        """Recompute every balance from the entries, at one moment of the store; an empty list means all agree."""
        with self._unit.db.client.start_session(snapshot=True) as session:
            posted = {_key(row["_id"]): row["fen"] for row in self._rows.aggregate(_POSTED, session=session)}
            kept = {_key(row): row["amount_fen"] for row in self._balances.find({}, session=session)}
            crooked = [row["_id"] for row in self._rows.aggregate(_CROOKED, session=session)]
        found = [
            Difference(key[0], key[1], kept.get(key, 0), posted.get(key, 0))
            for key in sorted(kept.keys() | posted.keys())
            if kept.get(key, 0) != posted.get(key, 0)
        ]
        return found + [Difference("", entry_id, 0, 0) for entry_id in crooked]

    def _open(self, account: Account, holder: str) -> "list[Row]":
        match = {"account": str(account), "holder": holder, "amount_fen": {"$ne": 0}}
        return list(self._balances.find(match, session=self._unit.session))


def _posting(row: "Row", account: Account, holder: str) -> Posting:
    mine = (line for line in row["lines"] if (line["account"], line["holder"]) == (account, holder))
    amount_fen = sum(line["amount_fen"] for line in mine)
    return Posting(row["_id"], row["cause"], row["waybill_no"], row["at"], amount_fen)


_BY_SLOT = {"account": "$lines.account", "holder": "$lines.holder", "slot": "$lines.slot"}
_POSTED: list[dict[str, Any]] = [
    {"$unwind": "$lines"},
    {"$group": {"_id": _BY_SLOT, "fen": {"$sum": "$lines.amount_fen"}}},
]
_CROOKED: list[dict[str, Any]] = [{"$match": {"$expr": {"$ne": [{"$sum": "$lines.amount_fen"}, 0]}}}]


def _key(row: "Row") -> tuple[str, str, str]:
    return row["account"], row["holder"], row["slot"]


def _slot(entry: Entry, line: Line) -> str:
    if line.account is Account.COURIER_CASH:
        return entry.waybill_no or ""
    return str(crc32(entry.id.encode()) % _SLOTS) if line.holder == COMPANY else ""


def _movements(entries: Iterable[Entry]) -> list[UpdateOne]:
    """One increment a balance and slot, always in the same order so that two postings do not cross."""
    sums: dict[tuple[str, str, str], int] = {}
    latest: dict[tuple[str, str, str], datetime] = {}
    for entry in entries:
        for line in entry.lines:
            key = (str(line.account), line.holder, _slot(entry, line))
            sums[key] = sums.get(key, 0) + line.amount_fen
            latest[key] = entry.at
    return [_movement(key, amount, latest[key]) for key, amount in sorted(sums.items())]


def _movement(key: tuple[str, str, str], amount_fen: int, at: datetime) -> UpdateOne:
    names = dict(zip(("account", "holder", "slot"), key, strict=True))
    change = {"$inc": {"amount_fen": amount_fen}, "$set": {"at": at}, "$setOnInsert": names}
    return UpdateOne({"_id": ":".join(key)}, change, upsert=True)


def _to_row(entry: Entry) -> "Row":
    lines = [
        {
            "account": str(line.account),
            "holder": line.holder,
            "slot": _slot(entry, line),
            "amount_fen": line.amount_fen,
        }
        for line in entry.lines
    ]
    return {"cause": entry.cause, "waybill_no": entry.waybill_no, "at": entry.at, "lines": lines}


def entry_from(row: "Row") -> Entry:
    """An entry as its row has it."""
    lines = tuple(Line(Account(line["account"]), line["holder"], line["amount_fen"]) for line in row["lines"])
    return Entry(row["_id"], row["cause"], row["waybill_no"], row["at"], lines)
