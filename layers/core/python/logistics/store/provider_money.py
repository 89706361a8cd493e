"""What our own rows say of the money at the payment provider, many numbers at a time."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from logistics.domain.paying import PaymentState, Purpose
from logistics.domain.payout import Channel, PayoutState
from logistics.domain.reconciling import Fate, Key, Kind, Money
from logistics.domain.refunding import RefundState

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_FATES = {
    Kind.PAYMENT: {str(PaymentState.PAID): Fate.DONE, str(PaymentState.CLOSED): Fate.FAILED},
    Kind.REFUND: {str(RefundState.PAID): Fate.DONE, str(RefundState.CLOSED): Fate.FAILED},
    Kind.TRANSFER: {str(PayoutState.PAID): Fate.DONE, str(PayoutState.FAILED): Fate.FAILED},
    Kind.TRANSFER_RETURN: {str(PayoutState.FAILED): Fate.DONE},
}
_ROWS = {
    Kind.PAYMENT: "payments",
    Kind.REFUND: "refunds",
    Kind.TRANSFER: "payouts",
    Kind.TRANSFER_RETURN: "payouts",
}
_SHOWN = {"amount_fen": 1, "state": 1}
_BATCH = 5000
_WAITED_FOR, _AT_LEAST = 30, 3


class ProviderMoney:
    """Reads `payments`, `refunds` and `payouts`; rows of `reconciled_days`: {_id: day as ISO date, at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._db = unit, unit.db

    def known(self, keys: Collection[Key]) -> dict[Key, Money]:
        """What we know of these numbers; those that we do not know are left out."""
        found: dict[Key, Money] = {}
        for kind, name in _ROWS.items():
            numbers = [number for each, number in keys if each is kind]
            if not numbers:
                continue
            wanted = {"_id": {"$in": numbers}}
            rows = self._db[name].find(wanted, _SHOWN, session=self._unit.session).batch_size(_BATCH)
            found |= {(kind, row["_id"]): _money(kind, row) for row in rows}
        return found

    def moved(self, start: datetime, end: datetime) -> Iterator[Money]:
        """Payments that were paid, refunds and transfers that were asked for, from `start` to before `end`."""
        span = {"$gte": start, "$lt": end}
        wechat = {"channel": str(Channel.WECHAT)}
        wanted: list[tuple[Kind, Row]] = [
            (Kind.PAYMENT, {"state": str(PaymentState.PAID), "paid_at": span}),
            (Kind.REFUND, {"at": span}),
            (Kind.TRANSFER, {"at": span} | wechat),
        ]
        for kind, match in wanted:
            rows = self._db[_ROWS[kind]].find(match, _SHOWN, session=self._unit.session)
            yield from (_money(kind, row) for row in rows.batch_size(_BATCH))

    def door_payments(self, start: datetime, end: datetime) -> dict[str, str]:
        """Waybills by the numbers of the payments at their doors, from `start` to before `end`."""
        paid: Row = {"state": str(PaymentState.PAID), "paid_at": {"$gte": start, "$lt": end}}
        match = paid | {"purpose": str(Purpose.AT_THE_DOOR)}
        rows = self._db["payments"].find(match, {"subject": 1}, session=self._unit.session)
        return {row["_id"]: row["subject"] for row in rows}

    def mark(self, day: date, at: datetime) -> None:
        """A day has been compared."""
        change = {"$set": {"at": at}}
        self._db["reconciled_days"].update_one(
            {"_id": day.isoformat()}, change, upsert=True, session=self._unit.session
        )

    def is_compared(self, day: date) -> bool:
        """Whether a day was compared with whole bills."""
        return bool(self._db["reconciled_days"].find_one({"_id": day.isoformat()}, session=self._unit.session))

    def pending(self, today: date) -> list[date]:
        """Days that are over and not compared, oldest first: since the first that was, or the last three.

        Nothing older than the month for which a day's bill is worth waiting.
        """
        earliest = today - timedelta(days=_WAITED_FOR)
        rows = self._db["reconciled_days"].find(
            {"_id": {"$gte": earliest.isoformat(), "$lt": today.isoformat()}}, session=self._unit.session
        )
        compared = {date.fromisoformat(row["_id"]) for row in rows}
        begins = min(compared | {today - timedelta(days=_AT_LEAST)})
        days = ((begins + timedelta(days=after)) for after in range((today - begins).days))
        return [day for day in days if day not in compared]


def _money(kind: Kind, row: "Row") -> Money:
    return Money(kind, row["_id"], row["amount_fen"], _FATES[kind].get(row["state"], Fate.UNDER_WAY))
