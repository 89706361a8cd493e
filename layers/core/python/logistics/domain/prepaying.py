"""An order that is paid before it is fetched: how long it waits for its payment, and what ends the wait."""

from datetime import datetime

from logistics.domain.faults import Forbidden
from logistics.domain.parcel import Parcel
from logistics.domain.paying import PAY_WITHIN, Payment, Purpose
from logistics.domain.roles import SYSTEM, Actor
from logistics.domain.states import Status, Step

UNPAID = "consignor_unpaid"


def payment_timer(waybill_no: str) -> str:
    """The key of the timer that runs until an order is paid; whoever ends the wait withdraws it."""
    return f"payment:{waybill_no}"


def pay_by(parcel: Parcel) -> datetime | None:
    """Until when an unpaid order waits; None for one that does not."""
    waits = parcel.status is Status.PENDING_PAYMENT and parcel.placed_at is not None
    return parcel.placed_at + PAY_WITHIN if waits and parcel.placed_at else None


def placed_by_payment(parcel: Parcel, now: datetime) -> Parcel:
    """The order waits for a courier from now on; one that does not wait for its payment stays as it is."""
    return parcel.decide(Step.PAID, SYSTEM, now) if parcel.status is Status.PENDING_PAYMENT else parcel


def called_off_unpaid(parcel: Parcel, now: datetime) -> Parcel:
    """The wait is over and nothing came."""
    return parcel.cancel(UNPAID, SYSTEM, now) if parcel.status is Status.PENDING_PAYMENT else parcel


def require_payer(parcel: Parcel, by: Actor) -> None:
    """Only who placed an order pays it; Forbidden ORDER_NOT_YOURS."""
    if parcel.placed_by != by.id:
        raise Forbidden("ORDER_NOT_YOURS", "只有下单人可以支付这个订单")


def described(payment: Payment) -> str:
    """What the payer's WeChat shows; at most 127 characters, no name and no address."""
    words = {Purpose.FREIGHT: "快递运费", Purpose.TOP_UP: "补付运费", Purpose.AT_THE_DOOR: "到付与代收款"}
    return f"{words.get(payment.purpose, '月结账单')} {payment.subject}"
