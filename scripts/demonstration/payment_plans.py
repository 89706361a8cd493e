"""Journeys that are paid through WeChat, each with what must come of it: tables written by hand, like plans."""

from __future__ import annotations

from scripts.demonstration.deeds import PREPAID
from scripts.demonstration.payment_steps import PayingJourney as P
from scripts.demonstration.plans import Plan, bring
from scripts.demonstration.trouble_steps import HEAVY_G, NEW_PRICE_ROAD, ROAD, Steps, made, sign_with_proof

_PLACED: Steps = ("quote", "order to pay")
_BOOKED: Steps = (*_PLACED, "pay", "assigned", "accept")
_SIGNED: Steps = ("proof", "sign")


def _place(journey: P) -> None:
    journey.ask_price()
    journey.place()


def _be_fetched(journey: P) -> None:
    journey.wait_for_courier()
    journey.accept()


def _weigh_heavier(journey: P) -> None:
    journey.weigh(HEAVY_G)
    journey.agree()


def _sign_after_the_code(journey: P) -> None:
    journey.upload_proof()
    journey.collect_by_code()
    journey.sign()


PAID: tuple[Plan, ...] = (
    Plan(
        "prepaid",
        "寄付，送达",
        made(_place, P.pay, _be_fetched, bring, sign_with_proof),
        (*_BOOKED, *ROAD, *_SIGNED),
        "signed",
        terms=PREPAID,
        freight="prepaid",
    ),
    Plan(
        "prepaid_late",
        "迟付，货款扫码，送达",
        made(_place, P.pay_late, _be_fetched, bring, _sign_after_the_code),
        (*_BOOKED, *ROAD, "proof", "collect", "sign"),
        "signed",
        terms=PREPAID,
        cod=True,
        freight="prepaid",
        by_code=True,
        cod_status="collected",
    ),
    Plan(
        "prepaid_twice",
        "连点两次支付，只付一次",
        made(_place, P.pay_tapping_twice, _be_fetched, bring, sign_with_proof),
        (*_BOOKED, *ROAD, *_SIGNED),
        "signed",
        terms=PREPAID,
        freight="prepaid",
    ),
    Plan(
        "prepaid_heavier",
        "复称更重，补付运费",
        made(_place, P.pay, _be_fetched, _weigh_heavier, bring, P.pay_the_difference, sign_with_proof),
        (*_BOOKED, "measurement to agree to", "consent to price", *NEW_PRICE_ROAD, "top up", *_SIGNED),
        "signed",
        terms=PREPAID,
        freight="prepaid",
    ),
    Plan(
        "unpaid",
        "未付款，取消",
        made(_place, P.change_mind_unpaid),
        (*_PLACED, "called off unpaid"),
        "cancelled",
        terms=PREPAID,
        freight="none",
    ),
    Plan(
        "paid_and_cancelled",
        "付款同时取消，原路退款",
        made(_place, P.pay_and_change_mind),
        (*_PLACED, "called off paid"),
        "cancelled",
        terms=PREPAID,
        freight="none",
        perhaps=("paid", "OrderPlaced", "assigned", "CourierAssigned"),
    ),
    Plan(
        "prepaid_cancelled",
        "揽收前取消，原路退款",
        made(_place, P.pay, _be_fetched, P.cancel),
        (*_BOOKED, "cancel"),
        "cancelled",
        terms=PREPAID,
        freight="none",
    ),
    Plan(
        "code_at_the_door",
        "到付与货款扫码，送达",
        made(_place, _be_fetched, bring, _sign_after_the_code),
        ("quote", "order", "assigned", "accept", *ROAD, "proof", "collect", "sign"),
        "signed",
        terms="on_receipt",
        cod=True,
        freight="paid",
        by_code=True,
        cod_status="collected",
    ),
)
