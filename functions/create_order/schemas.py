"""What customers send to place, cancel and list orders, and what they are answered."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate

from logistics.domain.consignment import PaymentTerms
from logistics.domain.quote import QuoteAsk
from logistics.domain.states import Status
from logistics.runtime.schemas import (
    CommandSchema,
    MaskedPartySchema,
    adcode,
    extension,
    fen,
    location,
    moment,
    one_of,
    phone,
    spelled,
    text,
    waybill_no,
    whole,
)
from logistics.store.parcel_search import RECEIVED, SENT

Point = tuple[float, float]
Cursor = tuple[datetime, str]

CATEGORIES = ("documents", "clothing", "electronics", "food", "cosmetics", "books", "household", "medicine", "other")
_MOST_G = 1_000_000
_MOST_CM3 = 20_000_000
_CURSOR = re.compile(r"([0-9]{12,14})-([A-Z0-9]{12,24})")


@dataclass(frozen=True)
class PartyEntry:
    """A party as the customer writes it; `phone` is E.164 once loaded, `location` (lng, lat) in WGS-84."""

    name: str
    phone: str
    address: str
    adcode: str
    location: Point | None = None
    extension: str = ""


@dataclass(frozen=True)
class GoodsEntry:
    description: str
    category: str


@dataclass(frozen=True)
class PlaceOrder:
    """An order from a quote: what was quoted is said again, so that nobody pays for another parcel than they sent."""

    quote_id: str
    product: str
    weight_g: int
    volume_cm3: int
    insured_value_fen: int
    cod_fen: int
    consignor: PartyEntry
    consignee: PartyEntry
    goods: GoodsEntry
    terms: str
    remark: str = ""
    pickup_from: datetime | None = None
    pickup_until: datetime | None = None

    @property
    def ask(self) -> QuoteAsk:
        """What the price depends on; the route is the parties'."""
        return QuoteAsk(
            self.product,
            self.consignor.adcode,
            self.consignee.adcode,
            self.weight_g,
            self.volume_cm3,
            self.insured_value_fen,
            self.cod_fen,
        )


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


class PartyEntrySchema(CommandSchema):
    command = PartyEntry

    name = text(40, required=True)
    phone = phone(required=True)
    extension = extension()
    address = text(200, 4, required=True)
    adcode = adcode(required=True)
    location = location()


class GoodsEntrySchema(CommandSchema):
    command = GoodsEntry

    description = text(60, required=True)
    category = one_of(CATEGORIES, required=True)


class PlaceOrderSchema(CommandSchema):
    command = PlaceOrder

    quote_id = fields.String(required=True, validate=spelled("[0-9A-HJKMNP-TV-Z]{26}"))
    product = text(32, required=True)
    weight_g = whole(1, _MOST_G, required=True, strict=True)
    volume_cm3 = whole(0, _MOST_CM3, load_default=0, strict=True)
    insured_value_fen = fen(load_default=0)
    cod_fen = fen(load_default=0)
    consignor = fields.Nested(PartyEntrySchema(), required=True)
    consignee = fields.Nested(PartyEntrySchema(), required=True)
    goods = fields.Nested(GoodsEntrySchema(), required=True)
    terms = one_of((PaymentTerms.ON_ACCOUNT, PaymentTerms.ON_RECEIPT), required=True)
    remark = text(100, 0)
    pickup_from = moment()
    pickup_until = moment()


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
    """Remembered for replays: amounts, times and states only."""

    waybill_no = fields.String()
    status = fields.String()
    status_label = fields.String(attribute="status.label")
    total_fen = fields.Integer(attribute="price.total_fen")
    due_on_delivery_fen = fields.Integer(attribute="due_fen")
    placed_at = fields.AwareDateTime(format="iso")
    promised_at = fields.AwareDateTime(format="iso")
    pickup_outlet_id = fields.String()
    delivery_outlet_id = fields.String()


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
    total_fen = fields.Integer(attribute="parcel.price.total_fen")
    due_on_delivery_fen = fields.Integer(attribute="parcel.due_fen")
    placed_at = fields.AwareDateTime(attribute="parcel.placed_at", format="iso")
    promised_at = fields.AwareDateTime(attribute="parcel.promised_at", format="iso")
    signed_at = fields.AwareDateTime(attribute="parcel.signed_at", format="iso")


class MyOrdersSchema(Schema):
    """`next` goes into `before` for the page that follows; none at the end."""

    orders = fields.List(fields.Nested(MyOrderSchema()))
    next = fields.String()
