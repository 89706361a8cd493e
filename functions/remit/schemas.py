"""What comes in and goes out of goods money and of the payees' own transfers."""

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields

from functions.remit.earning_schemas import TransferSchema
from logistics.runtime.schemas import CommandSchema, EventSchema, fen, one_of, spelled, text, whole

DUE, ON_ITS_WAY, REMITTABLE, REMITTED = "due", "on_its_way", "remittable", "remitted"
ULID = spelled("[0-9A-HJKMNP-TV-Z]{26}")
CODE = spelled("[0-9]{6}")


def ref(**options: Any) -> fields.String:
    """The id of something, required."""
    return fields.String(required=True, validate=ULID, **options)


@dataclass(frozen=True)
class ListGoodsMoney:
    """`state` is a group of states of custody, "" for all; `before` the waybill that was shown last."""

    state: str = ""
    before: str = ""
    limit: int = 50


class ListGoodsMoneySchema(CommandSchema):
    command = ListGoodsMoney

    state = one_of((DUE, ON_ITS_WAY, REMITTABLE, REMITTED))
    before = text(32)
    limit = whole(1, 200)


class GoodsTotalsSchema(Schema):
    due_fen = fields.Integer()
    on_its_way_fen = fields.Integer()
    remittable_fen = fields.Integer()
    remitted_fen = fields.Integer()


class GoodsLineSchema(Schema):
    """`fee_fen` is what is, or will be, withheld of the amount."""

    waybill_no = fields.String()
    amount_fen = fields.Integer()
    fee_fen = fields.Integer()
    state = fields.String()
    label = fields.String()
    at = fields.AwareDateTime(format="iso")
    payout_id = fields.String()


class GoodsMoneySchema(Schema):
    totals = fields.Nested(GoodsTotalsSchema)
    lines = fields.List(fields.Nested(GoodsLineSchema))
    next = fields.String()


@dataclass(frozen=True)
class ListTransfers:
    before: str = ""
    limit: int = 20


class ListTransfersSchema(CommandSchema):
    command = ListTransfers

    before = fields.String(validate=ULID)
    limit = whole(1, 100)


class OwnTransferSchema(TransferSchema):
    kind = fields.String()
    at = fields.AwareDateTime(format="iso")
    reason = fields.String()


class TransfersSchema(Schema):
    mch_id = fields.String()
    appid = fields.String()
    transfers = fields.List(fields.Nested(OwnTransferSchema))
    next = fields.String()


@dataclass(frozen=True)
class TransferRef:
    """The transfer's number stands where other events have their waybill: news of it keep their order by it."""

    waybill_no: str


class TransferRefSchema(EventSchema):
    command = TransferRef

    waybill_no = fields.String(required=True)


@dataclass(frozen=True)
class ClaimToPay:
    waybill_no: str
    claim_id: str
    claimant_id: str
    amount_fen: int


class ClaimToPaySchema(EventSchema):
    command = ClaimToPay

    waybill_no = fields.String(required=True)
    claim_id = fields.String(required=True)
    claimant_id = fields.String(required=True)
    amount_fen = fen(1, required=True)
