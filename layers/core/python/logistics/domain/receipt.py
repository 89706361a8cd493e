"""The signed paper that goes back to the consignor (签回单): its picture at the door, then its way through outlets."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from logistics.domain.changing import changed
from logistics.domain.faults import Conflict, Forbidden
from logistics.domain.roles import Actor
from logistics.domain.states import Status
from logistics.domain.trouble_events import ReceiptMoved

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel

PHOTO = "receipt"  # the kind of proof that shows the signed paper


class ReceiptState(StrEnum):
    """Where the paper is: nowhere yet, with the delivering outlet, under way, back."""

    SENT_BACK = "sent_back"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Receipt:
    """`sent_by` and `confirmed_by` are the outlets that said so."""

    state: ReceiptState
    sent_by: str
    sent_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None


def move_receipt(parcel: "Parcel", to: ReceiptState, by: Actor, now: datetime) -> "Parcel":
    """The paper leaves the delivering outlet, or arrives at the consignor's.

    Raises Conflict RECEIPT_NOT_ORDERED, PARCEL_STATE_CONFLICT, RECEIPT_STATE_CONFLICT, Forbidden OUTLET_FORBIDDEN.
    """
    if not parcel.return_receipt:
        raise Conflict("RECEIPT_NOT_ORDERED", "该运单没有签单返还")
    if parcel.status is not Status.SIGNED:
        raise Conflict("PARCEL_STATE_CONFLICT", f"包裹{parcel.status.label}，不能进行此操作", status=parcel.status)
    known, outlet_id = parcel.receipt, by.outlet_id or ""
    sends = to is ReceiptState.SENT_BACK
    if (known is not None) if sends else (known is None or known.state is not ReceiptState.SENT_BACK):
        raise Conflict("RECEIPT_STATE_CONFLICT", "回单已处理，或尚未寄回", state=known and known.state)
    if outlet_id != (parcel.delivery_outlet_id if sends else parcel.pickup_outlet_id):
        raise Forbidden("OUTLET_FORBIDDEN", "请由派件网点寄回、寄件网点确认")
    if known is None:
        moved = Receipt(to, outlet_id, now)
    else:
        moved = changed(known, state=to, confirmed_by=outlet_id, confirmed_at=now)
    return changed(parcel, receipt=moved, events=(*parcel.events, ReceiptMoved(parcel.waybill_no, to)))
