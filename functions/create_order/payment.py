"""An order that waits for its payment."""

from dataclasses import dataclass
from datetime import datetime

from logistics.domain.money_events import PaymentOverdue
from logistics.domain.parcel import Parcel
from logistics.domain.prepaying import pay_by, payment_timer
from logistics.runtime.context import Context


@dataclass(frozen=True)
class Placed:
    """An order as it was placed; `pay_by` when it is to be paid first."""

    parcel: Parcel
    pay_by: datetime | None


def await_payment(parcel: Parcel, ctx: Context) -> Placed:
    """A prepaid order is called off when nothing came by then."""
    until = pay_by(parcel)
    if until is not None:
        ctx.emit_at(PaymentOverdue(parcel.waybill_no), until, payment_timer(parcel.waybill_no))
    return Placed(parcel, until)
