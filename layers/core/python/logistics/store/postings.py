"""What the journal put on the payment provider's account for each number of a payment, refund or transfer.

Their entries bear the number. Money at a door is the exception: its entry is the waybill's (a collection may be undone
and made again), so it is told by what is left of the waybill's sum once its other door payments are taken off.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from logistics.domain.journal import Account
from logistics.domain.paying import PaymentState, Purpose
from logistics.domain.reconciling import Key, Kind

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_ENTRY = {Kind.PAYMENT: "payment_received:", Kind.REFUND: "refund_paid:", Kind.TRANSFER: "payout_paid:"}
_SIGN = {Kind.PAYMENT: 1, Kind.REFUND: -1, Kind.TRANSFER: -1}
_LINE: "Row" = {"lines.account": str(Account.WECHAT_CLEARING)}
_NO_PAYMENT = ["refund_paid", "payout_paid"]  # of a waybill, and by numbers of their own
# What moves that account without a number of ours: its sums come from the bills themselves, day by day.
_BY_THE_DAY = ("payment_fees", "provider_withdrawn", "provider_topped_up")
_NUMBERED = ("payment_received", "refund_paid", "payout_paid", "cash_collected")


class Postings:
    """Reads `journal` and `payments`; writes nothing."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._db = unit, unit.db

    def of(self, keys: Collection[Key]) -> dict[Key, int]:
        """Fen posted for each number, positive as the bill has them; 0 for a number without an entry."""
        ids = {_ENTRY[kind] + number: (kind, number) for kind, number in keys if kind in _ENTRY}
        found = dict.fromkeys(ids.values(), 0)
        for entry_id, fen in self._sums({"_id": {"$in": list(ids)}}, "$_id").items():
            kind, number = ids[entry_id]
            found[kind, number] = _SIGN[kind] * fen
        return found | self._at_doors([number for kind, number in keys if kind is Kind.PAYMENT])

    def strays(self, start: datetime, end: datetime) -> dict[str, int]:
        """What moved that account from `start` to before `end` for no number of ours, in fen by cause."""
        known = [*_NUMBERED, *_BY_THE_DAY]
        span: Row = {"at": {"$gte": start, "$lt": end}, "cause": {"$nin": known}}
        sums = self._sums(span, "$cause")
        undone = [cause for cause in sums if cause.startswith("reversal_of:cash_collected:")]
        return {cause: fen for cause, fen in sums.items() if cause not in undone and fen}

    def _at_doors(self, numbers: Collection[str]) -> dict[Key, int]:
        door: Row = {"purpose": str(Purpose.AT_THE_DOOR)}
        wanted = {"_id": {"$in": list(numbers)}} | door
        doors = {row["_id"]: row for row in self._payments(wanted)}
        if not doors:
            return {}
        waybills = sorted({row["subject"] for row in doors.values()})
        paid: dict[str, int] = {}
        others: list[str] = []
        for row in self._payments({"subject": {"$in": waybills}}):
            if row["purpose"] != Purpose.AT_THE_DOOR:
                others.append(_ENTRY[Kind.PAYMENT] + row["_id"])
            elif row["state"] == PaymentState.PAID:
                paid[row["subject"]] = paid.get(row["subject"], 0) + row["amount_fen"]
        sums = self._sums(
            {"waybill_no": {"$in": waybills}, "cause": {"$nin": _NO_PAYMENT}, "_id": {"$nin": others}}, "$waybill_no"
        )
        return {
            (Kind.PAYMENT, number): sums.get(row["subject"], 0) - paid.get(row["subject"], 0) + _taken(row)
            for number, row in doors.items()
        }

    def _payments(self, match: "Row") -> Iterable["Row"]:
        shown = {"subject": 1, "purpose": 1, "state": 1, "amount_fen": 1}
        return self._db["payments"].find(match, shown, session=self._unit.session)

    def _sums(self, match: "Row", by: str) -> dict[str, int]:
        steps: list[Row] = [
            {"$match": match | _LINE},
            {"$unwind": "$lines"},
            {"$match": _LINE},
            {"$group": {"_id": by, "fen": {"$sum": "$lines.amount_fen"}}},
        ]
        rows = self._db["journal"].aggregate(steps, session=self._unit.session)
        return {row["_id"]: row["fen"] for row in rows}


def _taken(row: "Row") -> int:
    return int(row["amount_fen"]) if row["state"] == PaymentState.PAID else 0
