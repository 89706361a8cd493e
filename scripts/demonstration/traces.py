"""What each step of a journey leaves behind, written by hand: on the timeline, as events, and as messages."""

from __future__ import annotations

from dataclasses import dataclass

ORDER_PLACED = "tmpl_order_placed"
COURIER_ASSIGNED = "tmpl_courier_assigned"
PICKED_UP = "tmpl_picked_up"
OUT_FOR_DELIVERY = "tmpl_out_for_delivery"
SIGNED = "tmpl_signed"
DELIVERY_FAILED = "tmpl_delivery_failed"
REFUSED = "tmpl_refused"
RETURNED = "tmpl_returned"
PICKUP_FAILED, LOST = "tmpl_pickup_failed", "tmpl_lost"
REPRICING, STORED, INSTRUCTION = "tmpl_repricing", "tmpl_stored", "tmpl_instruction"
ALLOWED = (
    ORDER_PLACED,
    COURIER_ASSIGNED,
    PICKED_UP,
    OUT_FOR_DELIVERY,
    SIGNED,
    DELIVERY_FAILED,
    REFUSED,
    RETURNED,
    REPRICING,
    STORED,
    INSTRUCTION,
    PICKUP_FAILED,
    LOST,
)
# What the receiver hears by SMS when WeChat does not know them; nothing else reaches them.
SMS_INSTEAD = {OUT_FOR_DELIVERY: "100002", DELIVERY_FAILED: "100004"}
SMS_BY_TAIL = frozenset({"100002"})  # names the parcel by the end of its number


@dataclass(frozen=True)
class Trace:
    """What one step leaves behind: on the timeline, as events, and as messages to the sender and the receiver.

    `events_if_due` come first, when money was due at the door. `sms` are the receiver's texts of this step alone,
    where WeChat does not know them.
    """

    timeline: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    sender: tuple[str, ...] = ()
    receiver: tuple[str, ...] = ()
    events_if_due: tuple[str, ...] = ()
    sms: tuple[str, ...] = ()


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
    "return_started": Trace(("return_started",), ("ParcelReturning",), (RETURNED,), (RETURNED,)),
    "returned": Trace(("returned",), ("ParcelReturned",), (RETURNED,)),
}
