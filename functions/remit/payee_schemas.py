"""Payee accounts on the wire: what is given in clear goes out masked."""

from dataclasses import dataclass

from marshmallow import Schema, fields, validate

from functions.remit.schemas import CODE, ULID, ref
from logistics.runtime.schemas import CommandSchema, Line, spelled, whole

_ACCOUNT_NO = spelled("[0-9]{8,30}")
_NAME = spelled("[^=+@\\-\"',;].*")  # goes into a file that a spreadsheet may open: nothing there is a formula


@dataclass(frozen=True)
class SavePayee:
    """`code` is the second factor; `owner_id` is given by finance, who enters an account for a partner."""

    bank_name: str
    account_name: str
    account_no: str
    code: str
    owner_id: str = ""


class SavePayeeSchema(CommandSchema):
    command = SavePayee

    bank_name = Line(required=True, validate=[validate.Length(2, 60), _NAME])
    account_name = Line(required=True, validate=[validate.Length(2, 60), _NAME])
    account_no = fields.String(required=True, validate=_ACCOUNT_NO)
    code = fields.String(required=True, validate=CODE)


class EnterPayeeSchema(SavePayeeSchema):
    owner_id = ref()


class PayeeSchema(Schema):
    owner_id = fields.String()
    bank_name = fields.String()
    account_name = fields.String(attribute="name_masked")
    account_no = fields.String(attribute="number_masked")
    usable_from = fields.AwareDateTime(format="iso")
    confirmed_at = fields.AwareDateTime(format="iso", allow_none=True)


class OwnPayeeSchema(Schema):
    payee = fields.Nested(PayeeSchema, allow_none=True)


class SavedPayeeSchema(Schema):
    """Remembered with the request: nothing personal, not even masked."""

    owner_id = fields.String()
    usable_from = fields.AwareDateTime(format="iso")
    confirmed_at = fields.AwareDateTime(format="iso", allow_none=True)


class SentCodeSchema(Schema):
    expires_in_s = fields.Integer()
    next_in_s = fields.Integer()


@dataclass(frozen=True)
class ListPayees:
    after: str = ""
    limit: int = 50


class ListPayeesSchema(CommandSchema):
    command = ListPayees

    after = fields.String(validate=ULID)
    limit = whole(1, 200)


class PayeesSchema(Schema):
    payees = fields.List(fields.Nested(PayeeSchema))
    next = fields.String()


@dataclass(frozen=True)
class PayeeRef:
    owner_id: str


class PayeeRefSchema(CommandSchema):
    command = PayeeRef

    owner_id = ref()


class ClearPayeeSchema(PayeeSchema):
    """For finance, who compares the holder with the merchant's papers; the number stays masked."""

    holder = fields.String()


@dataclass(frozen=True)
class ConfirmPayee:
    owner_id: str
    code: str


class ConfirmPayeeSchema(CommandSchema):
    command = ConfirmPayee

    owner_id = ref()
    code = fields.String(required=True, validate=CODE)


@dataclass(frozen=True)
class CodeRef:
    """What a code is asked for: a batch, or the owner of a payee account."""

    subject: str


class CodeRefSchema(CommandSchema):
    command = CodeRef

    subject = ref()
