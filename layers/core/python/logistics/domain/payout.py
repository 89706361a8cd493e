"""Payouts: one payment of ours to one payee, from the order to its certain end.

Goods money goes to merchants by batches that two finance people decide on, earnings to couriers who withdraw them,
compensations to claimants. The number by which the bank or the provider knows a payout is its id, and it never gets
another: an unknown outcome is asked about, never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from logistics.domain.faults import Conflict
from logistics.domain.journal import Account, Entry, reversal
from logistics.domain.money_entries import payout_ordered, payout_paid, remittance_ordered

LEAST_TRANSFER_FEN = 10  # the provider's least
NAME_FROM_FEN = 200_000  # from here on the provider compares the payee's name


class PayoutKind(StrEnum):
    """What is paid out; it says whose account is settled."""

    REMITTANCE = "remittance"
    EARNINGS = "earnings"
    CLAIM = "claim"


class Channel(StrEnum):
    """How the money goes."""

    BANK = "bank"
    WECHAT = "wechat"


class PayoutState(StrEnum):
    """WAITING: the payee must confirm on their phone. FAILED and DROPPED left the money where it was owed."""

    PROPOSED = "proposed"
    ORDERED = "ordered"
    WAITING = "waiting"
    PAID = "paid"
    FAILED = "failed"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    PayoutState.PROPOSED: "待复核",
    PayoutState.ORDERED: "付款中",
    PayoutState.WAITING: "待收款人确认",
    PayoutState.PAID: "已付款",
    PayoutState.FAILED: "付款失败",
    PayoutState.DROPPED: "已驳回",
}
ENDED = frozenset({PayoutState.PAID, PayoutState.FAILED, PayoutState.DROPPED})
PAYOUT_MOVES: frozenset[tuple[PayoutState, PayoutState]] = frozenset(
    {
        (PayoutState.PROPOSED, PayoutState.ORDERED),
        (PayoutState.PROPOSED, PayoutState.DROPPED),
        (PayoutState.ORDERED, PayoutState.WAITING),
        (PayoutState.ORDERED, PayoutState.PAID),
        (PayoutState.ORDERED, PayoutState.FAILED),
        (PayoutState.WAITING, PayoutState.PAID),
        (PayoutState.WAITING, PayoutState.FAILED),
    }
)
_OWED_ON = {PayoutKind.EARNINGS: Account.EARNINGS_OWED, PayoutKind.CLAIM: Account.CLAIMS_OWED}
_SOURCE = {Channel.BANK: Account.BANK, Channel.WECHAT: Account.WECHAT_CLEARING}


@dataclass(frozen=True)
class PayoutLine:
    """One waybill of a remittance: its goods money, and the fee withheld of it."""

    waybill_no: str
    goods_fen: int
    fee_fen: int = 0


@dataclass(frozen=True)
class Payout:
    """`subject` is the batch, the claim or "" that it belongs to; `waybill_no` is a compensation's.

    `package_info` is what the payee's phone hands to the provider to confirm. `payee` is the sealed account that a
    bank pays to.
    """

    id: str
    kind: PayoutKind
    channel: Channel
    payee_id: str
    amount_fen: int
    state: PayoutState
    at: datetime
    subject: str = ""
    waybill_no: str | None = None
    lines: tuple[PayoutLine, ...] = ()
    reason: str = ""
    package_info: str = ""
    ended_at: datetime | None = None
    payee: bytes = field(default=b"", repr=False)

    def move(self, to: PayoutState, now: datetime, reason: str = "", package_info: str = "") -> "Payout":
        """The next state; raises Conflict PAYOUT_STATE_CONFLICT."""
        if (self.state, to) not in PAYOUT_MOVES:
            raise Conflict("PAYOUT_STATE_CONFLICT", "付款单当前状态不允许此操作", state=self.state, to=to)
        ended_at = now if to in ENDED else None
        return replace(self, state=to, reason=reason, package_info=package_info, ended_at=ended_at)

    def order(self, now: datetime, payee: bytes = b"") -> "Payout":
        """Send it off, to this sealed account by bank; `at` becomes when that was. Conflict PAYOUT_STATE_CONFLICT."""
        return replace(self.move(PayoutState.ORDERED, now), at=now, payee=payee)

    @property
    def holds(self) -> tuple[str, ...]:
        """What no other payout may be about while this one lives, or once it has paid.

        Earnings are one sum that grows again: only what is under way bars another withdrawal.
        """
        if self.state in (PayoutState.FAILED, PayoutState.DROPPED):
            return ()
        if self.kind is PayoutKind.REMITTANCE:
            return tuple(f"waybill:{line.waybill_no}" for line in self.lines)
        if self.kind is PayoutKind.CLAIM:
            return (f"claim:{self.subject}",)
        return () if self.state is PayoutState.PAID else (f"earnings:{self.payee_id}",)


def ordering(payout: Payout, at: datetime) -> list[Entry]:
    """The entries of sending it off: what was owed is on its way, by waybill for a remittance."""
    if payout.kind is PayoutKind.REMITTANCE:
        return [
            remittance_ordered(payout.id, line.waybill_no, payout.payee_id, line.goods_fen, line.fee_fen, at)
            for line in payout.lines
        ]
    holder = payout.waybill_no if payout.kind is PayoutKind.CLAIM else payout.payee_id
    account = _OWED_ON[payout.kind]
    return [payout_ordered(payout.id, payout.waybill_no, account, holder or payout.payee_id, payout.amount_fen, at)]


def ending(payout: Payout, at: datetime) -> list[Entry]:
    """The entries of its end: the money has left us, or all that was ordered is owed again."""
    if payout.state is PayoutState.PAID:
        return [payout_paid(payout.id, payout.waybill_no, _SOURCE[payout.channel], payout.amount_fen, at)]
    if payout.state is PayoutState.FAILED:
        return list(_undone(payout, ordering(payout, payout.at), at))
    return []


def _undone(payout: Payout, entries: Iterable[Entry], at: datetime) -> Iterable[Entry]:
    for entry in entries:
        tail = f":{entry.waybill_no}" if payout.kind is PayoutKind.REMITTANCE else ""
        yield reversal(f"payout_failed:{payout.id}{tail}", entry, at)
