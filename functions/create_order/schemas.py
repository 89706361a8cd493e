"""What customers send to place, cancel and list orders, and what they are answered."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate

from logistics.domain.consignment import PaymentTerms
from logistics.domain.states import Status
from logistics.runtime.order_schemas import Order, OrderSchema
from logistics.runtime.payment_view import PaymentNowSchema
from logistics.runtime.schemas import (
    CommandSchema,
    MaskedPartySchema,
    one_of,
    spelled,
    text,
    waybill_no,
    whole,
)
from logistics.store.parcel_search import RECEIVED, SENT

Point = tuple[float, float]
Cursor = tuple[datetime, str]

_CURSOR = re.compile(r"([0-9]{12,14})-([A-Z0-9]{12,24})")


@dataclass(frozen=True, kw_only=True)
class PlaceOrder(Order):
    """An order from a quote: what was quoted is said again, so that nobody pays for another parcel than they sent."""

    quote_id: str


@dataclass(frozen=True)
class CancelOrder:
    waybill_no: str
    reason: str


@dataclass(frozen=True)
class ListMyOrders:
    """`before` is where the last page ended, `q` what is looked for, `direction` sent, received or "" for both."""

    status: list[str]
    limit: int
    before: Cursor | None = None
    q: str = ""
    direction: str = ""


class PageCursor(fields.Field[Cursor]):
    """The time (ms) and number of the last order that was shown."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Cursor:
        found = _CURSOR.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise ValidationError("翻页位置不正确")
        return datetime.fromtimestamp(int(found[1]) / 1000, UTC), found[2]


class PlaceOrderSchema(OrderSchema):
    command = PlaceOrder

    quote_id = fields.String(required=True, validate=spelled("[0-9A-HJKMNP-TV-Z]{26}"))
    terms = one_of(PaymentTerms, required=True)  # only a person with a phone can pay before the courier comes


class CancelOrderSchema(CommandSchema):
    command = CancelOrder

    waybill_no = waybill_no()
    reason = text(64, required=True)


class ListMyOrdersSchema(CommandSchema):
    command = ListMyOrders

    status = fields.List(one_of(Status), load_default=list, validate=validate.Length(max=len(Status)))
    before = PageCursor()
    limit = whole(1, 50, load_default=20)
    q = text(40, 0)
    direction = one_of((SENT, RECEIVED))

    @pre_load
    def one_or_more(self, data: Any, **_: object) -> Any:
        """A query string says one status as a word and several as a list."""
        single = isinstance(data, dict) and isinstance(data.get("status"), str)
        return data | {"status": [data["status"]]} if single else data


class PlacedOrderSchema(Schema):
    """Remembered for replays: amounts, times and states only. `pay_by` while the order waits for its payment."""

    waybill_no = fields.String(attribute="parcel.waybill_no")
    status = fields.String(attribute="parcel.status")
    status_label = fields.String(attribute="parcel.status.label")
    total_fen = fields.Integer(attribute="parcel.price.total_fen")
    due_fen = fields.Integer(attribute="parcel.owed_fen")
    due_on_delivery_fen = fields.Integer(attribute="parcel.due_fen")
    placed_at = fields.AwareDateTime(attribute="parcel.placed_at", format="iso")
    promised_at = fields.AwareDateTime(attribute="parcel.promised_at", format="iso")
    pickup_outlet_id = fields.String(attribute="parcel.pickup_outlet_id")
    delivery_outlet_id = fields.String(attribute="parcel.delivery_outlet_id")
    pay_by = fields.AwareDateTime(format="iso")


class CancelledOrderSchema(Schema):
    waybill_no = fields.String()
    status = fields.String()
    status_label = fields.String(attribute="status.label")


class MyOrderSchema(Schema):
    waybill_no = fields.String()
    direction = fields.String()
    status = fields.String(attribute="parcel.status")
    status_label = fields.String(attribute="parcel.status.label")
    exception_open = fields.Boolean()
    product = fields.String(attribute="parcel.product")
    goods = fields.String(attribute="parcel.goods.description")
    consignor = fields.Nested(MaskedPartySchema(), attribute="parcel.consignor")
    consignee = fields.Nested(MaskedPartySchema(), attribute="parcel.consignee")
    terms = fields.String(attribute="parcel.terms")
    payment = fields.Nested(PaymentNowSchema())
    total_fen = fields.Integer(attribute="parcel.price.total_fen")
    due_on_delivery_fen = fields.Integer(attribute="parcel.due_fen")
    placed_at = fields.AwareDateTime(attribute="parcel.placed_at", format="iso")
    promised_at = fields.AwareDateTime(attribute="parcel.promised_at", format="iso")
    signed_at = fields.AwareDateTime(attribute="parcel.signed_at", format="iso")


class MyOrdersSchema(Schema):
    """`next` goes into `before` for the page that follows; none at the end."""

    orders = fields.List(fields.Nested(MyOrderSchema()))
    next = fields.String()
