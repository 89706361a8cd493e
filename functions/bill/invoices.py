"""Invoices: asked for, written by finance in the tax system and recorded here, or refused."""

from collections.abc import Iterable
from typing import Any

from functions.bill.invoice_schemas import ListInvoices, OneInvoice, RecordInvoice, RefuseInvoice, RequestInvoice
from functions.bill.statements import owned
from logistics.domain.billing import StatementState
from logistics.domain.consignment import PaymentTerms
from logistics.domain.faults import Conflict, Forbidden, Invalid
from logistics.domain.invoicing import Invoice, InvoiceState, TitleKind, require_title
from logistics.domain.journal import Account, Entry
from logistics.domain.money_events import InvoiceMoved
from logistics.domain.parcel import Parcel
from logistics.domain.roles import CUSTOMERS
from logistics.domain.shanghai import business_day
from logistics.domain.sides import is_consignee
from logistics.privacy import masking, vault
from logistics.privacy.scrub import scrub_written
from logistics.runtime.context import Context
from logistics.store.invoices import TITLE_PLACE, opened_title

_REVENUE = "revenue_"


def request_invoice(command: RequestInvoice, ctx: Context) -> Invoice:
    """Ask for an invoice of waybills that are paid for, or of a statement; each of them is invoiced once.

    Raises Invalid INVOICE_SUBJECT_INVALID, TAX_NO_INVALID; NotFound PARCEL_NOT_FOUND, STATEMENT_NOT_FOUND; Forbidden
    ORDER_NOT_YOURS; Conflict INVOICE_BY_STATEMENT, INVOICE_NOT_PAID, INVOICE_NOTHING_DUE, INVOICED_BEFORE.
    """
    kind = TitleKind(command.kind)
    require_title(kind, command.tax_no)
    if bool(command.waybill_nos) == bool(command.statement_id):
        raise Invalid("INVOICE_SUBJECT_INVALID", "请选择运单或一份账单")
    subjects, amount_fen = _billed(command.statement_id, ctx) if command.statement_id else _paid(command, ctx)
    if amount_fen <= 0:
        raise Conflict("INVOICE_NOTHING_DUE", "没有可开票的金额")
    invoice_id = ctx.new_id()
    said = {"title": command.title, "tax_no": command.tax_no, "email": command.email}
    sealed = vault.seal(said, TITLE_PLACE, invoice_id)
    shown = command.title if kind is TitleKind.COMPANY else masking.mask_name(command.title)
    invoice = Invoice(
        invoice_id, ctx.actor.id, kind, subjects, amount_fen, sealed, shown, InvoiceState.REQUESTED, ctx.now
    )
    ctx.store.invoices.add(invoice)
    return _told(invoice, ctx)


def list_invoices(command: ListInvoices, ctx: Context) -> dict[str, Any]:
    """A customer's own, the newest first; the office's by state."""
    kept, more = ctx.store.invoices, command.limit + 1
    if ctx.actor.role in CUSTOMERS:
        found = kept.of(ctx.actor.id, command.before, more)
    else:
        found = kept.by_state(InvoiceState(command.state), command.before, more)
    shown = found[: command.limit]
    return {"invoices": shown} | ({"next": shown[-1].id} if len(found) > len(shown) else {})


def open_invoice(command: OneInvoice, ctx: Context) -> dict[str, Any]:
    """The title in clear, for finance to write it; the audit keeps who looked."""
    invoice = ctx.store.invoices.get(command.invoice_id)
    ctx.store.audit.note(ctx.actor, "open_invoice", f"invoices:{invoice.id}", {})
    return {"invoice_id": invoice.id, "kind": invoice.kind, "amount_fen": invoice.amount_fen} | opened_title(invoice)


def record_invoice(command: RecordInvoice, ctx: Context) -> Invoice:
    """Finance has written it: its number, day and file. Conflict INVOICE_STATE_CONFLICT, Invalid DAY_INVALID."""
    if command.issued_on > business_day(ctx.now):
        raise Invalid("DAY_INVALID", "开票日期不能晚于今天", day=command.issued_on.isoformat())
    invoice = ctx.store.invoices.get(command.invoice_id)
    issued = invoice.issue(command.number, command.issued_on, command.file)
    ctx.store.audit.note(ctx.actor, "record_invoice", f"invoices:{invoice.id}", {"number": command.number})
    return _told(ctx.store.invoices.save(invoice, issued), ctx)


def refuse_invoice(command: RefuseInvoice, ctx: Context) -> Invoice:
    """It is not written, for a reason; it may be asked for again. Conflict INVOICE_STATE_CONFLICT."""
    invoice = ctx.store.invoices.get(command.invoice_id)
    refused = invoice.refuse(scrub_written(command.note))
    return _told(ctx.store.invoices.save(invoice, refused), ctx)


def _told(invoice: Invoice, ctx: Context) -> Invoice:
    ctx.emit(InvoiceMoved("", invoice.id, invoice.account_id, invoice.state))
    return invoice


def _billed(statement_id: str, ctx: Context) -> tuple[tuple[str, ...], int]:
    """A statement's own charges, billed or paid; what was carried from months before is not this month's sale."""
    statement = owned(statement_id, ctx)
    if statement.state is StatementState.OVERDUE:
        raise Conflict("INVOICE_NOT_PAID", "账单已逾期，请先结清再开票")
    return (f"statement:{statement.id}",), statement.charged_fen


def _paid(command: RequestInvoice, ctx: Context) -> tuple[tuple[str, ...], int]:
    """Waybills whose own account is settled, and what was paid for them and kept."""
    numbers = tuple(dict.fromkeys(command.waybill_nos))
    parcels = [ctx.store.parcels.get(number, ctx.actor.scope) for number in numbers]
    amount_fen = sum(_earned_fen(parcel, ctx) for parcel in parcels)
    return tuple(f"waybill:{number}" for number in numbers), amount_fen


def _earned_fen(parcel: Parcel, ctx: Context) -> int:
    at_the_door = parcel.terms is PaymentTerms.ON_RECEIPT
    if not (is_consignee(parcel, ctx.actor) if at_the_door else parcel.placed_by == ctx.actor.id):
        raise Forbidden("ORDER_NOT_YOURS", "只有付款人可以申请开票")
    entries = ctx.store.journal.entries(parcel.waybill_no)
    lines = [line for entry in entries for line in entry.lines]
    if any(line.account is Account.FREIGHT_RECEIVABLE and line.holder != parcel.waybill_no for line in lines):
        raise Conflict("INVOICE_BY_STATEMENT", "月结运单请按账单开票", waybill_no=parcel.waybill_no)
    # What was given back out of goodwill lowers what somebody paid, though not what was charged.
    earned_fen = -sum(line.amount_fen for line in lines if line.account.startswith(_REVENUE))
    earned_fen -= sum(line.amount_fen for line in lines if line.account is Account.REFUNDS)
    if earned_fen <= 0 or _owed_fen(entries, parcel.waybill_no) > 0:
        raise Conflict("INVOICE_NOT_PAID", "运单尚未付清，不能开票", waybill_no=parcel.waybill_no)
    return earned_fen


def _owed_fen(entries: Iterable[Entry], waybill_no: str) -> int:
    lines = (line for entry in entries for line in entry.lines if line.account is Account.FREIGHT_RECEIVABLE)
    return sum(line.amount_fen for line in lines if line.holder == waybill_no)
