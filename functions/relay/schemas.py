"""What comes in and goes out of relay."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from logistics.runtime.schemas import CommandSchema, EventSchema, text, waybill_no, whole


@dataclass(frozen=True)
class WakeUp:
    """The timer that has fallen due."""

    key: str


class WakeUpSchema(EventSchema):
    command = WakeUp
    key = fields.String(required=True)


class SweptSchema(Schema):
    """What one sweep did, in numbers of events, timers and wake-ups."""

    timers = fields.Integer()
    sent = fields.Integer()
    settled = fields.Integer()
    resent = fields.Integer()
    woken = fields.Integer()
    redriven = fields.Integer()


@dataclass(frozen=True)
class ListParked:
    limit: int = 100


class ListParkedSchema(CommandSchema):
    command = ListParked
    limit = whole(1, 500)


class ParkedSchema(Schema):
    function = fields.String()
    waybill_no = fields.String()
    event_id = fields.String()
    type = fields.String()
    error = fields.String()
    at = fields.AwareDateTime(format="iso")


class ParkedListSchema(Schema):
    parked = fields.List(fields.Nested(ParkedSchema))


@dataclass(frozen=True)
class Redrive:
    """Let `function` go on with what is parked of a waybill, in order."""

    function: str
    waybill_no: str


class RedriveSchema(CommandSchema):
    command = Redrive
    function = text(64, required=True)
    waybill_no = waybill_no()


class RedrivenSchema(Schema):
    event_ids = fields.List(fields.String())


@dataclass(frozen=True)
class ListEvents:
    waybill_no: str


class ListEventsSchema(CommandSchema):
    command = ListEvents
    waybill_no = waybill_no()


class ConsumerSchema(Schema):
    """`state` is handled, parked or pending."""

    function = fields.String()
    state = fields.String()


class EventRowSchema(Schema):
    id = fields.String()
    type = fields.String()
    data = fields.Dict()
    at = fields.AwareDateTime(format="iso")
    sent_at = fields.AwareDateTime(format="iso", allow_none=True)
    settled_at = fields.AwareDateTime(format="iso", allow_none=True)
    tries = fields.Integer()
    consumers = fields.List(fields.Nested(ConsumerSchema))


class EventsSchema(Schema):
    events = fields.List(fields.Nested(EventRowSchema))


class QueueSchema(Schema):
    """Messages that wait, are being handled, or lie in the dead-letter queue (each parked for a person, too)."""

    function = fields.String()
    waiting = fields.Integer()
    in_flight = fields.Integer()
    dead = fields.Integer()


class CountsSchema(Schema):
    unsent = fields.Integer()
    unsettled = fields.Integer()
    timers = fields.Integer()
    parked = fields.Integer()
    queues = fields.List(fields.Nested(QueueSchema))
