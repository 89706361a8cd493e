"""Payments by code at a door: which of them is the collection that stands, and which money is only owed back."""

from collections.abc import Iterable

from logistics.domain.journal import Entry
from logistics.domain.paying import Payment, PaymentState, Purpose


def standing_at_the_door(payments: Iterable[Payment], entries: Iterable[Entry]) -> Payment | None:
    """The paid one that was taken for what was due; one that was handed back, or came too late, has an entry itself."""
    owed_back = {entry.id for entry in entries if entry.cause == "payment_received"}
    paid = [each for each in payments if each.purpose is Purpose.AT_THE_DOOR and each.state is PaymentState.PAID]
    return next((each for each in paid if f"payment_received:{each.id}" not in owed_back), None)
