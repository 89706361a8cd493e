"""What comes in and goes out of paying."""

from dataclasses import dataclass

from marshmallow import Schema, fields, validate

from logistics.domain.consignment import MOST_PIECES
from logistics.runtime.schemas import CommandSchema, EventSchema, spelled, waybill_no, whole

_NUMBER = "[0-9A-Z]{6,32}"


@dataclass(frozen=True)
class OneWaybill:
    """A call about one waybill."""

    waybill_no: str


class OneWaybillSchema(CommandSchema):
    command = OneWaybill
    waybill_no = waybill_no()


@dataclass(frozen=True)
class OfferAtTheDoor:
    """`pieces` are the numbers of those that the consignee takes, none for all of them."""

    waybill_no: str
    pieces: tuple[int, ...] = ()


class OfferAtTheDoorSchema(CommandSchema):
    command = OfferAtTheDoor
    waybill_no = waybill_no()
    pieces = fields.List(whole(1, MOST_PIECES, strict=True), validate=validate.Length(max=MOST_PIECES))


class WaybillEventSchema(EventSchema):
    """Of an event only the waybill matters: what is done follows from its present state."""

    command = OneWaybill
    waybill_no = fields.String(required=True)


@dataclass(frozen=True)
class ShowPayments:
    """`refresh` of 1: the provider is asked about open payments first."""

    waybill_no: str
    refresh: int = 0


class ShowPaymentsSchema(CommandSchema):
    command = ShowPayments
    waybill_no = waybill_no()
    refresh = whole(0, 1)


@dataclass(frozen=True)
class ShowDoorPayment:
    waybill_no: str
    payment_id: str


class ShowDoorPaymentSchema(CommandSchema):
    command = ShowDoorPayment
    waybill_no = waybill_no()
    payment_id = fields.String(required=True, validate=spelled(_NUMBER))


class DoorOfferSchema(Schema):
    payment_id = fields.String(attribute="id")
    amount_fen = fields.Integer()
    pieces = fields.List(fields.Integer())
    code_url = fields.String(attribute="offer")
    state = fields.String()
    expires_at = fields.AwareDateTime(format="iso")
    paid_at = fields.AwareDateTime(format="iso")


class PaymentSchema(Schema):
    payment_id = fields.String(attribute="id")
    purpose = fields.String()
    channel = fields.String()
    amount_fen = fields.Integer()
    state = fields.String()
    state_label = fields.String(attribute="state.label")
    at = fields.AwareDateTime(format="iso")
    paid_at = fields.AwareDateTime(format="iso")
    shipping = fields.String()


class RefundSchema(Schema):
    refund_id = fields.String(attribute="id")
    payment_id = fields.String()
    amount_fen = fields.Integer()
    reason = fields.String()
    reason_label = fields.String(attribute="reason.label")
    state = fields.String()
    state_label = fields.String(attribute="state.label")
    at = fields.AwareDateTime(format="iso")
    paid_at = fields.AwareDateTime(format="iso")


class PaymentsSchema(Schema):
    """`owed_fen` below nothing is what we owe the payer; `pay_by` while the order waits for its payment."""

    waybill_no = fields.String()
    payment_status = fields.String()
    status_label = fields.String()
    wanted_fen = fields.Integer()
    paid_fen = fields.Integer()
    refunded_fen = fields.Integer()
    owed_fen = fields.Integer()
    pay_by = fields.AwareDateTime(format="iso")
    payments = fields.List(fields.Nested(PaymentSchema()))
    refunds = fields.List(fields.Nested(RefundSchema()))
