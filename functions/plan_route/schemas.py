"""What couriers say of their tour, and what they are shown of it."""

from dataclasses import dataclass

from marshmallow import Schema, fields, validate

from logistics.runtime.schemas import CommandSchema, EventSchema, waybill_no, whole

MOST_STOPS = 500


@dataclass(frozen=True)
class PlanTour:
    """`anew` gives up an order that was made by hand."""

    anew: bool = False


@dataclass(frozen=True)
class OrderTour:
    """The parcels in the order in which to visit them, on top of the plan numbered `version`."""

    version: int
    waybill_nos: list[str]


@dataclass(frozen=True)
class Assigned:
    waybill_no: str


class PlanTourSchema(CommandSchema):
    command = PlanTour

    anew = fields.Boolean(truthy={True}, falsy={False}, load_default=False)


class OrderTourSchema(CommandSchema):
    command = OrderTour

    version = whole(1, required=True)
    waybill_nos = fields.List(waybill_no(), required=True, validate=validate.Length(min=1, max=MOST_STOPS))


class AssignedSchema(EventSchema):
    command = Assigned

    waybill_no = waybill_no()


class PlannedStopSchema(Schema):
    kind = fields.String()
    waybill_nos = fields.List(fields.String())
    arrives_at = fields.AwareDateTime(format="iso")
    leaves_at = fields.AwareDateTime(format="iso")


class TourSchema(Schema):
    version = fields.Integer()
    planned_at = fields.AwareDateTime(format="iso")
    stops = fields.List(fields.Nested(PlannedStopSchema()))
    ends_at = fields.AwareDateTime(format="iso")
    distance_m = fields.Integer()
    saved_m = fields.Integer()
    by_hand = fields.Boolean()
    unreachable = fields.List(fields.String())
    unplaced = fields.List(fields.String())
    times_from = fields.String()
