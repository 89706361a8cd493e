"""Facts of the days that do not go to plan: prices changed, choices made, parcels kept, delayed or sent elsewhere.

The same contract as in events: fields only grow, ids and amounts only, never personal data.
"""

from dataclasses import dataclass

from logistics.domain.event import Event


@dataclass(frozen=True)
class ChargeAdded(Event):
    """One more fee beside the price; `payer` is consignor or consignee."""

    charge_id: str
    code: str
    amount_fen: int
    payer: str


@dataclass(frozen=True)
class ParcelPartlySigned(Event):
    """Some pieces were handed over; `signed` of `pieces` are with the consignee by now."""

    scan_id: str
    courier_id: str | None
    signed: int
    pieces: int


@dataclass(frozen=True)
class ScanWithdrawn(Event):
    """A wrong scan was taken back by decision; ScanUndone tells each scan that counts no more."""

    scan_id: str
    withdrawn_scan_id: str
    reason: str | None


@dataclass(frozen=True)
class OrderChanged(Event):
    """Something about an order is new before its pickup; `changed` are the names, with commas."""

    changed: str


@dataclass(frozen=True)
class RepricingConsentAsked(Event):
    """What the courier measured costs much more: who placed the order is asked before the parcel is taken."""

    measurement_id: str
    before_fen: int
    after_fen: int


@dataclass(frozen=True)
class RepricingAnswered(Event):
    """The payer answered to the new price: `answer` is agreed or refused."""

    measurement_id: str
    answer: str


@dataclass(frozen=True)
class ParcelRepriced(Event):
    """The price changed with the pickup, or went back because the pickup counts no more."""

    measurement_id: str
    before_fen: int
    after_fen: int
    difference_fen: int


@dataclass(frozen=True)
class StorageConsented(Event):
    """The consignee allows to leave it at such a place."""

    consent_id: str
    place: str


@dataclass(frozen=True)
class StorageConsentWithdrawn(Event):
    """From now on it may not be left there."""

    consent_id: str
    place: str


@dataclass(frozen=True)
class DeliveryChosen(Event):
    """A party chose what shall happen after that attempt."""

    choice: str
    attempt: int


@dataclass(frozen=True)
class InstructionGiven(Event):
    """The consignor said what shall become of a parcel that was not delivered; `scan_id` asked for it."""

    scan_id: str
    given: str


@dataclass(frozen=True)
class StorageMomentDue(Event):
    """A timer: the `number`-th moment of the storage that a scan began (see storage.moments)."""

    scan_id: str
    number: int


@dataclass(frozen=True)
class StorageReminded(Event):
    """The consignee should fetch it before `until`, a time in ISO 8601."""

    scan_id: str
    number: int
    until: str


@dataclass(frozen=True)
class InstructionMomentDue(Event):
    """A timer: the `number`-th moment of a question to the consignor (see returning.moments_of)."""

    scan_id: str
    number: int


@dataclass(frozen=True)
class InstructionReminded(Event):
    """The consignor has not said yet what shall become of a parcel."""

    scan_id: str


@dataclass(frozen=True)
class ConsigneeChanged(Event):
    """The consignee is another one, or can be found otherwise; `changed` are the names, with commas."""

    changed: str


@dataclass(frozen=True)
class InterceptionOverdue(Event):
    """A timer: nobody said what shall become of a parcel that was stopped."""


@dataclass(frozen=True)
class ReceiptMoved(Event):
    """The signed paper of a parcel (签回单) is on its way back, or its consignor's outlet has it."""

    state: str


@dataclass(frozen=True)
class ParcelRunningLate(Event):
    """As things stand it will come after it was promised; both are times in ISO 8601. Told once for each parcel."""

    promised_at: str
    estimated_at: str


@dataclass(frozen=True)
class DispatchWindowClosed(Event):
    """Under load the orders of a city wait some seconds to be matched together; this one was among them."""


@dataclass(frozen=True)
class DispatchOverdue(Event):
    """A timer: a courier for this order has been looked for long enough."""


@dataclass(frozen=True)
class DispatchEscalated(Event):
    """An order needs a dispatcher: `why` is declined_often (told again with each further refusal) or nobody_found."""

    why: str
    declined: int
    outlet_id: str | None = None


TROUBLE_EVENTS: tuple[type[Event], ...] = tuple(kind for kind in Event.__subclasses__() if kind.__module__ == __name__)
