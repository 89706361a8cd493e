"""A tariff on the wire: every number bounded here, their sense checked by the domain."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from logistics.domain.route_class import RouteClass
from logistics.domain.tariff import PIECE_FEN, RETURN_RECEIPT_FEN, Condition, Rounding, SurchargeKind
from logistics.runtime.schemas import CommandSchema, fen, moment, one_of, spelled, text, whole

_CODE = spelled("[a-z][a-z0-9_]{1,31}")
_LONGEST_S = 90 * 86_400


@dataclass(frozen=True)
class ListTariffs:
    product: str = ""
    route_class: str = ""


class ListTariffsSchema(CommandSchema):
    command = ListTariffs

    product = fields.String(validate=_CODE)
    route_class = one_of(RouteClass)


@dataclass(frozen=True)
class TariffRef:
    version: str


class TariffRefSchema(CommandSchema):
    command = TariffRef

    version = text(80, required=True)


class BandSchema(Schema):
    """The last band has no upper end."""

    below_g = whole(1, allow_none=True, load_default=None, strict=True)
    step_g = whole(1, required=True, strict=True)
    mode = one_of(Rounding, required=True)


class SurchargeSchema(Schema):
    """`amount` is fen when flat, basis points when percent."""

    code = fields.String(required=True, validate=_CODE)
    name = text(20, required=True)
    kind = one_of(SurchargeKind, required=True)
    amount = whole(0, required=True, strict=True)
    condition = one_of(Condition, required=True)


class ValueFeeSchema(Schema):
    basis_points = whole(0, 10_000, required=True, strict=True)
    minimum_fen = fen(required=True)
    cap_fen = fen(required=True)


class RuleSchema(Schema):
    """The price rule itself, as domain/tariff.py explains it."""

    divisor = whole(1, required=True, strict=True)
    minimum_g = whole(1, required=True, strict=True)
    bands = fields.List(fields.Nested(BandSchema), required=True, validate=validate.Length(min=1, max=20))
    first_g = whole(1, required=True, strict=True)
    first_fen = fen(required=True)
    continued_fen = fen(required=True)
    round_fen = fen(1, required=True)
    round_mode = one_of(Rounding, required=True)
    minimum_fen = fen(load_default=0)
    surcharges = fields.List(fields.Nested(SurchargeSchema), validate=validate.Length(max=20), load_default=list)
    insurance = fields.Nested(ValueFeeSchema, allow_none=True, load_default=None)
    cod = fields.Nested(ValueFeeSchema, allow_none=True, load_default=None)
    piece_fen = fen(load_default=PIECE_FEN)
    return_receipt_fen = fen(load_default=RETURN_RECEIPT_FEN)


@dataclass(frozen=True)
class PublishTariff:
    """In force from `valid_from` on, until `valid_to` or until a newer version follows."""

    product: str
    route_class: str
    valid_from: datetime
    promised_s: int
    rule: dict[str, Any]
    valid_to: datetime | None = None


class PublishTariffSchema(CommandSchema):
    command = PublishTariff

    product = fields.String(required=True, validate=_CODE)
    route_class = one_of(RouteClass, required=True)
    valid_from = moment(required=True)
    valid_to = moment(allow_none=True)
    promised_s = whole(3_600, _LONGEST_S, required=True, strict=True)
    rule = fields.Nested(RuleSchema, required=True)


class TariffHeadSchema(Schema):
    version = fields.String(attribute="tariff.version")
    product = fields.String(attribute="tariff.product")
    route_class = fields.String(attribute="tariff.route_class")
    valid_from = fields.AwareDateTime(format="iso", attribute="since")
    valid_to = fields.AwareDateTime(format="iso", attribute="until", allow_none=True)
    promised_s = fields.Integer()


class TariffSchema(TariffHeadSchema):
    rule = fields.Nested(RuleSchema, attribute="tariff")


class TariffsSchema(Schema):
    tariffs = fields.List(fields.Nested(TariffHeadSchema))


class PublishedSchema(Schema):
    version = fields.String()
