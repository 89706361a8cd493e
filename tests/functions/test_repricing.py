"""Weighed again at the door: the price of the same tariff, consent where it rises much, and the money that follows.

Guangzhou to Hangzhou: 18.00 yuan for the first kilogram, 5.00 for each further, by 0.1 kg; volume weighs 1 kg per
12,000 cm3. 1.5 kg were ordered for 20.50; 2.5 kg cost 25.50 (a rise of 5.00), 2.6 kg 26.00 (5.50, 26.8 %),
1.0 kg 18.00. Above 10 kg the step is 0.5 kg.
"""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from logistics.domain.consignment import PaymentTerms
from logistics.domain.ids import new_id
from logistics.domain.repricing import needs_consent
from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.store.mongo import Unit, database
from tests.support.calls import deliver_outbox, http, invoke
from tests.support.orders import _change, assign, parcel_of, place_order, report
from tests.support.people import actor, session_of, sign_in
from tests.support.proofs import proof

TOKEN = "faceid-token"


@pytest.fixture
def courier(store: Unit) -> Actor:
    return actor("courier", "GZ-TH-1")


@pytest.fixture
def sender(store: Unit) -> Actor:
    return actor("customer")


def task(sender: Actor, courier: Actor, **changes: Any) -> str:
    """An order whose identity check is done, waiting for its courier."""
    waybill_no = place_order(session_of(sender), **changes)
    assign(waybill_no, courier)
    _change(waybill_no, lambda parcel, now: parcel.verify_real_name(TOKEN, now))
    return waybill_no


def measure(waybill_no: str, courier: Actor, weight_g: Any, volume_cm3: Any = 6000, **more: Any) -> Any:
    body = {"weight_g": weight_g, "volume_cm3": volume_cm3} | more
    return http("pick_up", "POST", f"/parcels/{waybill_no}/measurement", body, session=session_of(courier))


def answer(waybill_no: str, sender: Actor, measurement_id: str, agreed: bool = True) -> Any:
    body = {"measurement_id": measurement_id, "agreed": agreed}
    return http("pick_up", "POST", f"/parcels/{waybill_no}/repricing-consent", body, session=session_of(sender))


def pick_up(waybill_no: str, courier: Actor, weight_g: int = 1500, **more: Any) -> Any:
    now = datetime.now(UTC)
    body = {"scan_id": new_id(now), "occurred_at": now.isoformat(), "real_name_token": TOKEN, "inspected": True}
    body |= {"weight_g": weight_g, "volume_cm3": 6000} | more
    return http("pick_up", "POST", f"/parcels/{waybill_no}/pickup", body, session=session_of(courier))


def owed(waybill_no: str) -> dict[str, int]:
    """Freight receivable by holder, once all events were delivered."""
    deliver_outbox("collect_cod")
    shown = invoke("collect_cod", "show_journal", {"waybill_no": waybill_no}, sign_in("finance")).data
    assert shown["sum_fen"] == 0
    return {
        line["holder"]: line["amount_fen"] for line in shown["positions"] if line["account"] == "freight_receivable"
    }


def instructions(waybill_no: str) -> list[tuple[str, int, str]]:
    deliver_outbox("collect_cod", "pay")
    shown = invoke("collect_cod", "list_payment_instructions", {"waybill_no": waybill_no}, sign_in("finance")).data
    return [(each["kind"], each["amount_fen"], each["status"]) for each in shown["instructions"]]


@pytest.mark.parametrize(
    ("before_fen", "after_fen", "asked"),
    [
        (2050, 2050, False),
        (2050, 2550, False),  # exactly 5.00 is not above it
        (2050, 2551, True),
        (10_000, 12_000, False),  # exactly 20 %
        (10_000, 12_001, True),
        (10_000, 11_000, False),  # 10.00 more, but only 10 %
        (1000, 1300, False),  # 30 % more, but only 3.00
        (2050, 100, False),
    ],
)
def test_a_rise_above_five_yuan_and_a_fifth_needs_consent(before_fen: int, after_fen: int, asked: bool) -> None:
    assert needs_consent(before_fen, after_fen) is asked


