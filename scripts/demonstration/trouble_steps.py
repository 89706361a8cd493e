"""What many troubled journeys have in common: the steps of their way, and deeds that go together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scripts.demonstration.plans import LEGS
from scripts.demonstration.troubled import TroubledJourney

Steps = tuple[str, ...]
BOOKED: Steps = ("quote", "order", "assigned", "accept")
ROAD: Steps = ("real name", "pickup", *LEGS, "out_for_delivery")
NEW_PRICE_ROAD: Steps = ("real name", "pickup at a new price", *LEGS, "out_for_delivery")
OUT: Steps = (*BOOKED, *ROAD)
AGAIN: Steps = ("failed attempt", "back_at_outlet", "out_for_delivery")
HEAVY_G = 9_600

Make = Callable[[Any], None]


def made(*deeds: Callable[[Any], Any]) -> Make:
    """The deeds one after the other."""

    def make(journey: TroubledJourney) -> None:
        for deed in deeds:
            deed(journey)

    return make


def sign_with_proof(journey: TroubledJourney) -> None:
    journey.upload_proof()
    journey.sign()


def sign_for_cash(journey: TroubledJourney) -> None:
    journey.upload_proof()
    journey.collect()
    journey.sign()


def go_back(journey: TroubledJourney) -> None:
    journey.carry_back()
    journey.give_back()


def fail_and_bring_back(journey: TroubledJourney) -> None:
    journey.fail()
    journey.bring_back()
