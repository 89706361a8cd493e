"""What an order's payer owes in all, what came and went, and what must still move until it is even.

Everything follows from the parcel, its payments and its refunds alone, so that it comes out the same however often
and in whatever order the events of them come in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from logistics.domain.cod import CodStatus
from logistics.domain.consignment import PaymentTerms
from logistics.domain.parcel import Parcel
from logistics.domain.paying import Payment, PaymentState, Purpose
from logistics.domain.payment import PaymentStatus
from logistics.domain.payment_instruction import falls_to_consignor
from logistics.domain.pricing import INSURANCE, FeeLine
from logistics.domain.refunding import Refund, RefundReason, RefundState, is_refundable, left_fen
from logistics.domain.states import Status


@dataclass(frozen=True)
class Standing:
    """One order's carriage, in fen; `owed_fen` below nothing is what we owe its payer.

    `refunded_fen` counts what is on its way back too, `allowed_fen` is what was given back beyond what was owed.
    """

    wanted_fen: int
    paid_fen: int
    refunded_fen: int
    allowed_fen: int
    status: PaymentStatus

    @property
    def owed_fen(self) -> int:
        return self.wanted_fen - self.paid_fen + self.refunded_fen


def fee_lines(parcel: Parcel) -> tuple[FeeLine, ...]:
    """The lines of the bill that hold: none of a cancelled order; of a lost parcel the insurance, which then pays."""
    if parcel.status is Status.CANCELLED:
        return ()
    if parcel.status is Status.LOST:
        return tuple(line for line in parcel.price.fee_lines if line.code == INSURANCE)
    return parcel.price.fee_lines


def charges_hold(parcel: Parcel) -> bool:
    """Whether fees beside the price are owed: nobody pays for the way of what was lost, or never went."""
    return parcel.status not in (Status.CANCELLED, Status.LOST)


def wanted_fen(parcel: Parcel) -> int:
    """What the carriage of a prepaid parcel costs the consignor's side."""
    charges = parcel.charges if charges_hold(parcel) else ()
    beside = sum(charge.amount_fen for charge in charges if falls_to_consignor(parcel, charge))
    return sum(line.amount_fen for line in fee_lines(parcel)) + beside


def standing(parcel: Parcel, payments: Iterable[Payment], refunds: Iterable[Refund]) -> Standing:
    """How the payments of an order stand; of what is not prepaid, only at the door or on account."""
    if parcel.terms is not PaymentTerms.PREPAID:
        return _not_prepaid(parcel, list(refunds))
    paid = _paid(payments)
    numbers = {each.id for each in paid}
    back = [each for each in refunds if each.payment_id in numbers and each.counts]
    full_fen = wanted_fen(parcel)
    given = sum(each.amount_fen for each in back if each.reason is RefundReason.GOODWILL)
    allowed = min(max(full_fen, 0), given)
    sums = full_fen - allowed, sum(each.amount_fen for each in paid), sum(each.amount_fen for each in back)
    return Standing(*sums, allowed, _status(sums[0] - sums[1] + sums[2], paid, back))


def refunds_due(
    parcel: Parcel, payments: Sequence[Payment], refunds: Sequence[Refund], now: datetime
) -> list[tuple[Payment, int, RefundReason]]:
    """What must be given back of which payment, the newest first, as far as they reach; nothing when it is even."""
    due_fen = -standing(parcel, payments, refunds).owed_fen
    reason = _REASONS.get(parcel.status, RefundReason.OVERPAID)
    found = []
    for payment in sorted(_paid(payments), key=lambda each: (each.paid_at or now, each.id), reverse=True):
        amount_fen = min(due_fen, left_fen(payment, refunds))
        if amount_fen > 0 and is_refundable(payment, refunds, now):
            found.append((payment, amount_fen, reason))
            due_fen -= amount_fen
    return found


_REASONS = {Status.CANCELLED: RefundReason.CANCELLED, Status.LOST: RefundReason.LOST}


def _paid(payments: Iterable[Payment]) -> list[Payment]:
    """The payments for the carriage; what was paid at the door is in the custody of whoever took it."""
    kinds = (Purpose.FREIGHT, Purpose.TOP_UP)
    return [each for each in payments if each.state is PaymentState.PAID and each.purpose in kinds]


def _status(owed_fen: int, paid: list[Payment], back: list[Refund]) -> PaymentStatus:
    if not paid:
        return PaymentStatus.UNPAID
    if owed_fen > 0:
        return PaymentStatus.TOP_UP_DUE
    if owed_fen < 0 or any(each.state is not RefundState.PAID for each in back):
        return PaymentStatus.REFUND_DUE
    refunded_at = max((each.paid_at for each in back if each.paid_at), default=None)
    if refunded_at and all(each.paid_at and each.paid_at <= refunded_at for each in paid):
        return PaymentStatus.REFUNDED
    return PaymentStatus.TOPPED_UP if len(paid) > 1 else PaymentStatus.PREPAID


def _not_prepaid(parcel: Parcel, refunds: list[Refund]) -> Standing:
    """Freight on receipt is settled with the collection; on account it stands with the account from pickup on."""
    if parcel.terms is PaymentTerms.ON_ACCOUNT:
        status = PaymentStatus.ON_ACCOUNT if parcel.picked_up_at else PaymentStatus.UNPAID
        return Standing(0, 0, 0, 0, status)
    taken = parcel.cod.status.taken
    at_the_door = parcel.freight_due_fen if parcel.cod.status in _AT_THE_DOOR or taken else 0
    paid_fen = at_the_door if taken else 0
    return Standing(at_the_door, paid_fen, 0, 0, _status_at_the_door(paid_fen, refunds))


_AT_THE_DOOR = (CodStatus.NONE, CodStatus.DUE)
# What went back was never kept as the freight: it says nothing of a collection that stands.
_BESIDE = (RefundReason.PAID_TWICE, RefundReason.HANDED_BACK)


def _status_at_the_door(paid_fen: int, refunds: list[Refund]) -> PaymentStatus:
    known = [each for each in refunds if each.counts]
    if any(each.state is not RefundState.PAID for each in known):
        return PaymentStatus.REFUND_DUE
    if paid_fen and all(each.reason in _BESIDE for each in known):
        return PaymentStatus.RECEIVED
    return PaymentStatus.REFUNDED if known else PaymentStatus.UNPAID
