"""What comes in and goes out of adjusting the books."""

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from logistics.domain.adjusting import PLACES, AdjustmentKind, AdjustmentState
from logistics.runtime.schemas import BankReference, CommandSchema, fen, one_of, spelled, text, whole

_ULID = spelled("[0-7][0-9A-Z]{25}")


@dataclass(frozen=True)
class ProposeAdjustment:
    """`to` is the account on which placed money comes to lie, `reference` the bank's of the credit it comes from."""

    kind: str
    holder: str
    amount_fen: int
    note: str
    evidence: str
    to: str = ""
    reference: str = ""


class ProposeAdjustmentSchema(CommandSchema):
    """`holder` is a courier's, outlet's or customer's id, or the waybill that is paid back.

    `to` and `reference` belong to a placing, and only there.
    """

    command = ProposeAdjustment

    kind = one_of(AdjustmentKind, required=True)
    holder = fields.String(required=True, validate=spelled("[0-9A-Z][0-9A-Z-]{1,25}"))
    amount_fen = fen(1, required=True)
    note = text(200, required=True)
    evidence = text(200, required=True)
    to = one_of(PLACES)
    reference = BankReference()

    @validates_schema
    def placed(self, data: dict[str, Any], **_: object) -> None:
        wanted = data["kind"] == AdjustmentKind.PLACE
        wrong = [name for name in ("to", "reference") if wanted != bool(data.get(name))]
        if wrong:
            raise ValidationError({name: ["只用于待查款项，且必须填写"] for name in wrong})


@dataclass(frozen=True)
class OneAdjustment:
    adjustment_id: str


class OneAdjustmentSchema(CommandSchema):
    command = OneAdjustment
    adjustment_id = fields.String(required=True, validate=_ULID)


@dataclass(frozen=True)
class ApproveAdjustment:
    adjustment_id: str
    code: str


class ApproveAdjustmentSchema(CommandSchema):
    command = ApproveAdjustment
    adjustment_id = fields.String(required=True, validate=_ULID)
    code = text(6, 6, required=True)


@dataclass(frozen=True)
class ListAdjustments:
    state: str
    before: str
    limit: int


class ListAdjustmentsSchema(CommandSchema):
    command = ListAdjustments
    state = one_of(AdjustmentState, load_default="")
    before = fields.String(validate=_ULID, load_default="")
    limit = whole(1, 200, load_default=50)


class AdjustmentSchema(Schema):
    adjustment_id = fields.String(attribute="id")
    kind = fields.String()
    holder = fields.String()
    amount_fen = fields.Integer()
    to = fields.String()
    reference = fields.String()
    note = fields.String()
    evidence = fields.String()
    by = fields.String()
    at = fields.AwareDateTime(format="iso")
    state = fields.String()
    ended_by = fields.String()
    ended_at = fields.AwareDateTime(format="iso")


class AdjustmentsSchema(Schema):
    adjustments = fields.List(fields.Nested(AdjustmentSchema()))
    next = fields.String()


class AdjustmentStateSchema(Schema):
    """Ids, states and sums: what was written is not remembered."""

    adjustment_id = fields.String(attribute="id")
    kind = fields.String()
    state = fields.String()
    amount_fen = fields.Integer()


class AdjustmentCodeSchema(Schema):
    expires_in_s = fields.Integer()
    next_in_s = fields.Integer()
