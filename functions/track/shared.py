"""A parcel shown by a link: where it is on its way, at the level of cities, and nothing about people.

A token has 192 random bits, so no guess finds one; looking is counted all the same, because every look costs a read.
"""

from functions.track.public import road
from functions.track.schemas import OneParcel, TrackShared
from functions.track.timeline import for_strangers
from logistics.domain.address.regions import names_of
from logistics.domain.consignment import Party
from logistics.domain.faults import Forbidden, NotFound
from logistics.runtime.context import Context
from logistics.store import limits, shares

_MADE_A_DAY = ("share_made", 50, 86_400)
_LOOKS_AN_HOUR = ("share_looks", 200, 3_600)


def share_parcel(command: OneParcel, ctx: Context) -> dict[str, object]:
    """A link to a parcel of mine, good for seven days; Forbidden SHARE_TOO_OFTEN, NotFound PARCEL_NOT_FOUND.

    Asking again makes another link: a token is nothing to be remembered.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    name, most, window_s = _MADE_A_DAY
    if not limits.hit(name, ctx.actor.id, most, window_s):
        raise Forbidden("SHARE_TOO_OFTEN", "今天分享的次数太多了，请明天再试")
    token, expires_at = shares.open_share(shares.Share(parcel.waybill_no, ctx.actor.id), ctx.now)
    return {"token": token, "expires_at": expires_at}


def stop_sharing(command: OneParcel, ctx: Context) -> dict[str, object]:
    """Take back every link that I made to a parcel; `ended` is how many still worked (NotFound PARCEL_NOT_FOUND)."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    return {"waybill_no": parcel.waybill_no, "ended": shares.end_shares(shares.Share(parcel.waybill_no, ctx.actor.id))}


def track_shared(command: TrackShared, ctx: Context) -> dict[str, object]:
    """What whoever holds the link may see; NotFound SHARE_NOT_FOUND, Forbidden TRACK_LOCKED with retry_after_s=."""
    name, most, window_s = _LOOKS_AN_HOUR
    if not limits.hit(name, ctx.counted_as, most, window_s):
        wait_s = limits.wait_s(name, ctx.counted_as)
        raise Forbidden("TRACK_LOCKED", "查询次数过多，请稍后再试，或登录后查询", retry_after_s=wait_s)
    share = shares.share_of(command.token)
    parcel = ctx.store.parcels.find(share.waybill_no) if share else None
    if parcel is None:
        raise NotFound("SHARE_NOT_FOUND", "分享已失效，请让对方重新分享")
    shown = road(parcel, for_strangers(parcel, ctx.store.scans.of(parcel.waybill_no)), ctx)
    return shown | {"from_city": _city(parcel.consignor), "to_city": _city(parcel.consignee)}


def _city(party: Party) -> str:
    """From the district's code: a piece of the written address might tell more."""
    province, city, _ = names_of(party.adcode)
    return city or province
