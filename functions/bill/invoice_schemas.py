"""What is said about invoices, and what is answered."""

from dataclasses import dataclass
from datetime import date

from marshmallow import Schema, fields, validate

from functions.bill.schemas import ULID
from logistics.domain.invoicing import InvoiceState, TitleKind
from logistics.runtime.schemas import CommandSchema, one_of, spelled, text, waybill_no, whole

_MOST_WAYBILLS = 100
_LONGEST_FILE = 200


@dataclass(frozen=True)
class RequestInvoice:
    """For these waybills, or for one statement."""

    waybill_nos: list[str]
    statement_id: str
    kind: str
    title: str
    tax_no: str
    email: str


@dataclass(frozen=True)
class ListInvoices:
    """`before` is the id of the last invoice that was shown; `state` is for the office."""

    limit: int
    state: str
    before: str = ""


@dataclass(frozen=True)
class OneInvoice:
    invoice_id: str


@dataclass(frozen=True)
class RecordInvoice:
    """`number` and `issued_on` as the tax system gave them, `file` where finance keeps the document."""

    invoice_id: str
    number: str
    issued_on: date
    file: str


@dataclass(frozen=True)
class RefuseInvoice:
    invoice_id: str
    note: str


class RequestInvoiceSchema(CommandSchema):
    command = RequestInvoice

    waybill_nos = fields.List(
        waybill_no(required=False), load_default=list, validate=validate.Length(max=_MOST_WAYBILLS)
    )
    statement_id = fields.String(load_default="", validate=spelled("(?:[0-9A-HJKMNP-TV-Z]{26})?"))
    kind = one_of(TitleKind, required=True)
    title = text(100, required=True)
    tax_no = fields.String(load_default="", validate=spelled("[0-9A-Z]{0,20}"))
    email = fields.String(load_default="", validate=spelled(r"(?:[^@\s]{1,64}@[0-9A-Za-z.-]{3,64})?"))


class ListInvoicesSchema(CommandSchema):
    command = ListInvoices

    state = one_of(InvoiceState, load_default=str(InvoiceState.REQUESTED))
    before = fields.String(validate=ULID)
    limit = whole(1, 100, load_default=20)


class OneInvoiceSchema(CommandSchema):
    command = OneInvoice

    invoice_id = fields.String(required=True, validate=ULID)


class RecordInvoiceSchema(CommandSchema):
    command = RecordInvoice

    invoice_id = fields.String(required=True, validate=ULID)
    number = fields.String(required=True, validate=spelled("[0-9]{8,20}"))
    issued_on = fields.Date(format="iso", required=True)
    file = text(_LONGEST_FILE, 0, load_default="")


class RefuseInvoiceSchema(CommandSchema):
    command = RefuseInvoice

    invoice_id = fields.String(required=True, validate=ULID)
    note = text(200, required=True)


class InvoiceMovedSchema(Schema):
    """Remembered for replays: nothing personal."""

    invoice_id = fields.String(attribute="id")
    state = fields.String()
    state_label = fields.String(attribute="state.label")
    amount_fen = fields.Integer()
    at = fields.AwareDateTime(format="iso")


class InvoiceSchema(InvoiceMovedSchema):
    kind = fields.String()
    title = fields.String(attribute="title_masked")
    subjects = fields.List(fields.String())
    number = fields.String()
    issued_on = fields.Date(format="iso")
    file = fields.String()
    reply = fields.String()


class InvoicesSchema(Schema):
    """`next` goes into `before` for the page that follows; none at the end."""

    invoices = fields.List(fields.Nested(InvoiceSchema()))
    next = fields.String()


class OpenedInvoiceSchema(Schema):
    """Never remembered: the title in clear, for who writes the invoice."""

    invoice_id = fields.String()
    kind = fields.String()
    amount_fen = fields.Integer()
    title = fields.String()
    tax_no = fields.String()
    email = fields.String()
