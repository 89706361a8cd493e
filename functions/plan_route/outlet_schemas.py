"""What the office asks for all couriers of an outlet together, and what it and they are shown."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import Schema, fields, validate

from functions.plan_route.schemas import PlannedStopSchema
from logistics.runtime.schemas import CommandSchema, spelled, whole

MOST_NAMED = 40
_OUTLET_ID, _ULID = "[A-Z0-9][A-Z0-9-]{1,23}", "[0-9A-HJKMNP-TV-Z]{26}"


@dataclass(frozen=True)
class PlanOutlet:
    """`courier_ids` are those who are to drive; none for everybody on duty."""

    outlet_id: str
    courier_ids: list[str]


@dataclass(frozen=True)
class OneOutlet:
    outlet_id: str


@dataclass(frozen=True)
class ReleaseOutlet:
    """`version` is the plan that was looked at."""

    outlet_id: str
    version: int


@dataclass(frozen=True)
class Loading:
    """What a courier is to take out, in the order of the visits; `released_at` is None while nobody said."""

    released_at: datetime | None
    waybill_nos: tuple[str, ...]


class OneOutletSchema(CommandSchema):
    command = OneOutlet

    outlet_id = fields.String(required=True, validate=spelled(_OUTLET_ID))


class PlanOutletSchema(CommandSchema):
    command = PlanOutlet

    outlet_id = fields.String(required=True, validate=spelled(_OUTLET_ID))
    courier_ids = fields.List(
        fields.String(validate=spelled(_ULID)), load_default=list, validate=validate.Length(max=MOST_NAMED)
    )


class ReleaseOutletSchema(CommandSchema):
    command = ReleaseOutlet

    outlet_id = fields.String(required=True, validate=spelled(_OUTLET_ID))
    version = whole(1, required=True)


class RoundSchema(Schema):
    courier_id = fields.String()
    stops = fields.List(fields.Nested(PlannedStopSchema()))
    ends_at = fields.AwareDateTime(format="iso")
    distance_m = fields.Integer()


class OutletToursSchema(Schema):
    outlet_id = fields.String()
    version = fields.Integer()
    planned_at = fields.AwareDateTime(format="iso")
    planned_by = fields.String()
    rounds = fields.List(fields.Nested(RoundSchema()))
    unreachable = fields.List(fields.String())
    unplaced = fields.List(fields.String())
    times_from = fields.String()
    released_at = fields.AwareDateTime(format="iso", allow_none=True)


class LoadingSchema(Schema):
    released_at = fields.AwareDateTime(format="iso", allow_none=True)
    waybill_nos = fields.List(fields.String())
