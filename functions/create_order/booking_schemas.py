"""What customers send and hear about pickup slots, forbidden goods and changes before pickup."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import Schema, fields, validate

from logistics.runtime.order_schemas import MOST_DECLARED, DeclaredEntry, DeclaredEntrySchema, Point, Tupled
from logistics.runtime.schemas import CommandSchema, adcode, moment, text, waybill_no


@dataclass(frozen=True)
class ListSlots:
    """Where a parcel would be fetched: a district, and the WGS-84 point if it is known."""

    adcode: str
    lng: float | None = None
    lat: float | None = None

    @property
    def point(self) -> Point | None:
        """The point, if both its numbers are there."""
        return None if self.lng is None or self.lat is None else (self.lng, self.lat)


class ListSlotsSchema(CommandSchema):
    command = ListSlots

    adcode = adcode(required=True)
    lng = fields.Float(allow_nan=False, validate=validate.Range(min=-180, max=180))
    lat = fields.Float(allow_nan=False, validate=validate.Range(min=-85, max=85))


class SlotSchema(Schema):
    """`why` is past_cutoff, full or closed; "" for a slot that can be chosen."""

    open = fields.Boolean()
    why = fields.String()
    until = fields.AwareDateTime(format="iso")


# A word of Python's own cannot be a field's name in a class.
SlotRowSchema = SlotSchema.from_dict({"from": fields.AwareDateTime(format="iso")})


class SlotsSchema(Schema):
    outlet_id = fields.String()
    slots = fields.List(fields.Nested(SlotRowSchema()))


@dataclass(frozen=True)
class CheckGoods:
    description: str
    declared: tuple[DeclaredEntry, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """All that is said about what is inside."""
        return self.description, *(each.name for each in self.declared)


class CheckGoodsSchema(CommandSchema):
    command = CheckGoods

    description = text(60, 0, load_default="")
    declared = Tupled(
        fields.Nested(DeclaredEntrySchema()), load_default=(), validate=validate.Length(max=MOST_DECLARED)
    )


class GoodsVerdictSchema(Schema):
    """`class` of the regulation and the `word` that says so; both "" when nothing was found."""

    allowed = fields.Boolean()
    kind = fields.String(data_key="class")
    word = fields.String()


@dataclass(frozen=True)
class ChangeOrder:
    """What is None stays as it is; both times go together."""

    waybill_no: str
    pickup_from: datetime | None = None
    pickup_until: datetime | None = None
    remark: str | None = None
    goods_description: str | None = None


class ChangeOrderSchema(CommandSchema):
    command = ChangeOrder

    waybill_no = waybill_no()
    pickup_from = moment()
    pickup_until = moment()
    remark = text(100, 0)
    goods_description = text(60)


class ChangedOrderSchema(Schema):
    """`changed` are the names of what is new."""

    waybill_no = fields.String()
    status = fields.String()
    changed = fields.List(fields.String())
