"""What a courier is shown of each open task."""

from marshmallow import Schema, fields


class ContactSchema(Schema):
    """`extension` is dialled once the phone is answered; "" for most."""

    name = fields.String()
    phone = fields.String()
    extension = fields.String()
    address = fields.String()
    remark = fields.String()


class PointSchema(Schema):
    lng = fields.Float()
    lat = fields.Float()


class TaskPriceSchema(Schema):
    """What was measured at the sender's door; `agreed` is missing while nobody has answered."""

    measurement_id = fields.String(attribute="id")
    weight_g = fields.Integer()
    volume_cm3 = fields.Integer()
    before_fen = fields.Integer(attribute="before.total_fen")
    after_fen = fields.Integer(attribute="after.total_fen")
    needs_consent = fields.Boolean()
    agreed = fields.Boolean()


class TaskConsentSchema(Schema):
    consent_id = fields.String(attribute="id")
    place = fields.String()


class TaskChoiceSchema(Schema):
    """What a party wishes for the next attempt: another_time with its hours, or pick_up_at_outlet."""

    choice = fields.String()
    start = fields.AwareDateTime(data_key="from", format="iso")
    end = fields.AwareDateTime(data_key="until", format="iso")


class TaskSchema(Schema):
    """`contact` is whom to visit; it is missing for parcels that only have to be handed in.

    Name and address are in clear, the phone only where the company lends no virtual numbers (see care).

    `real_name_token` goes into the pickup, on a phone that did not keep it from the check, too.
    """

    waybill_no = fields.String(attribute="parcel.waybill_no")
    kind = fields.String()
    status = fields.String(attribute="parcel.status")
    status_label = fields.String(attribute="parcel.status.label")
    accepted = fields.Boolean()
    real_name_done = fields.Boolean()
    real_name_token = fields.String()
    assigned_at = fields.AwareDateTime(attribute="parcel.assigned_at", format="iso")
    pickup_from = fields.AwareDateTime(attribute="parcel.pickup_from", format="iso")
    pickup_until = fields.AwareDateTime(attribute="parcel.pickup_until", format="iso")
    promised_at = fields.AwareDateTime(attribute="parcel.promised_at", format="iso")
    goods = fields.String(attribute="parcel.goods.description")
    weight_g = fields.Integer(attribute="parcel.goods.weight_g")
    due_fen = fields.Integer(attribute="parcel.due_fen")
    freight_due_fen = fields.Integer(attribute="parcel.freight_due_fen")
    pieces_fen = fields.Function(lambda task: task.parcel.cod.shares(task.parcel.goods.pieces))
    paid_pieces = fields.List(fields.Integer(), attribute="parcel.cod.pieces")
    collected = fields.Boolean()
    pieces = fields.Integer(attribute="parcel.goods.pieces")
    signed_pieces = fields.List(fields.Integer(), attribute="parcel.signed_pieces")
    proof_modes = fields.List(fields.String(), attribute="parcel.proof_modes")
    return_receipt = fields.Boolean(attribute="parcel.return_receipt")
    repricing = fields.Nested(TaskPriceSchema(), attribute="parcel.repricing")
    consents = fields.List(fields.Nested(TaskConsentSchema()))
    delivery_choice = fields.Nested(TaskChoiceSchema())
    contact = fields.Nested(ContactSchema())
    location = fields.Nested(PointSchema())


class TasksSchema(Schema):
    on_duty_until = fields.AwareDateTime(format="iso")
    tasks = fields.List(fields.Nested(TaskSchema()))
