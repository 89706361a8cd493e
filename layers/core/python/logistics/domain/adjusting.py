"""Sums that no deed explains: written off, set off, or put where they belong; by two people, never by one.

One person of finance proposes, another approves with a code to their own phone. A large sum needs an administrator as
the other. What is left on the account by then bounds it, so that no adjustment turns a debt into a credit.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from logistics.domain.faults import Conflict, Forbidden, Invalid
from logistics.domain.journal import COMPANY, Account, Entry, Line, moved
from logistics.domain.roles import Actor, Role

LARGE_FEN = 500_000  # 5,000 yuan: from here on an administrator has to agree


class AdjustmentKind(StrEnum):
    """WRITE_OFF: missing cash nobody pays, or surplus nobody claims. SET_OFF: missing cash against earnings, with the
    courier's consent. PLACE: money of an unknown sender to whom it belongs. PAY_BACK: a waybill's money to who paid
    it at the door."""

    WRITE_OFF = "write_off"
    SET_OFF = "set_off"
    PLACE = "place"
    PAY_BACK = "pay_back"


class AdjustmentState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    DROPPED = "dropped"


_CAUSES = {
    AdjustmentKind.WRITE_OFF: "written_off",
    AdjustmentKind.SET_OFF: "earnings_set_off",
    AdjustmentKind.PLACE: "suspense_placed",
    AdjustmentKind.PAY_BACK: "paid_back",
}
PLACES = (Account.CASH_DIFFERENCE, Account.FREIGHT_RECEIVABLE)


@dataclass(frozen=True)
class Adjustment:
    """`holder` is the courier, outlet, customer or waybill; `amount_fen` is below nothing for a surplus written off.

    `to` is the account on which PLACE puts the money, `reference` the bank's of the credit that it is taken from;
    `evidence` names what proves the note.
    """

    id: str
    kind: AdjustmentKind
    holder: str
    amount_fen: int
    note: str
    evidence: str
    by: str
    at: datetime
    to: Account | None = None
    reference: str = ""
    state: AdjustmentState = AdjustmentState.PROPOSED
    ended_by: str = ""
    ended_at: datetime | None = None

    def approve(self, by: Actor, now: datetime) -> "Adjustment":
        """Another person agrees; Conflict ADJUSTMENT_ENDED, Forbidden APPROVAL_BY_PROPOSER, ADJUSTMENT_LARGE."""
        self._require_open()
        if by.id == self.by:
            raise Forbidden("APPROVAL_BY_PROPOSER", "不能审批自己提出的处理意见，请由另一位财务人员审批")
        if abs(self.amount_fen) >= LARGE_FEN and by.role is not Role.ADMINISTRATOR:
            raise Forbidden("ADJUSTMENT_LARGE", "金额较大，需要管理员审批", from_fen=LARGE_FEN)
        return replace(self, state=AdjustmentState.APPROVED, ended_by=by.id, ended_at=now)

    def drop(self, by: Actor, now: datetime) -> "Adjustment":
        """Whoever proposed it, or would have approved it, does not want it; Conflict ADJUSTMENT_ENDED."""
        self._require_open()
        return replace(self, state=AdjustmentState.DROPPED, ended_by=by.id, ended_at=now)

    def _require_open(self) -> None:
        if self.state is not AdjustmentState.PROPOSED:
            raise Conflict("ADJUSTMENT_ENDED", "该处理意见已经办结", state=self.state)


def taken_from(adjustment: Adjustment) -> list[tuple[Account, str, int]]:
    """What must lie on which account of whom for it to hold: debits positive."""
    difference = (Account.CASH_DIFFERENCE, adjustment.holder, adjustment.amount_fen)
    match adjustment.kind:
        case AdjustmentKind.WRITE_OFF:
            return [difference]
        case AdjustmentKind.SET_OFF:
            return [difference, (Account.EARNINGS_OWED, adjustment.holder, -adjustment.amount_fen)]
        case AdjustmentKind.PAY_BACK:
            return [(Account.FREIGHT_RECEIVABLE, adjustment.holder, -adjustment.amount_fen)]
    return [(Account.SUSPENSE, adjustment.reference, -adjustment.amount_fen)]


def require_covered(adjustment: Adjustment, balances: list[int]) -> None:
    """Balances in the order of `taken_from`; Conflict ADJUSTMENT_TOO_LARGE with what is left (left_fen=)."""
    for (_, _, wanted_fen), balance_fen in zip(taken_from(adjustment), balances, strict=True):
        left_fen = balance_fen if wanted_fen > 0 else -balance_fen
        if left_fen < abs(wanted_fen):
            raise Conflict("ADJUSTMENT_TOO_LARGE", "金额超过账上余额", left_fen=max(0, left_fen))


def entry_of(adjustment: Adjustment, at: datetime) -> Entry:
    """What an approved adjustment posts."""
    entry_id, fen, cause = f"adjusted:{adjustment.id}", adjustment.amount_fen, _CAUSES[adjustment.kind]
    if adjustment.kind is AdjustmentKind.PLACE:
        if adjustment.to is None:
            raise Invalid("INPUT_INVALID", "有些内容填写不正确", fields={"to": ["请选择转入账户"]})
        taken = Line(Account.SUSPENSE, adjustment.reference, fen)
        return moved(entry_id, cause, None, at, taken, adjustment.to, adjustment.holder)
    if adjustment.kind is AdjustmentKind.PAY_BACK:
        owed = Line(Account.FREIGHT_RECEIVABLE, adjustment.holder, fen)
        return moved(entry_id, cause, adjustment.holder, at, owed, Account.BANK, COMPANY)
    borne = {
        AdjustmentKind.WRITE_OFF: Line(Account.WRITTEN_OFF, COMPANY, fen),
        AdjustmentKind.SET_OFF: Line(Account.EARNINGS_OWED, adjustment.holder, fen),
    }[adjustment.kind]
    return moved(entry_id, cause, None, at, borne, Account.CASH_DIFFERENCE, adjustment.holder)
