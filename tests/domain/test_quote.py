"""An order may only be placed from the very quote that was given, and in time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from logistics.domain.faults import Conflict
from logistics.domain.pricing import FeeLine, Price
from logistics.domain.quote import Quote, QuoteAsk
from logistics.domain.route_class import RouteClass
from tests.domain.parcels import MORNING

ASK = QuoteAsk("standard", "110105", "440303", 1000, 0, 0, 0)
QUOTE = Quote(
    "q1",
    ASK,
    Price(1000, (FeeLine("freight", "运费", 1800),), 1800),
    "t1",
    RouteClass.CROSS_PROVINCE,
    MORNING + timedelta(minutes=30),
    172_800,
)


def test_the_same_ask_in_time_is_taken() -> None:
    QUOTE.check(replace(ASK), MORNING + timedelta(minutes=29, seconds=59))


def test_at_its_expiry_a_quote_is_void() -> None:
    with pytest.raises(Conflict) as refused:
        QUOTE.check(ASK, MORNING + timedelta(minutes=30))
    assert refused.value.code == "QUOTE_EXPIRED"


@pytest.mark.parametrize(
    "change",
    [
        {"product": "express"},
        {"from_adcode": "110101"},
        {"to_adcode": "440305"},
        {"weight_g": 999},
        {"volume_cm3": 1},
        {"insured_value_fen": 100},
        {"cod_fen": 1},
    ],
)
def test_any_other_ask_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(Conflict) as refused:
        QUOTE.check(replace(ASK, **change), MORNING)  # type: ignore[arg-type]
    assert refused.value.code == "QUOTE_ALTERED"
