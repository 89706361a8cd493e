"""Batches, payouts and the bank's files on the wire."""

from dataclasses import dataclass
from datetime import date

from marshmallow import Schema, fields, validate

from functions.remit.schemas import CODE, ULID, ref
from logistics.domain.payout import PayoutState
from logistics.domain.remitting import BatchState
from logistics.runtime.schemas import CommandSchema, one_of, text, whole

_MOST_RESULTS = 600  # lines of a bank's result: a batch has at most 100 payouts, and some banks add words of their own


@dataclass(frozen=True)
class MakeBatch:
    """Goods money of parcels signed up to `until` (a business day), of one merchant or ("") of all."""

    until: date
    merchant_id: str = ""


class MakeBatchSchema(CommandSchema):
    command = MakeBatch

    until = fields.Date(format="iso", required=True)
    merchant_id = fields.String(validate=ULID)


@dataclass(frozen=True)
class BatchRef:
    batch_id: str


class BatchRefSchema(CommandSchema):
    command = BatchRef

    batch_id = ref()


@dataclass(frozen=True)
class Approve:
    batch_id: str
    code: str


class ApproveSchema(CommandSchema):
    command = Approve

    batch_id = ref()
    code = fields.String(required=True, validate=CODE)


@dataclass(frozen=True)
class Reject:
    batch_id: str
    note: str


class RejectSchema(CommandSchema):
    command = Reject

    batch_id = ref()
    note = text(200, 2, required=True)


@dataclass(frozen=True)
class BankResult:
    """The bank's result file line by line, its layout in docs/money.md."""

    batch_id: str
    lines: list[str]


class BankResultSchema(CommandSchema):
    command = BankResult

    batch_id = ref()
    lines = fields.List(text(300), required=True, validate=validate.Length(1, _MOST_RESULTS))


@dataclass(frozen=True)
class ListPage:
    """`before` is the id that was shown last."""

    state: str = ""
    before: str = ""
    limit: int = 50


class ListBatchesSchema(CommandSchema):
    command = ListPage

    state = one_of(BatchState)
    before = fields.String(validate=ULID)
    limit = whole(1, 200)


class ListPayoutsSchema(CommandSchema):
    command = ListPage

    state = one_of(PayoutState)
    before = fields.String(validate=ULID)
    limit = whole(1, 200)


class BatchSchema(Schema):
    batch_id = fields.String(attribute="id")
    state = fields.String()
    label = fields.String(attribute="state.label")
    until = fields.String()
    payouts = fields.Integer()
    ended = fields.Integer()
    amount_fen = fields.Integer()
    made_by = fields.String()
    made_at = fields.AwareDateTime(format="iso")
    decided_by = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime(format="iso", allow_none=True)
    note = fields.String()


class LeftOutSchema(Schema):
    merchant_id = fields.String()
    reason = fields.String()
    waybills = fields.Integer()


class MadeBatchSchema(BatchSchema):
    """`left_out` are merchants with goods money to whom nothing can be paid now, and why."""

    left_out = fields.List(fields.Nested(LeftOutSchema))


class BatchesSchema(Schema):
    batches = fields.List(fields.Nested(BatchSchema))
    next = fields.String()


class PayoutLineSchema(Schema):
    waybill_no = fields.String()
    goods_fen = fields.Integer()
    fee_fen = fields.Integer()


class PayoutSchema(Schema):
    payout_id = fields.String(attribute="id")
    kind = fields.String()
    channel = fields.String()
    payee_id = fields.String()
    subject = fields.String()
    amount_fen = fields.Integer()
    state = fields.String()
    label = fields.String(attribute="state.label")
    reason = fields.String()
    at = fields.AwareDateTime(format="iso")
    ended_at = fields.AwareDateTime(format="iso", allow_none=True)
    lines = fields.List(fields.Nested(PayoutLineSchema))


class PayoutsSchema(Schema):
    payouts = fields.List(fields.Nested(PayoutSchema))
    next = fields.String()


class ShownBatchSchema(BatchSchema):
    items = fields.List(fields.Nested(PayoutSchema))


class BankFileSchema(Schema):
    name = fields.String()
    content = fields.String()


class BrokenLineSchema(Schema):
    line = fields.Integer()
    reason = fields.String()


class BankResultReplySchema(Schema):
    """`broken` are lines that were not understood or do not fit; nothing was changed for them."""

    paid = fields.Integer()
    failed = fields.Integer()
    known = fields.Integer()
    broken = fields.List(fields.Nested(BrokenLineSchema))
