"""Prices against worked examples, each computed by hand or published with its rule."""

import pytest

from logistics.domain.faults import Invalid
from logistics.domain.pricing import charge_weight_g, freight_fen, insurance_fen, price
from logistics.domain.quote import QuoteAsk
from logistics.domain.tariff import Condition, Tariff

# To 0.1 kg below 10 kg, up to 0.5 kg below 100 kg, to the nearest kilogram above; price to 0.1 yuan.
FINE_BANDS = [
    {"below_g": 10_000, "step_g": 100, "mode": "nearest"},
    {"below_g": 100_000, "step_g": 500, "mode": "up"},
    {"below_g": None, "step_g": 1000, "mode": "nearest"},
]
# Up to 0.5 kg below 100 kg, to the nearest kilogram above; freight in whole yuan.
HALF_KILO_BANDS = [
    {"below_g": 100_000, "step_g": 500, "mode": "up"},
    {"below_g": None, "step_g": 1000, "mode": "nearest"},
]


def tariff(first_fen: int = 1800, continued_fen: int = 500, divisor: int = 12_000, **more: object) -> Tariff:
    data: dict[str, object] = {
        "version": "t1",
        "product": "standard",
        "route_class": "cross_province",
        "divisor": divisor,
        "minimum_g": 1000,
        "bands": FINE_BANDS,
        "first_g": 1000,
        "first_fen": first_fen,
        "continued_fen": continued_fen,
        "round_fen": 10,
        "round_mode": "nearest",
        "insurance": {"basis_points": 50, "minimum_fen": 100, "cap_fen": 10_000_000},
        "cod": {"basis_points": 100, "minimum_fen": 200, "cap_fen": 30_000_000},
    }
    return Tariff.from_data(data | more)


def ask(weight_g: int = 1000, volume_cm3: int = 0, insured_value_fen: int = 0, cod_fen: int = 0) -> QuoteAsk:
    return QuoteAsk("standard", "110105", "440303", weight_g, volume_cm3, insured_value_fen, cod_fen)


@pytest.mark.parametrize(
    ("case", "weight_g", "volume_cm3", "divisor", "first_fen", "continued_fen", "charged_g", "total_fen"),
    [
        ("跨省", 800, 0, 12_000, 1800, 500, 1_000, 1800),
        ("跨省", 1_800, 0, 12_000, 1800, 500, 1_800, 2200),
        ("跨省 50x50x50", 3_800, 125_000, 12_000, 1800, 500, 10_500, 6550),
        ("同城 50x50x50", 3_800, 125_000, 12_000, 1200, 200, 10_500, 3100),
        ("京津 50x50x50", 3_800, 125_000, 6_000, 1200, 500, 21_000, 11_200),
        ("省内", 3_800, 5_000, 8_000, 1200, 300, 3_800, 2040),
    ],
)
def test_the_published_examples(
    case: str,
    weight_g: int,
    volume_cm3: int,
    divisor: int,
    first_fen: int,
    continued_fen: int,
    charged_g: int,
    total_fen: int,
) -> None:
    bill = price(tariff(first_fen, continued_fen, divisor), ask(weight_g, volume_cm3))
    assert (bill.charge_weight_g, bill.total_fen) == (charged_g, total_fen), case


@pytest.mark.parametrize(
    ("weight_g", "charged_g"),
    [
        (1, 1_000),
        (1_000, 1_000),
        (1_001, 1_000),
        (9_949, 9_900),
        (9_950, 10_000),
        (10_000, 10_000),
        (10_001, 10_500),
        (18_100, 18_500),
        (18_700, 19_000),
        (99_999, 100_000),
        (100_499, 100_000),
        (108_400, 108_000),
        (108_500, 109_000),
    ],
)
def test_weights_at_the_edges_of_the_fine_bands(weight_g: int, charged_g: int) -> None:
    assert charge_weight_g(tariff(), weight_g, 0) == charged_g


