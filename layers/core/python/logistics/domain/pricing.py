"""What a parcel costs to send, in whole numbers throughout: one rounding of the weight, one of the freight."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from logistics.domain.faults import Invalid
from logistics.domain.money import MOST_FEN, percent_fen
from logistics.domain.route_class import RouteClass
from logistics.domain.tariff import Condition, Rounding, Surcharge, SurchargeKind, Tariff, ValueFee

if TYPE_CHECKING:
    from logistics.domain.quote import QuoteAsk

FREIGHT, INSURANCE, COD_FEE = "freight", "insurance", "cod_fee"
PIECES, RETURN_RECEIPT = "pieces", "return_receipt"
OVERWEIGHT_G = 50_000  # two people carry it
OVERSIZE_CM3 = 500_000  # it does not go into a courier's box


@dataclass(frozen=True)
class FeeLine:
    """One line of the bill; `name` is what the customer reads."""

    code: str
    name: str
    amount_fen: int


@dataclass(frozen=True)
class Price:
    """The bill: the weight that was charged, in grams, the lines, the freight first, and what they add up to."""

    charge_weight_g: int
    fee_lines: tuple[FeeLine, ...]
    total_fen: int

    def __post_init__(self) -> None:
        if self.total_fen != sum(line.amount_fen for line in self.fee_lines):
            raise ValueError("the total of a price is the sum of its lines")


def price(tariff: Tariff, ask: "QuoteAsk", conditions: Collection[Condition] = ()) -> Price:
    """The bill for an ask under the conditions that hold (remote, peak ...).

    Raises Invalid WEIGHT_INVALID, INSURANCE_UNAVAILABLE, INSURED_VALUE_TOO_HIGH, COD_UNAVAILABLE, COD_TOO_HIGH, and
    PRICE_TOO_HIGH for a bill that no mistake in a tariff may cause.
    """
    charged_g = charge_weight_g(tariff, ask.weight_g, ask.volume_cm3)
    freight = freight_fen(tariff, charged_g)
    lines = [FeeLine(FREIGHT, "运费", freight)]
    lines += [
        FeeLine(surcharge.code, surcharge.name, _surcharge_fen(surcharge, freight))
        for surcharge in tariff.surcharges
        if surcharge.condition is Condition.ALWAYS or surcharge.condition in conditions
    ]
    if ask.insured_value_fen:
        lines.append(FeeLine(INSURANCE, "保价费", insurance_fen(tariff, ask.insured_value_fen)))
    if ask.cod_fen:
        lines.append(FeeLine(COD_FEE, "代收货款手续费", cod_fee_fen(tariff, ask.cod_fen)))
    if ask.pieces > 1:
        lines.append(FeeLine(PIECES, "子件费", (ask.pieces - 1) * tariff.piece_fen))
    if ask.return_receipt:
        lines.append(FeeLine(RETURN_RECEIPT, "签单返还费", tariff.return_receipt_fen))
    total_fen = sum(line.amount_fen for line in lines)
    if total_fen > MOST_FEN:
        raise Invalid("PRICE_TOO_HIGH", "运费超出上限，请联系客服")
    return Price(charged_g, tuple(lines), total_fen)


def conditions_of_route(route: RouteClass) -> set[Condition]:
    """The conditions that hold whatever is sent there."""
    return {Condition.REMOTE} if route is RouteClass.REMOTE else set()


def conditions_of(ask: "QuoteAsk", route: RouteClass) -> set[Condition]:
    """The conditions that hold for an ask on its route."""
    met = {
        Condition.OVERWEIGHT: ask.weight_g > OVERWEIGHT_G,
        Condition.OVERSIZE: ask.volume_cm3 > OVERSIZE_CM3,
    }
    return conditions_of_route(route) | {condition for condition, holds in met.items() if holds}


def charge_weight_g(tariff: Tariff, weight_g: int, volume_cm3: int) -> int:
    """The heavier of scale and tape measure, at least the minimum, rounded as its weight band says."""
    if weight_g <= 0 or volume_cm3 < 0:
        raise Invalid("WEIGHT_INVALID", "重量或体积无效", weight_g=weight_g, volume_cm3=volume_cm3)
    # Kept as grams times the divisor: dividing first would round a weight twice.
    scaled = max(weight_g * tariff.divisor, volume_cm3 * 1000, tariff.minimum_g * tariff.divisor)
    band = next(band for band in tariff.bands if band.below_g is None or scaled < band.below_g * tariff.divisor)
    return _round(scaled, band.step_g * tariff.divisor, band.mode) * band.step_g


def freight_fen(tariff: Tariff, charged_g: int) -> int:
    """First weight at one price, every further gram in proportion, rounded once."""
    thousandths = tariff.first_fen * 1000 + max(0, charged_g - tariff.first_g) * tariff.continued_fen
    freight = _round(thousandths, tariff.round_fen * 1000, tariff.round_mode) * tariff.round_fen
    return max(freight, tariff.minimum_fen)


def insurance_fen(tariff: Tariff, insured_value_fen: int) -> int:
    """The premium on a declared value (保价); the value is capped by the tariff."""
    if tariff.insurance is None:
        raise Invalid("INSURANCE_UNAVAILABLE", "该产品不支持保价")
    return _value_fee_fen(tariff.insurance, insured_value_fen, "INSURED_VALUE_TOO_HIGH", "保价金额超出上限")


def cod_fee_fen(tariff: Tariff, cod_fen: int) -> int:
    """The fee for collecting goods money at the door; the sum is capped by the tariff."""
    if tariff.cod is None:
        raise Invalid("COD_UNAVAILABLE", "该产品不支持代收货款")
    return _value_fee_fen(tariff.cod, cod_fen, "COD_TOO_HIGH", "代收货款金额超出上限")


def _value_fee_fen(fee: ValueFee, sum_fen: int, code: str, message: str) -> int:
    if sum_fen < 0:
        raise Invalid("AMOUNT_INVALID", "金额无效", amount_fen=sum_fen)
    if sum_fen > fee.cap_fen:
        raise Invalid(code, message, cap_fen=fee.cap_fen)
    return max(percent_fen(sum_fen, fee.basis_points), fee.minimum_fen)


def _surcharge_fen(surcharge: Surcharge, freight: int) -> int:
    flat = surcharge.kind is SurchargeKind.FLAT
    return surcharge.amount if flat else percent_fen(freight, surcharge.amount)


def _round(amount: int, step: int, mode: Rounding) -> int:
    """How many steps an amount comes to."""
    return -(-amount // step) if mode is Rounding.UP else (2 * amount + step) // (2 * step)
