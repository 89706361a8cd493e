"""What a quote is asked with, and what it answers."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from logistics.domain.quote import QuoteAsk
from logistics.runtime.schemas import CommandSchema, adcode, fen, location, text, whole

Point = tuple[float, float]
_MOST_G = 1_000_000
_MOST_CM3 = 20_000_000


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
    from_point: Point | None = None
    to_point: Point | None = None

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
