"""How the journal follows a parcel: which entries its present state asks for, given those that stand."""

from collections.abc import Sequence
from datetime import datetime

from logistics.domain.cod import CodStatus
from logistics.domain.consignment import PaymentTerms
from logistics.domain.faults import Conflict, Forbidden
from logistics.domain.journal import (
    Account,
    Entry,
    cash_collected,
    freight_charged,
    freight_moved,
    reversal,
)
from logistics.domain.parcel import Parcel
from logistics.domain.roles import Actor, Role

MOST_LINES = 500  # of one declaration, so that it fits into one transaction


def payer_of(parcel: Parcel) -> str:
    """Whose account the consignor's side is: the merchant the order belongs to, or whoever placed it."""
    return parcel.merchant_id or parcel.placed_by


def require_at_hand(parcel: Parcel, by: Actor) -> None:
    """Only the courier who has the parcel now collects for it; earlier ones merely see it."""
    if by.role is Role.COURIER and parcel.courier_id != by.id:
        raise Forbidden("PARCEL_NOT_YOURS", "该包裹不在您手上")


def collection(parcel: Parcel, collector: Actor, at: datetime) -> Entry:
    """The entry for taking what is due; a parcel's version makes it one entry however often it is tried."""
    entry_id = f"cash_collected:{parcel.waybill_no}:{parcel.version}"
    due = (parcel.cod.due_fen, parcel.freight_due_fen)
    return cash_collected(entry_id, parcel.waybill_no, collector.id, payer_of(parcel), *due, at)


def handing_back(entries: Sequence[Entry], collector: Actor, at: datetime) -> Entry:
    """The reversal of the collection that stands; the cash must be with whoever gives it back."""
    taken = standing(entries, "cash_collected")
    if taken is None:
        raise Conflict("COD_STATE_CONFLICT", "该包裹尚未收款")
    if not any(line.account is Account.COURIER_CASH and line.holder == collector.id for line in taken.lines):
        raise Forbidden("PARCEL_NOT_YOURS", "这笔款不在您手上")
    return _reversed(taken, at)


def freight_entries(parcel: Parcel, entries: Sequence[Entry], at: datetime) -> list[Entry]:
    """What brings the books in line with the parcel, whichever event told of it and in whatever order they came.

    Freight is charged once the parcel is picked up: to the consignor's account, or to the waybill itself when the
    consignee pays; a void collection moves it to the consignor. What no longer holds is reversed, never deleted.
    """
    if parcel.terms is PaymentTerms.PREPAID:
        return []
    charged, moved = standing(entries, "freight_charged"), standing(entries, "freight_moved")
    on_receipt = parcel.terms is PaymentTerms.ON_RECEIPT
    charge = parcel.picked_up_at is not None and parcel.price.total_fen > 0
    move = charge and on_receipt and parcel.cod.status is CodStatus.VOID
    # Counts these entries only: two calls that see the same freight make the same ids, and so one entry.
    number = sum(entry.cause in ("freight_charged", "freight_moved") for entry in entries)
    wanted: list[Entry] = []
    if moved and not move:
        wanted.append(_reversed(moved, at))
    if charged and not charge:
        wanted.append(_reversed(charged, at))
    if charge and not charged:
        payer = parcel.waybill_no if on_receipt else payer_of(parcel)
        entry_id = f"freight_charged:{parcel.waybill_no}:{number}"
        wanted.append(freight_charged(entry_id, parcel.waybill_no, payer, parcel.price.fee_lines, at))
    if move and not moved:
        entry_id = f"freight_moved:{parcel.waybill_no}:{number}"
        wanted.append(freight_moved(entry_id, parcel.waybill_no, payer_of(parcel), parcel.freight_due_fen, at))
    return wanted


def standing(entries: Sequence[Entry], cause: str) -> Entry | None:
    """The latest entry of that cause which has not been reversed."""
    gone = {entry.cause for entry in entries}
    alive = [entry for entry in entries if entry.cause == cause and f"reversal_of:{entry.id}" not in gone]
    return alive[-1] if alive else None


def _reversed(entry: Entry, at: datetime) -> Entry:
    return reversal(f"reversal:{entry.id}", entry, at)
