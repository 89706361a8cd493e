"""Payments at rest: every number that was ever offered at the provider, and what became of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from logistics.domain.faults import NotFound
from logistics.domain.paying import Channel, Payment, PaymentState, Purpose, Shipping
from logistics.store.inserting import insert_rows

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class Payments:
    """Rows: {_id, subject, purpose, channel, amount_fen, asked_by, at, expires_at, state, offer, transaction_id,
    paid_at, closed_at, shipping, shipping_look_at, pieces}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["payments"]

    def find(self, payment_id: str) -> Payment | None:
        """A payment by its number."""
        row = self._rows.find_one({"_id": payment_id}, session=self._unit.session)
        return None if row is None else _from_row(row)

    def get(self, payment_id: str) -> Payment:
        """The same; NotFound PAYMENT_NOT_FOUND."""
        payment = self.find(payment_id)
        if payment is None:
            raise NotFound("PAYMENT_NOT_FOUND", "没有找到这笔支付", payment_id=payment_id)
        return payment

    def of(self, subject: str) -> list[Payment]:
        """All of a waybill or statement, the oldest first."""
        rows = self._rows.find({"subject": subject}, session=self._unit.session)
        return [_from_row(row) for row in rows.sort([("at", 1), ("_id", 1)])]

    def overdue(self, now: datetime, limit: int) -> list[Payment]:
        """Open ones whose time is over, the oldest first."""
        match = {"state": str(PaymentState.OPEN), "expires_at": {"$lte": now}}
        rows = self._rows.find(match, session=self._unit.session)
        return [_from_row(row) for row in rows.sort("expires_at", 1).limit(limit)]

    def by_shipping(self, state: Shipping, before: str = "", limit: int = 50) -> list[Payment]:
        """Paid ones by what WeChat knows of their work, by number; `before` is where the last page ended."""
        match: Row = {"shipping": str(state)} | ({"_id": {"$gt": before}} if before else {})
        rows = self._rows.find(match, session=self._unit.session)
        return [_from_row(row) for row in rows.sort("_id", 1).limit(limit)]

    def shipping_due(self, now: datetime, limit: int) -> list[Payment]:
        """Those of which WeChat is to be told or asked by now, whoever waited longest first."""
        rows = self._rows.find({"shipping_look_at": {"$lte": now}}, session=self._unit.session)
        return [_from_row(row) for row in rows.sort("shipping_look_at", 1).limit(limit)]

    def add(self, payments: Iterable[Payment]) -> None:
        """New ones; the same number again is the work of two callers at once, and one of them runs again."""
        rows = [_to_row(each) for each in payments]
        if rows:
            insert_rows(self._rows, rows, self._unit.session)

    def save(self, before: Payment, after: Payment) -> Payment:
        """Write what changed; within a transaction a change by somebody else in between makes it run again."""
        if after != before:
            self._rows.replace_one({"_id": before.id}, _to_row(after), session=self._unit.session)
        return after


def _to_row(payment: Payment) -> "Row":
    row: Row = {name: value for name, value in vars(payment).items() if name != "id"}
    words = {name: str(row[name]) for name in ("purpose", "channel", "state", "shipping") if row[name] is not None}
    return row | words | {"_id": payment.id}


def _from_row(row: "Row") -> Payment:
    return Payment(
        id=row["_id"],
        subject=row["subject"],
        purpose=Purpose(row["purpose"]),
        channel=Channel(row["channel"]),
        amount_fen=row["amount_fen"],
        asked_by=row["asked_by"],
        at=row["at"],
        expires_at=row["expires_at"],
        state=PaymentState(row["state"]),
        offer=row["offer"],
        transaction_id=row["transaction_id"],
        paid_at=row["paid_at"],
        closed_at=row["closed_at"],
        shipping=Shipping(row["shipping"]) if row["shipping"] else None,
        shipping_look_at=row.get("shipping_look_at"),
        pieces=tuple(row.get("pieces", ())),
    )
