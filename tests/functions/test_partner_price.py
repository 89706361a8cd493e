"""A courier measured more than a shop had said: the shop is asked, sees the new price, and answers by program.

A shop's order of 1.5 kg from Guangzhou to Hangzhou costs 20.50 yuan, 2.6 kg cost 26.00 (see test_repricing.py).
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from logistics.domain.ids import new_id
from logistics.domain.roles import Actor
from logistics.store.mongo import Unit
from tests.support.calls import deliver_outbox, http
from tests.support.orders import _change, assign, parcel_of, place_order
from tests.support.partners import Shop, open_shop, shop_order
from tests.support.people import actor, session_of, sign_in
from tests.support.proofs import proof

TOKEN = "faceid-token"
NUMBER = "SO-1001"


@pytest.fixture
def courier(store: Unit) -> Actor:
    return actor("courier", "GZ-TH-1")


@pytest.fixture
def shop(store: Unit) -> Shop:
    return open_shop()


def task(shop: Shop, courier: Actor) -> str:
    waybill_no = str(shop.call("POST", "/partner/v1/orders", shop_order(NUMBER)).data["waybill_no"])
    assign(waybill_no, courier)
    _change(waybill_no, lambda parcel, now: parcel.verify_real_name(TOKEN, now))
    return waybill_no


def measure(waybill_no: str, courier: Actor, weight_g: int = 2_600) -> str:
    photo = proof(waybill_no, session_of(courier))
    body = {"weight_g": weight_g, "volume_cm3": 6_000, "evidence": [photo]}
    path = f"/parcels/{waybill_no}/measurement"
    return str(http("pick_up", "POST", path, body, session=session_of(courier)).data["measurement_id"])


def question(shop: Shop) -> Any:
    return shop.call("GET", f"/partner/v1/orders/{NUMBER}").data["price_question"]


def answer(shop: Shop, measurement_id: str, agreed: bool = True, number: str = NUMBER) -> Any:
    body = {"measurement_id": measurement_id, "agreed": agreed}
    return shop.call("POST", f"/partner/v1/orders/{number}/price-answer", body)


def pick_up(waybill_no: str, courier: Actor, measurement_id: str) -> Any:
    now = datetime.now(UTC)
    body = {"scan_id": new_id(now), "occurred_at": now.isoformat(), "real_name_token": TOKEN, "inspected": True}
    body |= {"weight_g": 2_600, "volume_cm3": 6_000, "measurement_id": measurement_id}
    return http("pick_up", "POST", f"/parcels/{waybill_no}/pickup", body, session=session_of(courier))


def test_a_parcel_waits_for_the_word_of_its_shop(shop: Shop, courier: Actor) -> None:
    waybill_no = task(shop, courier)
    assert question(shop) is None
    measurement_id = measure(waybill_no, courier)
    asked = {"measurement_id": measurement_id, "weight_g": 2_600, "volume_cm3": 6_000}
    asked |= {"before_fen": 2_050, "after_fen": 2_600}
    assert question(shop) == asked | {"agreed": None}
    assert pick_up(waybill_no, courier, measurement_id).status == 409
    said = answer(shop, measurement_id)
    assert (said.status, said.data["price_question"]) == (200, asked | {"agreed": True})
    assert pick_up(waybill_no, courier, measurement_id).status == 200
    order = shop.call("GET", f"/partner/v1/orders/{NUMBER}").data
    assert (order["total_fen"], order["price_question"]) == (2_600, None)


def test_a_no_may_become_a_yes_until_the_pickup(shop: Shop, courier: Actor) -> None:
    waybill_no = task(shop, courier)
    measurement_id = measure(waybill_no, courier)
    assert answer(shop, measurement_id, agreed=False).data["price_question"]["agreed"] is False
    assert pick_up(waybill_no, courier, measurement_id).status == 409
    assert answer(shop, measurement_id).status == 200
    assert pick_up(waybill_no, courier, measurement_id).status == 200
    late = answer(shop, measurement_id, agreed=False)
    assert (late.status, late.code) == (409, "PARCEL_STATE_CONFLICT")


def test_what_was_measured_before_is_not_agreed_to(shop: Shop, courier: Actor) -> None:
    waybill_no = task(shop, courier)
    first = measure(waybill_no, courier)
    second = measure(waybill_no, courier, 3_000)
    old = answer(shop, first)
    assert (old.status, old.code) == (409, "MEASUREMENT_OUTDATED")
    assert question(shop)["measurement_id"] == second and parcel_of(waybill_no).repricing.waits


def test_the_shop_is_told_which_measurement_to_answer_to(shop: Shop, courier: Actor, variables: dict[str, str]) -> None:
    sandbox = variables["WECHAT_BASE_URL"]
    requests.delete(f"{sandbox}/_sandbox/shops/messages", timeout=10)
    known = {"shop": "books", "key_id": shop.key_id, "secret": shop.secret}
    requests.post(f"{sandbox}/_sandbox/shops/keys", json=known, timeout=10)
    hook = {"url": f"{sandbox}/shops/books", "kinds": ["RepricingConsentAsked"]}
    assert shop.call("POST", "/partner/v1/webhooks", hook).status == 200
    measurement_id = measure(task(shop, courier), courier)
    deliver_outbox("partner")
    (message,) = requests.get(f"{sandbox}/_sandbox/shops/messages", timeout=10).json()["messages"]
    told = json.loads(message["body"])
    assert (told["type"], told["status"], told["external_no"]) == ("RepricingConsentAsked", None, NUMBER)
    assert told["data"] == {"measurement_id": measurement_id, "before_fen": 2_050, "after_fen": 2_600}


def test_nobody_answers_for_anothers_order_or_with_a_key_that_only_looks(shop: Shop, courier: Actor) -> None:
    waybill_no = task(shop, courier)
    measurement_id = measure(waybill_no, courier)
    other = open_shop("晴川花店")
    for number in (NUMBER, waybill_no, place_order(sign_in("customer"))):
        assert answer(other, measurement_id, number=number).code == "PARCEL_NOT_FOUND"
    looking = open_shop("只看", grants=["track"])
    assert answer(looking, measurement_id).status == 403
    assert parcel_of(waybill_no).repricing.agreed is None
