"""What a courier sends about a pickup, and what is answered."""

from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from logistics.runtime.facts import MOST_PROOFS, Fact, FactSchema, ReportSchema
from logistics.runtime.identity import is_identity_number
from logistics.runtime.schemas import CommandSchema, spelled, text, waybill_no, whole

_ID = "[0-9A-HJKMNP-TV-Z]{26}"
_MOST_G = 999_999  # a ton is no parcel
_MOST_CM3 = 20_000_000
_TOKEN = 64


@dataclass(frozen=True)
class AcceptTask:
    waybill_no: str


@dataclass(frozen=True)
class DeclineTask:
    waybill_no: str
    reason: str


@dataclass(frozen=True)
class VerifyRealName:
    """Name and number of the consignor's identity card; they go to the verifier and nowhere else."""

    waybill_no: str
    name: str = field(repr=False)
    id_number: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class PickUpParcel(Fact):
    """`real_name_token` is the one of the check made for this parcel; weight and volume are as measured at the door.

    `measurement_id` names the measurement whose price holds; without one the pickup's own figures are priced.
    """

    real_name_token: str
    inspected: bool
    weight_g: int
    volume_cm3: int
    measurement_id: str = ""


@dataclass(frozen=True)
class Measure:
    """What scale and tape measure said of all pieces together; `evidence` keys of confirmed photos."""

    waybill_no: str
    weight_g: int
    volume_cm3: int
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswerRepricing:
    waybill_no: str
    measurement_id: str
    agreed: bool


class AcceptTaskSchema(CommandSchema):
    command = AcceptTask

    waybill_no = waybill_no()


class DeclineTaskSchema(CommandSchema):
    command = DeclineTask

    waybill_no = waybill_no()
    reason = text(64, required=True)


def _check_identity_number(value: str) -> None:
    if not is_identity_number(value):
        raise ValidationError("身份证号不正确")


class VerifyRealNameSchema(CommandSchema):
    command = VerifyRealName

    waybill_no = waybill_no()
    name = text(30, 2, required=True)
    id_number = fields.String(required=True, validate=[validate.Length(equal=18), _check_identity_number])


class Token(fields.Field[str]):
    """A verifier's token. Whatever else is sent in its place ("true") proves nothing and counts as none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        return value if isinstance(value, str) and len(value) <= _TOKEN else ""


class PickUpParcelSchema(FactSchema):
    command = PickUpParcel

    real_name_token = Token(load_default="", allow_none=True)
    inspected = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    weight_g = whole(1, _MOST_G, required=True, strict=True)
    volume_cm3 = whole(0, _MOST_CM3, required=True, strict=True)
    measurement_id = fields.String(validate=spelled(_ID))
    evidence = fields.List(text(128), load_default=(), validate=validate.Length(max=MOST_PROOFS))


class MeasureSchema(CommandSchema):
    command = Measure

    waybill_no = waybill_no()
    weight_g = whole(1, _MOST_G, required=True, strict=True)
    volume_cm3 = whole(0, _MOST_CM3, required=True, strict=True)
    evidence = fields.List(text(128), load_default=(), validate=validate.Length(max=MOST_PROOFS))


class AnswerRepricingSchema(CommandSchema):
    command = AnswerRepricing

    waybill_no = waybill_no()
    measurement_id = fields.String(required=True, validate=spelled(_ID))
    agreed = fields.Boolean(required=True, truthy={True}, falsy={False})


class MeasurementSchema(Schema):
    """`difference_fen` below nothing is given back."""

    waybill_no = fields.String()
    measurement_id = fields.String()
    before_fen = fields.Integer()
    after_fen = fields.Integer()
    difference_fen = fields.Integer()
    charge_weight_g = fields.Integer()
    needs_consent = fields.Boolean()
    consented = fields.Boolean()


class ConsentSchema(Schema):
    waybill_no = fields.String()
    consented = fields.Boolean()


class FailPickupSchema(ReportSchema):
    """A pickup that did not take place, and why."""


class TaskSchema(Schema):
    waybill_no = fields.String()
    status = fields.String()
    status_label = fields.String(attribute="status.label")
    accepted_at = fields.AwareDateTime(format="iso")


class RealNameSchema(Schema):
    """`real_name_token` goes into the pickup; it tells nothing about the person."""

    waybill_no = fields.String()
    real_name_token = fields.String(attribute="real_name.token")
    verified_at = fields.AwareDateTime(attribute="real_name.verified_at", format="iso")
