"""What comes in and goes out of the proofs beyond a picture."""

from dataclasses import dataclass, field

from marshmallow import Schema, ValidationError, fields, validate

from logistics.domain.receipt import ReceiptState
from logistics.runtime.identity import is_identity_number
from logistics.runtime.schemas import CommandSchema, one_of, text, waybill_no


@dataclass(frozen=True)
class CheckRecipient:
    """Name and number of the consignee's identity card; they go to the verifier and nowhere else."""

    waybill_no: str
    name: str = field(repr=False)
    id_number: str = field(repr=False)


@dataclass(frozen=True)
class SignByMyself:
    waybill_no: str
    proof_key: str


@dataclass(frozen=True)
class MoveReceipt:
    waybill_no: str
    state: str


def _check_identity_number(value: str) -> None:
    if not is_identity_number(value):
        raise ValidationError("身份证号不正确")


class CheckRecipientSchema(CommandSchema):
    command = CheckRecipient

    waybill_no = waybill_no()
    name = text(30, 2, required=True)
    id_number = fields.String(required=True, validate=[validate.Length(equal=18), _check_identity_number])


class SignByMyselfSchema(CommandSchema):
    command = SignByMyself

    waybill_no = waybill_no()
    proof_key = text(128, required=True)


class MoveReceiptSchema(CommandSchema):
    command = MoveReceipt

    waybill_no = waybill_no()
    state = one_of(ReceiptState, required=True)


class CodeSentSchema(Schema):
    expires_in_s = fields.Integer()
    next_in_s = fields.Integer()


class RecipientSchema(Schema):
    """`identity_token` goes into the signature; it tells nothing about the person."""

    waybill_no = fields.String()
    identity_token = fields.String(attribute="recipient_identity.token")
    verified_at = fields.AwareDateTime(attribute="recipient_identity.verified_at", format="iso")


class OwnSignatureSchema(Schema):
    waybill_no = fields.String()
    at = fields.AwareDateTime(format="iso")


class ReceiptMovedSchema(Schema):
    waybill_no = fields.String()
    state = fields.String()
    at = fields.AwareDateTime(format="iso")
