"""What shops send and hear about their orders. No reply holds personal data, not even masked."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from logistics.runtime.order_schemas import Order, OrderSchema
from logistics.runtime.schemas import CommandSchema, spelled, text

NUMBER = "[A-Za-z0-9._-]{1,64}"
ID = "[0-9A-HJKMNP-TV-Z]{26}"


@dataclass(frozen=True, kw_only=True)
class PartnerOrderEntry(Order):
    """An order with the shop's own number for it."""

    external_no: str


class PartnerOrderEntrySchema(OrderSchema):
    command = PartnerOrderEntry

    external_no = fields.String(required=True, validate=spelled(NUMBER))


@dataclass(frozen=True)
class OrderRef:
    """`number` is the shop's own or the waybill's."""

    number: str


class OrderRefSchema(CommandSchema):
    command = OrderRef

    number = fields.String(required=True, validate=spelled(NUMBER))


@dataclass(frozen=True)
class CancelPartnerOrder:
    number: str
    reason: str


class CancelPartnerOrderSchema(CommandSchema):
    command = CancelPartnerOrder

    number = fields.String(required=True, validate=spelled(NUMBER))
    reason = text(64, required=True)


@dataclass(frozen=True)
class AnswerPartnerPrice:
    """`measurement_id` names the price that is agreed to, so that a later measurement is never agreed to by mistake."""

    number: str
    measurement_id: str
    agreed: bool


class AnswerPartnerPriceSchema(CommandSchema):
    command = AnswerPartnerPrice

    number = fields.String(required=True, validate=spelled(NUMBER))
    measurement_id = fields.String(required=True, validate=spelled(ID))
    agreed = fields.Boolean(required=True, truthy={True}, falsy={False})


class PriceQuestionSchema(Schema):
    """What the courier measured before pickup and what it would cost; `agreed` is null until the shop has answered."""

    measurement_id = fields.String(attribute="id")
    weight_g = fields.Integer()
    volume_cm3 = fields.Integer()
    before_fen = fields.Integer(attribute="before.total_fen")
    after_fen = fields.Integer(attribute="after.total_fen")
    agreed = fields.Boolean(allow_none=True)


class CodesSchema(Schema):
    """What others call a state: WeChat's action_type, Kuaidi100's state, UN/ECE Recommendation 24; null for no word."""

    wechat = fields.Integer(allow_none=True)
    kuaidi100 = fields.String(allow_none=True)
    unece = fields.String(allow_none=True)


class PartnerOrderSchema(Schema):
    """Ids, states, sums and times only; it is remembered for replays."""

    external_no = fields.String()
    waybill_no = fields.String(attribute="parcel.waybill_no")
    status = fields.String(attribute="parcel.status")
    status_label = fields.String(attribute="parcel.status.label")
    exception_open = fields.Boolean()
    total_fen = fields.Integer(attribute="parcel.price.total_fen")
    due_on_delivery_fen = fields.Integer(attribute="parcel.due_fen")
    price_question = fields.Nested(PriceQuestionSchema(), allow_none=True)
    pieces = fields.Integer(attribute="parcel.goods.pieces")
    placed_at = fields.AwareDateTime(attribute="parcel.placed_at", format="iso", allow_none=True)
    promised_at = fields.AwareDateTime(attribute="parcel.promised_at", format="iso", allow_none=True)
    signed_at = fields.AwareDateTime(attribute="parcel.signed_at", format="iso", allow_none=True)


class StageSchema(Schema):
    """One line of the timeline: what happened, and the state it left the parcel in."""

    at = fields.AwareDateTime(format="iso")
    step = fields.String()
    status = fields.String()
    status_label = fields.String(attribute="status.label")
    reason = fields.String(allow_none=True)
    codes = fields.Nested(CodesSchema())


class RoadSchema(PartnerOrderSchema):
    """An order with its timeline, the newest last."""

    timeline = fields.List(fields.Nested(StageSchema()))
