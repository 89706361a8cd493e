"""What dispatchers and couriers send, what events bring, and what is answered."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import Schema, fields

from logistics.runtime.schemas import CommandSchema, EventSchema, location, moment, text, waybill_no, whole

Point = tuple[float, float]
_ID = 26


@dataclass(frozen=True)
class SetDuty:
    """`on` needs a location; `until` is the end of the shift."""

    on: bool
    location: Point | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class OrderWaits:
    waybill_no: str


@dataclass(frozen=True)
class PickupFailedAgain:
    waybill_no: str
    reason: str | None = None
    courier_id: str | None = None


@dataclass(frozen=True)
class Overdue:
    waybill_no: str
    assignment_id: str


@dataclass(frozen=True)
class AssignOrder:
    waybill_no: str
    courier_id: str


@dataclass(frozen=True)
class ReleaseOrder:
    waybill_no: str
    reason: str | None = None


@dataclass(frozen=True)
class ListWaiting:
    limit: int


@dataclass(frozen=True)
class OneWaybill:
    waybill_no: str


class SetDutySchema(CommandSchema):
    command = SetDuty

    on = fields.Boolean(required=True, truthy={True}, falsy={False})
    location = location()
    until = moment()


class OrderWaitsSchema(EventSchema):
    command = OrderWaits

    waybill_no = waybill_no()


class PickupFailedSchema(EventSchema):
    command = PickupFailedAgain

    waybill_no = waybill_no()
    reason = fields.String(allow_none=True)
    courier_id = fields.String(allow_none=True)


class OverdueSchema(EventSchema):
    command = Overdue

    waybill_no = waybill_no()
    assignment_id = fields.String(required=True)


class AssignOrderSchema(CommandSchema):
    command = AssignOrder

    waybill_no = waybill_no()
    courier_id = text(_ID, _ID, required=True)


class ReleaseOrderSchema(CommandSchema):
    command = ReleaseOrder

    waybill_no = waybill_no()
    reason = text(64)


class ListWaitingSchema(CommandSchema):
    command = ListWaiting

    limit = whole(1, 200, load_default=50)


class OneWaybillSchema(CommandSchema):
    command = OneWaybill

    waybill_no = waybill_no()


class DutySchema(Schema):
    on = fields.Boolean()
    until = fields.AwareDateTime(format="iso")
    capacity = fields.Integer()


class AssignmentSchema(Schema):
    waybill_no = fields.String()
    status = fields.String()
    status_label = fields.String(attribute="status.label")
    courier_id = fields.String()
    assignment_id = fields.String()


class WaitingOrderSchema(Schema):
    waybill_no = fields.String()
    status = fields.String()
    status_label = fields.String(attribute="status.label")
    waiting_since = fields.AwareDateTime(format="iso")
    pickup_from = fields.AwareDateTime(format="iso")
    pickup_until = fields.AwareDateTime(format="iso")
    pickup_outlet_id = fields.String()
    pickup_adcode = fields.String(attribute="consignor.adcode")
    pickup_address = fields.String(attribute="consignor.address_masked")
    product = fields.String()
    weight_g = fields.Integer(attribute="goods.weight_g")
    volume_cm3 = fields.Integer(attribute="goods.volume_cm3")
    declined_by = fields.List(fields.String())


class WaitingOrdersSchema(Schema):
    orders = fields.List(fields.Nested(WaitingOrderSchema()))


class WeighedSchema(Schema):
    """`cost_m` is missing for those who could not be chosen."""

    courier_id = fields.String(attribute="candidate.courier_id")
    distance_m = fields.Integer(attribute="candidate.distance_m")
    open_tasks = fields.Integer(attribute="candidate.open_tasks")
    capacity = fields.Integer(attribute="candidate.capacity")
    cost_m = fields.Integer()


class DecisionSchema(Schema):
    """`decided_by` is "system" or the id of the person who decided."""

    at = fields.AwareDateTime(format="iso")
    decided_by = fields.String()
    courier_id = fields.String()
    radius_m = fields.Integer()
    considered = fields.List(fields.Nested(WeighedSchema()), attribute="weighed")


class DecisionsSchema(Schema):
    waybill_no = fields.String()
    decisions = fields.List(fields.Nested(DecisionSchema()))


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


class TaskSchema(Schema):
    """`contact` is whom to visit, in clear; it is missing for parcels that only have to be handed in.

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
    collected = fields.Boolean()
    contact = fields.Nested(ContactSchema())
    location = fields.Nested(PointSchema())


class TasksSchema(Schema):
    on_duty_until = fields.AwareDateTime(format="iso")
    tasks = fields.List(fields.Nested(TaskSchema()))


class RetriedSchema(Schema):
    waiting = fields.Integer()
    tried = fields.Integer()
    assigned = fields.Integer()
