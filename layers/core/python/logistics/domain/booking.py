"""What an order may ask for: when to be visited, what to insure it for, how to have it proved."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from logistics.domain.consignment import ProofMode
from logistics.domain.faults import Invalid

_SHORTEST = timedelta(minutes=30)
_LONGEST = timedelta(hours=12)
_FURTHEST = timedelta(days=7)
# What paper is worth to others than its owner cannot be shown afterwards; other goods have their tariff's limit.
INSURED_AT_MOST_FEN = {"documents": 100_000, "food": 300_000}
# One hand signs on one phone: the courier's, or the consignee's own.
_EXCLUDING = frozenset({ProofMode.SIGNATURE, ProofMode.OWN_SIGNATURE})


def check_pickup_slot(start: datetime | None, end: datetime | None, now: datetime) -> None:
    """No slot, or one of half an hour to twelve hours that is not over and begins within a week.

    Raises Invalid PICKUP_SLOT_INVALID.
    """
    if start is None and end is None:
        return
    if start is None or end is None:
        raise Invalid("PICKUP_SLOT_INVALID", "请同时填写期望上门的开始和结束时间")
    if not _SHORTEST <= end - start <= _LONGEST:
        raise Invalid("PICKUP_SLOT_INVALID", "期望上门时段应在半小时到十二小时之间")
    if end <= now or start > now + _FURTHEST:
        raise Invalid("PICKUP_SLOT_INVALID", "期望上门时间应在未来七天之内")


def check_insured_value(category: str, insured_value_fen: int) -> None:
    """Some kinds of goods are insured up to a limit of their own: Invalid INSURED_VALUE_TOO_HIGH with cap_fen=."""
    cap_fen = INSURED_AT_MOST_FEN.get(category)
    if cap_fen is not None and insured_value_fen > cap_fen:
        raise Invalid("INSURED_VALUE_TOO_HIGH", "保价金额超出此类物品的上限", cap_fen=cap_fen)


def check_proof_modes(modes: Collection[str]) -> None:
    """Modes that exclude one another, or one named twice, are Invalid PROOF_MODES_INVALID."""
    if len(set(modes)) < len(modes) or _EXCLUDING.issubset(modes):
        raise Invalid("PROOF_MODES_INVALID", "签收凭证的选择有冲突：手写签名请选快递员手机或收件人本人手机其中一种")


def check_cod_shares(shares_fen: Sequence[int], cod_fen: int, pieces: int) -> None:
    """No shares of the goods money, or one of more than nothing for each piece, together all of it.

    Raises Invalid COD_SHARES_INVALID.
    """
    if shares_fen and (len(shares_fen) != pieces or min(shares_fen) <= 0 or sum(shares_fen) != cod_fen):
        raise Invalid("COD_SHARES_INVALID", "各件的代收货款须逐件填写，且合计等于代收总额", pieces=pieces)
