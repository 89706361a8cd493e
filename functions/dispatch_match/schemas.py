"""What dispatchers and couriers send, what events bring, and what is answered."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import Schema, fields, validate

from logistics.runtime.schemas import CommandSchema, EventSchema, location, moment, text, waybill_no, whole

Point = tuple[float, float]
_ID = 26
_MOST_SAID = 100


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
    """`reason` is why this courier, in the dispatcher's own words, for whoever asks later."""

    waybill_no: str
    courier_id: str
    reason: str | None = None


@dataclass(frozen=True)
class Reassign:
    """`courier_id` loses the tasks; without `waybill_nos`, all that can move."""

    courier_id: str
    to_courier_id: str
    waybill_nos: tuple[str, ...] = ()
    reason: str | None = None


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
    reason = text(_MOST_SAID)


class ReassignSchema(CommandSchema):
    command = Reassign

    courier_id = text(_ID, _ID, required=True)
    to_courier_id = text(_ID, _ID, required=True)
    waybill_nos = fields.List(waybill_no(), validate=validate.Length(min=1, max=100))
    reason = text(_MOST_SAID)


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


class LeftTaskSchema(Schema):
    waybill_no = fields.String()
    status = fields.String()
    status_label = fields.String(attribute="status.label")


class ReassignedSchema(Schema):
    """`moved` in the order of the stops; `left` are parcels that the courier has in hand."""

    courier_id = fields.String()
    to_courier_id = fields.String()
    moved = fields.List(fields.String())
    left = fields.List(fields.Nested(LeftTaskSchema()))


class WaitingOrderSchema(Schema):
    """`stuck` says why a person should look at it: declined_often or nobody_found; missing for the others."""

    waybill_no = fields.String(attribute="parcel.waybill_no")
    status = fields.String(attribute="parcel.status")
    status_label = fields.String(attribute="parcel.status.label")
    waiting_since = fields.AwareDateTime(attribute="parcel.waiting_since", format="iso")
    pickup_from = fields.AwareDateTime(attribute="parcel.pickup_from", format="iso")
    pickup_until = fields.AwareDateTime(attribute="parcel.pickup_until", format="iso")
    pickup_outlet_id = fields.String(attribute="parcel.pickup_outlet_id")
    pickup_adcode = fields.String(attribute="parcel.consignor.adcode")
    pickup_address = fields.String(attribute="parcel.consignor.address_masked")
    product = fields.String(attribute="parcel.product")
    weight_g = fields.Integer(attribute="parcel.goods.weight_g")
    volume_cm3 = fields.Integer(attribute="parcel.goods.volume_cm3")
    declined_by = fields.List(fields.String(), attribute="parcel.declined_by")
    stuck = fields.String()
    stuck_label = fields.String(attribute="stuck.label")


class WaitingOrdersSchema(Schema):
    orders = fields.List(fields.Nested(WaitingOrderSchema()))


class WeighedSchema(Schema):
    """`cost_m` is missing for those who could not be chosen, and `why_not` says why.

    `added_m` is by how much it made their tour longer; missing for those whose tour was not looked at.
    """

    courier_id = fields.String(attribute="candidate.courier_id")
    distance_m = fields.Integer(attribute="candidate.distance_m")
    added_m = fields.Integer(attribute="candidate.added_m")
    open_tasks = fields.Integer(attribute="candidate.open_tasks")
    capacity = fields.Integer(attribute="candidate.capacity")
    cost_m = fields.Integer()
    why_not = fields.String()
    why_not_label = fields.String(attribute="why_not.label")


class DecisionSchema(Schema):
    """`decided_by` is "system" or the id of the person who decided, `reason` what they said."""

    at = fields.AwareDateTime(format="iso")
    decided_by = fields.String()
    courier_id = fields.String()
    reason = fields.String()
    radius_m = fields.Integer()
    considered = fields.List(fields.Nested(WeighedSchema()), attribute="weighed")


class DecisionsSchema(Schema):
    waybill_no = fields.String()
    decisions = fields.List(fields.Nested(DecisionSchema()))


class RetriedSchema(Schema):
    waiting = fields.Integer()
    tried = fields.Integer()
    assigned = fields.Integer()
