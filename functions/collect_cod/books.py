"""The books of a waybill: kept in line with it as it changes, shown to those who audit them."""

from typing import Any

from functions.collect_cod import rules
from functions.collect_cod.schemas import Check, ListInstructions, OneWaybill
from logistics.domain.consignment import PaymentTerms
from logistics.domain.faults import NotFound
from logistics.domain.journal import positions
from logistics.domain.parcel import Parcel
from logistics.domain.settling_up import standing
from logistics.runtime.context import Context


def charge_freight(command: OneWaybill, ctx: Context) -> None:
    """Bring the freight and the charges in the books in line with the parcel."""
    parcel = ctx.store.parcels.find(command.waybill_no)
    if parcel is None:
        raise NotFound("PARCEL_NOT_FOUND", "没有找到这个运单", waybill_no=command.waybill_no)
    entries = ctx.store.journal.entries(command.waybill_no)
    ctx.store.journal.post(*rules.freight_entries(parcel, entries, ctx.now, _allowed_fen(parcel, ctx)))


def show_journal(command: OneWaybill, ctx: Context) -> dict[str, Any]:
    """The entries of a waybill, and what they come to on each account."""
    entries = ctx.store.journal.entries(command.waybill_no)
    lies = positions(entries)
    total = sum(line.amount_fen for line in lies)
    return {"waybill_no": command.waybill_no, "entries": entries, "positions": lies, "sum_fen": total}


def list_payment_instructions(command: ListInstructions, ctx: Context) -> dict[str, Any]:
    """What is to be paid further or given back: all of one waybill, or what is open, the oldest first."""
    kept = ctx.store.payment_instructions
    return {"instructions": kept.of(command.waybill_no) if command.waybill_no else kept.open(command.limit)}


def check_journal(command: Check, ctx: Context) -> dict[str, Any]:
    """Recompute all balances from the entries."""
    found = ctx.store.journal.check()
    return {"balanced": not found, "count": len(found), "differences": found[: command.limit]}


def _allowed_fen(parcel: Parcel, ctx: Context) -> int:
    """What of a prepaid order was given back beyond what is owed."""
    if parcel.terms is not PaymentTerms.PREPAID:
        return 0
    waybill_no = parcel.waybill_no
    return standing(parcel, ctx.store.payments.of(waybill_no), ctx.store.refunds.of(waybill_no)).allowed_fen
