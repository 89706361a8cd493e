"""What is shown of a parcel's situation."""

from marshmallow import Schema, fields


class ChargeSchema(Schema):
    code = fields.String()
    name = fields.String()
    amount_fen = fields.Integer()
    payer = fields.String()


class RepricingSchema(Schema):
    """`agreed` is missing while nobody has answered."""

    measurement_id = fields.String(attribute="id")
    weight_g = fields.Integer()
    volume_cm3 = fields.Integer()
    before_fen = fields.Integer(attribute="before.total_fen")
    after_fen = fields.Integer(attribute="after.total_fen")
    difference_fen = fields.Integer()
    needs_consent = fields.Boolean()
    agreed = fields.Boolean()
    evidence = fields.List(fields.String())


class ConsentSchema(Schema):
    consent_id = fields.String(attribute="id")
    place = fields.String()


class StorageSchema(Schema):
    """Where it waits and how long; the pickup code is another, narrower question."""

    place = fields.String()
    place_name = fields.String()
    free_until = fields.AwareDateTime(format="iso")
    until = fields.AwareDateTime(format="iso")


class ReceiptSchema(Schema):
    """The signed paper (签回单): sent_back by the delivering outlet, then confirmed by the consignor's."""

    state = fields.String()
    sent_at = fields.AwareDateTime(format="iso")
    confirmed_at = fields.AwareDateTime(format="iso")


class DeliveryChoiceSchema(Schema):
    choice = fields.String()
    start = fields.AwareDateTime(data_key="from", format="iso")
    end = fields.AwareDateTime(data_key="until", format="iso")


class InstructionSchema(Schema):
    due_at = fields.AwareDateTime(format="iso")
    given = fields.String()


class PointSchema(Schema):
    lng = fields.Float()
    lat = fields.Float()


class PickupPlaceSchema(Schema):
    adcode = fields.String()
    location = fields.Nested(PointSchema())


class SituationSchema(Schema):
    """`side` is which party asks, missing for staff; `may` what that party may choose now."""

    side = fields.String()
    pieces = fields.Integer()
    signed_pieces = fields.List(fields.Integer())
    proof_modes = fields.List(fields.String())
    return_receipt = fields.Boolean()
    pickup_at = fields.Nested(PickupPlaceSchema())
    pickup_from = fields.AwareDateTime(format="iso")
    pickup_until = fields.AwareDateTime(format="iso")
    told_late = fields.Boolean()
    attempts = fields.Integer()
    charges = fields.List(fields.Nested(ChargeSchema()))
    repricing = fields.Nested(RepricingSchema())
    consents = fields.List(fields.Nested(ConsentSchema()))
    storage = fields.Nested(StorageSchema())
    receipt = fields.Nested(ReceiptSchema())
    delivery_choice = fields.Nested(DeliveryChoiceSchema())
    instruction = fields.Nested(InstructionSchema())
    may = fields.List(fields.String())
