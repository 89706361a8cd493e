"""Remitting goods money: what a waybill's merchant gets, to which account, and by whose decision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from logistics.domain.faults import Conflict, Forbidden
from logistics.domain.journal import Account, Entry
from logistics.domain.money import MOST_FEN
from logistics.domain.payout import PayoutLine
from logistics.domain.roles import Actor

COOL_DOWN = timedelta(hours=24)  # after an account was changed nothing goes to it, so that its owner can object
MOST_LINES, MOST_MERCHANTS = 500, 100  # of one batch, so that its decision fits into one transaction
MOST_OF_PAYOUT = 200  # lines, so that its end does


class BatchState(StrEnum):
    """APPROVED is with the bank; SETTLED when the last of its payouts has ended."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    SETTLED = "settled"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    BatchState.PROPOSED: "待复核",
    BatchState.APPROVED: "付款中",
    BatchState.REJECTED: "已驳回",
    BatchState.SETTLED: "已完成",
}


@dataclass(frozen=True)
class Batch:
    """Payouts that are decided on together; `until` is the business day up to which goods money was taken in."""

    id: str
    state: BatchState
    made_by: str
    made_at: datetime
    until: str
    payouts: int
    amount_fen: int
    ended: int = 0
    decided_by: str | None = None
    decided_at: datetime | None = None
    note: str = ""

    def decide(self, to: BatchState, by: Actor, now: datetime, note: str = "") -> "Batch":
        """Approve or reject it; raises Conflict REMITTANCE_STATE_CONFLICT and Forbidden APPROVAL_BY_MAKER.

        Whoever made it may take it back, but never approve it.
        """
        if self.state is not BatchState.PROPOSED:
            raise Conflict("REMITTANCE_STATE_CONFLICT", "该批次已处理", state=self.state)
        if to is BatchState.APPROVED and by.id == self.made_by:
            raise Forbidden("APPROVAL_BY_MAKER", "制单人不能复核自己的批次，请由另一位财务人员复核")
        return replace(self, state=to, decided_by=by.id, decided_at=now, note=note)

    def one_ended(self) -> "Batch":
        """One more of its payouts has ended; with the last one it is settled."""
        ended = self.ended + 1
        return replace(self, ended=ended, state=BatchState.SETTLED if ended >= self.payouts else self.state)


@dataclass(frozen=True)
class PayeeAccount:
    """Where a merchant's goods money goes: masked copies here, the account itself in `sealed`.

    Nobody pays to it before `usable_from`, nor before finance has confirmed that the holder is the merchant.
    """

    owner_id: str
    bank_name: str
    name_masked: str
    number_masked: str
    usable_from: datetime
    entered_by: str
    entered_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    version: int = 1

    def confirm(self, by: Actor, now: datetime) -> "PayeeAccount":
        """Finance vouches that the holder is the merchant; Conflict PAYEE_CONFIRMED, Forbidden CONFIRMED_BY_ENTERER."""
        if self.confirmed_by:
            raise Conflict("PAYEE_CONFIRMED", "该收款账户已确认")
        if by.id == self.entered_by:
            raise Forbidden("CONFIRMED_BY_ENTERER", "录入人不能确认自己录入的账户，请由另一位财务人员确认")
        return replace(self, confirmed_by=by.id, confirmed_at=now)


def objection(account: PayeeAccount | None, now: datetime) -> str | None:
    """Why nothing can be paid to this account now: a code, or None."""
    if account is None:
        return "PAYEE_MISSING"
    if account.confirmed_by is None:
        return "PAYEE_UNCONFIRMED"
    return "PAYEE_COOLING_DOWN" if now < account.usable_from else None


def remittable_lines(
    entries: Iterable[Entry], owner_id: str, waybill_nos: Sequence[str], receivable_fen: int
) -> list[PayoutLine]:
    """What the books say a merchant gets for these waybills, in their order.

    The fee for collecting is withheld where the merchant still owes it: as far as the waybill's freight stands on
    their account, and never more than the whole account still owes (`receivable_fen`), since a statement may have
    been paid meanwhile. Waybills of which nothing is owed are left out.
    """
    books: dict[str, list[Entry]] = {number: [] for number in waybill_nos}
    for entry in entries:
        books.setdefault(entry.waybill_no or "", []).append(entry)
    room, lines = max(0, receivable_fen), []
    for number in waybill_nos:
        goods = -_sum(books[number], Account.GOODS_MONEY_OWED, owner_id)
        if goods <= 0:
            continue
        fee = min(fee_owed_fen(books[number], owner_id), room, goods)
        room -= fee
        lines.append(PayoutLine(number, goods, fee))
    return lines


def parted(lines: Sequence[PayoutLine]) -> list[tuple[PayoutLine, ...]]:
    """A merchant's lines by payout: one, or several where one would be too long. What comes to nothing is left out."""
    parts = [tuple(lines[at : at + MOST_OF_PAYOUT]) for at in range(0, len(lines), MOST_OF_PAYOUT)]
    return [part for part in parts if sum(line.goods_fen - line.fee_fen for line in part) > 0]


def agrees(lines: Sequence[PayoutLine], entries: Iterable[Entry], owner_id: str, receivable_fen: int) -> bool:
    """Whether the books still bear what was proposed for a merchant: the same goods money, no fee that is not owed."""
    most = remittable_lines(entries, owner_id, [line.waybill_no for line in lines], MOST_FEN)
    goods = [(line.waybill_no, line.goods_fen) for line in lines]
    if goods != [(line.waybill_no, line.goods_fen) for line in most]:
        return False
    owed = all(line.fee_fen <= bound.fee_fen for line, bound in zip(lines, most, strict=True))
    return owed and sum(line.fee_fen for line in lines) <= max(0, receivable_fen)


def fee_owed_fen(entries: Sequence[Entry], owner_id: str) -> int:
    """The fee for collecting of one waybill that stands on the merchant's account."""
    charged = -_sum(entries, Account.REVENUE_COD_FEE)
    return max(0, min(charged, _sum(entries, Account.FREIGHT_RECEIVABLE, owner_id)))


def _sum(entries: Iterable[Entry], account: Account, holder: str = "") -> int:
    lines = (line for entry in entries for line in entry.lines if line.account is account)
    return sum(line.amount_fen for line in lines if not holder or line.holder == holder)