@pytest.mark.parametrize(
    ("weight_g", "volume_cm3", "after_fen"),
    [(1000, 6000, 1800), (1500, 6000, 2050), (2500, 6000, 2550), (1500, 24_000, 2300), (1501, 6000, 2100)],
)
def test_a_measurement_tells_the_price_of_the_same_tariff(
    weight_g: int, volume_cm3: int, after_fen: int, sender: Actor, courier: Actor
) -> None:
    waybill_no = task(sender, courier)
    told = measure(waybill_no, courier, weight_g, volume_cm3).data
    assert (told["before_fen"], told["after_fen"], told["difference_fen"]) == (2050, after_fen, after_fen - 2050)
    assert (told["needs_consent"], told["consented"]) == (False, False)
    assert parcel_of(waybill_no).price.total_fen == 2050, "nothing is charged before the pickup"


def test_a_much_higher_price_waits_for_the_payer_and_a_photo(sender: Actor, courier: Actor, store: Unit) -> None:
    waybill_no = task(sender, courier)
    assert measure(waybill_no, courier, 2600).code == "PROOF_REQUIRED"
    told = measure(waybill_no, courier, 2600, evidence=[proof(waybill_no, session_of(courier))]).data
    assert (told["after_fen"], told["needs_consent"]) == (2600, True)
    assert [row["type"] for row in store.outbox.of(waybill_no)][-1] == "RepricingConsentAsked"
    named = {"measurement_id": told["measurement_id"]}
    assert pick_up(waybill_no, courier, 2600, **named).code == "REPRICE_CONSENT_REQUIRED"
    assert pick_up(waybill_no, courier, 2600).code == "REPRICE_CONSENT_REQUIRED", "nor without naming it"
    assert answer(waybill_no, sender, told["measurement_id"], agreed=False).data["consented"] is False
    assert pick_up(waybill_no, courier, 2600, **named).code == "REPRICE_CONSENT_REQUIRED"
    assert answer(waybill_no, sender, told["measurement_id"]).data["consented"] is True
    assert pick_up(waybill_no, courier, 2600, **named).data["status"] == "picked_up"
    parcel = parcel_of(waybill_no)
    assert (parcel.price.total_fen, parcel.goods.weight_g) == (2600, 2600)
    assert owed(waybill_no) == {sender.id: 2600}


def test_the_payer_is_told_that_their_word_is_waited_for(sender: Actor, courier: Actor, store: Unit) -> None:
    waybill_no = task(sender, courier)
    measure(waybill_no, courier, 2600, evidence=[proof(waybill_no, session_of(courier))])
    deliver_outbox("notify")
    [asked] = [each for each in store.messages.of(waybill_no) if each.event_type == "RepricingConsentAsked"]
    assert (str(asked.recipient), asked.template, asked.must_arrive) == ("consignor", "tmpl_repricing", True)


def test_a_word_once_given_covers_what_costs_no_more_and_the_pickup_sent_again(sender: Actor, courier: Actor) -> None:
    waybill_no = task(sender, courier)
    photo = [proof(waybill_no, session_of(courier))]
    asked = measure(waybill_no, courier, 3000, evidence=photo).data["measurement_id"]
    answer(waybill_no, sender, asked)
    assert pick_up(waybill_no, courier, 3100).code == "REPRICE_CONSENT_REQUIRED", "28.50 is more than 28.00"
    same = {"scan_id": new_id(datetime.now(UTC)), "occurred_at": datetime.now(UTC).isoformat()}
    first, again = (pick_up(waybill_no, courier, 2800, **same) for _ in range(2))
    assert first.data == again.data, "without network the phone sends it once more, under another request id"
    assert parcel_of(waybill_no).price.total_fen == 2700


