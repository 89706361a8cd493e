"""What a payment would be for now: which sum is due, and which open offers do not fit it any more."""

from logistics.domain.collecting import due_for
from logistics.domain.guards import may_be_collected
from logistics.domain.parcel import Parcel
from logistics.domain.paying import Channel, Payment, PaymentState, Purpose
from logistics.domain.settling_up import standing
from logistics.domain.states import Status
from logistics.runtime.context import Context

ENDED = frozenset({Status.CANCELLED, Status.LOST})  # nothing more is asked for these


def due_now(parcel: Parcel, channel: Channel, ctx: Context, pieces: tuple[int, ...] = ()) -> tuple[int, Purpose]:
    """The sum in fen and what it is for: by a code what is due at the door, else what the carriage still costs.

    `pieces` are those that are paid for at the door, none for all. Raises Invalid PIECES_INVALID.
    """
    if channel is Channel.NATIVE:
        return (due_for(parcel, pieces) if may_be_collected(parcel) else 0), Purpose.AT_THE_DOOR
    payments, refunds = ctx.store.payments.of(parcel.waybill_no), ctx.store.refunds.of(parcel.waybill_no)
    now = standing(parcel, payments, refunds)
    owed_fen = 0 if parcel.status in ENDED else now.owed_fen
    return max(owed_fen, 0), Purpose.TOP_UP if now.paid_fen else Purpose.FREIGHT


def misfits(parcel: Parcel, ctx: Context) -> list[Payment]:
    """The open offers of another sum than is due now: whoever paid one would pay too much or too little."""
    known = ctx.store.payments.of(parcel.waybill_no)
    still_open = [each for each in known if each.state is PaymentState.OPEN]
    return [each for each in still_open if each.amount_fen != due_now(parcel, each.channel, ctx, each.pieces)[0]]
