"""Clocks that run while a parcel waits: storage that begins to cost and ends, consignors who do not answer.

Everything follows from the parcel as it is now, whichever event told of it and in whatever order they came: timers
that lost their reason are withdrawn, or find nothing to do.
"""

from datetime import datetime

from functions.redirect.choice_schemas import MomentDue, News
from logistics.domain import storage
from logistics.domain.choice import is_chosen
from logistics.domain.fees import fees_of, in_line
from logistics.domain.parcel import Parcel
from logistics.domain.returning import THINK_IT_OVER, Instruction, is_waiting, moments_of, return_reason
from logistics.domain.roles import SYSTEM
from logistics.domain.states import Status
from logistics.domain.timeline import fold
from logistics.domain.trouble_events import (
    InstructionMomentDue,
    InstructionReminded,
    StorageMomentDue,
    StorageReminded,
)
from logistics.runtime.context import Context
from logistics.runtime.returns import start_return

_UNCLAIMED = "consignee_unclaimed"

# After any of these a fee or a clock may have changed.
NEWS = (
    "ParcelOutForDelivery",
    "ParcelStored",
    "DeliveryFailed",
    "ParcelRefused",
    "ParcelSigned",
    "ParcelRedirected",
    "ParcelReturning",
    "ParcelDisposed",
    "ParcelLost",
    "ParcelFound",
    "SignatureRevoked",
    "ScanUndone",
    "InstructionGiven",
    "DeliveryChosen",
)


def keep_clocks(command: News, ctx: Context) -> None:
    """Bring the fees and the clocks of a parcel in line with what counts."""
    parcel = ctx.store.parcels.find(command.waybill_no)
    if parcel is None:
        return
    parcel = _charged(parcel, ctx)
    _run_storage(parcel, ctx)
    _run_instruction(parcel, ctx)


def storage_moment(command: MomentDue, ctx: Context) -> None:
    """Another day's fee, a reminder, or the end: then it goes back. One timer sets the next."""
    parcel = ctx.store.parcels.find(command.waybill_no)
    if parcel is None or not _is_stored(parcel, command.scan_id) or parcel.storage is None:
        return
    kept = parcel.storage
    moments = storage.moments(kept)
    if command.number >= len(moments):
        return
    parcel = _charged(parcel, ctx)
    match moments[command.number].kind:
        case storage.END:
            start_return(parcel, _UNCLAIMED, ctx, by=SYSTEM)
            return
        case storage.REMINDER:
            until = kept.until.isoformat()
            ctx.emit(StorageReminded(parcel.waybill_no, kept.scan_id, command.number, until))
    _set_storage(parcel.waybill_no, kept, command.number + 1, ctx)


def instruction_moment(command: MomentDue, ctx: Context) -> None:
    """The consignor is reminded a day before; without their answer it goes back by itself."""
    parcel = ctx.store.parcels.find(command.waybill_no)
    asked = parcel.instruction if parcel else None
    if parcel is None or asked is None or not is_waiting(parcel) or asked.scan_id != command.scan_id:
        return
    ends_at = _goes_back_at(parcel, asked)
    put_off = is_chosen(parcel) and ctx.now < ends_at
    if command.number == 0 and not put_off:
        ctx.emit(InstructionReminded(parcel.waybill_no, asked.scan_id))
    if command.number == 0 or put_off:
        _set_instruction(parcel.waybill_no, asked.scan_id, 1, ends_at, ctx)
        return
    start_return(parcel, return_reason(asked), ctx, by=SYSTEM)


def _charged(parcel: Parcel, ctx: Context) -> Parcel:
    applied = fold(ctx.store.scans.of(parcel.waybill_no), parcel.signatures).applied
    after = in_line(parcel, fees_of(parcel, applied, ctx.now), ctx.now)
    if after is parcel:
        return parcel
    ctx.store.parcels.save(parcel, after)
    return ctx.store.parcels.find(parcel.waybill_no) or after


def _is_stored(parcel: Parcel, scan_id: str) -> bool:
    return parcel.status is Status.STORED and parcel.storage is not None and parcel.storage.scan_id == scan_id


def _goes_back_at(parcel: Parcel, asked: Instruction) -> datetime:
    """A choice for the next attempt puts the end off: by as long again, from the wished time on."""
    chosen = parcel.delivery_choice
    if chosen is None or not is_chosen(parcel):
        return asked.due_at
    return max(asked.due_at, (chosen.end or chosen.at) + THINK_IT_OVER)


def _run_storage(parcel: Parcel, ctx: Context) -> None:
    """Begin with the first moment that is still ahead: what is behind was charged, and is too late to be told."""
    kept = parcel.storage
    if kept is None or not _is_stored(parcel, kept.scan_id):
        ctx.withdraw(_storage_key(parcel.waybill_no))
        return
    moments = storage.moments(kept)
    ahead = [number for number, each in enumerate(moments) if each.at > ctx.now]
    _set_storage(parcel.waybill_no, kept, ahead[0] if ahead else len(moments) - 1, ctx)


def _set_storage(waybill_no: str, kept: storage.Storage, number: int, ctx: Context) -> None:
    at = storage.moments(kept)[number].at
    ctx.emit_at(StorageMomentDue(waybill_no, kept.scan_id, number), at, _storage_key(waybill_no))


def _run_instruction(parcel: Parcel, ctx: Context) -> None:
    asked = parcel.instruction
    if asked is None or not is_waiting(parcel):
        ctx.withdraw(_instruction_key(parcel.waybill_no))
        return
    reminder, _ = moments_of(asked)
    if reminder > ctx.now and not is_chosen(parcel):
        _set_instruction(parcel.waybill_no, asked.scan_id, 0, reminder, ctx)
    else:
        _set_instruction(parcel.waybill_no, asked.scan_id, 1, _goes_back_at(parcel, asked), ctx)


def _set_instruction(waybill_no: str, scan_id: str, number: int, at: datetime, ctx: Context) -> None:
    ctx.emit_at(InstructionMomentDue(waybill_no, scan_id, number), at, _instruction_key(waybill_no))


def _storage_key(waybill_no: str) -> str:
    return f"storage:{waybill_no}"


def _instruction_key(waybill_no: str) -> str:
    return f"instruction:{waybill_no}"
