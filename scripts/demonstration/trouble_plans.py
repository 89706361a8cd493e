"""Journeys that do not go to plan, each with what must come of it: tables written by hand, like those of plans."""

from __future__ import annotations

from scripts.demonstration.plans import Plan, book, bring
from scripts.demonstration.trouble_deliveries import AFTER_ALL
from scripts.demonstration.trouble_steps import (
    AGAIN,
    BOOKED,
    HEAVY_G,
    NEW_PRICE_ROAD,
    OUT,
    Steps,
    fail_and_bring_back,
    made,
    sign_for_cash,
    sign_with_proof,
)
from scripts.demonstration.trouble_turns import TURNED
from scripts.demonstration.troubled import TroubledJourney as T

_OUT_OF_TURN: Steps = ("departed", "arrived", "arrived", "departed")


def _late_and_twice(journey: T) -> None:
    """The driver's phone had no net: the hub's scans arrive after the last outlet's, one of them twice."""
    journey.carry_with_a_dead_phone()


MISTAKES: tuple[Plan, ...] = (
    Plan(
        "pieces",
        "一票三件，分两次签收",
        made(
            book,
            bring,
            T.upload_proof,
            lambda each: each.sign_pieces(1, 3),
            fail_and_bring_back,
            T.take_out,
            sign_with_proof,
        ),
        (*OUT, "proof", "partly signed", *AGAIN, "proof", "sign"),
        "signed",
        pieces=3,
    ),
    Plan(
        "signed_by_mistake",
        "误签收，撤销后重新签收",
        made(book, bring, sign_with_proof, T.revoke_signature, sign_with_proof),
        (*OUT, "proof", "sign", "revoked", "proof", "sign"),
        "signed",
    ),
    Plan(
        "scanned_by_mistake",
        "误扫派送，撤回后重新派送",
        made(book, bring, T.withdraw_last_scan, T.take_out, sign_with_proof),
        (*OUT, "withdrawn", "out_for_delivery", "proof", "sign"),
        "signed",
        undone=("out_for_delivery",),
    ),
    Plan(
        "dead_phone",
        "司机手机断网，扫描迟到且重复",
        made(book, T.pick_up, _late_and_twice, T.take_out, sign_with_proof),
        (*BOOKED, "real name", "pickup", *_OUT_OF_TURN, "out_for_delivery", "proof", "sign"),
        "signed",
        shuffled=True,
        near=True,
        more_events=("ScanUndone", "ParcelArrived"),
    ),
    Plan(
        "many_troubles",
        "涨价、改约、破损、再派，最终签收",
        made(
            book,
            lambda each: each.weigh(HEAVY_G),
            T.agree,
            bring,
            T.fail,
            T.choose_time,
            T.bring_back,
            T.take_out,
            T.report,
            lambda each: each.decide("resume"),
            sign_for_cash,
        ),
        (
            *BOOKED,
            "measurement to agree to",
            "consent to price",
            *NEW_PRICE_ROAD,
            "failed attempt",
            "choice",
            "back_at_outlet",
            "out_for_delivery",
            "incident",
            "decision resume",
            "proof",
            "collect",
            "sign",
        ),
        "signed",
        terms="on_receipt",
        cod=True,
        freight="paid",
        cash=True,
        cod_status="collected",
        wechat_receiver=True,
    ),
)

TROUBLES = (*AFTER_ALL, *TURNED, *MISTAKES)
