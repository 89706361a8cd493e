"""Parcels that turn: refused, stopped on the way, damaged, lost and found."""

from __future__ import annotations

from typing import Any

from scripts.demonstration.places import DESTINATIONS
from scripts.demonstration.plans import LEGS, ONWARD, Plan, book, bring
from scripts.demonstration.trouble_steps import BOOKED, OUT, go_back, made, sign_for_cash, sign_with_proof
from scripts.demonstration.troubled import TroubledJourney as T


def _elsewhere(journey: T) -> Any:
    """Another of the places where parcels go."""
    return next(each for each in DESTINATIONS if each != journey.wish.destination)


TURNED: tuple[Plan, ...] = (
    Plan(
        "refused_and_instructed",
        "拒收，寄件人指示退回",
        made(book, bring, T.refuse, lambda each: each.instruct("return"), go_back),
        (*OUT, "refusal", "instruction return", *LEGS, "returned"),
        "returned",
        cod=True,
        cod_status="void",
        charges=("return",),
    ),
    Plan(
        "refused_and_taken",
        "拒收后再次派送成功",
        made(book, bring, T.refuse, lambda each: each.instruct("deliver_again"), T.take_out_again, sign_for_cash),
        (*OUT, "refusal", "instruction deliver_again", "taken out again", "proof", "collect", "sign"),
        "signed",
        cod=True,
        cash=True,
        cod_status="collected",
    ),
    Plan(
        "abandoned",
        "拒收，寄件人放弃，网点处置",
        made(book, bring, T.refuse, lambda each: each.instruct("abandon"), T.dispose),
        (*OUT, "refusal", "instruction abandon", "disposed"),
        "disposed",
    ),
    Plan(
        "redirected",
        "途中拦截，改寄他处",
        made(
            book,
            T.pick_up,
            T.set_off,
            T.intercept,
            lambda each: each.redirect(_elsewhere(each)),
            T.carry_on,
            T.take_out,
            sign_with_proof,
        ),
        (
            *BOOKED,
            "real name",
            "pickup",
            "departed",
            "arrived",
            "intercept",
            "redirect",
            *ONWARD,
            "out_for_delivery",
            "proof",
            "sign",
        ),
        "signed",
        charges=("redirect",),
    ),
    Plan(
        "taken_back",
        "途中拦截，退回寄件人",
        made(book, T.pick_up, T.set_off, T.intercept, T.take_back, T.turn_round, T.give_back),
        (
            *BOOKED,
            "real name",
            "pickup",
            "departed",
            "arrived",
            "intercept",
            "taken back",
            "departed",
            "arrived",
            "returned",
        ),
        "returned",
        charges=("return",),
    ),
    Plan(
        "damaged",
        "途中破损，核实后继续派送",
        made(book, bring, T.report, lambda each: each.decide("resume"), sign_with_proof),
        (*OUT, "incident", "decision resume", "proof", "sign"),
        "signed",
    ),
    Plan(
        "damaged_and_returned",
        "拒收且破损，承运人承担退回",
        made(
            book,
            bring,
            lambda each: each.refuse("carrier_damaged_parcel"),
            T.report,
            lambda each: each.decide("return"),
            go_back,
        ),
        (*OUT, "refusal", "incident", "decision return", *LEGS, "returned"),
        "returned",
    ),
    Plan(
        "lost",
        "遗失",
        made(book, bring, lambda each: each.report("carrier_parcel_missing"), lambda each: each.decide("lost")),
        (*OUT, "incident", "decision lost"),
        "lost",
        freight="none",
    ),
    Plan(
        "found",
        "遗失后找回并送达",
        made(
            book,
            bring,
            lambda each: each.report("carrier_parcel_missing"),
            lambda each: each.decide("lost"),
            T.find_again,
            sign_with_proof,
        ),
        (*OUT, "incident", "decision lost", "found", "proof", "sign"),
        "signed",
    ),
)