def test_only_who_placed_it_answers_and_only_to_the_latest_measurement(sender: Actor, courier: Actor) -> None:
    waybill_no = task(sender, courier)
    photo = [proof(waybill_no, session_of(courier))]
    first = measure(waybill_no, courier, 2600, evidence=photo).data["measurement_id"]
    second = measure(waybill_no, courier, 3000, evidence=photo).data["measurement_id"]
    assert answer(waybill_no, sender, first).code == "MEASUREMENT_OUTDATED"
    assert answer(waybill_no, actor("customer", at=1), second).code == "PARCEL_NOT_FOUND"
    receiver = actor("customer", at=2, phone="13900000002")
    assert answer(waybill_no, receiver, second).code == "ORDER_NOT_YOURS"
    assert pick_up(waybill_no, courier, 2600, measurement_id=first).code == "MEASUREMENT_OUTDATED"


def test_customer_service_answers_for_a_shop_that_has_no_page_of_its_own(courier: Actor, store: Unit) -> None:
    shop = actor("merchant")
    waybill_no = task(shop, courier)
    photo = [proof(waybill_no, session_of(courier))]
    asked = measure(waybill_no, courier, 2600, evidence=photo).data["measurement_id"]
    service = actor("customer_service")
    assert answer(waybill_no, actor("dispatcher"), asked).code == "ROLE_FORBIDDEN"
    assert answer(waybill_no, service, asked).data["consented"] is True
    row = database()["audit"].find_one({"subject": f"parcels:{waybill_no}"})
    assert row and (row["action"], row["changes"]["answer"]) == ("answer_repricing", "agreed")
    assert pick_up(waybill_no, courier, 2600, measurement_id=asked).data["status"] == "picked_up"


@pytest.mark.parametrize("weight_g", [0, -1, 1_000_000, 2_000_000, 1.5, "1500"])
def test_no_weight_and_a_ton_are_no_weights(weight_g: Any, sender: Actor, courier: Actor) -> None:
    waybill_no = task(sender, courier)
    assert measure(waybill_no, courier, weight_g).code == "INPUT_INVALID"
    assert parcel_of(waybill_no).repricing is None


def test_a_pickup_without_a_measurement_is_priced_by_its_own_figures(sender: Actor, courier: Actor) -> None:
    waybill_no = task(sender, courier)
    assert pick_up(waybill_no, courier, 1000).data["status"] == "picked_up"
    assert parcel_of(waybill_no).price.total_fen == 1800
    assert owed(waybill_no) == {sender.id: 1800}


def test_what_is_paid_on_receipt_follows_the_scale(sender: Actor, courier: Actor) -> None:
    waybill_no = task(sender, courier, terms="on_receipt", cod_fen=0)
    assert pick_up(waybill_no, courier, 2500).status == 200
    parcel = parcel_of(waybill_no)
    assert (parcel.freight_due_fen, parcel.due_fen) == (2550, 2550)
    assert owed(waybill_no) == {waybill_no: 2550}
    report(waybill_no, Step.OUT_FOR_DELIVERY, courier)
    refused = http(
        "collect_cod", "POST", f"/parcels/{waybill_no}/collection", {"amount_fen": 2050}, session=session_of(courier)
    )
    assert refused.code == "COD_AMOUNT_MISMATCH", "the ordered price is no longer what is due"
    taken = http(
        "collect_cod", "POST", f"/parcels/{waybill_no}/collection", {"amount_fen": 2550}, session=session_of(courier)
    )
    assert taken.status == 200
    assert owed(waybill_no) == {}


