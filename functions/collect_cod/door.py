"""Money at the door: taken exactly, given back only before anything is signed."""

from typing import Any

from functions.collect_cod import rules
from functions.collect_cod.declarations import frozen_of
from functions.collect_cod.schemas import Collect, OneWaybill
from logistics.domain.cod import PayMethod
from logistics.domain.collecting import collect, hand_back
from logistics.domain.faults import Conflict
from logistics.domain.guards import require_at_hand
from logistics.domain.journal import Entry
from logistics.domain.money_entries import goodwill_met, payment_received
from logistics.domain.money_events import RefundRequested
from logistics.domain.parcel import Parcel
from logistics.domain.refunding import RefundReason, RefundState, left_fen, new_refund
from logistics.domain.roles import Role
from logistics.runtime.context import Context
from logistics.runtime.door_payments import standing_at_the_door


def collect_cash(command: Collect, ctx: Context) -> dict[str, Any]:
    """Take the exact amount due: the courier holds it, the consignor's side is owed it.

    For some pieces of several only their share is due; the rest is not handed over. Raises what
    collecting.collect raises, and Conflict COD_ABOVE_CASH_LIMIT for what is to be paid by code.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_at_hand(parcel, ctx.actor)
    _require_cash_taken(command.amount_fen, ctx)
    taken = collect(parcel, command.amount_fen, ctx.actor, pieces=tuple(command.pieces))
    after = ctx.store.parcels.save(parcel, taken)
    ctx.store.journal.post(rules.collection(taken, ctx.actor, ctx.now))
    return _receipt(after, command.amount_fen, ctx)


def hand_back_cash(command: OneWaybill, ctx: Context) -> dict[str, Any]:
    """Give a collection back before the parcel is signed: the consignee refuses after all.

    Cash goes from hand to hand; what was paid by code is refunded the way it came. Raises what collecting.hand_back
    raises, and Conflict CASH_DISCREPANCY_OPEN while finance looks at a declaration that covers it, REFUND_UNDER_WAY
    while a part of it is on its way back already.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    if parcel.waybill_no in frozen_of(ctx.actor, ctx):
        raise Conflict("CASH_DISCREPANCY_OPEN", "该款项所在申报有差异，请等待财务处理")
    after = ctx.store.parcels.save(parcel, hand_back(parcel, ctx.actor))
    entries = ctx.store.journal.entries(command.waybill_no)
    if parcel.cod.method is PayMethod.WECHAT:
        _refund(parcel, entries, ctx)
    else:
        ctx.store.journal.post(rules.handing_back(entries, ctx.actor, ctx.now))
    return _receipt(after, parcel.cod.collected_fen, ctx)


def _require_cash_taken(amount_fen: int, ctx: Context) -> None:
    """A courier carries no single sum above their limit; at an outlet's counter there is a safe."""
    if ctx.actor.role is Role.COURIER and amount_fen > (limit_fen := ctx.store.cash_limits.of(ctx.actor)):
        message = "这一单超过现金限额，请收件人扫码付款，或按件分次收款"
        raise Conflict("COD_ABOVE_CASH_LIMIT", message, amount_fen=amount_fen, limit_fen=limit_fen)


def _refund(parcel: Parcel, entries: list[Entry], ctx: Context) -> None:
    """The provider holds the money: until it has given it back, it is owed to the payer on the waybill's account."""
    waybill_no, amount_fen = parcel.waybill_no, parcel.cod.collected_fen
    refunds = ctx.store.refunds.of(waybill_no)
    payment = standing_at_the_door(ctx.store.payments.of(waybill_no), entries)
    if payment is None or payment.amount_fen != amount_fen:
        raise Conflict("REFUND_NOT_POSSIBLE", "没有找到可退的支付，请联系财务处理")
    if any(each.payment_id == payment.id and each.counts and each.reason is RefundReason.OVERPAID for each in refunds):
        raise Conflict("COD_PAID_BACK", "该款已由财务退给付款人")
    gifts = [each for each in refunds if each.payment_id == payment.id and each.counts]
    if any(each.state is not RefundState.PAID for each in gifts):
        raise Conflict("REFUND_UNDER_WAY", "这笔支付有退款正在处理，请稍后再试")
    received = payment_received(f"payment_received:{payment.id}", waybill_no, waybill_no, amount_fen, ctx.now)
    ctx.store.journal.post(rules.undoing(entries, ctx.now), received)
    given_fen = sum(each.amount_fen for each in gifts)
    if given_fen:  # it was their own money after all
        ctx.store.journal.post(goodwill_met(payment.id, waybill_no, given_fen, ctx.now))
    if left_fen(payment, refunds):
        left = left_fen(payment, refunds)
        refund = new_refund(payment, refunds, left, RefundReason.HANDED_BACK, ctx.actor.id, ctx.now)
        ctx.store.refunds.add([refund])
        ctx.emit(RefundRequested(waybill_no, refund.id, refund.amount_fen, refund.reason))


def _receipt(parcel: Parcel, amount_fen: int, ctx: Context) -> dict[str, Any]:
    status = parcel.cod.status
    return {"waybill_no": parcel.waybill_no, "amount_fen": amount_fen, "cod_status": status, "at": ctx.now}
