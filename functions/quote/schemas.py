"""What a quote is asked with, and what it answers."""

from dataclasses import dataclass, field

from marshmallow import Schema, fields

from logistics.domain.consignment import MOST_PIECES
from logistics.domain.quote import QuoteAsk
from logistics.runtime.schemas import CommandSchema, PointSchema, adcode, fen, location, text, whole
from logistics.store.outlets import Place

Point = tuple[float, float]
_MOST_G = 1_000_000
_MOST_CM3 = 20_000_000


@dataclass(frozen=True)
class End:
    """One end of a journey: its district, and the WGS-84 point or the address behind the district, if known."""

    adcode: str
    point: Point | None = field(default=None, repr=False)
    address: str = field(default="", repr=False)

    @property
    def place(self) -> Place:
        """What decides who serves it."""
        return Place(self.adcode, self.point)

    @property
    def location(self) -> dict[str, float] | None:
        """The point by names."""
        return dict(zip(("lng", "lat"), self.point, strict=True)) if self.point else None


@dataclass(frozen=True)
class CheckService:
    """Where a parcel would be fetched and brought."""

    from_end: End
    to_end: End


@dataclass(frozen=True)
class AskPrice:
    """`from_point` and `to_point` are WGS-84; without them the districts alone decide which outlets serve."""

    product: str
    from_adcode: str
    to_adcode: str
    weight_g: int
    volume_cm3: int
    insured_value_fen: int
    cod_fen: int
    pieces: int = 1
    return_receipt: bool = False
    from_point: Point | None = None
    to_point: Point | None = None

    @property
    def ends(self) -> tuple[End, End]:
        """Where the parcel would be fetched and brought."""
        return End(self.from_adcode, self.from_point), End(self.to_adcode, self.to_point)

    @property
    def ask(self) -> QuoteAsk:
        """What the price depends on."""
        return QuoteAsk(
            self.product,
            self.from_adcode,
            self.to_adcode,
            self.weight_g,
            self.volume_cm3,
            self.insured_value_fen,
            self.cod_fen,
            self.pieces,
            self.return_receipt,
        )


class AskPriceSchema(CommandSchema):
    command = AskPrice

    product = text(32, required=True)
    from_adcode = adcode(required=True)
    to_adcode = adcode(required=True)
    from_point = location()
    to_point = location()
    weight_g = whole(1, _MOST_G, required=True, strict=True)
    volume_cm3 = whole(0, _MOST_CM3, load_default=0, strict=True)
    insured_value_fen = fen(load_default=0)
    cod_fen = fen(load_default=0)
    pieces = whole(1, MOST_PIECES, load_default=1, strict=True)
    return_receipt = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class FeeLineSchema(Schema):
    code = fields.String()
    name = fields.String()
    amount_fen = fields.Integer()


class QuoteSchema(Schema):
    quote_id = fields.String(attribute="id")
    expires_at = fields.AwareDateTime(format="iso")
    charge_weight_g = fields.Integer(attribute="price.charge_weight_g")
    fee_lines = fields.List(fields.Nested(FeeLineSchema), attribute="price.fee_lines")
    total_fen = fields.Integer(attribute="price.total_fen")
    tariff_version = fields.String()
    route_class = fields.String()
    promised_s = fields.Integer()
    pickup_outlet_id = fields.String()
    delivery_outlet_id = fields.String()


class EndSchema(CommandSchema):
    command = End

    adcode = adcode(required=True)
    point = location()
    address = text(200)


# A word of Python's own cannot be a field's name in a class.
_Ends = CommandSchema.from_dict(
    {
        "from": fields.Nested(EndSchema(), required=True, attribute="from_end"),
        "to": fields.Nested(EndSchema(), required=True, attribute="to_end"),
    }
)


class CheckServiceSchema(_Ends):  # type: ignore[misc, valid-type]
    command = CheckService


class ServedSchema(Schema):
    """`location` is the point that was checked, null when the district alone decided; `reason` is for customers."""

    served = fields.Boolean()
    outlet_id = fields.String()
    reason = fields.String()
    location = fields.Nested(PointSchema(), allow_none=True)


class SurchargeSchema(Schema):
    code = fields.String()
    name = fields.String()


class ProductSchema(Schema):
    """`promised_s` runs from pickup to delivery; `surcharges` are those that the route alone brings."""

    product = fields.String()
    promised_s = fields.Integer()
    surcharges = fields.List(fields.Nested(SurchargeSchema()))


class ServiceSchema(Schema):
    """`products` is empty while an end is not served."""

    pickup = fields.Nested(ServedSchema())
    delivery = fields.Nested(ServedSchema())
    products = fields.List(fields.Nested(ProductSchema()))