def test_a_pickup_that_counts_no_more_takes_its_price_back(sender: Actor, courier: Actor, store: Unit) -> None:
    waybill_no = task(sender, courier, terms="on_receipt")
    assert pick_up(waybill_no, courier, 2500).status == 200
    assert owed(waybill_no) == {waybill_no: 2550}
    pickup = next(each for each in store.scans.of(waybill_no) if each.step is Step.PICKED_UP)
    dispatcher = actor("dispatcher")
    report(
        waybill_no, Step.SCAN_WITHDRAWN, dispatcher, reason="carrier_scanned_by_mistake", details={"scan_id": pickup.id}
    )
    parcel = parcel_of(waybill_no)
    assert (parcel.price.total_fen, parcel.goods.weight_g, parcel.freight_due_fen) == (2050, 1500, 2050)
    assert owed(waybill_no) == {}, "and nothing is owed for it"
    kinds = [row["type"] for row in store.outbox.of(waybill_no)]
    assert kinds.count("ParcelRepriced") == 2, "up, and back"
    assert pick_up(waybill_no, courier, 1000).data["status"] == "picked_up"
    assert owed(waybill_no) == {waybill_no: 1800}


def test_a_prepaid_order_is_told_what_to_pay_further_or_gets_back(sender: Actor, courier: Actor, store: Unit) -> None:
    dear, cheap = (task(sender, courier) for _ in range(2))
    for waybill_no, weight_g in ((dear, 2500), (cheap, 1000)):
        database()["parcels"].update_one({"_id": waybill_no}, {"$set": {"terms": str(PaymentTerms.PREPAID)}})
        assert pick_up(waybill_no, courier, weight_g).status == 200
    assert instructions(dear) == [("top_up", 500, "open")]
    assert instructions(cheap) == [("refund", 250, "open")]
    assert owed(dear) == {dear: 2550}, "the waybill's own account, where what was paid meets it"
    pickup = next(each for each in store.scans.of(dear) if each.step is Step.PICKED_UP)
    report(
        dear,
        Step.SCAN_WITHDRAWN,
        actor("dispatcher"),
        reason="carrier_scanned_by_mistake",
        details={"scan_id": pickup.id},
    )
    assert instructions(dear) == [("top_up", 500, "void")]
    assert pick_up(dear, courier, 2400).status == 200
    assert instructions(dear) == [("top_up", 500, "void"), ("top_up", 450, "open")]


def test_some_goods_are_photographed_when_they_are_inspected(sender: Actor, courier: Actor) -> None:
    goods = {"description": "维生素片", "category": "medicine"}
    waybill_no = task(sender, courier, goods=goods)
    assert pick_up(waybill_no, courier).code == "INSPECTION_PHOTO_REQUIRED"
    assert pick_up(waybill_no, courier, evidence=["proofs/none.jpg"]).code == "PROOF_UNKNOWN"
    assert pick_up(waybill_no, courier, evidence=[proof(waybill_no, session_of(courier))]).status == 200


def test_after_pickup_nothing_is_measured_or_agreed_any_more(sender: Actor, courier: Actor) -> None:
    waybill_no = task(sender, courier)
    photo = [proof(waybill_no, session_of(courier))]
    asked = measure(waybill_no, courier, 2600, evidence=photo).data["measurement_id"]
    assert pick_up(waybill_no, courier).status == 200, "it was weighed again, and costs no more"
    assert measure(waybill_no, courier, 2600, evidence=photo).code == "PARCEL_STATE_CONFLICT"
    assert answer(waybill_no, sender, asked).code == "PARCEL_STATE_CONFLICT"
    assert parcel_of(waybill_no).price.total_fen == 2050


def test_a_pickup_that_arrives_after_a_later_fact_takes_effect_with_its_price(sender: Actor, courier: Actor) -> None:
    waybill_no = task(sender, courier)
    time.sleep(0.005)
    late = {"occurred_at": datetime.now(UTC).isoformat()}
    time.sleep(0.005)
    report(waybill_no, Step.PICKUP_FAILED, courier, reason="consignor_not_available")
    assert pick_up(waybill_no, courier, 2500, **late).data["applied"] is True
    assert parcel_of(waybill_no).price.total_fen == 2550
    assert owed(waybill_no) == {sender.id: 2550}
