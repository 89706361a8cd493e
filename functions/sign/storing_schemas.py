"""What comes in and goes out when parcels are stored, and fetched by their codes."""

from dataclasses import dataclass, field

from marshmallow import Schema, fields, validate

from logistics.domain.storage import Place
from logistics.runtime.facts import MOST_PROOFS, Fact, FactSchema, ReceiptSchema
from logistics.runtime.schemas import CommandSchema, one_of, spelled, text, waybill_no

_ID = 64


@dataclass(frozen=True)
class OneWaybill:
    waybill_no: str


@dataclass(frozen=True, kw_only=True)
class StoreParcel(Fact):
    """`place_name` is what the consignee looks for: 丰巢 3 号柜 12 格."""

    place: str
    place_name: str
    consent_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class CollectByCode(Fact):
    code: str = field(repr=False)


class OneWaybillSchema(CommandSchema):
    command = OneWaybill

    waybill_no = waybill_no()


class StoreParcelSchema(FactSchema):
    command = StoreParcel

    place = one_of(Place, required=True)
    place_name = text(40, required=True)
    consent_id = text(_ID, allow_none=True)
    evidence = fields.List(text(128), load_default=(), validate=validate.Length(max=MOST_PROOFS))


class CollectByCodeSchema(FactSchema):
    command = CollectByCode

    code = fields.String(required=True, validate=spelled("[0-9]{6}"))


class UntilSchema(Schema):
    until = fields.AwareDateTime(format="iso")


class StoredReceiptSchema(ReceiptSchema):
    """A receipt; `storage` says until when it may wait there."""

    storage = fields.Nested(UntilSchema())


class WaitingSchema(Schema):
    place = fields.String()
    place_name = fields.String()
    code = fields.String()
    until = fields.AwareDateTime(format="iso")
    fee_fen = fields.Integer()
