"""What comes in and goes out about promises."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import Schema, fields

from functions.line_haul.schemas import outlet_id
from logistics.runtime.schemas import CommandSchema, EventSchema, moment, whole


@dataclass(frozen=True)
class OneEvent:
    """Which parcel something happened to, and by which scan where the event names one."""

    waybill_no: str
    scan_id: str = ""


class OneEventSchema(EventSchema):
    command = OneEvent

    waybill_no = fields.String(required=True)
    scan_id = fields.String()


@dataclass(frozen=True)
class LateParcels:
    limit: int = 100


class LateParcelsSchema(CommandSchema):
    command = LateParcels

    limit = whole(1, 500)


class LateParcelSchema(Schema):
    waybill_no = fields.String()
    status = fields.String()
    status_label = fields.String(attribute="status.label")
    product = fields.String()
    delivery_outlet_id = fields.String(allow_none=True)
    at_outlet_id = fields.String(allow_none=True)
    courier_id = fields.String(allow_none=True)
    promised_at = fields.AwareDateTime(format="iso")
    estimated_at = fields.AwareDateTime(format="iso", allow_none=True)
    last_scan_at = fields.AwareDateTime(format="iso", allow_none=True)
    exception = fields.String(attribute="overlay.reason")


class LateParcelsListSchema(Schema):
    parcels = fields.List(fields.Nested(LateParcelSchema))


class WatchedSchema(Schema):
    looked_at = fields.Integer()


@dataclass(frozen=True)
class OnTime:
    since: datetime
    until: datetime
    outlet_id: str = ""


class OnTimeSchema(CommandSchema):
    """A period from one time up to another; `outlet_id` is where deliveries (and pickups) were due."""

    command = OnTime

    since = moment(required=True, data_key="from")
    until = moment(required=True)
    outlet_id = outlet_id()


class ShareSchema(Schema):
    """`good` of `n`; `rate` and the bounds of its 95 % interval are null where nothing was due."""

    good = fields.Integer()
    n = fields.Integer()
    rate = fields.Float(allow_none=True)
    low = fields.Float(allow_none=True)
    high = fields.Float(allow_none=True)


class FiguresSchema(Schema):
    on_time = fields.Nested(ShareSchema)
    first_attempt = fields.Nested(ShareSchema)


class OutletFiguresSchema(FiguresSchema):
    outlet_id = fields.String()


class ProductFiguresSchema(FiguresSchema):
    product = fields.String()


class OnTimeFiguresSchema(Schema):
    """`faults` counts the broken promises by the party at fault."""

    since = fields.AwareDateTime(format="iso", data_key="from")
    until = fields.AwareDateTime(format="iso")
    total = fields.Nested(FiguresSchema)
    pickup_on_time = fields.Nested(ShareSchema)
    by_outlet = fields.List(fields.Nested(OutletFiguresSchema))
    by_product = fields.List(fields.Nested(ProductFiguresSchema))
    faults = fields.Dict(keys=fields.String(), values=fields.Integer())
