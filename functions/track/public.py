"""Tracking by number and phone tail, for anybody: four digits are few, so wrong ones are counted.

Five wrong ones per waybill and thirty per address and hour; a direct call brings no address, so there the account is
counted and a guest asked to sign in. Every try is counted before it is checked and taken back
when it was right, so that guesses made at the same moment gain nothing. A number that we do not know is counted,
looked up and answered like a wrong tail: nobody learns which numbers exist.
"""

from functions.track.outlet_names import outlet_names
from functions.track.rules import estimated_at
from functions.track.schemas import TrackPublicly
from functions.track.timeline import Milestone, for_parties
from logistics.domain.faults import Forbidden, NotFound
from logistics.domain.parcel import Parcel
from logistics.privacy import vault
from logistics.runtime.context import Context
from logistics.store import limits

_PER_WAYBILL = ("track_waybill", 5)
_PER_ADDRESS = ("track_address", 30)
_HOUR_S = 3_600


def track_publicly(command: TrackPublicly, ctx: Context) -> dict[str, object]:
    """The road of a parcel for anybody who knows its number and the last four digits of a party's phone."""
    parcel = _parcel_by_tail(command.waybill_no, command.tail, ctx)
    scans = ctx.store.scans.of(parcel.waybill_no)
    timeline = for_parties(parcel, scans, outlet_names((each.outlet_id for each in scans), ctx))
    return road(parcel, timeline, ctx)


def road(parcel: Parcel, timeline: list[Milestone], ctx: Context) -> dict[str, object]:
    """What a stranger may see of a parcel, with its timeline as they may see it."""
    shown = {"parcel": parcel, "exception_open": parcel.overlay is not None, "timeline": timeline}
    return shown | {"estimated_at": estimated_at(parcel, ctx.now)}


def _parcel_by_tail(waybill_no: str, tail: str, ctx: Context) -> Parcel:
    """The parcel, if the tail is the consignor's or the consignee's.

    Raises NotFound TRACK_NOT_FOUND, and Forbidden TRACK_LOCKED with retry_after_s= once too many were wrong.
    """
    # The address comes first: one that is locked out cannot go on locking waybills for others.
    tries = ((*_PER_ADDRESS, ctx.counted_as), (*_PER_WAYBILL, waybill_no))
    for name, most, key in tries:
        if not limits.hit(name, key, most, _HOUR_S):
            wait_s = limits.wait_s(name, key)
            raise Forbidden("TRACK_LOCKED", "查询次数过多，请稍后再试，或登录后查询", retry_after_s=wait_s)
    parcel = ctx.store.parcels.find_by_tail(waybill_no, vault.all_phone_tail_indexes(tail))
    if parcel is None:
        raise NotFound("TRACK_NOT_FOUND", "运单号与手机尾号不匹配，请核对后再试")
    for name, _, key in tries:
        limits.undo(name, key)
    return parcel
