"""What is asked about a parcel, and what is shown of it."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from functions.track.situation_schemas import SituationSchema
from logistics.runtime.payment_view import PaymentNowSchema
from logistics.runtime.schemas import CommandSchema, MaskedPartySchema, spelled, waybill_no


@dataclass(frozen=True)
class OneParcel:
    waybill_no: str


@dataclass(frozen=True)
class TrackPublicly:
    """`tail` is the last four digits of the consignor's or the consignee's phone."""

    waybill_no: str
    tail: str


@dataclass(frozen=True)
class TrackShared:
    token: str


class OneParcelSchema(CommandSchema):
    command = OneParcel

    waybill_no = waybill_no()


class TrackPubliclySchema(CommandSchema):
    command = TrackPublicly

    waybill_no = waybill_no()
    tail = fields.String(required=True, validate=spelled("[0-9]{4}"))


class TrackSharedSchema(CommandSchema):
    command = TrackShared

    token = fields.String(required=True, validate=spelled("[A-Za-z0-9_-]{32}"))


class GoodsSchema(Schema):
    description = fields.String()
    category = fields.String()
    weight_g = fields.Integer()
    volume_cm3 = fields.Integer()


class ProofSchema(Schema):
    key = fields.String()
    kind = fields.String()
    checked_at = fields.AwareDateTime(format="iso")


class CourierSchema(Schema):
    name = fields.String(attribute="name_masked")
    phone = fields.String(attribute="phone_masked")


class RatingSchema(Schema):
    side = fields.String()
    stars = fields.Integer()
    tags = fields.List(fields.String())
    comment = fields.String()
    rated_at = fields.AwareDateTime(format="iso")


class MilestoneSchema(Schema):
    """One line of the timeline. What stands from `scan_id` on is for staff."""

    at = fields.AwareDateTime(format="iso")
    step = fields.String()
    text = fields.String()
    scan_id = fields.String()
    outlet_id = fields.String()
    actor_role = fields.String()
    received_at = fields.AwareDateTime(format="iso")
    note = fields.String()
    flag = fields.String()


class ParcelViewSchema(Schema):
    """`total_fen` is for whoever placed the order and for staff; `courier` is there while it is being delivered.

    `rating` is what the caller said, `ratings` what both sides did, for staff; `estimated_at` when it should arrive,
    while somebody can say. `real_name_done` is for staff.
    """

    waybill_no = fields.String(attribute="parcel.waybill_no")
    status = fields.String(attribute="parcel.status")
    status_label = fields.String(attribute="parcel.status.label")
    exception = fields.String()
    product = fields.String(attribute="parcel.product")
    terms = fields.String(attribute="parcel.terms")
    goods = fields.Nested(GoodsSchema(), attribute="parcel.goods")
    consignor = fields.Nested(MaskedPartySchema(), attribute="parcel.consignor")
    consignee = fields.Nested(MaskedPartySchema(), attribute="parcel.consignee")
    total_fen = fields.Integer()
    payment = fields.Nested(PaymentNowSchema())
    due_on_delivery_fen = fields.Integer(attribute="parcel.due_fen")
    cod_status = fields.String(attribute="parcel.cod.status")
    attempts = fields.Integer(attribute="parcel.attempts")
    placed_at = fields.AwareDateTime(attribute="parcel.placed_at", format="iso")
    picked_up_at = fields.AwareDateTime(attribute="parcel.picked_up_at", format="iso")
    promised_at = fields.AwareDateTime(attribute="parcel.promised_at", format="iso")
    estimated_at = fields.AwareDateTime(format="iso")
    signed_at = fields.AwareDateTime(attribute="parcel.signed_at", format="iso")
    signed_by = fields.String(attribute="parcel.signed_by")
    signed_kind = fields.String(attribute="parcel.signed_kind")
    proofs = fields.List(fields.Nested(ProofSchema()))
    courier = fields.Nested(CourierSchema())
    real_name_done = fields.Boolean()
    rating = fields.Nested(RatingSchema())
    ratings = fields.List(fields.Nested(RatingSchema()))
    actions = fields.List(fields.String())
    situation = fields.Nested(SituationSchema())
    timeline = fields.List(fields.Nested(MilestoneSchema()))


class PublicMilestoneSchema(Schema):
    at = fields.AwareDateTime(format="iso")
    text = fields.String()


class PublicViewSchema(Schema):
    """What a waybill number and four digits are good for: where the parcel is, and nothing about people."""

    waybill_no = fields.String(attribute="parcel.waybill_no")
    status = fields.String(attribute="parcel.status")
    status_label = fields.String(attribute="parcel.status.label")
    exception_open = fields.Boolean()
    promised_at = fields.AwareDateTime(attribute="parcel.promised_at", format="iso")
    estimated_at = fields.AwareDateTime(format="iso")
    signed_at = fields.AwareDateTime(attribute="parcel.signed_at", format="iso")
    timeline = fields.List(fields.Nested(PublicMilestoneSchema()))


class SharedViewSchema(PublicViewSchema):
    """What a link shows beside that: from which city to which."""

    from_city = fields.String()
    to_city = fields.String()


class ShareSchema(Schema):
    """`token` opens the parcel's road for anybody until then."""

    token = fields.String()
    expires_at = fields.AwareDateTime(format="iso")


class UnsharedSchema(Schema):
    waybill_no = fields.String()
    ended = fields.Integer()
