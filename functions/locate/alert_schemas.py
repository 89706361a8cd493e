"""Alerts as the office sees them."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from functions.locate.schemas import outlet_id
from logistics.runtime.schemas import CommandSchema, EventSchema, waybill_no


@dataclass(frozen=True)
class News:
    """An event about a waybill; the rest is read from its letter."""

    waybill_no: str


@dataclass(frozen=True)
class OutletAlerts:
    outlet_id: str


class NewsSchema(EventSchema):
    command = News

    waybill_no = waybill_no()


class OutletAlertsSchema(CommandSchema):
    command = OutletAlerts

    outlet_id = outlet_id(required=True)


class AlertSchema(Schema):
    """`kind` is DispatchEscalated or PromiseAtRisk; `data` is the event's: why, how often declined, which times."""

    alert_id = fields.String(attribute="id")
    kind = fields.String()
    outlet_id = fields.String()
    waybill_no = fields.String()
    at = fields.AwareDateTime(format="iso")
    data = fields.Dict(keys=fields.String())


class AlertsSchema(Schema):
    outlet_id = fields.String()
    alerts = fields.List(fields.Nested(AlertSchema()))
