"""Offering a payment: one number for one sum, kept before the provider hears of it, closed when the sum changes."""

from collections.abc import Callable

from functions.pay.due import ENDED, due_now
from functions.pay.recording import close_at_provider, resolve
from functions.pay.schemas import OfferAtTheDoor, OneWaybill, ShowDoorPayment
from logistics.domain.collecting import pieces_paid_for
from logistics.domain.faults import Conflict, NotFound
from logistics.domain.guards import require_at_hand, require_holder
from logistics.domain.paying import Channel, Payment, Purpose, next_payment
from logistics.domain.prepaying import described, pay_by, require_payer
from logistics.domain.roles import EVERYTHING
from logistics.gateways import pay
from logistics.runtime.context import Context
from logistics.runtime.offering import Offered, for_the_phone, kept_offer, open_payment, payers_openid


def ask_provider(command: OneWaybill, ctx: Context) -> Payment:
    """For the outside step: the payment that the payer is offered now, open at the provider.

    Raises Forbidden ORDER_NOT_YOURS; Conflict PAYMENT_NOTHING_DUE, ORDER_CLOSED, PAYMENT_NEEDS_WECHAT; Unavailable
    PAYMENT_UNCERTAIN (retry_after_s=) when the sum changes while it is asked for; what the gateway raises.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_payer(parcel, ctx.actor)
    if parcel.status in ENDED:
        raise Conflict("ORDER_CLOSED", "订单已结束，无需支付", status=parcel.status)
    openid = payers_openid(ctx)
    return _open(
        command.waybill_no, ctx, Channel.JSAPI, lambda payment: pay.offer_jsapi(payment, described(payment), openid)
    )


def ask_provider_at_the_door(command: OfferAtTheDoor, ctx: Context) -> Payment:
    """The same for a code on the courier's phone: what is due there for the pieces that are taken.

    Raises Forbidden PARCEL_NOT_YOURS, Invalid PIECES_INVALID.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_holder(parcel, ctx.actor)
    require_at_hand(parcel, ctx.actor)
    pieces = pieces_paid_for(parcel, command.pieces)
    return _open(
        command.waybill_no, ctx, Channel.NATIVE, lambda payment: pay.offer_native(payment, described(payment)), pieces
    )


def offer_payment(command: OneWaybill, ctx: Context) -> Offered:
    """What wx.requestPayment is given, as long as the sum is still the one that is owed."""
    return for_the_phone(keep_offer(ctx), ctx)


def keep_offer(ctx: Context) -> Payment:
    """Within the transaction: the offer stands with its number."""
    offered: Payment = ctx.answer
    parcel = ctx.store.parcels.get(offered.subject, EVERYTHING)
    return kept_offer(due_now(parcel, offered.channel, ctx, offered.pieces)[0], ctx)


def look(command: ShowDoorPayment, ctx: Context) -> Payment:
    """For the outside step: what became of a code, by the provider's own word."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    payment = ctx.store.payments.get(command.payment_id)
    if payment.subject != parcel.waybill_no or payment.purpose is not Purpose.AT_THE_DOOR:
        raise NotFound("PAYMENT_NOT_FOUND", "没有找到这笔支付", payment_id=command.payment_id)
    return resolve(payment, ctx)


def _open(
    waybill_no: str, ctx: Context, channel: Channel, ask: Callable[[Payment], str], pieces: tuple[int, ...] = ()
) -> Payment:
    """One that is paid or closed at the provider already is recorded, and what is due looked at anew."""
    return open_payment(
        ctx,
        reserve=lambda: _reserved(waybill_no, ctx, channel, pieces),
        ask=ask,
        learn=lambda payment: resolve(payment, ctx),
        close=lambda payment: close_at_provider(payment, ctx),
    )


def _reserved(
    waybill_no: str, ctx: Context, channel: Channel, pieces: tuple[int, ...]
) -> tuple[list[Payment], Payment]:
    """Within a transaction: those to be closed first, or the payment, its row written."""
    parcel = ctx.store.parcels.get(waybill_no, EVERYTHING)
    amount_fen, purpose = due_now(parcel, channel, ctx, pieces)
    known = ctx.store.payments.of(waybill_no)
    who = ctx.actor.id
    asked = waybill_no, purpose, channel, amount_fen, who, ctx.now, pay_by(parcel), pieces
    stale, payment = next_payment(known, *asked)
    before = next((each for each in known if each.id == payment.id), None)
    if before is not None:
        ctx.store.payments.save(before, payment)
    elif not stale:
        ctx.store.payments.add([payment])
    return stale, payment
