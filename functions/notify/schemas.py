"""What comes in and goes out of notify."""

from dataclasses import dataclass

from marshmallow import Schema, fields, validate

from functions.notify.templates import SUBSCRIBE_TEMPLATES
from logistics.runtime.schemas import CommandSchema, EventSchema, one_of, waybill_no, whole
from logistics.store.messages import MessageState


@dataclass(frozen=True)
class News:
    """An event about a waybill; the rest of it is read from the letter, as each notice needs."""

    waybill_no: str


class NewsSchema(EventSchema):
    command = News
    waybill_no = fields.String(required=True)


@dataclass(frozen=True)
class Accept:
    """The templates that a customer allowed in WeChat's dialog, one more message each."""

    templates: list[str]


class AcceptSchema(CommandSchema):
    command = Accept
    templates = fields.List(
        one_of(SUBSCRIBE_TEMPLATES), required=True, validate=validate.Length(min=1, max=len(SUBSCRIBE_TEMPLATES))
    )


class AllowedSchema(Schema):
    allowed = fields.Dict(keys=fields.String(), values=fields.Integer())


@dataclass(frozen=True)
class ListMessages:
    """Messages about a waybill, or those in a state that an operator looks for."""

    waybill_no: str = ""
    state: str = MessageState.UNKNOWN
    limit: int = 50


class ListMessagesSchema(CommandSchema):
    command = ListMessages
    waybill_no = waybill_no(required=False)
    state = one_of(MessageState)
    limit = whole(1, 200)


class MessageSchema(Schema):
    id = fields.String()
    waybill_no = fields.String()
    event_type = fields.String()
    recipient = fields.String()
    template = fields.String()
    channel = fields.String()
    must_arrive = fields.Boolean()
    state = fields.String()
    code = fields.String()
    tries = fields.Integer()
    repeated = fields.Boolean()
    occurred_at = fields.AwareDateTime(format="iso")
    due_at = fields.AwareDateTime(format="iso", allow_none=True)
    sent_at = fields.AwareDateTime(format="iso", allow_none=True)


class MessagesSchema(Schema):
    messages = fields.List(fields.Nested(MessageSchema))


class SentSchema(Schema):
    """How many messages a run left in which state."""

    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
