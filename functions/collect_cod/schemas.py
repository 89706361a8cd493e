"""What comes in and goes out of collect_cod."""

from dataclasses import dataclass
from datetime import date

from marshmallow import Schema, fields, validate

from logistics.domain.cod import PayMethod
from logistics.domain.consignment import MOST_PIECES
from logistics.runtime.schemas import CommandSchema, EventSchema, fen, one_of, waybill_no, whole


@dataclass(frozen=True)
class Collect:
    """Cash taken at the door: `amount_fen` is goods money and freight on receipt together.

    `pieces` are the numbers of the pieces that the consignee takes, none for all of them.
    """

    waybill_no: str
    amount_fen: int
    method: str = PayMethod.CASH
    pieces: tuple[int, ...] = ()


class CollectSchema(CommandSchema):
    command = Collect
    waybill_no = waybill_no()
    amount_fen = fen(minimum=1, required=True)
    method = one_of([PayMethod.CASH])
    pieces = fields.List(whole(1, MOST_PIECES, strict=True), validate=validate.Length(max=MOST_PIECES))


@dataclass(frozen=True)
class OneWaybill:
    """A call about one waybill."""

    waybill_no: str


class OneWaybillSchema(CommandSchema):
    command = OneWaybill
    waybill_no = waybill_no()


class ChargeSchema(EventSchema):
    """Of the events that move a waybill's freight only the waybill matters: the books follow its present state."""

    command = OneWaybill
    waybill_no = fields.String(required=True)


class CollectionSchema(Schema):
    waybill_no = fields.String()
    amount_fen = fields.Integer()
    cod_status = fields.String()
    at = fields.AwareDateTime(format="iso")


@dataclass(frozen=True)
class Declare:
    """A courier's own count of the cash collected on `day` (Asia/Shanghai)."""

    day: date
    amount_fen: int


class DeclareSchema(CommandSchema):
    command = Declare
    day = fields.Date(format="iso", required=True)
    amount_fen = fen(required=True)


class DeclarationSchema(Schema):
    id = fields.String()
    day = fields.String()
    state = fields.String()
    label = fields.String(attribute="state.label")
    declared_fen = fields.Integer()
    expected_fen = fields.Integer()
    difference_fen = fields.Integer()
    waybill_nos = fields.List(fields.String())
    at = fields.AwareDateTime(format="iso")


class OpenLineSchema(Schema):
    waybill_no = fields.String()
    amount_fen = fields.Integer()
    day = fields.String()
    frozen = fields.Boolean()
    at = fields.AwareDateTime(format="iso")


class CashBalanceSchema(Schema):
    """`holding_fen` is in the courier's hands, `declared_fen` declared and not yet counted.

    `room_fen` may be added to the cash in hand and what is due for the parcels that they have out.
    """

    holding_fen = fields.Integer()
    declared_fen = fields.Integer()
    limit_fen = fields.Integer()
    room_fen = fields.Integer()
    open_discrepancies = fields.Integer()
    lines = fields.List(fields.Nested(OpenLineSchema))
    declarations = fields.List(fields.Nested(DeclarationSchema))


class LineSchema(Schema):
    account = fields.String()
    holder = fields.String()
    amount_fen = fields.Integer()


class EntrySchema(Schema):
    id = fields.String()
    cause = fields.String()
    at = fields.AwareDateTime(format="iso")
    lines = fields.List(fields.Nested(LineSchema))


class JournalSchema(Schema):
    waybill_no = fields.String()
    entries = fields.List(fields.Nested(EntrySchema))
    positions = fields.List(fields.Nested(LineSchema))
    sum_fen = fields.Integer()


@dataclass(frozen=True)
class Check:
    """`limit` is how many differences are told at most."""

    limit: int = 100


class CheckSchema(CommandSchema):
    command = Check
    limit = whole(1, 1000)


class DifferenceSchema(Schema):
    account = fields.String()
    holder = fields.String()
    kept_fen = fields.Integer()
    posted_fen = fields.Integer()


class CheckedSchema(Schema):
    balanced = fields.Boolean()
    count = fields.Integer()
    differences = fields.List(fields.Nested(DifferenceSchema))


@dataclass(frozen=True)
class ListInstructions:
    """Those of one waybill, or ("") at most `limit` open ones."""

    waybill_no: str = ""
    limit: int = 100


class ListInstructionsSchema(CommandSchema):
    command = ListInstructions
    waybill_no = waybill_no(required=False)
    limit = whole(1, 1000)


class InstructionSchema(Schema):
    id = fields.String()
    waybill_no = fields.String()
    kind = fields.String()
    amount_fen = fields.Integer()
    payer = fields.String()
    cause = fields.String()
    status = fields.String()
    at = fields.AwareDateTime(format="iso")


class InstructionsSchema(Schema):
    instructions = fields.List(fields.Nested(InstructionSchema))
