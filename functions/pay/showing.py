"""How an order's payments stand, for who pays it and for the office."""

from typing import Any

from functions.pay.recording import resolve
from functions.pay.schemas import ShowPayments
from logistics.domain.paying import PaymentState, Purpose
from logistics.domain.payment import PAYMENT_LABELS
from logistics.domain.prepaying import pay_by, require_payer
from logistics.domain.roles import CUSTOMERS
from logistics.domain.settling_up import standing
from logistics.runtime.context import Context

_MOST_ASKED = 3


def refresh(command: ShowPayments, ctx: Context) -> None:
    """For the outside step: what the phone was told is no proof, so the provider is asked about what is open."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    if ctx.actor.role in CUSTOMERS:
        require_payer(parcel, ctx.actor)
    if command.refresh:
        known = ctx.store.payments.of(command.waybill_no)
        for payment in [each for each in known if each.state is PaymentState.OPEN][-_MOST_ASKED:]:
            resolve(payment, ctx)


def show_payments(command: ShowPayments, ctx: Context) -> dict[str, Any]:
    """What is wanted, paid, given back and owed, and each payment and refund."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    payments, refunds = ctx.store.payments.of(parcel.waybill_no), ctx.store.refunds.of(parcel.waybill_no)
    now = standing(parcel, payments, refunds)
    mine = ctx.actor.role in CUSTOMERS
    return {
        "waybill_no": parcel.waybill_no,
        "payment_status": now.status,
        "status_label": PAYMENT_LABELS[now.status],
        "wanted_fen": now.wanted_fen,
        "paid_fen": now.paid_fen,
        "refunded_fen": now.refunded_fen,
        "owed_fen": now.owed_fen,
        "pay_by": pay_by(parcel),
        "payments": [each for each in payments if not mine or each.purpose is not Purpose.AT_THE_DOOR],
        "refunds": refunds,
    }
