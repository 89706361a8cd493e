"""Tracking by number and phone tail, for anybody: four digits are few, so wrong ones are counted.

Five wrong ones per waybill and thirty per address and hour. Every try is counted before it is checked and taken back
when it was right, so that guesses made at the same moment gain nothing. A number that we do not know is counted,
looked up and answered like a wrong tail: nobody learns which numbers exist.
"""

import ipaddress
from hashlib import sha256

from logistics.domain.faults import Forbidden, NotFound
from logistics.domain.parcel import Parcel
from logistics.privacy import vault
from logistics.runtime.context import Context
from logistics.store import limits

_PER_WAYBILL = ("track_waybill", 5)
_PER_ADDRESS = ("track_address", 30)
_HOUR_S = 3_600


def parcel_by_tail(waybill_no: str, tail: str, ctx: Context) -> Parcel:
    """The parcel, if the tail is the consignor's or the consignee's.

    Raises NotFound TRACK_NOT_FOUND, and Forbidden TRACK_LOCKED with retry_after_s= once too many were wrong.
    """
    tries = ((*_PER_WAYBILL, waybill_no), (*_PER_ADDRESS, _address(ctx.source_ip)))
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


def _address(source_ip: str) -> str:
    """A digest of the caller's address; one household's IPv6 addresses are the whole /64."""
    return sha256(_network(source_ip).encode()).hexdigest()[:32]


def _network(source_ip: str) -> str:
    try:
        address = ipaddress.ip_address(source_ip)
    except ValueError:
        return source_ip
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else source_ip
