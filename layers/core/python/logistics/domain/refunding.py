"""Giving paid money back by the way it came: how much may go, and what becomes of each refund.

A refund's number is ours and follows from the payment and a count, and a try that failed is repeated with the same
number: a second number would pay twice. What the provider says late, twice or out of order changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from logistics.domain.faults import Conflict, Invalid
from logistics.domain.paying import Payment, PaymentState
from logistics.domain.roles import Role

# WeChat Pay's rules of one payment.
MOST_REFUNDS = 50
REFUNDABLE_FOR = timedelta(days=365)
# What one person may give of a payment out of goodwill, in fen; more is a claim, which two decide.
GOODWILL_MOST_FEN = {Role.CUSTOMER_SERVICE: 2_000, Role.FINANCE: 20_000}


class RefundState(StrEnum):
    """WANTED may or may not have reached the provider; ABNORMAL needs a person; CLOSED gave nothing back."""

    WANTED = "wanted"
    PROCESSING = "processing"
    PAID = "paid"
    ABNORMAL = "abnormal"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return _LABELS[self]


class RefundReason(StrEnum):
    """Why money goes back; GOODWILL alone is beyond what is owed."""

    CANCELLED = "cancelled"
    LOST = "lost"
    OVERPAID = "overpaid"
    PAID_TWICE = "paid_twice"
    HANDED_BACK = "handed_back"
    GOODWILL = "goodwill"

    @property
    def label(self) -> str:
        """What the payer reads."""
        return _REASONS[self]


_LABELS = {
    RefundState.WANTED: "退款中",
    RefundState.PROCESSING: "退款中",
    RefundState.PAID: "已退款",
    RefundState.ABNORMAL: "退款异常",
    RefundState.CLOSED: "退款关闭",
}
_REASONS = {
    RefundReason.CANCELLED: "订单已取消",
    RefundReason.LOST: "包裹遗失",
    RefundReason.OVERPAID: "运费多付退回",
    RefundReason.PAID_TWICE: "重复支付退回",
    RefundReason.HANDED_BACK: "未签收，款项退回",
    RefundReason.GOODWILL: "客服补偿",
}
# A person may have seen to an abnormal one at the provider's own desk, and the word of it was lost.
_LOOK_AGAIN = {RefundState.PROCESSING: timedelta(minutes=1), RefundState.ABNORMAL: timedelta(hours=1)}
_FOLLOW = {
    RefundState.WANTED: {RefundState.PROCESSING, RefundState.PAID, RefundState.ABNORMAL, RefundState.CLOSED},
    RefundState.PROCESSING: {RefundState.PAID, RefundState.ABNORMAL, RefundState.CLOSED},
    RefundState.ABNORMAL: {RefundState.PROCESSING, RefundState.PAID, RefundState.CLOSED},
}


@dataclass(frozen=True)
class Refund:
    """`id` is the number the provider knows it by; `asked_by` an account, or "system"; `paid_at` when it was done.

    `tries` counts the times that the provider was asked since its last word, `next_at` when it is asked again;
    `problem` is its code for why it did not take the refund.
    """

    id: str
    payment_id: str
    waybill_no: str
    amount_fen: int
    of_fen: int
    reason: RefundReason
    asked_by: str
    at: datetime
    state: RefundState = RefundState.WANTED
    provider_id: str | None = None
    paid_at: datetime | None = None
    tries: int = 0
    next_at: datetime | None = None
    problem: str | None = None
    note: str | None = None

    @property
    def counts(self) -> bool:
        """Whether the money is gone, or on its way."""
        return self.state is not RefundState.CLOSED


def left_fen(payment: Payment, refunds: Iterable[Refund]) -> int:
    """What may still be given back of a payment; nothing of one that was not paid."""
    if payment.state is not PaymentState.PAID:
        return 0
    return payment.amount_fen - sum(
        each.amount_fen for each in refunds if each.payment_id == payment.id and each.counts
    )


def is_refundable(payment: Payment, refunds: Iterable[Refund], now: datetime) -> bool:
    """Whether the provider still takes refunds of it: within a year, and not more than fifty."""
    mine = [each for each in refunds if each.payment_id == payment.id]
    in_time = payment.paid_at is not None and now - payment.paid_at < REFUNDABLE_FOR
    return in_time and len(mine) < MOST_REFUNDS and left_fen(payment, mine) > 0


def require_goodwill(payment: Payment, refunds: Iterable[Refund], amount_fen: int, ours_fen: int, by: Role) -> None:
    """Whether somebody may give so much of a payment away, with what was given of it before.

    `ours_fen` is what of the payment was for our own work: goods money is its merchant's. Conflict GOODWILL_TOO_LARGE
    (most_fen=); of more than is left at all new_refund tells.
    """
    mine = [each for each in refunds if each.payment_id == payment.id and each.counts]
    given_fen = sum(each.amount_fen for each in mine if each.reason is RefundReason.GOODWILL)
    most_fen = max(0, min(GOODWILL_MOST_FEN.get(by, 0), ours_fen) - given_fen)
    if most_fen < amount_fen <= left_fen(payment, mine):
        raise Conflict("GOODWILL_TOO_LARGE", "超过您可补偿的金额，请按理赔处理", most_fen=most_fen)


def new_refund(
    payment: Payment,
    refunds: Iterable[Refund],
    amount_fen: int,
    reason: RefundReason,
    asked_by: str,
    now: datetime,
    note: str | None = None,
) -> Refund:
    """The next refund of a payment.

    Raises Invalid REFUND_AMOUNT_INVALID for nothing or less, Conflict REFUND_EXCEEDS_PAYMENT (left_fen=, nothing of
    what was not paid) and REFUND_NOT_POSSIBLE for a payment that is too old or was given back in too many parts.
    """
    mine = [each for each in refunds if each.payment_id == payment.id]
    if amount_fen <= 0:
        raise Invalid("REFUND_AMOUNT_INVALID", "退款金额必须大于零")
    left = left_fen(payment, mine)
    if amount_fen > left:
        raise Conflict("REFUND_EXCEEDS_PAYMENT", "退款金额超过可退金额", left_fen=left)
    if not is_refundable(payment, mine, now):
        raise Conflict("REFUND_NOT_POSSIBLE", "这笔支付已不能原路退款，请联系财务处理")
    number = f"{payment.id}r{len(mine) + 1}"
    return Refund(
        number,
        payment.id,
        payment.waybill_no,
        amount_fen,
        payment.amount_fen,
        reason,
        asked_by,
        now,
        next_at=now,
        note=note,
    )


def heard(refund: Refund, state: RefundState, now: datetime, *, provider_id: str | None, at: datetime | None) -> Refund:
    """The refund after the provider's word on it; the same one when that is no news."""
    if state not in _FOLLOW.get(refund.state, ()):
        return refund
    paid_at = (at or now) if state is RefundState.PAID else None
    next_at = now + _LOOK_AGAIN[state] if state in _LOOK_AGAIN else None
    told = replace(refund, state=state, paid_at=paid_at, tries=0, next_at=next_at, problem=None)
    return replace(told, provider_id=provider_id or refund.provider_id)


def unanswered(refund: Refund, now: datetime, problem: str | None) -> Refund:
    """The refund after a try that brought no word of its fate: it is tried again, later each time."""
    return replace(refund, tries=refund.tries + 1, next_at=now + _wait(refund.tries), problem=problem)


def _wait(tries: int) -> timedelta:
    """A minute, doubled by every try, up to an hour."""
    return timedelta(minutes=min(1 << min(tries, 6), 60))
