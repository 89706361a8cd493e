"""What is said about monthly accounts and their statements, and what is answered."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from logistics.domain.billing import DUE_DAYS, STATEMENT_DAY, StatementState
from logistics.runtime.schemas import BankReference, CommandSchema, EventSchema, fen, one_of, spelled, whole
from logistics.runtime.tables import TYPES

ULID = spelled("[0-9A-HJKMNP-TV-Z]{26}")
_CURSOR = spelled(r"[0-9]{12,14}~[!-~]{1,120}")


@dataclass(frozen=True)
class OneAccount:
    account_id: str


@dataclass(frozen=True)
class SaveAccount:
    account_id: str
    limit_fen: int
    statement_day: int
    due_days: int
    blocked: bool


@dataclass(frozen=True)
class ListAccounts:
    limit: int
    after: str = ""


@dataclass(frozen=True)
class ShowStatement:
    """`after` is where the last page of lines ended."""

    statement_id: str
    limit: int
    after: str = ""


@dataclass(frozen=True)
class OneStatement:
    statement_id: str


@dataclass(frozen=True)
class StatementFile:
    statement_id: str
    format: str


@dataclass(frozen=True)
class ListStatements:
    state: str
    limit: int


@dataclass(frozen=True)
class Receive:
    """`reference` is the bank's number of what came in."""

    statement_id: str
    amount_fen: int
    reference: str


@dataclass(frozen=True)
class PaymentNews:
    """`waybill_no` is what was paid for: a statement's id where the purpose says so."""

    waybill_no: str
    payment_id: str
    purpose: str
    amount_fen: int


@dataclass(frozen=True)
class StatementNews:
    statement_id: str
    account_id: str


class OneAccountSchema(CommandSchema):
    command = OneAccount

    account_id = fields.String(required=True, validate=ULID)


class SaveAccountSchema(CommandSchema):
    command = SaveAccount

    account_id = fields.String(required=True, validate=ULID)
    limit_fen = fen(required=True)
    statement_day = whole(1, 28, load_default=STATEMENT_DAY)
    due_days = whole(1, 90, load_default=DUE_DAYS)
    blocked = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class ListAccountsSchema(CommandSchema):
    command = ListAccounts

    after = fields.String(validate=ULID)
    limit = whole(1, 100, load_default=50)


class OneStatementSchema(CommandSchema):
    command = OneStatement

    statement_id = fields.String(required=True, validate=ULID)


class ShowStatementSchema(CommandSchema):
    command = ShowStatement

    statement_id = fields.String(required=True, validate=ULID)
    after = fields.String(validate=_CURSOR)
    limit = whole(1, 200, load_default=50)


class StatementFileSchema(CommandSchema):
    command = StatementFile

    statement_id = fields.String(required=True, validate=ULID)
    format = one_of(TYPES, load_default="csv")


class ListStatementsSchema(CommandSchema):
    command = ListStatements

    state = one_of(StatementState, load_default=str(StatementState.OVERDUE))
    limit = whole(1, 200, load_default=50)


class ReceiveSchema(CommandSchema):
    command = Receive

    statement_id = fields.String(required=True, validate=ULID)
    amount_fen = fen(1, required=True)
    reference = BankReference(required=True)


class PaymentNewsSchema(EventSchema):
    command = PaymentNews

    waybill_no = fields.String(required=True)
    payment_id = fields.String(required=True)
    purpose = fields.String(required=True)
    amount_fen = fields.Integer(required=True)


class StatementNewsSchema(EventSchema):
    command = StatementNews

    statement_id = fields.String(required=True)
    account_id = fields.String(required=True)


class StatementSchema(Schema):
    """`amount_fen` is what the month comes to, `owed_fen` what of it is still to be paid."""

    statement_id = fields.String(attribute="id")
    account_id = fields.String()
    month = fields.String()
    state = fields.String()
    state_label = fields.String(attribute="state.label")
    charged_fen = fields.Integer()
    set_off_fen = fields.Integer()
    carried_fen = fields.Integer()
    amount_fen = fields.Integer()
    received_fen = fields.Integer()
    owed_fen = fields.Integer()
    lines = fields.Integer()
    issued_at = fields.AwareDateTime(format="iso")
    due_at = fields.AwareDateTime(format="iso")
    paid_at = fields.AwareDateTime(format="iso")


class StatementLineSchema(Schema):
    waybill_no = fields.String()
    cause = fields.String()
    label = fields.String()
    amount_fen = fields.Integer()
    at = fields.AwareDateTime(format="iso")


class ShownStatementSchema(StatementSchema):
    """`next` goes into `after` for the page of lines that follows; none at the end."""

    rows = fields.List(fields.Nested(StatementLineSchema()))
    next = fields.String()


class StatementsSchema(Schema):
    statements = fields.List(fields.Nested(StatementSchema()))


class AgreedSchema(Schema):
    """What finance agreed with a customer, or the default."""

    account_id = fields.String(attribute="id")
    limit_fen = fields.Integer()
    statement_day = fields.Integer()
    due_days = fields.Integer()
    blocked = fields.Boolean()
    overdue = fields.Boolean()


class AccountSchema(AgreedSchema):
    """`used_fen` is what is owed and what is ordered and not fetched yet, `room_fen` what may be ordered still."""

    owed_fen = fields.Integer()
    used_fen = fields.Integer()
    room_fen = fields.Integer()
    statements = fields.List(fields.Nested(StatementSchema()))


class AccountsSchema(Schema):
    accounts = fields.List(fields.Nested(AgreedSchema()))
    next = fields.String()


class FileSchema(Schema):
    url = fields.String()
    expires_at = fields.AwareDateTime(format="iso")


class IssuedSchema(Schema):
    """What a run of the monthly job did."""

    issued = fields.Integer()
    overdue = fields.Integer()
