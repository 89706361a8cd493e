"""What finance asks of the books, and what is answered."""

from dataclasses import dataclass
from datetime import date

from marshmallow import Schema, fields

from logistics.domain.journal import Account
from logistics.runtime.schemas import CommandSchema, one_of, spelled, text, waybill_no, whole

_ENTRY = spelled(r"[!-~]{1,200}")


@dataclass(frozen=True)
class OneDay:
    day: date


class OneDaySchema(CommandSchema):
    command = OneDay
    day = fields.Date(format="iso", required=True)


@dataclass(frozen=True)
class ShowAccount:
    """`since` and `until` are business days, both included; `after` is the entry where the last page ended."""

    account: str
    since: date
    until: date
    limit: int
    holder: str = ""
    after: str = ""


class ShowAccountSchema(CommandSchema):
    command = ShowAccount
    account = one_of(Account, required=True)
    since = fields.Date(format="iso", required=True)
    until = fields.Date(format="iso", required=True)
    holder = text(64)
    after = fields.String(validate=_ENTRY)
    limit = whole(1, 500, load_default=100)


@dataclass(frozen=True)
class OneEntry:
    entry_id: str


class OneEntrySchema(CommandSchema):
    command = OneEntry
    entry_id = fields.String(required=True, validate=_ENTRY)


@dataclass(frozen=True)
class OneWaybill:
    waybill_no: str


class OneWaybillSchema(CommandSchema):
    command = OneWaybill
    waybill_no = waybill_no()


@dataclass(frozen=True)
class CloseDay:
    """`note` is why a day is closed with differences open."""

    day: date
    note: str = ""


class CloseDaySchema(CommandSchema):
    command = CloseDay
    day = fields.Date(format="iso", required=True)
    note = text(200, 0)


class TotalSchema(Schema):
    account = fields.String()
    label = fields.String()
    opening_fen = fields.Integer()
    debit_fen = fields.Integer()
    credit_fen = fields.Integer()
    closing_fen = fields.Integer()


class DaySchema(Schema):
    """All of `closing_fen` come to `sum_fen`, which is 0 in sound books."""

    day = fields.Date(format="iso")
    closed_at = fields.AwareDateTime(format="iso")
    accounts = fields.List(fields.Nested(TotalSchema()))
    sum_fen = fields.Integer()


class LineSchema(Schema):
    entry_id = fields.String()
    at = fields.AwareDateTime(format="iso")
    cause = fields.String()
    label = fields.String()
    waybill_no = fields.String()
    holder = fields.String()
    amount_fen = fields.Integer()


class AccountLinesSchema(Schema):
    """`next` goes into `after` for the page that follows; none at the end."""

    account = fields.String()
    label = fields.String()
    lines = fields.List(fields.Nested(LineSchema()))
    next = fields.String()


class EntryLineSchema(Schema):
    account = fields.String()
    label = fields.String()
    holder = fields.String()
    amount_fen = fields.Integer()


class EntrySchema(Schema):
    entry_id = fields.String()
    at = fields.AwareDateTime(format="iso")
    cause = fields.String()
    told = fields.String()
    waybill_no = fields.String()
    lines = fields.List(fields.Nested(EntryLineSchema()))


class JourneySchema(Schema):
    """Where each fen of a waybill went, in order; `positions` is where it lies now."""

    waybill_no = fields.String()
    entries = fields.List(fields.Nested(EntrySchema()))
    positions = fields.List(fields.Nested(EntryLineSchema()))


class ClosedSchema(Schema):
    day = fields.Date(format="iso")
    accounts = fields.Integer()
    at = fields.AwareDateTime(format="iso")
