"""Settling up: an order's state of payment, its instructions and its refunds follow from what it costs and was paid."""

from functions.pay.schemas import OneWaybill
from functions.pay.shipping import want_shipping
from logistics.domain.changing import changed
from logistics.domain.consignment import PaymentTerms
from logistics.domain.money_events import RefundRequested, TopUpDue
from logistics.domain.parcel import Parcel
from logistics.domain.payment import PaymentStatus, move_payment, path_to
from logistics.domain.payment_instruction import due_instructions, payer_of
from logistics.domain.refunding import Refund, new_refund
from logistics.domain.roles import Role
from logistics.domain.settling_up import Standing, refunds_due, standing
from logistics.runtime.context import Context

_EVEN = (PaymentStatus.PREPAID, PaymentStatus.TOPPED_UP, PaymentStatus.REFUNDED)


def settle_up(command: OneWaybill, ctx: Context) -> None:
    """Bring payments, refunds and instructions in line with what the order costs now, whatever event told of it."""
    parcel = settle(command.waybill_no, ctx)
    if parcel and parcel.terms is PaymentTerms.PREPAID:
        want_shipping(parcel, ctx)


def settle(waybill_no: str, ctx: Context, *, give_back: bool = True) -> Parcel | None:
    """Within a transaction: give back what was paid too much, tell what is still owed; repeating it changes nothing.

    None for the payment of a statement, which is no waybill's. With give_back=False what is due back waits for
    another event or a person.
    """
    parcel = ctx.store.parcels.find(waybill_no)
    if parcel is None:
        return None
    refunds = ctx.store.refunds.of(waybill_no)
    if parcel.terms is not PaymentTerms.PREPAID:
        return _moved(parcel, standing(parcel, [], refunds), ctx)
    payments = ctx.store.payments.of(waybill_no)
    due = refunds_due(parcel, payments, refunds, ctx.now) if give_back else []
    for payment, amount_fen, reason in due:
        refunds.append(begin(new_refund(payment, refunds, amount_fen, reason, Role.SYSTEM, ctx.now), ctx))
    stands = standing(parcel, payments, refunds)
    _instruct(parcel, stands, ctx)
    return _moved(parcel, stands, ctx)


def begin(refund: Refund, ctx: Context) -> Refund:
    """Keep a refund that the provider is to be asked for, after the commit."""
    ctx.store.refunds.add([refund])
    ctx.emit(RefundRequested(refund.waybill_no, refund.id, refund.amount_fen, refund.reason))
    return refund


def _instruct(parcel: Parcel, stands: Standing, ctx: Context) -> None:
    """What each cause asks for; once all comes out even, every open one is settled, those that offset others too."""
    kept = ctx.store.payment_instructions
    void, new = due_instructions(parcel, kept.of(parcel.waybill_no), payer_of(parcel), ctx.now)
    kept.void(void)
    kept.add(new)
    if stands.status in _EVEN:
        kept.settle(parcel.waybill_no)


def _moved(parcel: Parcel, stands: Standing, ctx: Context) -> Parcel:
    if (parcel.payment, parcel.owed_fen) == (stands.status, stands.owed_fen):
        return parcel
    status = parcel.payment
    for step in path_to(status, stands.status):
        status = move_payment(status, step, Role.SYSTEM)
    if status is PaymentStatus.TOP_UP_DUE:
        ctx.emit(TopUpDue(parcel.waybill_no, stands.owed_fen))
    return ctx.store.parcels.save(parcel, changed(parcel, payment=status, owed_fen=stands.owed_fen))
