"""What a demonstration does with its parcels, and what must have come of it: tables written by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from scripts.demonstration.deeds import Wish
from scripts.demonstration.journey import Journey
from scripts.demonstration.places import DESTINATIONS, Address

_BOOKED = ("quote", "order", "assigned", "accept")
# The road there or back, over as many hubs as lie on it; ONWARD from the first of them, where it stopped.
LEGS, ONWARD = ("by road",), ("onward",)
_ROAD = ("real name", "pickup", *LEGS, "out_for_delivery")


@dataclass(frozen=True)
class Plan:
    """`steps` are what `make` does, `status` is where the parcel ends, `freight` and `cash` what the books show.

    `cod_status` is what became of the sum due at the door, "none" if there was none.
    `freight`: "sender" owes it, "prepaid", "paid" at the door, or "none"; `cash` tells whether a courier holds the
    amount due, `by_code` whether it was paid to the company by a code at the door.
    `charges` are the fees beside the price, in order; `undone` the scans that count no more in the end, `more_events`
    what they left behind, `perhaps` what came if somebody was faster; `shuffled` tells that scans arrive in
    another order than they happened. `wechat_receiver` None: whoever's turn it is; `near` tells that there is one hub
    on the road; `least_g` is the least that it weighs by the order.
    """

    name: str
    title: str
    make: Callable[[Any], None]
    steps: tuple[str, ...]
    status: str
    terms: str = "on_account"
    cod: bool = False
    freight: str = "sender"
    cash: bool = False
    by_code: bool = False
    cod_status: str = "none"
    charges: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    more_events: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    shuffled: bool = False
    pieces: int = 1
    wechat_receiver: bool | None = None
    near: bool = False
    least_g: int = 300

    def made(self, hubs: int) -> tuple[str, ...]:
        """The steps one by one, with so many hubs on the road."""
        roads = {
            LEGS[0]: ("departed", "arrived") * (hubs + 1),
            ONWARD[0]: (*("arrived", "departed") * (hubs - 1), "arrived"),
        }
        return tuple(each for step in self.steps for each in roads.get(step, (step,)))

    def wish(self, rng: Random, origin: Address) -> Wish:
        """An order that suits the plan."""
        cod_fen = rng.randrange(5_000, 80_000, 100) if self.cod else 0
        weight_g = rng.randrange(self.least_g, 6_000, 100)
        destination = DESTINATIONS[0] if self.near else rng.choice(DESTINATIONS)
        about = (destination, origin, self.pieces, self.wechat_receiver)
        return Wish(self.terms, cod_fen, weight_g, "standard", *about)


def book(journey: Journey) -> None:
    journey.ask_price()
    journey.place()
    journey.wait_for_courier()
    journey.accept()


def bring(journey: Journey) -> None:
    journey.pick_up()
    journey.carry()
    journey.take_out()


def _deliver(journey: Journey) -> None:
    book(journey)
    bring(journey)
    journey.upload_proof()
    journey.sign()


def _deliver_for_cash(journey: Journey) -> None:
    book(journey)
    bring(journey)
    journey.upload_proof()
    journey.collect()
    journey.sign()


def _deliver_at_second_try(journey: Journey) -> None:
    book(journey)
    bring(journey)
    journey.fail()
    journey.bring_back()
    journey.take_out()
    journey.upload_proof()
    journey.collect()
    journey.sign()


def _refuse(journey: Journey) -> None:
    book(journey)
    bring(journey)
    journey.refuse()
    journey.send_back()
    journey.carry_back()
    journey.give_back()


def _cancel(journey: Journey) -> None:
    book(journey)
    journey.cancel()


def _deliver_after_a_decline(journey: Journey) -> None:
    journey.ask_price()
    journey.place()
    journey.wait_for_courier()
    journey.decline()
    journey.wait_for_courier()
    journey.accept()
    bring(journey)
    journey.upload_proof()
    journey.sign()


PLANS: dict[str, Plan] = {
    plan.name: plan
    for plan in (
        Plan("delivered", "送达", _deliver, (*_BOOKED, *_ROAD, "proof", "sign"), "signed"),
        Plan(
            "cod",
            "到付并代收货款，送达",
            _deliver_for_cash,
            (*_BOOKED, *_ROAD, "proof", "collect", "sign"),
            "signed",
            terms="on_receipt",
            cod=True,
            freight="paid",
            cash=True,
            cod_status="collected",
        ),
        Plan(
            "second_try",
            "首次派送失败，再次派送成功",
            _deliver_at_second_try,
            (*_BOOKED, *_ROAD, "failed attempt", "back_at_outlet", "out_for_delivery", "proof", "collect", "sign"),
            "signed",
            cod=True,
            cash=True,
            cod_status="collected",
        ),
        Plan(
            "refused",
            "拒收，货款作废，退回寄件人",
            _refuse,
            (*_BOOKED, *_ROAD, "refusal", "return_started", *LEGS, "returned"),
            "returned",
            terms="on_receipt",
            cod=True,
            cod_status="void",
            charges=("return",),
        ),
        Plan("cancelled", "揽收前取消", _cancel, (*_BOOKED, "cancel"), "cancelled", freight="none"),
        Plan(
            "declined",
            "首位快递员婉拒，改派后送达",
            _deliver_after_a_decline,
            ("quote", "order", "assigned", "decline", "assigned", "accept", *_ROAD, "proof", "sign"),
            "signed",
        ),
    )
}
DEFAULT = PLANS["cod"]
