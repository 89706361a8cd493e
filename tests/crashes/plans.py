"""Journeys with a known end, and how many of them are made at the same time."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random

from scripts.demonstration.api import Api
from scripts.demonstration.deeds import Wish
from scripts.demonstration.journey import Journey
from scripts.demonstration.people import People
from scripts.demonstration.places import DESTINATIONS
from tests.support.invariants import Ending

AT_ONCE = 6
Walk = Callable[[Journey], None]


@dataclass(frozen=True)
class Plan:
    """What is ordered, how it goes, and what it must come to."""

    name: str
    walk: Walk
    status: str
    cod_status: str = "none"
    terms: str = "on_account"
    cod_fen: int = 0

    def ending(self, journey: Journey) -> Ending:
        """Goods money and, on receipt, the freight as quoted: that is what a collecting courier was paid."""
        freight_fen = journey.quote["total_fen"] if self.terms == "on_receipt" else 0
        collected_fen = self.cod_fen + freight_fen if self.cod_status == "collected" else 0
        return Ending(journey.waybill_no, self.status, self.cod_status, collected_fen)


def _to_the_door(journey: Journey) -> None:
    _ordered(journey)
    journey.accept()
    journey.pick_up()
    journey.carry()
    journey.take_out()


def _ordered(journey: Journey) -> None:
    journey.ask_price()
    journey.place()
    journey.wait_for_courier()


def _signed(journey: Journey) -> None:
    _to_the_door(journey)
    journey.upload_proof()
    journey.sign()


def _paid_and_signed(journey: Journey) -> None:
    _to_the_door(journey)
    journey.collect()
    journey.upload_proof()
    journey.sign()


def _signed_the_second_time(journey: Journey) -> None:
    _to_the_door(journey)
    journey.fail()
    journey.bring_back()
    journey.take_out()
    journey.collect()
    journey.upload_proof()
    journey.sign()


def _refused_and_sent_back(journey: Journey) -> None:
    _to_the_door(journey)
    journey.refuse()
    dispatcher = journey.people.staff("dispatcher")
    path = f"/parcels/{journey.waybill_no}/return"
    journey.api.post(path, {"reason": "consignee_refused"}, dispatcher.session)
    journey.scan("returned", journey.couriers[0])


def _declined_by_the_first(journey: Journey) -> None:
    _ordered(journey)
    journey.decline()
    journey.wait_for_courier()
    journey.accept()
    journey.pick_up()


def _cancelled_at_once(journey: Journey) -> None:
    journey.ask_price()
    journey.place()
    journey.cancel()


def _cancelled_in_time(journey: Journey) -> None:
    _ordered(journey)
    journey.accept()
    journey.cancel()


PLANS = (
    Plan("signed", _signed, "signed"),
    Plan("paid and signed", _paid_and_signed, "signed", "collected", "on_receipt", 12_800),
    Plan("signed the second time", _signed_the_second_time, "signed", "collected", "on_account", 9_900),
    Plan("refused and sent back", _refused_and_sent_back, "returned", "void", "on_receipt", 5_000),
    Plan("declined by the first courier", _declined_by_the_first, "picked_up"),
    Plan("cancelled at once", _cancelled_at_once, "cancelled"),
    Plan("cancelled in time", _cancelled_in_time, "cancelled"),
)


def walk(api: Api, people: People, rng: Random, plans: Iterable[Plan] = PLANS, times: int = 1) -> list[Ending]:
    """Make the journeys, several at a time; answers how each must have ended. Raises what a journey raises."""
    wanted = [plan for _ in range(times) for plan in plans]
    rng.shuffle(wanted)
    numbered = [(number, plan, Random(rng.random())) for number, plan in enumerate(wanted)]

    def one(number: int, plan: Plan, own: Random) -> Ending:
        wish = Wish(plan.terms, plan.cod_fen, destination=DESTINATIONS[number % len(DESTINATIONS)])
        journey = Journey(api, people, own, wish, number)
        try:
            plan.walk(journey)
        except Exception as error:
            error.add_note(f"journey {number}, {plan.name}, {journey.waybill_no}: {journey.done}")
            raise
        return plan.ending(journey)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, *zip(*numbered, strict=True)))
