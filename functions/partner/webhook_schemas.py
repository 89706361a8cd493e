"""What shops say about their webhooks, and the log of what went there."""

from dataclasses import dataclass

from marshmallow import Schema, fields, validate

from functions.partner.schemas import ID
from functions.partner.telling import News
from logistics.domain.webhook import KINDS, DeliveryState
from logistics.runtime.schemas import CommandSchema, EventSchema, one_of, spelled, text, waybill_no, whole

MOST_URL = 500


class NewsSchema(EventSchema):
    command = News

    waybill_no = fields.String(required=True)


@dataclass(frozen=True)
class SaveWebhook:
    """A new webhook without `webhook_id`; `partner_id` is for administrators, who speak for any partner."""

    url: str
    kinds: list[str]
    active: bool = True
    webhook_id: str = ""
    partner_id: str = ""


class SaveWebhookSchema(CommandSchema):
    command = SaveWebhook

    url = text(MOST_URL, required=True)
    kinds = fields.List(one_of(KINDS), required=True, validate=validate.Length(min=1, max=len(KINDS)))
    active = fields.Boolean(truthy={True}, falsy={False})
    webhook_id = fields.String(validate=spelled(ID))
    partner_id = fields.String(validate=spelled(ID))


@dataclass(frozen=True)
class ListWebhooks:
    partner_id: str = ""


class ListWebhooksSchema(CommandSchema):
    command = ListWebhooks

    partner_id = fields.String(validate=spelled(ID))


@dataclass(frozen=True)
class ListDeliveries:
    """`before` is the id of the last one shown."""

    waybill_no: str = ""
    state: str = ""
    before: str = ""
    limit: int = 50
    partner_id: str = ""


class ListDeliveriesSchema(CommandSchema):
    command = ListDeliveries

    waybill_no = waybill_no(required=False)
    state = one_of(DeliveryState)
    before = fields.String(validate=spelled(f"{ID}-{ID}"))
    limit = whole(1, 200)
    partner_id = fields.String(validate=spelled(ID))


@dataclass(frozen=True)
class Redeliver:
    delivery_id: str
    partner_id: str = ""


class RedeliverSchema(CommandSchema):
    command = Redeliver

    delivery_id = fields.String(required=True, validate=spelled(f"{ID}-{ID}"))
    partner_id = fields.String(validate=spelled(ID))


class WebhookSchema(Schema):
    """`message` says what is the matter while it fails, or why it was switched off."""

    id = fields.String()
    url = fields.String()
    kinds = fields.List(fields.String())
    active = fields.Boolean()
    failing_since = fields.AwareDateTime(format="iso", allow_none=True)
    message = fields.String()


class WebhooksSchema(Schema):
    webhooks = fields.List(fields.Nested(WebhookSchema()))


class SavedWebhookSchema(Schema):
    id = fields.String()
    active = fields.Boolean()


class DeliverySchema(Schema):
    id = fields.String()
    webhook_id = fields.String()
    event_id = fields.String()
    kind = fields.String()
    waybill_no = fields.String()
    state = fields.String()
    tries = fields.Integer()
    status = fields.Integer(allow_none=True)
    ms = fields.Integer(allow_none=True)
    code = fields.String()
    created_at = fields.AwareDateTime(format="iso")
    due_at = fields.AwareDateTime(format="iso", allow_none=True)
    delivered_at = fields.AwareDateTime(format="iso", allow_none=True)


class DeliveriesSchema(Schema):
    """`next` goes into `before` for the page that follows; none at the end."""

    deliveries = fields.List(fields.Nested(DeliverySchema()))
    next = fields.String()


class RedeliveredSchema(Schema):
    id = fields.String()
    state = fields.String()


class ToldSchema(Schema):
    """How many deliveries a run left in which state."""

    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
