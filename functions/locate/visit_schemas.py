"""Visits as the office sees them."""

from marshmallow import Schema, fields


class VisitSchema(Schema):
    """`place` begins with outlet, pickup or delivery; `left_at` is missing while the courier is there."""

    place = fields.String(attribute="fence_id")
    waybill_nos = fields.List(fields.String())
    arrived_at = fields.AwareDateTime(format="iso")
    left_at = fields.AwareDateTime(format="iso")


class VisitsSchema(Schema):
    courier_id = fields.String()
    day = fields.Date(format="iso")
    visits = fields.List(fields.Nested(VisitSchema()))
