"""Parcels that reach their people after all: fetched late, at another price, at a later attempt, from a locker."""

from __future__ import annotations

from scripts.demonstration.plans import Plan, book, bring
from scripts.demonstration.trouble_steps import (
    AGAIN,
    BOOKED,
    HEAVY_G,
    NEW_PRICE_ROAD,
    OUT,
    ROAD,
    fail_and_bring_back,
    made,
    sign_for_cash,
    sign_with_proof,
)
from scripts.demonstration.troubled import TroubledJourney as T


def _break_down(journey: T) -> None:
    journey.fail_pickup("carrier_vehicle_issue")  # ours: another courier is sent at once


_LIGHT_G = 200

AFTER_ALL: tuple[Plan, ...] = (
    Plan(
        "pickup_failed",
        "取件落空，改派后送达",
        made(
            T.ask_price,
            T.place,
            T.wait_for_courier,
            T.accept,
            _break_down,
            T.wait_for_courier,
            T.accept,
            bring,
            sign_with_proof,
        ),
        (*BOOKED, "failed pickup", "assigned", "accept", *ROAD, "proof", "sign"),
        "signed",
    ),
    Plan(
        "changed",
        "下单后修改备注和收件人",
        made(book, T.change_order, T.change_recipient, bring, sign_with_proof),
        (*BOOKED, "change order", "change recipient", *ROAD, "proof", "sign"),
        "signed",
    ),
    Plan(
        "heavier",
        "称重后涨价，寄件人同意",
        made(book, lambda each: each.weigh(HEAVY_G), T.agree, bring, sign_with_proof),
        (*BOOKED, "measurement to agree to", "consent to price", *NEW_PRICE_ROAD, "proof", "sign"),
        "signed",
    ),
    Plan(
        "lighter",
        "称重后退差价",
        made(book, lambda each: each.weigh(_LIGHT_G), bring, sign_with_proof),
        (*BOOKED, "measurement", *NEW_PRICE_ROAD, "proof", "sign"),
        "signed",
        least_g=3_000,
    ),
    Plan(
        "third_attempt",
        "两次派送失败，第三次付费送达",
        made(book, bring, fail_and_bring_back, T.take_out, fail_and_bring_back, T.take_out, sign_for_cash),
        (*OUT, *AGAIN, *AGAIN, "proof", "collect", "sign"),
        "signed",
        terms="on_receipt",
        cod=True,
        freight="paid",
        cash=True,
        cod_status="collected",
        charges=("redelivery",),
    ),
    Plan(
        "another_time",
        "派送失败，收件人改约",
        made(book, bring, T.fail, T.choose_time, T.bring_back, T.take_out, sign_with_proof),
        (*OUT, "failed attempt", "choice", "back_at_outlet", "out_for_delivery", "proof", "sign"),
        "signed",
        wechat_receiver=True,
    ),
    Plan(
        "counter",
        "派送失败，收件人到网点自提",
        made(book, bring, T.fail, T.choose_the_counter, T.bring_back, T.keep_at_the_counter, T.collect_by_code),
        (*OUT, "failed attempt", "choice", "back_at_outlet", "stored", "collected by code"),
        "signed",
        wechat_receiver=True,
    ),
    Plan(
        "locker",
        "经收件人同意放入快递柜",
        made(book, bring, lambda each: each.consent("locker"), T.store_in_a_locker, T.collect_by_code),
        (*OUT, "consent", "stored", "collected by code"),
        "signed",
        wechat_receiver=True,
    ),
)
