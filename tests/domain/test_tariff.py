"""Tariffs are data, and bad data is refused by the name of its field."""

import json

import pytest

from logistics.domain.faults import Invalid
from logistics.domain.tariff import Tariff

GOOD: dict[str, object] = {
    "version": "2025-03",
    "product": "standard",
    "route_class": "same_city",
    "divisor": 12_000,
    "minimum_g": 1000,
    "bands": [{"below_g": 100_000, "step_g": 500, "mode": "up"}, {"below_g": None, "step_g": 1000, "mode": "nearest"}],
    "first_g": 1000,
    "first_fen": 1200,
    "continued_fen": 200,
    "round_fen": 10,
    "round_mode": "nearest",
    "minimum_fen": 1000,
    "surcharges": [{"code": "remote", "name": "偏远附加费", "kind": "flat", "amount": 500, "condition": "remote"}],
    "insurance": {"basis_points": 50, "minimum_fen": 100, "cap_fen": 10_000_000},
    "cod": None,
}
BAND = {"below_g": None, "step_g": 500, "mode": "up"}
SURCHARGE = {"code": "x", "name": "x", "kind": "flat", "amount": 1, "condition": "peak"}


def test_a_tariff_survives_being_stored() -> None:
    tariff = Tariff.from_data(GOOD)
    assert Tariff.from_data(json.loads(json.dumps(tariff.to_data()))) == tariff


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"version": ""}, "version"),
        ({"product": None}, "product"),
        ({"route_class": "moon"}, "route_class"),
        ({"divisor": 0}, "divisor"),
        ({"divisor": 6000.0}, "divisor"),
        ({"minimum_g": 0}, "minimum_g"),
        ({"first_fen": -1}, "first_fen"),
        ({"first_fen": True}, "first_fen"),
        ({"continued_fen": "200"}, "continued_fen"),
        ({"round_fen": 0}, "round_fen"),
        ({"round_mode": "down"}, "round_mode"),
        ({"minimum_fen": -1}, "minimum_fen"),
        ({"bands": []}, "bands"),
        ({"bands": "up"}, "bands"),
        ({"bands": [{"below_g": 1000, "step_g": 500, "mode": "up"}]}, "bands"),
        ({"bands": [BAND, BAND]}, "bands"),
        ({"bands": [BAND | {"below_g": 9}, BAND | {"below_g": 8}, BAND]}, "bands"),
        ({"bands": [BAND | {"step_g": 0}]}, "bands[0].step_g"),
        ({"bands": [BAND | {"mode": "off"}]}, "bands[0].mode"),
        ({"bands": [7]}, "bands[0]"),
        ({"surcharges": [SURCHARGE | {"kind": "magic"}]}, "surcharges[0].kind"),
        ({"surcharges": [SURCHARGE | {"amount": -1}]}, "surcharges[0].amount"),
        ({"surcharges": [SURCHARGE, SURCHARGE | {"condition": "rain"}]}, "surcharges[1].condition"),
        ({"insurance": {"basis_points": 50, "minimum_fen": 100}}, "insurance.cap_fen"),
        ({"cod": 5}, "cod"),
        ({"discount": 5}, "discount"),
    ],
)
def test_a_bad_field_is_named(change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        Tariff.from_data(GOOD | change)
    assert (refused.value.code, refused.value.details["field"]) == ("TARIFF_INVALID", field)


@pytest.mark.parametrize(
    "field", [name for name in GOOD if name not in {"minimum_fen", "surcharges", "insurance", "cod"}]
)
def test_a_missing_field_is_named(field: str) -> None:
    with pytest.raises(Invalid) as refused:
        Tariff.from_data({name: value for name, value in GOOD.items() if name != field})
    assert refused.value.details["field"] == field
