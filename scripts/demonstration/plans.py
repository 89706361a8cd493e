"""What a demonstration does with its parcels, and what must have come of it: tables written by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from scripts.demonstration.journey import Journey, Wish
from scripts.demonstration.places import DESTINATIONS

ORDER_PLACED = "tmpl_order_placed"
COURIER_ASSIGNED = "tmpl_courier_assigned"
PICKED_UP = "tmpl_picked_up"
OUT_FOR_DELIVERY = "tmpl_out_for_delivery"
SIGNED = "tmpl_signed"
DELIVERY_FAILED = "tmpl_delivery_failed"
REFUSED = "tmpl_refused"
RETURNED = "tmpl_returned"
ALLOWED = (ORDER_PLACED, COURIER_ASSIGNED, PICKED_UP, OUT_FOR_DELIVERY, SIGNED, DELIVERY_FAILED, REFUSED, RETURNED)
# What the receiver hears by SMS when WeChat does not know them; nothing else reaches them.
SMS_INSTEAD = {OUT_FOR_DELIVERY: "100002", DELIVERY_FAILED: "100004"}
SMS_BY_TAIL = frozenset({"100002"})  # names the parcel by the end of its number


@dataclass(frozen=True)
class Trace:
    """What one step leaves behind: on the timeline, as events, and as messages to the sender and the receiver.

    `events_if_due` come first, when money was due at the door.
    """

    timeline: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    sender: tuple[str, ...] = ()
    receiver: tuple[str, ...] = ()
    events_if_due: tuple[str, ...] = ()


TRACES: dict[str, Trace] = {
    "quote": Trace(),
    "order": Trace(("placed",), ("OrderPlaced",), (ORDER_PLACED,)),
    "assigned": Trace(("assigned",), ("CourierAssigned",), (COURIER_ASSIGNED,)),
    "assigned by hand": Trace(("assigned",), ("CourierAssigned",), (COURIER_ASSIGNED,)),
    "accept": Trace(),
    "decline": Trace(("released",), ("CourierReleased", "AssignmentDeclined")),
    "cancel": Trace(("cancelled",), ("OrderCancelled",), events_if_due=("CodVoided",)),
    "real name": Trace(),
    "pickup": Trace(("picked_up",), ("ParcelPickedUp",), (PICKED_UP,), (PICKED_UP,)),
    "departed": Trace(("departed",), ("ParcelDeparted",)),
    "arrived": Trace(("arrived",), ("ParcelArrived",)),
    "out_for_delivery": Trace(("out_for_delivery",), ("ParcelOutForDelivery",), (), (OUT_FOR_DELIVERY,)),
    "failed attempt": Trace(("delivery_failed",), ("DeliveryFailed",), (DELIVERY_FAILED,), (DELIVERY_FAILED,)),
    "back_at_outlet": Trace(("back_at_outlet",), ("ParcelArrived",)),
    "proof": Trace(),
    "collect": Trace((), ("CodCollected",)),
    "sign": Trace(("signed",), ("ParcelSigned",), (SIGNED,), (SIGNED,)),
    "refusal": Trace(("refused",), ("ParcelRefused",), (REFUSED,), events_if_due=("CodVoided",)),
    "return_started": Trace(("return_started",), ("ParcelReturning",)),
    "returned": Trace(("returned",), ("ParcelReturned",), (RETURNED,)),
}

_BOOKED = ("quote", "order", "assigned", "accept")
_LEGS = ("departed", "arrived", "departed", "arrived")
_ROAD = ("real name", "pickup", *_LEGS, "out_for_delivery")


@dataclass(frozen=True)
class Plan:
    """`steps` are what `make` does, `status` is where the parcel ends, `freight` and `cash` what the books show.

    `cod_status` is what became of the sum due at the door, "none" if there was none.
    `freight`: "sender" owes it, "paid" at the door, or "none"; `cash` tells whether a courier holds the amount due.
    """

    name: str
    title: str
    make: Callable[[Journey], None]
    steps: tuple[str, ...]
    status: str
    terms: str = "on_account"
    cod: bool = False
    freight: str = "sender"
    cash: bool = False
    cod_status: str = "none"

    def wish(self, rng: Random) -> Wish:
        """An order that suits the plan."""
        cod_fen = rng.randrange(5_000, 80_000, 100) if self.cod else 0
        return Wish(self.terms, cod_fen, rng.randrange(300, 6_000, 100), "standard", rng.choice(DESTINATIONS))


def _book(journey: Journey) -> None:
    journey.ask_price()
    journey.place()
    journey.wait_for_courier()
    journey.accept()


def _bring(journey: Journey) -> None:
    journey.pick_up()
    journey.carry()
    journey.take_out()


def _deliver(journey: Journey) -> None:
    _book(journey)
    _bring(journey)
    journey.upload_proof()
    journey.sign()


def _deliver_for_cash(journey: Journey) -> None:
    _book(journey)
    _bring(journey)
    journey.upload_proof()
    journey.collect()
    journey.sign()


def _deliver_at_second_try(journey: Journey) -> None:
    _book(journey)
    _bring(journey)
    journey.fail()
    journey.bring_back()
    journey.take_out()
    journey.upload_proof()
    journey.collect()
    journey.sign()


def _refuse(journey: Journey) -> None:
    _book(journey)
    _bring(journey)
    journey.refuse()
    journey.send_back()
    journey.carry_back()
    journey.give_back()


def _cancel(journey: Journey) -> None:
    _book(journey)
    journey.cancel()


def _deliver_after_a_decline(journey: Journey) -> None:
    journey.ask_price()
    journey.place()
    journey.wait_for_courier()
    journey.decline()
    journey.wait_for_courier()
    journey.accept()
    _bring(journey)
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
            (*_BOOKED, *_ROAD, "refusal", "return_started", *_LEGS, "returned"),
            "returned",
            terms="on_receipt",
            cod=True,
            cod_status="void",
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
_SHARES = {"delivered": 5, "cod": 5, "second_try": 3, "refused": 3, "cancelled": 2, "declined": 2}


def mix(count: int, rng: Random) -> list[Plan]:
    """As many plans as asked for, every kind among the first six, the rest by their usual shares."""
    first = list(PLANS.values())
    rng.shuffle(first)
    rest = rng.choices([PLANS[name] for name in _SHARES], list(_SHARES.values()), k=max(0, count - len(first)))
    return [*first, *rest][:count]
