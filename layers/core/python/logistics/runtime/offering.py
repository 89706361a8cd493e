"""Opening a payment at the provider, whatever it is for: the number is kept first, and closed when the sum changes."""

from collections.abc import Callable
from dataclasses import dataclass

from marshmallow import Schema, fields

from logistics.domain.faults import Conflict, Unavailable
from logistics.domain.paying import Payment, PaymentState
from logistics.gateways import pay
from logistics.runtime.context import Context

_MOST_NUMBERS = 4  # one call looks anew at most so often
_TOO_LATE = ("ORDERPAID", "ORDERCLOSED")  # the provider knows more of a number than we do yet


@dataclass(frozen=True)
class Offered:
    """A payment with what wx.requestPayment is given."""

    payment: Payment
    parameters: dict[str, str]


class ParametersSchema(Schema):
    """What wx.requestPayment is given, as it is."""

    timeStamp = fields.String()
    nonceStr = fields.String()
    package = fields.String()
    signType = fields.String()
    paySign = fields.String()


class OfferedSchema(Schema):
    payment_id = fields.String(attribute="payment.id")
    purpose = fields.String(attribute="payment.purpose")
    amount_fen = fields.Integer(attribute="payment.amount_fen")
    state = fields.String(attribute="payment.state")
    expires_at = fields.AwareDateTime(attribute="payment.expires_at", format="iso")
    parameters = fields.Nested(ParametersSchema())


def payers_openid(ctx: Context) -> str:
    """Where the caller pays in WeChat; Conflict PAYMENT_NEEDS_WECHAT for one who came without it."""
    openid = ctx.store.customers.openid_of(ctx.actor.id)
    if openid is None:
        raise Conflict("PAYMENT_NEEDS_WECHAT", "请在微信小程序中支付")
    return openid


def open_payment(
    ctx: Context,
    reserve: Callable[[], tuple[list[Payment], Payment]],
    ask: Callable[[Payment], str],
    learn: Callable[[Payment], object],
    close: Callable[[Payment], object],
) -> Payment:
    """For outside steps: the payment that fits now, open at the provider, with what its payer's WeChat opens it by.

    `reserve` answers, in a transaction, the open payments that do not fit (see paying.next_payment) and the one that
    does, its row written; `close` ends one that does not; `learn` records what the provider knows of a number that is
    paid or closed there already. Raises Unavailable PAYMENT_UNCERTAIN (retry_after_s=) when the sum keeps changing.
    """
    for _ in range(_MOST_NUMBERS):
        stale, payment = ctx.transact(reserve)
        for each in stale:
            close(each)
        if stale:
            continue
        try:
            return payment.offered(ask(payment))
        except Conflict as refusal:
            if refusal.details.get("provider_code") not in _TOO_LATE:
                raise
        learn(payment)
    raise uncertain()


def kept_offer(due_fen: int, ctx: Context) -> Payment:
    """Within the transaction: what the outside step opened stands with its number, if its sum is still due."""
    offered: Payment = ctx.answer
    known = ctx.store.payments.get(offered.id)
    if known.state is not PaymentState.OPEN or due_fen != offered.amount_fen:
        raise uncertain()
    return ctx.store.payments.save(known, known.offered(offered.offer))


def for_the_phone(payment: Payment, ctx: Context) -> Offered:
    """What the payer's mini-program hands to WeChat."""
    return Offered(payment, pay.client_parameters(payment.offer, ctx.now))


def uncertain() -> Unavailable:
    """Asking again in a moment is right."""
    return Unavailable("PAYMENT_UNCERTAIN", "支付状态确认中，请稍后再试", retry_after_s=2)
