"""发货信息管理: WeChat is told that what was paid in the mini-program is being done; it may stop payments otherwise.

Being told is not enough: an hour later WeChat is asked what its own record says, and told again if that lacks it.
"""

from datetime import datetime, timedelta
from typing import Any

from functions.pay.refund_schemas import ListShipping, OnePayment
from logistics.domain.faults import Conflict, Unavailable
from logistics.domain.parcel import Parcel
from logistics.domain.paying import Channel, Payment, PaymentState, Purpose, Shipping
from logistics.domain.prepaying import described
from logistics.runtime.context import Context
from logistics.runtime.logs import log
from logistics.runtime.providers import wechat

# WeChat hears of a payment a while after us; an order it still does not know after this time it never will.
_KNOWN_WITHIN = timedelta(days=1)
_ASK_AFTER, _AGAIN_AT_MOST = timedelta(hours=1), timedelta(minutes=30)
_GIVE_UP_AFTER = timedelta(days=3)
_UNKNOWN, _KNOWN_ALREADY = "10060001", ("10060002", "10060003", "10060023")


def want_shipping(parcel: Parcel, ctx: Context) -> None:
    """Within a transaction: from pickup on, each payment in the mini-program for its carriage is to be told of."""
    if parcel.picked_up_at is None:
        return
    for payment in ctx.store.payments.of(parcel.waybill_no):
        carriage = payment.purpose in (Purpose.FREIGHT, Purpose.TOP_UP) and payment.channel is Channel.JSAPI
        if carriage and payment.state is PaymentState.PAID and payment.shipping is None:
            ctx.store.payments.save(payment, payment.shipped(Shipping.WANTED, ctx.now))


def tell_all(ctx: Context, limit: int) -> int:
    """Tell WeChat of those it was not told of yet, and ask it of those it was; how many came a step further."""
    done = 0
    for payment in ctx.store.payments.shipping_due(ctx.now, limit):
        try:
            state = _confirmed(payment, ctx) if payment.shipping is Shipping.TOLD else _told(payment, ctx)
        except Unavailable as away:
            log("shipping_not_told", payment_id=payment.id, code=away.code)
            return done
        _keep(payment, state, ctx)
        done += state is not payment.shipping
    return done


def list_shipping(command: ListShipping, ctx: Context) -> dict[str, Any]:
    """Payments in one state, by number."""
    found = ctx.store.payments.by_shipping(Shipping(command.state), command.before, command.limit + 1)
    shown = found[: command.limit]
    return {"payments": shown} | ({"next": shown[-1].id} if len(found) > command.limit else {})


def tell_shipping_again(command: OnePayment, ctx: Context) -> Payment:
    """What was refused is told anew in the next round, once its cause is gone; Conflict SHIPPING_NOT_REFUSED."""
    payment = ctx.store.payments.get(command.payment_id)
    if payment.shipping is not Shipping.REFUSED:
        raise Conflict("SHIPPING_NOT_REFUSED", "该笔支付的发货信息未被拒绝", shipping=payment.shipping)
    return ctx.store.payments.save(payment, payment.shipped(Shipping.WANTED, ctx.now))


def _told(payment: Payment, ctx: Context) -> Shipping:
    """Outside a transaction: what WeChat makes of it; WANTED when it does not know the order yet."""
    openid = ctx.store.customers.openid_of(payment.asked_by)
    if openid is None or payment.transaction_id is None:
        return Shipping.REFUSED
    try:
        wechat().upload_shipping_info(payment.transaction_id, openid, described(payment), payment.waybill_no, ctx.now)
    except Conflict as refusal:
        code = refusal.details.get("provider_code")
        if code in _KNOWN_ALREADY:
            return Shipping.TOLD
        if code == _UNKNOWN and payment.paid_at and ctx.now - payment.paid_at < _KNOWN_WITHIN:
            return Shipping.WANTED
        log("shipping_refused", level="error", payment_id=payment.id, provider_code=code)
        return Shipping.REFUSED
    return Shipping.TOLD


def _confirmed(payment: Payment, ctx: Context) -> Shipping:
    """Outside a transaction: what WeChat's own record says; WANTED when it lacks what it was told."""
    try:
        if wechat().is_shipped(payment.transaction_id or ""):
            return Shipping.CONFIRMED
    except Conflict as refusal:
        log("shipping_unknown", level="error", payment_id=payment.id, provider_code=refusal.details["provider_code"])
        return Shipping.REFUSED
    log("shipping_not_there", level="error", payment_id=payment.id)
    late = payment.paid_at is None or ctx.now - payment.paid_at > _GIVE_UP_AFTER
    return Shipping.REFUSED if late else Shipping.WANTED


def _keep(told: Payment, state: Shipping, ctx: Context) -> None:
    def work() -> None:
        payment = ctx.store.payments.get(told.id)
        ctx.store.payments.save(payment, payment.shipped(state, _look_at(payment, state, ctx)))

    ctx.transact(work)


def _look_at(payment: Payment, state: Shipping, ctx: Context) -> datetime | None:
    """Those that wait are tried again after half the time that they have waited for, so that none stands in the way."""
    if state is Shipping.TOLD:
        return ctx.now + _ASK_AFTER
    if state is not Shipping.WANTED:
        return None
    waited = (ctx.now - (payment.paid_at or ctx.now)) / 2
    return ctx.now + min(max(waited, timedelta(minutes=1)), _AGAIN_AT_MOST)
