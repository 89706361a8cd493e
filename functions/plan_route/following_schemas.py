"""What following tours is told and answers, and what of it the office asks for."""

from dataclasses import dataclass

from marshmallow import Schema, fields, validate

from logistics.runtime.schemas import CommandSchema, EventSchema, spelled, waybill_no, whole


@dataclass(frozen=True)
class Finished:
    """A visit that is over, well or not."""

    waybill_no: str


class FinishedSchema(EventSchema):
    command = Finished

    waybill_no = waybill_no()


class FollowedSchema(Schema):
    """Tours whose arrivals were worked out, events that were announced, and tours that were planned again."""

    followed = fields.Integer()
    told = fields.Integer()
    replanned = fields.Integer()


@dataclass(frozen=True)
class ListArrivals:
    """`only` "late": those that are expected after they were promised; "" is all."""

    outlet_id: str
    only: str
    limit: int


@dataclass(frozen=True)
class OneCourier:
    courier_id: str


class OneCourierSchema(CommandSchema):
    command = OneCourier

    courier_id = fields.String(required=True, validate=spelled("[0-9A-HJKMNP-TV-Z]{26}"))


class ListArrivalsSchema(CommandSchema):
    command = ListArrivals

    outlet_id = fields.String(required=True, validate=spelled("[A-Z0-9][A-Z0-9-]{1,23}"))
    # A field may bear the name of one of its schema's own attributes: marshmallow takes fields out of the class.
    only = fields.String(load_default="", validate=validate.OneOf(("late",)))  # type: ignore[assignment]
    limit = whole(1, 200, load_default=50)


class OutletArrivalSchema(Schema):
    """`kind` pickup or delivery; `promised_at` is missing for what was promised for no time."""

    waybill_no = fields.String()
    courier_id = fields.String()
    kind = fields.String()
    stops_before = fields.Integer()
    earliest = fields.AwareDateTime(format="iso")
    expected = fields.AwareDateTime(format="iso")
    latest = fields.AwareDateTime(format="iso")
    promised_at = fields.AwareDateTime(format="iso")
    is_late = fields.Boolean()


class OutletArrivalsSchema(Schema):
    outlet_id = fields.String()
    arrivals = fields.List(fields.Nested(OutletArrivalSchema()))
