"""Prices before ordering, on the seeded tariffs: what is charged, who serves, how long it holds."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.faults import Conflict
from logistics.domain.quote import QuoteAsk
from logistics.store.mongo import Unit
from logistics.store.quotes import quote_of
from logistics.store.redis import redis
from tests.support.calls import Answer, http, invoke
from tests.support.people import sign_in

TIANHE, FUTIAN, BINJIANG, XUANWU = "440106", "440304", "330108", "320102"
URUMQI = "650102"


def ask(**changes: Any) -> dict[str, Any]:
    return {"product": "standard", "from_adcode": TIANHE, "to_adcode": BINJIANG, "weight_g": 800} | changes


def quote(**changes: Any) -> Answer:
    return http("quote", "POST", "/quotes", ask(**changes))


# first and continued price per kg, divisor: same city 12/2/12000, in province 12/3/8000, economic zone 12/5/6000,
# across provinces 18/5/12000; the last 100 g, 500 g or kg of a band is charged whole (sl-express's published cases).
@pytest.mark.parametrize(
    ("changes", "charge_weight_g", "total_fen"),
    [
        ({}, 1_000, 1800),
        ({"weight_g": 1_800}, 1_800, 2200),
        ({"weight_g": 3_800, "volume_cm3": 125_000}, 10_500, 6550),
        ({"to_adcode": TIANHE, "weight_g": 3_800, "volume_cm3": 125_000}, 10_500, 3100),
        ({"to_adcode": FUTIAN, "weight_g": 3_800, "volume_cm3": 5_000}, 3_800, 2040),
        (
            {"from_adcode": BINJIANG, "to_adcode": XUANWU, "weight_g": 3_800, "volume_cm3": 125_000},
            21_000,
            11200,
        ),
        ({"weight_g": 18_100}, 18_500, 10550),
        ({"weight_g": 108_500}, 109_000, 55800 + 2000),  # over 50 kg: the overweight surcharge
    ],
)
def test_the_price_is_that_of_the_published_table(
    store: Unit, changes: dict[str, Any], charge_weight_g: int, total_fen: int
) -> None:
    told = quote(**changes).data
    assert (told["charge_weight_g"], told["total_fen"]) == (charge_weight_g, total_fen)


def test_every_fee_is_a_line_that_a_customer_can_read(store: Unit) -> None:
    told = quote(insured_value_fen=100_000, cod_fen=50_000).data
    assert told["fee_lines"] == [
        {"code": "freight", "name": "运费", "amount_fen": 1800},
        {"code": "insurance", "name": "保价费", "amount_fen": 500},
        {"code": "cod_fee", "name": "代收货款手续费", "amount_fen": 500},
    ]
    assert told["total_fen"] == 2800


def test_a_quote_names_its_outlets_its_rule_and_its_promise(store: Unit) -> None:
    told = quote(to_adcode=XUANWU).data
    assert (told["pickup_outlet_id"], told["delivery_outlet_id"]) == ("GZ-TH-1", "NJ-XW-1")
    assert told["tariff_version"] == "standard.cross_province.20250101T000000Z"
    assert told["route_class"] == "cross_province"
    assert told["promised_s"] == 72 * 3600


def test_a_guest_and_a_customer_hear_the_same_price(store: Unit) -> None:
    session = sign_in("customer")
    signed_in = http("quote", "POST", "/quotes", ask(), session=session).data
    assert signed_in["total_fen"] == quote().data["total_fen"]
    assert invoke("quote", "quote_price", ask()).data["total_fen"] == 1800


def test_a_quote_holds_half_an_hour_and_for_what_was_asked_only(store: Unit) -> None:
    before = datetime.now(UTC)
    told = quote().data
    expires_at = datetime.fromisoformat(told["expires_at"])
    assert timedelta(minutes=30) <= expires_at - before < timedelta(minutes=30, seconds=10)
    kept = quote_of(told["quote_id"])
    assert kept is not None and kept.price.total_fen == told["total_fen"]
    asked = QuoteAsk("standard", TIANHE, BINJIANG, 800)
    kept.check(asked, expires_at - timedelta(seconds=1))
    for altered, at, code in [
        (asked, expires_at, "QUOTE_EXPIRED"),
        (QuoteAsk("standard", TIANHE, BINJIANG, 801), before, "QUOTE_ALTERED"),
    ]:
        with pytest.raises(Conflict) as refusal:
            kept.check(altered, at)
        assert refusal.value.code == code


def test_a_late_order_can_still_hear_that_the_quote_expired(store: Unit) -> None:
    key = f"quote:{quote().data['quote_id']}"
    assert 1800 < redis().ttl(key) <= 2 * 3600


@pytest.mark.parametrize(
    ("changes", "code", "details"),
    [
        ({"from_adcode": URUMQI}, "NOT_SERVED", {"end": "pickup"}),
        ({"to_adcode": URUMQI}, "NOT_SERVED", {"end": "delivery"}),
        ({"product": "overnight"}, "PRODUCT_NOT_OFFERED", {"product": "overnight"}),
    ],
)
def test_what_is_not_offered_is_refused(
    store: Unit, changes: dict[str, Any], code: str, details: dict[str, str]
) -> None:
    answer = quote(**changes)
    assert (answer.status, answer.code) == (409, code)
    assert answer.body["error"]["details"] == details


# Tianhe is served by two outlets, split at longitude 113.361.
@pytest.mark.parametrize(("lng", "outlet"), [(113.33, "GZ-TH-1"), (113.39, "GZ-TH-2")])
def test_a_point_finds_the_outlet_whose_area_covers_it(store: Unit, lng: float, outlet: str) -> None:
    assert quote(from_point={"lng": lng, "lat": 23.12}).data["pickup_outlet_id"] == outlet


def test_a_point_outside_every_service_area_is_not_served(store: Unit) -> None:
    answer = quote(to_point={"lng": 120.9, "lat": 30.2})
    assert (answer.code, answer.body["error"]["details"]) == ("NOT_SERVED", {"end": "delivery"})


@pytest.mark.parametrize(
    "changes",
    [
        {"weight_g": 0},
        {"weight_g": 1.5},
        {"weight_g": "800"},
        {"weight_g": True},
        {"weight_g": 10**9},
        {"volume_cm3": -1},
        {"cod_fen": -1},
        {"cod_fen": 10.5},
        {"from_adcode": "44010"},
        {"from_adcode": "４４０１０６"},
        {"from_adcode": "440106\n"},
        {"to_adcode": None},
        {"to_point": {"lng": 200, "lat": 0}},
        {"to_point": {"lng": 1}},
        {"product": ""},
        {"product": {"$ne": ""}},
        {"coupon": "free"},
    ],
)
def test_bad_input_is_refused_and_nothing_is_kept(store: Unit, changes: dict[str, Any]) -> None:
    answer = quote(**changes)
    assert (answer.status, answer.code) == (422, "INPUT_INVALID")
    assert redis().keys("quote:*") == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"insured_value_fen": 10_000_001}, "INSURED_VALUE_TOO_HIGH"),
        ({"cod_fen": 30_000_001}, "COD_TOO_HIGH"),
    ],
)
def test_sums_beyond_the_tariffs_caps_are_refused(store: Unit, changes: dict[str, Any], code: str) -> None:
    assert (quote(**changes).status, quote(**changes).code) == (422, code)


def test_a_quote_loads_no_library_that_it_does_not_need() -> None:
    """A fresh process, because this one has loaded everything."""
    program = "import sys; import functions.quote.handler; print(*sys.modules)"
    path = ":".join(each for each in sys.path if each)
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"boto3", "botocore", "wechatpy", "tink", "requests"}
