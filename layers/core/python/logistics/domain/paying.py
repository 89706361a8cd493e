"""A payment through WeChat Pay: one number at the provider for one sum, offered until it is paid or closed.

The number is ours and follows from what is paid for and a count, so that whoever asks twice is offered the same
payment. A sum that changes takes the next number, and the one before is closed first: nobody can pay both.
Numbers have 6 to 32 characters of [0-9A-Za-z_-|*] (WeChat Pay, JSAPI and Native orders).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from logistics.domain.faults import Conflict

PAY_WITHIN = timedelta(minutes=30)  # an unpaid order is called off then
OFFERED_FOR = timedelta(hours=2)  # the provider's own life of an offer
_SPARE = timedelta(minutes=1)  # less than this is too little to pay in, and the provider takes no shorter time


class Purpose(StrEnum):
    """What a payment is for: the price of an order, what it costs more since, all due at a door, a month's bill."""

    FREIGHT = "freight"
    TOP_UP = "top_up"
    AT_THE_DOOR = "at_the_door"
    STATEMENT = "statement"


class Channel(StrEnum):
    """Within the mini-program, or by a code that the payer's WeChat scans."""

    JSAPI = "jsapi"
    NATIVE = "native"


class PaymentState(StrEnum):
    OPEN = "open"
    PAID = "paid"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return _LABELS[self]


class Shipping(StrEnum):
    """Whether WeChat was told that the work is being done (发货信息管理) and says so; REFUSED needs a person."""

    WANTED = "wanted"
    TOLD = "told"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


_LABELS = {PaymentState.OPEN: "待支付", PaymentState.PAID: "已支付", PaymentState.CLOSED: "已关闭"}
# Payments of one kind share their count: an order's price and what it costs more are paid by the same person.
_LETTERS = {Purpose.FREIGHT: "P", Purpose.TOP_UP: "P", Purpose.AT_THE_DOOR: "D", Purpose.STATEMENT: "S"}


@dataclass(frozen=True)
class Payment:
    """`id` is the number the provider knows it by; `subject` the waybill, or the statement, that it pays for.

    `asked_by` is the account that asked for the offer: who pays, or at the door the courier who asked last.
    `offer` is the provider's prepay_id or code_url, `transaction_id` its number of the paid one. `expires_at` is when
    the offer ends. `shipping_look_at` is when WeChat is to be told, or asked, again. `pieces` are those that are paid
    for at the door, none for all.
    """

    id: str
    subject: str
    purpose: Purpose
    channel: Channel
    amount_fen: int
    asked_by: str
    at: datetime
    expires_at: datetime
    state: PaymentState = PaymentState.OPEN
    offer: str = ""
    transaction_id: str | None = None
    paid_at: datetime | None = None
    closed_at: datetime | None = None
    shipping: Shipping | None = None
    shipping_look_at: datetime | None = None
    pieces: tuple[int, ...] = ()

    @property
    def waybill_no(self) -> str:
        """The waybill that it pays for; "" for the payment of a statement."""
        return "" if self.purpose is Purpose.STATEMENT else self.subject

    def offered(self, offer: str) -> "Payment":
        """With what the provider answered: what the payer's WeChat opens it by."""
        return replace(self, offer=offer)

    def paid(self, transaction_id: str, at: datetime) -> "Payment":
        """Paid, for certain; even after it was closed, since money that came is there.

        Being told again changes nothing. Raises Conflict PAYMENT_TRANSACTION_DIFFERS when another transaction is
        said to have paid the same number.
        """
        if self.state is PaymentState.PAID:
            if self.transaction_id != transaction_id:
                raise Conflict("PAYMENT_TRANSACTION_DIFFERS", "支付流水号不一致", payment_id=self.id)
            return self
        return replace(self, state=PaymentState.PAID, transaction_id=transaction_id, paid_at=at)

    def closed(self, now: datetime) -> "Payment":
        """Nobody can pay it any more, as the provider confirmed; a paid one stays paid."""
        return replace(self, state=PaymentState.CLOSED, closed_at=now) if self.state is PaymentState.OPEN else self

    def shipped(self, state: Shipping, look_at: datetime | None = None) -> "Payment":
        """After WeChat was to be told, or was told, of the work that it pays for; None: nothing is left to do."""
        return replace(self, shipping=state, shipping_look_at=look_at)

    def still_good(self, amount_fen: int, pieces: tuple[int, ...], now: datetime) -> bool:
        """Whether it can be offered again for this sum and these pieces."""
        same = self.amount_fen == amount_fen and self.pieces == pieces
        return self.state is PaymentState.OPEN and same and now + _SPARE < self.expires_at


def of_kind(payments: Iterable[Payment], purpose: Purpose) -> list[Payment]:
    """Those that share their count with this purpose."""
    return [each for each in payments if _LETTERS[each.purpose] == _LETTERS[purpose]]


def next_payment(
    payments: Iterable[Payment],
    subject: str,
    purpose: Purpose,
    channel: Channel,
    amount_fen: int,
    asked_by: str,
    now: datetime,
    expires_at: datetime | None = None,
    pieces: tuple[int, ...] = (),
) -> tuple[list[Payment], Payment]:
    """The open payments that must be closed first, and the one to be offered: the standing one where it still fits.

    `payments` are all of the subject, of whatever state. A code at the door that still fits goes over to the courier
    who asks for it now: the parcel may have changed hands, and it is theirs to collect for. Raises Conflict
    PAYMENT_NOTHING_DUE (paid_fen=) for no sum.
    """
    payments = list(payments)
    if amount_fen <= 0:
        raise Conflict("PAYMENT_NOTHING_DUE", "没有需要支付的金额", paid_fen=paid_fen(payments))
    mine = of_kind(payments, purpose)
    good = [each for each in mine if each.still_good(amount_fen, pieces, now) and each.channel is channel]
    stale = [each for each in mine if each.state is PaymentState.OPEN and each not in good[-1:]]
    if good:
        return stale, replace(good[-1], asked_by=asked_by) if purpose is Purpose.AT_THE_DOOR else good[-1]
    number = f"{subject}{_LETTERS[purpose]}{len(mine) + 1}"
    until = min(expires_at or now + OFFERED_FOR, now + OFFERED_FOR)
    until = max(until, now + 2 * _SPARE)
    return stale, Payment(number, subject, purpose, channel, amount_fen, asked_by, now, until, pieces=pieces)


def paid_fen(payments: Iterable[Payment]) -> int:
    """What came in by these payments."""
    return sum(each.amount_fen for each in payments if each.state is PaymentState.PAID)
