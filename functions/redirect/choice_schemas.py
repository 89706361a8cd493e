"""What the parties and the office say about a delivery, and what they are answered."""

from dataclasses import dataclass, field
from datetime import datetime

from marshmallow import Schema, fields, validate

from logistics.domain.choice import CHOICES, PLACES
from logistics.domain.returning import INSTRUCTIONS
from logistics.runtime.facts import MOST_PROOFS
from logistics.runtime.schemas import CommandSchema, EventSchema, moment, one_of, text, waybill_no, whole


@dataclass(frozen=True)
class ChooseDelivery:
    """`start` and `end` are the wished time, for another_time only."""

    waybill_no: str
    choice: str
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class ConsentToStorage:
    waybill_no: str
    place: str


@dataclass(frozen=True)
class WithdrawConsent:
    """`place` is the one; all of them if not given."""

    waybill_no: str
    place: str | None = None


@dataclass(frozen=True)
class GiveInstruction:
    waybill_no: str
    instruction: str


@dataclass(frozen=True)
class ListInstructions:
    limit: int = 50


@dataclass(frozen=True)
class DisposeParcel:
    waybill_no: str
    reason: str
    evidence: list[str] = field(default_factory=list)
    note: str | None = None


@dataclass(frozen=True)
class MomentDue:
    """A timer's event: the `number`-th moment of what a scan began."""

    waybill_no: str
    scan_id: str
    number: int


@dataclass(frozen=True)
class News:
    """Something happened to a parcel; the parcel itself says what follows."""

    waybill_no: str


class ChooseDeliverySchema(CommandSchema):
    command = ChooseDelivery

    waybill_no = waybill_no()
    choice = one_of(CHOICES, required=True)
    start = moment(data_key="from")
    end = moment(data_key="until")


class ConsentToStorageSchema(CommandSchema):
    command = ConsentToStorage

    waybill_no = waybill_no()
    place = one_of(PLACES, required=True)


class WithdrawConsentSchema(CommandSchema):
    command = WithdrawConsent

    waybill_no = waybill_no()
    place = one_of(PLACES)


class GiveInstructionSchema(CommandSchema):
    command = GiveInstruction

    waybill_no = waybill_no()
    instruction = one_of(INSTRUCTIONS, required=True)


class ListInstructionsSchema(CommandSchema):
    command = ListInstructions

    limit = whole(1, 200)


class DisposeParcelSchema(CommandSchema):
    command = DisposeParcel

    waybill_no = waybill_no()
    reason = text(64, required=True)
    evidence = fields.List(text(128), load_default=list, validate=validate.Length(max=MOST_PROOFS))
    note = text(200)


class MomentDueSchema(EventSchema):
    command = MomentDue

    waybill_no = fields.String(required=True)
    scan_id = fields.String(required=True)
    number = fields.Integer(required=True)


class NewsSchema(EventSchema):
    command = News

    waybill_no = fields.String(required=True)


class ChosenSchema(Schema):
    waybill_no = fields.String()
    choice = fields.String()
    fee_fen = fields.Integer()


class ConsentGivenSchema(Schema):
    consent_id = fields.String()


class ConsentsSchema(Schema):
    """The places to which consent is left."""

    waybill_no = fields.String()
    places = fields.List(fields.String())


class InstructedSchema(Schema):
    waybill_no = fields.String()
    status = fields.String()


class AskedSchema(Schema):
    waybill_no = fields.String()
    status = fields.String()
    cause = fields.String(attribute="instruction.cause")
    asked_at = fields.AwareDateTime(attribute="instruction.asked_at", format="iso")
    due_at = fields.AwareDateTime(attribute="instruction.due_at", format="iso")


class InstructionsSchema(Schema):
    instructions = fields.List(fields.Nested(AskedSchema()))
