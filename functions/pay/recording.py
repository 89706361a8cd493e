"""What a payment that is certain sets off: the books, the order, the money at the door; once, whoever tells of it."""

from functions.pay.refunds import request_refund
from logistics.domain.cod import PayMethod
from logistics.domain.collecting import collect
from logistics.domain.faults import Conflict, Fault
from logistics.domain.journal import cash_collected
from logistics.domain.money_entries import payment_received
from logistics.domain.money_events import PaymentReceived
from logistics.domain.parcel import Parcel
from logistics.domain.paying import Payment, PaymentState, Purpose
from logistics.domain.payment_instruction import payer_of
from logistics.domain.prepaying import payment_timer, placed_by_payment
from logistics.domain.refunding import RefundReason
from logistics.domain.roles import Actor, Role
from logistics.gateways import pay
from logistics.gateways.pay import OrderNews
from logistics.runtime.context import Context
from logistics.runtime.logs import log_alarm


def record_news(news: OrderNews, ctx: Context) -> Payment:
    """Within a transaction: the payment as it is after the provider's word on it. Being told again changes nothing.

    Raises NotFound PAYMENT_NOT_FOUND, Conflict PAYMENT_AMOUNT_DIFFERS and PAYMENT_TRANSACTION_DIFFERS.
    """
    payment = ctx.store.payments.get(news.number)
    if news.paid:
        return _record_paid(payment, news, ctx)
    return ctx.store.payments.save(payment, payment.closed(ctx.now)) if news.over else payment


def resolve(payment: Payment, ctx: Context) -> Payment:
    """Outside a transaction: ask the provider what became of an open payment, and record it."""
    if payment.state is not PaymentState.OPEN:
        return payment
    news = pay.query(payment.id)
    return ctx.transact(lambda: record_news(news, ctx)) if news else payment


def close_at_provider(payment: Payment, ctx: Context) -> Payment:
    """Outside a transaction: see to it that nobody can pay it any more; the payment, if somebody has."""
    if payment.state is not PaymentState.OPEN:
        return payment
    if not pay.close(payment.id):
        return resolve(payment, ctx)
    return ctx.transact(lambda: _closed(payment.id, ctx))


def _closed(payment_id: str, ctx: Context) -> Payment:
    payment = ctx.store.payments.get(payment_id)
    return ctx.store.payments.save(payment, payment.closed(ctx.now))


def _record_paid(payment: Payment, news: OrderNews, ctx: Context) -> Payment:
    if news.amount_fen != payment.amount_fen:
        log_alarm(
            "payment_amount_differs", payment_id=payment.id, said_fen=news.amount_fen, ours_fen=payment.amount_fen
        )
        raise Conflict("PAYMENT_AMOUNT_DIFFERS", "支付金额与订单不符", payment_id=payment.id)
    after = payment.paid(news.transaction_id, news.paid_at or ctx.now)
    if after == payment:
        return payment
    ctx.store.payments.save(payment, after)
    ctx.emit(PaymentReceived(after.subject, after.id, after.purpose, after.amount_fen))
    if after.purpose is Purpose.AT_THE_DOOR:
        _collected(after, ctx)
    else:
        holder = after.asked_by if after.purpose is Purpose.STATEMENT else after.subject
        entry_id = f"payment_received:{after.id}"
        ctx.store.journal.post(payment_received(entry_id, after.waybill_no or None, holder, after.amount_fen, ctx.now))
        if after.purpose is Purpose.FREIGHT:
            _place(after.subject, ctx)
    return after


def _place(waybill_no: str, ctx: Context) -> None:
    parcel = ctx.store.parcels.find(waybill_no)
    if parcel is None:
        return
    placed = placed_by_payment(parcel, ctx.now)
    if placed is not parcel:
        ctx.store.parcels.save(parcel, placed)
        ctx.withdraw(payment_timer(waybill_no))


def _collected(payment: Payment, ctx: Context) -> None:
    """Money at the door that cannot be taken any more goes back the way it came."""
    parcel = ctx.store.parcels.find(payment.subject)
    courier = Actor(payment.asked_by, Role.COURIER)
    taken = _taken(parcel, payment, courier) if parcel else None
    if parcel is None or taken is None:
        entry_id = f"payment_received:{payment.id}"
        ctx.store.journal.post(
            payment_received(entry_id, payment.waybill_no, payment.subject, payment.amount_fen, ctx.now)
        )
        request_refund(payment, payment.amount_fen, RefundReason.PAID_TWICE, ctx)
        return
    ctx.store.parcels.save(parcel, taken)
    entry_id = f"cash_collected:{parcel.waybill_no}:{parcel.version}"
    sums = (taken.cod.due_fen, taken.freight_due_fen)
    ctx.store.journal.post(
        cash_collected(entry_id, parcel.waybill_no, courier.id, payer_of(parcel), *sums, ctx.now, PayMethod.WECHAT)
    )


def _taken(parcel: Parcel, payment: Payment, courier: Actor) -> Parcel | None:
    try:
        return collect(parcel, payment.amount_fen, courier, PayMethod.WECHAT, payment.pieces)
    except Fault:  # taken in cash meanwhile, refused, or another sum by now: the payer gets it back
        return None
