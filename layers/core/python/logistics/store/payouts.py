"""Payouts at rest.

`holds` names what no other payout may be about: a unique index keeps anything from being paid twice.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pymongo.errors import DuplicateKeyError, PyMongoError

from logistics.domain.faults import Conflict, NotFound
from logistics.domain.payout import Channel, Payout, PayoutKind, PayoutLine, PayoutState
from logistics.store.inserting import insert_rows

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_RUN_AGAIN = ("TransientTransactionError",)
_UNDER_WAY = [str(PayoutState.ORDERED), str(PayoutState.WAITING)]
_FIRST_LOOK = {
    (Channel.WECHAT, PayoutState.ORDERED): timedelta(),
    (Channel.WECHAT, PayoutState.WAITING): timedelta(minutes=1),
    (Channel.BANK, PayoutState.ORDERED): timedelta(days=3),  # a weekend
}


class Payouts:
    """Rows: {_id, kind, channel, payee_id, subject, waybill_no, amount_fen, state, at, lines: [{waybill_no, goods_fen,
    fee_fen}], holds, payee, reason, package_info, ended_at, look_at}; `look_at` while the provider must be asked."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["payouts"]

    def find(self, payout_id: str) -> Payout | None:
        """A payout by the number that the bank or the provider knows it by."""
        row = self._rows.find_one({"_id": payout_id}, session=self._unit.session)
        return None if row is None else _from_row(row)

    def get(self, payout_id: str) -> Payout:
        """The same; NotFound PAYOUT_NOT_FOUND."""
        payout = self.find(payout_id)
        if payout is None:
            raise NotFound("PAYOUT_NOT_FOUND", "没有找到这笔付款", payout_id=payout_id)
        return payout

    def add(self, payouts: Iterable[Payout]) -> None:
        """New ones. What another payout holds makes the driver run the caller's transaction again: it sees that one."""
        rows = [_to_row(each) for each in payouts]
        if not rows:
            return
        try:
            insert_rows(self._rows, rows, self._unit.session)
        except DuplicateKeyError as error:
            raise PyMongoError("another payout holds this", _RUN_AGAIN) from error

    def save(self, before: Payout, after: Payout) -> Payout:
        """Write what changed; Conflict PAYOUT_CHANGED when somebody else moved it since it was read."""
        was = {"_id": before.id, "state": str(before.state)}
        if not self._rows.replace_one(was, _to_row(after), session=self._unit.session).matched_count:
            raise Conflict("PAYOUT_CHANGED", "付款单刚刚有更新，请刷新后再试")
        return after

    def held(self, names: Collection[str]) -> dict[str, str]:
        """Which of these ("waybill:…", "claim:…", "earnings:…") a payout holds, and its id."""
        found = self._rows.find({"holds": {"$in": list(names)}}, {"holds": 1}, session=self._unit.session)
        return {name: row["_id"] for row in found for name in row["holds"] if name in names}

    def live_of(self, kind: str, subject: str) -> Payout | None:
        """The payout that holds a claim, or a courier's earnings; None when none is under way nor has paid it."""
        row = self._rows.find_one({"holds": f"{kind}:{subject}"}, session=self._unit.session)
        return None if row is None else _from_row(row)

    def of_subject(self, subject: str) -> list[Payout]:
        """All of a batch or of a claim, in order."""
        rows = self._rows.find({"subject": subject}, session=self._unit.session)
        return [_from_row(row) for row in rows.sort("_id", 1)]

    def of_payee(self, payee_id: str, before: str, limit: int) -> list[Payout]:
        """A payee's payouts, the newest first, before an id."""
        match: Row = {"payee_id": payee_id} | ({"_id": {"$lt": before}} if before else {})
        rows = self._rows.find(match, session=self._unit.session)
        return [_from_row(row) for row in rows.sort("_id", -1).limit(limit)]

    def listed(self, state: str, before: str, limit: int) -> list[Payout]:
        """Payouts in a state, or ("") all, the newest first, before an id."""
        match: Row = ({"state": state} if state else {}) | ({"_id": {"$lt": before}} if before else {})
        rows = self._rows.find(match, session=self._unit.session)
        return [_from_row(row) for row in rows.sort("_id", -1).limit(limit)]

    def paid_between(self, kind: PayoutKind, payee_id: str, start: datetime, end: datetime) -> int:
        """What a payee was paid in a period, in fen; the end is not in it."""
        match = {"payee_id": payee_id, "kind": str(kind), "state": str(PayoutState.PAID)}
        rows = self._rows.aggregate(
            [
                {"$match": match | {"ended_at": {"$gte": start, "$lt": end}}},
                {"$group": {"_id": None, "fen": {"$sum": "$amount_fen"}}},
            ],
            session=self._unit.session,
        )
        return sum(row["fen"] for row in rows)

    def to_look_at(self, now: datetime, limit: int) -> list[Payout]:
        """Those that the provider must be asked about, the longest waiting first."""
        rows = self._rows.find({"look_at": {"$lte": now}}, session=self._unit.session)
        return [_from_row(row) for row in rows.sort("look_at", 1).limit(limit)]

    def look_again(self, payout: Payout, at: datetime) -> None:
        """Put off the next look at one that is still under way."""
        match = {"_id": payout.id, "state": {"$in": _UNDER_WAY}}
        self._rows.update_one(match, {"$set": {"look_at": at}}, session=self._unit.session)


def _to_row(payout: Payout) -> "Row":
    row: Row = {name: value for name, value in vars(payout).items() if name not in ("id", "lines")}
    row |= {"_id": payout.id, "lines": [dict(vars(line)) for line in payout.lines]}
    row |= {name: str(row[name]) for name in ("kind", "channel", "state")}
    if payout.holds:
        row["holds"] = list(payout.holds)
    if row["state"] in _UNDER_WAY:
        row["look_at"] = payout.at + _FIRST_LOOK[payout.channel, payout.state]
    return row


def _from_row(row: "Row") -> Payout:
    return Payout(
        row["_id"],
        PayoutKind(row["kind"]),
        Channel(row["channel"]),
        row["payee_id"],
        row["amount_fen"],
        PayoutState(row["state"]),
        row["at"],
        row["subject"],
        row["waybill_no"],
        tuple(PayoutLine(**line) for line in row["lines"]),
        row["reason"],
        row["package_info"],
        row["ended_at"],
        row["payee"],
    )
