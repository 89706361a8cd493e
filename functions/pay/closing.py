"""The end of an offer: an order that nobody paid is called off, and what was called off cannot be paid any more."""

from datetime import timedelta

from functions.pay.due import misfits
from functions.pay.recording import close_at_provider
from functions.pay.schemas import OneWaybill
from logistics.domain.faults import Fault, Unavailable
from logistics.domain.money_events import PaymentOverdue
from logistics.domain.paying import PaymentState, Purpose
from logistics.domain.prepaying import called_off_unpaid, pay_by, payment_timer
from logistics.runtime.context import Context
from logistics.runtime.logs import log

_ASKED_AGAIN_AFTER = timedelta(minutes=1)
_CARRIAGE = (Purpose.FREIGHT, Purpose.TOP_UP)


def close_offers(command: OneWaybill, ctx: Context) -> bool:
    """For the outside step: close what is open at the provider, or record that it was paid; whether all is known."""
    try:
        for payment in ctx.store.payments.of(command.waybill_no):
            if payment.state is PaymentState.OPEN and payment.purpose in _CARRIAGE:
                close_at_provider(payment, ctx)
    except Unavailable as away:
        log("payments_not_closed", waybill_no=command.waybill_no, code=away.code)
        return False
    return True


def close_misfits(command: OneWaybill, ctx: Context) -> None:
    """For the outside step: what is due has changed, so offers of another sum end; the sweep ends what is left open."""
    parcel = ctx.store.parcels.find(command.waybill_no)
    try:
        for payment in misfits(parcel, ctx) if parcel else []:
            close_at_provider(payment, ctx)
    except Fault as refusal:
        log("payments_not_closed", waybill_no=command.waybill_no, code=refusal.code)


def call_off_unpaid(command: OneWaybill, ctx: Context) -> None:
    """The time to pay is over. While the provider cannot be asked the order waits, since it may have been paid."""
    parcel = ctx.store.parcels.find(command.waybill_no)
    until = pay_by(parcel) if parcel else None
    if parcel is None or until is None:
        return
    if not ctx.answer or ctx.now < until:
        again = max(until, ctx.now + _ASKED_AGAIN_AFTER)
        ctx.emit_at(PaymentOverdue(parcel.waybill_no), again, payment_timer(parcel.waybill_no))
        return
    ctx.store.parcels.save(parcel, called_off_unpaid(parcel, ctx.now))
    ctx.store.pickup_slots.free(parcel.waybill_no)
