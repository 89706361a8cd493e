"""Facts of money: paid, given back, counted, banked, remitted, claimed.

The same contract as in events: fields only grow, ids and amounts (int fen) only, never personal data.
"""

from dataclasses import dataclass

from logistics.domain.event import Event


@dataclass(frozen=True)
class PaymentReceived(Event):
    """A payment of a waybill is certain; `purpose` is freight, top_up or at_the_door."""

    payment_id: str
    purpose: str
    amount_fen: int


@dataclass(frozen=True)
class PaymentOverdue(Event):
    """An order is still unpaid when it must be paid by; a timer."""


@dataclass(frozen=True)
class TopUpDue(Event):
    """A prepaid order costs more than was paid; `amount_fen` is what its payer still owes."""

    amount_fen: int


@dataclass(frozen=True)
class RefundRequested(Event):
    """Money is to be given back by the way it came; `reason` is a code of refunding."""

    refund_id: str
    amount_fen: int
    reason: str


@dataclass(frozen=True)
class RefundPaid(Event):
    """The provider gave the money back; `purpose` is that of the payment."""

    refund_id: str
    amount_fen: int
    purpose: str


@dataclass(frozen=True)
class RefundFailed(Event):
    """The provider gave nothing back: `state` is closed, or abnormal while a person must see to it."""

    refund_id: str
    amount_fen: int
    state: str


@dataclass(frozen=True)
class CodRemitted(Event):
    """The goods money of a waybill reached the merchant's account, less the `fee_fen` that was withheld."""

    payout_id: str
    amount_fen: int
    fee_fen: int


@dataclass(frozen=True)
class StatementIssued(Event):
    """A month's bill was made; like all events of statements it belongs to no waybill."""

    statement_id: str
    account_id: str
    amount_fen: int


@dataclass(frozen=True)
class StatementOverdue(Event):
    """A month's bill was not paid in time: nothing more goes on the account."""

    statement_id: str
    account_id: str
    owed_fen: int


@dataclass(frozen=True)
class StatementPaid(Event):
    """A month's bill is paid."""

    statement_id: str
    account_id: str


@dataclass(frozen=True)
class InvoiceMoved(Event):
    """An invoice was asked for, issued or refused."""

    invoice_id: str
    account_id: str
    state: str


@dataclass(frozen=True)
class ClaimMoved(Event):
    """A claim of that `side` (consignor or consignee) has come to another `state` of claim.ClaimStatus."""

    claim_id: str
    side: str
    state: str


@dataclass(frozen=True)
class ClaimAnswerDue(Event):
    """A timer: the claimant should have been answered by now."""

    claim_id: str


@dataclass(frozen=True)
class ClaimPayable(Event):
    """An agreed compensation is to be paid to `claimant_id`, a customer."""

    claim_id: str
    claimant_id: str
    amount_fen: int


@dataclass(frozen=True)
class ClaimPaid(Event):
    """The compensation reached the claimant."""

    claim_id: str
    amount_fen: int
    payout_id: str


@dataclass(frozen=True)
class ClaimPayoutFailed(Event):
    """The compensation did not reach the claimant and is owed as before; `reason` is the provider's or our code."""

    claim_id: str
    payout_id: str
    reason: str


@dataclass(frozen=True)
class TransferHeard(Event):
    """The provider said something about a transfer, whose number stands for the waybill's: it is to be asked about."""


MONEY_EVENTS: tuple[type[Event], ...] = tuple(kind for kind in Event.__subclasses__() if kind.__module__ == __name__)