@pytest.mark.parametrize(
    ("weight_g", "charged_g"), [(1_100, 1_500), (99_600, 100_000), (100_400, 100_000), (100_500, 101_000)]
)
def test_weights_under_the_half_kilo_rule(weight_g: int, charged_g: int) -> None:
    assert charge_weight_g(tariff(bands=HALF_KILO_BANDS), weight_g, 0) == charged_g


@pytest.mark.parametrize(
    ("volume_cm3", "charged_g"),
    [
        (1_302_000, 109_000),  # exactly 108.5 kg
        (1_301_999, 108_000),  # a hair below: rounding to grams first would have made it 109
        (120_000, 10_000),
        (120_001, 10_500),
    ],
)
def test_a_volumetric_weight_is_rounded_once(volume_cm3: int, charged_g: int) -> None:
    assert charge_weight_g(tariff(), 100, volume_cm3) == charged_g


def test_freight_is_rounded_once_and_has_a_minimum() -> None:
    assert freight_fen(tariff(1800, 333), 1_500) == 1970  # 18.00 + 1.665 = 19.665, to 0.1 yuan
    assert freight_fen(tariff(1800, 333, round_fen=100), 1_500) == 2000
    assert freight_fen(tariff(1800, 333, round_fen=100, round_mode="up"), 4_100) == 2900  # 28.323
    assert freight_fen(tariff(1800, 300, round_fen=100), 1_500) == 2000  # 19.50, half up
    assert freight_fen(tariff(500, 0, minimum_fen=800), 1_000) == 800


@pytest.mark.parametrize(
    ("value_fen", "premium_fen"), [(20_000, 100), (20_100, 101), (100_000, 500), (1, 100), (10_000_000, 50_000)]
)
def test_insurance_is_half_a_per_cent_and_at_least_one_yuan(value_fen: int, premium_fen: int) -> None:
    assert insurance_fen(tariff(), value_fen) == premium_fen


def test_the_bill_names_each_fee_for_the_customer() -> None:
    surcharges = [
        {"code": "fuel", "name": "燃油附加费", "kind": "percent", "amount": 250, "condition": "always"},
        {"code": "remote", "name": "偏远附加费", "kind": "flat", "amount": 500, "condition": "remote"},
        {"code": "peak", "name": "旺季附加费", "kind": "flat", "amount": 300, "condition": "peak"},
    ]
    bill = price(tariff(surcharges=surcharges), ask(1_800, 0, 100_000, 50_000), {Condition.REMOTE})
    assert [(line.code, line.name, line.amount_fen) for line in bill.fee_lines] == [
        ("freight", "运费", 2200),
        ("fuel", "燃油附加费", 55),
        ("remote", "偏远附加费", 500),
        ("insurance", "保价费", 500),
        ("cod_fee", "代收货款手续费", 500),
    ]
    assert bill.total_fen == 3755


def test_a_small_cod_sum_costs_the_least_fee() -> None:
    assert price(tariff(), ask(cod_fen=1_000)).fee_lines[-1].amount_fen == 200


@pytest.mark.parametrize(
    ("rules", "asked", "code"),
    [
        ({}, ask(insured_value_fen=10_000_001), "INSURED_VALUE_TOO_HIGH"),
        ({}, ask(cod_fen=30_000_001), "COD_TOO_HIGH"),
        ({"insurance": None}, ask(insured_value_fen=1), "INSURANCE_UNAVAILABLE"),
        ({"cod": None}, ask(cod_fen=1), "COD_UNAVAILABLE"),
        ({}, ask(weight_g=0), "WEIGHT_INVALID"),
        ({}, ask(volume_cm3=-1), "WEIGHT_INVALID"),
        ({}, ask(insured_value_fen=-1), "AMOUNT_INVALID"),
        ({}, ask(cod_fen=-1), "AMOUNT_INVALID"),
        # 20 m³ at a divisor of 1 are 20,000 t: at ten thousand million yuan a kilogram no store could hold the sum.
        ({"divisor": 1, "continued_fen": 10**12}, ask(volume_cm3=20_000_000), "PRICE_TOO_HIGH"),
    ],
)
def test_what_the_product_does_not_carry_is_refused(rules: dict[str, object], asked: QuoteAsk, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        price(tariff(**rules), asked)
    assert refused.value.code == code
