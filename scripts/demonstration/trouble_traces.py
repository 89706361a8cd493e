"""What the steps of trouble leave behind: on the timeline, as events, and as messages; written by hand."""

from __future__ import annotations

from scripts.demonstration.payment_traces import PAYMENT_TRACES
from scripts.demonstration.traces import (
    LOST,
    OUT_FOR_DELIVERY,
    PICKED_UP,
    PICKUP_FAILED,
    REPRICING,
    RETURNED,
    SIGNED,
    STORED,
    TRACES,
    Trace,
)

TROUBLE_TRACES: dict[str, Trace] = {
    "failed pickup": Trace(("pickup_failed",), ("PickupFailed",), (PICKUP_FAILED,)),
    "pickup at a new price": Trace(("picked_up",), ("ParcelRepriced", "ParcelPickedUp"), (PICKED_UP,), (PICKED_UP,)),
    "change order": Trace((), ("OrderChanged",)),
    "measurement": Trace(),
    "measurement to agree to": Trace((), ("RepricingConsentAsked",), (REPRICING,)),
    "consent to price": Trace((), ("RepricingAnswered",)),
    "intercept": Trace(("intercepted",), ("ParcelIntercepted",)),
    "redirect": Trace(("redirected",), ("ParcelRedirected", "ConsigneeChanged"), (), (PICKED_UP,), sms=("100014",)),
    "taken back": Trace(("return_started",), ("ParcelReturning",), (RETURNED,), (RETURNED,)),
    "change recipient": Trace((), ("ConsigneeChanged",)),
    "choice": Trace((), ("DeliveryChosen",)),
    "consent": Trace((), ("StorageConsented",)),
    "stored": Trace(("stored",), ("ParcelStored",), (STORED,), (STORED,)),
    "collected by code": Trace(("signed",), ("ParcelSigned",), (SIGNED,), (SIGNED,)),
    "partly signed": Trace(("partly_signed",), ("ParcelPartlySigned",), (SIGNED,), (SIGNED,)),
    "incident": Trace(("exception_opened",), ("ExceptionOpened",)),
    "decision resume": Trace(("exception_resolved",), ("ExceptionResolved",)),
    "decision return": Trace(
        ("exception_resolved", "return_started"),
        ("ExceptionResolved", "ParcelReturning"),
        (RETURNED,),
        (RETURNED,),
    ),
    "decision lost": Trace(("lost",), ("ParcelLost",), (LOST,), (LOST,)),
    "found": Trace(("found",), ("ParcelFound",), (LOST,), (LOST,)),
    "withdrawn": Trace(("scan_withdrawn",), ("ScanUndone", "ScanWithdrawn")),
    "revoked": Trace(("signature_revoked",), ("SignatureRevoked",)),
    "instruction return": Trace(("return_started",), ("InstructionGiven", "ParcelReturning"), (RETURNED,), (RETURNED,)),
    "instruction deliver_again": Trace((), ("InstructionGiven",)),
    "taken out again": Trace(
        ("out_for_delivery",), ("ParcelOutForDelivery",), (), (OUT_FOR_DELIVERY,), events_if_due=("CodReinstated",)
    ),
    "instruction abandon": Trace((), ("InstructionGiven",)),
    "disposed": Trace(("disposed",), ("ParcelDisposed",), (RETURNED,)),
}

EVERY_TRACE = TRACES | TROUBLE_TRACES | PAYMENT_TRACES
