"""Money given back by a person, who proves it with a code; and the list of what finance must look at."""

from typing import Any

from functions.pay.refund_schemas import OPEN, GiveBack, ListRefunds, OnePayment
from functions.pay.refunds import request_refund
from functions.pay.settling import settle
from logistics.domain.faults import Conflict
from logistics.domain.giving_back import owed_back_fen
from logistics.domain.paying import Payment, Purpose
from logistics.domain.refunding import Refund, RefundReason, RefundState, left_fen, require_goodwill
from logistics.domain.settling_up import standing
from logistics.privacy import vault
from logistics.privacy.scrub import scrub_written
from logistics.runtime.context import Context
from logistics.runtime.door_payments import standing_at_the_door
from logistics.runtime.second_factor import require_second_factor, send_second_factor
from logistics.store.codes import Purpose as CodePurpose


def sent_code(command: OnePayment, ctx: Context) -> dict[str, int]:
    """Outside: a code to the own phone of who gives money back, good for this payment alone."""
    payment = ctx.store.payments.get(command.payment_id)
    phone = ctx.store.staff.phone_of(ctx.actor.id)
    return send_second_factor(ctx, phone, CodePurpose.REFUND, payment.id)


def send_refund_code(command: OnePayment, ctx: Context) -> dict[str, int]:
    """How long the code lasts, and when another may be asked for. Raises what send_second_factor raises."""
    told: dict[str, int] = ctx.answer
    return told


def proved(command: GiveBack, ctx: Context) -> None:
    """Outside: the code that was sent for this payment; Forbidden CODE_WRONG, ATTEMPTS_EXCEEDED."""
    phone = ctx.store.staff.phone_of(ctx.actor.id)
    require_second_factor(ctx, vault.phone_index(phone), CodePurpose.REFUND, command.payment_id, command.code)


def give_back(command: GiveBack, ctx: Context) -> Refund:
    """Give part of a payment back, as far as it reaches.

    Raises what new_refund raises, and Conflict REFUND_NOT_OWED (owed_fen=) for more than is due back unless it is
    goodwill, REFUND_IS_OWED (owed_fen=) for goodwill out of what is owed, GOODWILL_TOO_LARGE (most_fen=). A statement's
    payment is settled with the account, not by refunds: REFUND_NOT_POSSIBLE.
    """
    payment, reason = ctx.store.payments.get(command.payment_id), RefundReason(command.reason)
    if payment.purpose is Purpose.STATEMENT:
        raise Conflict("REFUND_NOT_POSSIBLE", "月结账款请在账单中调整")
    if reason is RefundReason.GOODWILL:
        _require_goodwill(payment, command.amount_fen, ctx)
    elif command.amount_fen > (owed_fen := _owed_fen(payment, ctx)):
        raise Conflict("REFUND_NOT_OWED", "超过应退金额；补偿客户请选择客服补偿", owed_fen=owed_fen)
    refund = request_refund(payment, command.amount_fen, reason, ctx, scrub_written(command.note))
    said = {"amount_fen": refund.amount_fen, "reason": refund.reason, "refund_id": refund.id}
    ctx.store.audit.note(ctx.actor, "give_back", f"payments:{payment.id}", said)
    settle(payment.waybill_no, ctx)
    return refund


def list_refunds(command: ListRefunds, ctx: Context) -> dict[str, Any]:
    """The newest first."""
    states = [RefundState(command.state)] if command.state else OPEN
    found = ctx.store.refunds.page(states, command.before, command.limit + 1)
    shown = found[: command.limit]
    return {"refunds": shown} | ({"next": shown[-1].id} if len(found) > command.limit else {})


def _require_goodwill(payment: Payment, amount_fen: int, ctx: Context) -> None:
    refunds, ours_fen = ctx.store.refunds.of(payment.waybill_no), payment.amount_fen
    if payment.purpose is Purpose.AT_THE_DOOR:
        if owed_fen := _owed_fen(payment, ctx):
            raise Conflict("REFUND_IS_OWED", "这笔款本应退还付款人，不是补偿", owed_fen=owed_fen)
        ours_fen = ctx.store.parcels.get(payment.waybill_no, ctx.actor.scope).freight_due_fen
    require_goodwill(payment, refunds, amount_fen, ours_fen, ctx.actor.role)


def _owed_fen(payment: Payment, ctx: Context) -> int:
    """What is due back: of an order's payments together, or of one at the door that was not kept, or not earned."""
    parcel = ctx.store.parcels.get(payment.waybill_no, ctx.actor.scope)
    payments, refunds = ctx.store.payments.of(payment.waybill_no), ctx.store.refunds.of(payment.waybill_no)
    if payment.purpose is not Purpose.AT_THE_DOOR:
        return max(0, -standing(parcel, payments, refunds).owed_fen)
    kept = standing_at_the_door(payments, ctx.store.journal.entries(payment.waybill_no))
    return min(left_fen(payment, refunds), owed_back_fen(parcel) if payment == kept else payment.amount_fen)
