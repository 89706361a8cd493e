"""What the steps of paying leave behind: on the timeline, as events, and as messages; written by hand."""

from __future__ import annotations

from scripts.demonstration.traces import ORDER_PLACED, Trace

PAYMENT_TRACES: dict[str, Trace] = {
    "order to pay": Trace(("submitted",)),
    "pay": Trace(("paid",), ("OrderPlaced",), (ORDER_PLACED,)),
    "top up": Trace(),
    "called off unpaid": Trace(("cancelled",), ("OrderCancelled",)),
    "called off paid": Trace(("cancelled",), ("OrderCancelled",)),
}
