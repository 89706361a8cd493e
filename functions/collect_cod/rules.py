"""How the journal follows a parcel: which entries its present state asks for, given those that stand."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from logistics.domain.charge import Payer
from logistics.domain.cod import CodStatus
from logistics.domain.consignment import PaymentTerms
from logistics.domain.faults import Conflict, Forbidden
from logistics.domain.giving_back import freight_is_owed_back, goods_fen_owed_back
from logistics.domain.journal import (
    Account,
    Entry,
    cash_collected,
    charge_added,
    freight_charged,
    freight_moved,
    reversal,
)
from logistics.domain.money_entries import goods_money_owed_back, refund_allowed
from logistics.domain.parcel import Parcel
from logistics.domain.payment_instruction import payer_of
from logistics.domain.roles import Actor
from logistics.domain.settling_up import charges_hold, fee_lines

FREIGHT, MOVED, CHARGE, ALLOWED = "freight_charged", "freight_moved", "charge_added:", "refund_allowed"
OWED_BACK, PAID_BACK = "goods_money_owed_back", "paid_back"


def collection(parcel: Parcel, collector: Actor, at: datetime) -> Entry:
    """The entry for taking what is due; a parcel's version makes it one entry however often it is tried."""
    entry_id = f"cash_collected:{parcel.waybill_no}:{parcel.version}"
    due = (parcel.cod.due_fen, parcel.freight_due_fen)
    return cash_collected(entry_id, parcel.waybill_no, collector.id, payer_of(parcel), *due, at)


def handing_back(entries: Sequence[Entry], collector: Actor, at: datetime) -> Entry:
    """The reversal of the collection that stands; the cash must be with whoever gives it back."""
    undone = undoing(entries, at)
    if not any(line.account is Account.COURIER_CASH and line.holder == collector.id for line in undone.lines):
        raise Forbidden("PARCEL_NOT_YOURS", "这笔款不在您手上")
    return undone


def undoing(entries: Sequence[Entry], at: datetime) -> Entry:
    """The reversal of the collection that stands; Conflict COD_STATE_CONFLICT if there is none, COD_PAID_BACK."""
    if standing(entries, PAID_BACK):
        raise Conflict("COD_PAID_BACK", "该款已由财务退给付款人")
    taken = standing(entries, "cash_collected")
    if taken is None:
        raise Conflict("COD_STATE_CONFLICT", "该包裹尚未收款")
    return _reversed(taken, at)


def freight_entries(parcel: Parcel, entries: Sequence[Entry], at: datetime, allowed_fen: int = 0) -> list[Entry]:
    """What brings the books in line with the parcel, whichever event told of it and in whatever order they came.

    Freight is charged once the parcel is picked up, each charge as soon as it is there: to the consignor's account,
    or to the waybill itself when the consignee pays, or when it is prepaid: there its payments and refunds meet it.
    What is not taken at the door moves to the consignor. `allowed_fen` of a prepaid one was given back beyond what is
    owed. What no longer holds is reversed and posted anew, never changed or deleted.
    """
    # Counts these entries only: two calls that see the same books make the same ids, and so the same entries.
    number = sum(_is_ours(entry) for entry in entries)
    wanted = _wanted(parcel, number, at, allowed_fen)
    stand = {cause: entry for cause in _causes(entries) if (entry := standing(entries, cause))}
    posted: list[Entry] = []
    for cause, entry in stand.items():
        if cause not in wanted or wanted[cause].lines != entry.lines:
            posted.append(_reversed(entry, at))
    for cause, entry in wanted.items():
        if cause not in stand or stand[cause].lines != entry.lines:
            posted.append(entry)
    return posted


def _wanted(parcel: Parcel, number: int, at: datetime, allowed_fen: int) -> dict[str, Entry]:
    """The entries that should stand now, by cause."""
    waybill_no, prepaid = parcel.waybill_no, parcel.terms is PaymentTerms.PREPAID
    lines = fee_lines(parcel)
    wanted: dict[str, Entry] = {}
    if parcel.picked_up_at is not None and sum(line.amount_fen for line in lines) > 0:
        payer = payer_of(parcel) if parcel.terms is PaymentTerms.ON_ACCOUNT else waybill_no
        wanted[FREIGHT] = freight_charged(f"{FREIGHT}:{waybill_no}:{number}", waybill_no, payer, lines, at)
    for charge in parcel.charges if charges_hold(parcel) else ():
        payer = waybill_no if prepaid or charge.payer is Payer.CONSIGNEE else payer_of(parcel)
        entry = charge_added(f"{CHARGE}{charge.id}:{waybill_no}:{number}", waybill_no, payer, charge, at)
        wanted[entry.cause] = entry
    if prepaid and allowed_fen:
        wanted[ALLOWED] = refund_allowed(f"{ALLOWED}:{waybill_no}:{number}", waybill_no, allowed_fen, at)
    if moved_fen := 0 if prepaid else _not_taken_at_the_door(parcel, wanted.values()):
        entry_id = f"{MOVED}:{waybill_no}:{number}"
        wanted[MOVED] = freight_moved(entry_id, waybill_no, payer_of(parcel), moved_fen, at)
    if back_fen := goods_fen_owed_back(parcel):
        entry_id = f"{OWED_BACK}:{waybill_no}:{number}"
        wanted[OWED_BACK] = goods_money_owed_back(entry_id, waybill_no, payer_of(parcel), back_fen, at)
    return wanted


def _not_taken_at_the_door(parcel: Parcel, wanted: Iterable[Entry]) -> int:
    """What the waybill was charged beyond what is, or was, taken there.

    All of it once it is void, or goes back to who paid it. After the money was taken, what a later change of the
    price made of it.
    """
    lines = (line for entry in wanted for line in entry.lines if line.account is Account.FREIGHT_RECEIVABLE)
    charged_fen = sum(line.amount_fen for line in lines if line.holder == parcel.waybill_no)
    if parcel.cod.status is CodStatus.VOID or freight_is_owed_back(parcel):
        return charged_fen
    return charged_fen - parcel.freight_due_fen if parcel.cod.status.taken else 0


def _causes(entries: Iterable[Entry]) -> list[str]:
    return list(dict.fromkeys(entry.cause for entry in entries if _is_ours(entry)))


def _is_ours(entry: Entry) -> bool:
    return entry.cause in (FREIGHT, MOVED, ALLOWED, OWED_BACK) or entry.cause.startswith(CHARGE)


def standing(entries: Sequence[Entry], cause: str) -> Entry | None:
    """The latest entry of that cause which has not been reversed."""
    gone = {entry.cause for entry in entries}
    alive = [entry for entry in entries if entry.cause == cause and f"reversal_of:{entry.id}" not in gone]
    return alive[-1] if alive else None


def _reversed(entry: Entry, at: datetime) -> Entry:
    return reversal(f"reversal:{entry.id}", entry, at)
