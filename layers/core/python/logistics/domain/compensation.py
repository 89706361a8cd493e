"""What a lost or damaged parcel is compensated with, at most, and until when that is claimed.

What was insured (保价) is compensated as agreed: up to the declared value. What was not falls to our terms of
carriage, unless the law says more: 快递暂行条例 (2025), article 28, sends it to civil law, so the terms bind an offer
but never a court, and an assessment may name the law as its ground.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from logistics.domain.claim import ClaimKind, Ground
from logistics.domain.faults import Conflict, Forbidden
from logistics.domain.parcel import Parcel
from logistics.domain.pricing import COD_FEE, INSURANCE
from logistics.domain.states import Status


@dataclass(frozen=True)
class Terms:
    """The carrier's terms for what was not insured, and how long after the delivery something may be claimed."""

    freight_times: int = 9
    most_fen: int = 100_000
    claimed_within: timedelta = timedelta(days=7)


TERMS = Terms()
_MOST_BY_LAW_FEN = 10**9  # ten million yuan, against slips: whoever means more goes to court
_WRONG = frozenset({"carrier_damaged_parcel", "carrier_short_contents", "carrier_wet_parcel"})
_NO_CARRIAGE = frozenset({INSURANCE, COD_FEE})
_HANDED_OVER = frozenset({Status.SIGNED, Status.RETURNED})
_AT_AN_END = frozenset({Status.REFUSED, Status.DISPOSED})


def limit_fen(parcel: Parcel, ground: Ground = Ground.TERMS) -> int:
    """The most that all claims about a parcel may come to, in fen.

    Insured: the declared value. Otherwise nine times the freight and 1,000 yuan at most by the terms (the trade's
    usual ones); by law there is no such limit here.
    """
    if ground is Ground.LAW:
        return _MOST_BY_LAW_FEN
    if parcel.insured_value_fen:
        return parcel.insured_value_fen
    freight_fen = sum(fee.amount_fen for fee in parcel.price.fee_lines if fee.code not in _NO_CARRIAGE)
    return min(freight_fen * TERMS.freight_times, TERMS.most_fen)


def require_room(parcel: Parcel, amount_fen: int, promised_fen: int, ground: Ground) -> None:
    """Refuse what goes beyond the limit with what was promised before: Conflict CLAIM_ABOVE_LIMIT (room_fen=)."""
    room_fen = max(0, limit_fen(parcel, ground) - promised_fen)
    if amount_fen > room_fen:
        raise Conflict("CLAIM_ABOVE_LIMIT", "金额超过赔付限额", room_fen=room_fen, amount_fen=amount_fen)


def require_claimable(parcel: Parcel, kind: ClaimKind, is_sender: bool, now: datetime) -> None:
    """Whether this may be claimed now.

    A loss by who sent it, once the parcel counts as lost; damage or missing contents by either side, within the term
    after it was handed over, or where it is plain on the way. Raises Conflict CLAIM_NOT_POSSIBLE, CLAIM_TOO_LATE;
    Forbidden CONSIGNOR_ONLY.
    """
    if kind is ClaimKind.LOST:
        if not is_sender:
            raise Forbidden("CONSIGNOR_ONLY", "只有寄件人可以进行此操作")
        possible = parcel.status is Status.LOST
    else:
        possible = parcel.status in _HANDED_OVER | _AT_AN_END or _is_plain(parcel)
    if not possible:
        raise Conflict("CLAIM_NOT_POSSIBLE", "包裹当前状态不能申请理赔", status=parcel.status, kind=kind)
    if parcel.status in _HANDED_OVER and now > _ended_at(parcel, now) + TERMS.claimed_within:
        raise Conflict("CLAIM_TOO_LATE", "已超过理赔申请期限，请联系客服", days=TERMS.claimed_within.days)


def may_claim(parcel: Parcel, is_sender: bool, now: datetime) -> bool:
    """Whether anything may be claimed now, for a page that offers it."""
    for kind in ClaimKind:
        try:
            require_claimable(parcel, kind, is_sender, now)
        except (Conflict, Forbidden):
            continue
        return True
    return False


def _is_plain(parcel: Parcel) -> bool:
    return parcel.overlay is not None and parcel.overlay.reason in _WRONG


def _ended_at(parcel: Parcel, now: datetime) -> datetime:
    return parcel.signed_at or parcel.last_scan_at or now
