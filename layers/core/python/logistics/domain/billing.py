"""Monthly accounts (月结): how much may be owed, what a month comes to, when it is due, what is blocked after that.

A month's statement is made of the journal's lines on the account's own receivable, so that it ties to the books; what
was credited meanwhile lowers it, and a month that comes to less than nothing is carried over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from logistics.domain.changing import changed
from logistics.domain.faults import Conflict, Invalid
from logistics.domain.shanghai import at_clock, business_day

PLACED = "suspense_placed"  # a credit of the bank that finance put on an account
# A statement is paid by these causes of the journal; all the rest of an account's lines is what it was charged.
PAID_BY = frozenset({"payment_received", "statement_received", PLACED})
# What an account was given to its credit otherwise: it lowers what is to be paid, and is no lower price.
_SET_OFF_BY = "remittance_ordered"
_SET_OFF_UNDONE = "reversal_of:payout_ordered:"
STATEMENT_DAY, DUE_DAYS = 1, 15
_SETTLED_AFTER = timedelta(hours=1)  # the last entries of a month are written by then


@dataclass(frozen=True)
class CreditAccount:
    """What finance agreed with a customer; `id` is theirs.

    `limit_fen` bounds what is owed and not yet picked up together. Statements are made on `statement_day` of the next
    month and are due `due_days` later. `blocked` is finance's word, `overdue` that of the calendar.
    """

    id: str
    limit_fen: int
    statement_day: int = STATEMENT_DAY
    due_days: int = DUE_DAYS
    blocked: bool = False
    overdue: bool = False


@dataclass(frozen=True)
class Credit:
    """How an account stands when somebody orders: `owed_fen` in the books, `ordered_fen` not picked up yet."""

    account: CreditAccount
    owed_fen: int
    ordered_fen: int

    @property
    def used_fen(self) -> int:
        return max(0, self.owed_fen) + self.ordered_fen

    @property
    def room_fen(self) -> int:
        return max(0, self.account.limit_fen - self.used_fen)


def require_credit(credit: Credit, amount_fen: int) -> None:
    """Whether an order of this price may go on the account.

    Raises Conflict ACCOUNT_BLOCKED, ACCOUNT_OVERDUE, CREDIT_EXCEEDED (room_fen=).
    """
    if credit.account.blocked:
        raise Conflict("ACCOUNT_BLOCKED", "月结账户已停用，请联系客服或选择其他付款方式")
    if credit.account.overdue:
        raise Conflict("ACCOUNT_OVERDUE", "月结账单已逾期，请先结清或选择其他付款方式")
    if amount_fen > credit.room_fen:
        raise Conflict("CREDIT_EXCEEDED", "月结额度不足，请选择其他付款方式", room_fen=credit.room_fen)


class StatementState(StrEnum):
    OPEN = "open"
    PAID = "paid"
    OVERDUE = "overdue"

    @property
    def label(self) -> str:
        return {"open": "待付款", "paid": "已结清", "overdue": "已逾期"}[self]


@dataclass(frozen=True)
class Statement:
    """A month of an account. `charged_fen` is what was charged by its lines in the journal, `set_off_fen` what was
    withheld for them from goods money (below nothing), `carried_fen` what the months before left below nothing (never
    above it); `amount_fen` is to be paid, `received_fen` was.

    `month` is "2026-03", `lines` how many there are. An amount below nothing is carried to the next month.
    """

    id: str
    account_id: str
    month: str
    charged_fen: int
    carried_fen: int
    lines: int
    state: StatementState
    issued_at: datetime
    due_at: datetime
    received_fen: int = 0
    set_off_fen: int = 0
    paid_at: datetime | None = None

    @property
    def amount_fen(self) -> int:
        return self.charged_fen + self.set_off_fen + self.carried_fen

    @property
    def owed_fen(self) -> int:
        return max(0, self.amount_fen - self.received_fen)

    def receive(self, amount_fen: int, now: datetime) -> "Statement":
        """So much came in for it; Conflict STATEMENT_OVERPAID (owed_fen=) for more than is owed."""
        if amount_fen > self.owed_fen:
            raise Conflict("STATEMENT_OVERPAID", "金额超过账单未付金额", owed_fen=self.owed_fen)
        return self.credited(amount_fen, now)

    def credited(self, amount_fen: int, now: datetime) -> "Statement":
        """So much came in for certain, more than was owed or not; what is too much the account's books hold."""
        received_fen = self.received_fen + amount_fen
        if received_fen < self.amount_fen:
            return changed(self, received_fen=received_fen)
        return changed(self, received_fen=received_fen, state=StatementState.PAID, paid_at=now)

    def overdue(self, now: datetime) -> "Statement":
        """Not paid in time; anything else stays as it is."""
        late = self.state is StatementState.OPEN and now > self.due_at
        return changed(self, state=StatementState.OVERDUE) if late else self


def month_before(now: datetime) -> str:
    """The month that has ended, in Asia/Shanghai: "2026-02" in March."""
    first = business_day(now).replace(day=1)
    return f"{first - timedelta(days=1):%Y-%m}"


def months_from(first: str, last: str) -> list[str]:
    """Every month from one to another, both included; none when the first is later."""
    found, month = [], first
    while month <= last:
        found.append(month)
        month = f"{business_day(span_of(month)[1]):%Y-%m}"
    return found


def month_of(at: datetime) -> str:
    """The month of a moment, in Asia/Shanghai."""
    return f"{business_day(at):%Y-%m}"


def span_of(month: str) -> tuple[datetime, datetime]:
    """From the first moment of a month to the first of the next, in Asia/Shanghai; Invalid MONTH_INVALID."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Invalid("MONTH_INVALID", "月份格式应为 2026-03", month=month) from error
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return at_clock(first, time()), at_clock(after, time())


def is_statement_time(account: CreditAccount, month: str, now: datetime) -> bool:
    """Whether the statement of an ended month is to be made by now."""
    _, ended = span_of(month)
    return now >= ended + timedelta(days=account.statement_day - 1) + _SETTLED_AFTER


def statement_of(
    statement_id: str,
    account: CreditAccount,
    month: str,
    amounts: Iterable[tuple[str, int]],
    carried_fen: int,
    now: datetime,
) -> Statement | None:
    """The statement of a month from its lines (cause, amount in fen); None where there is nothing to tell.

    What comes to nothing or less needs no payment.
    """
    lines = [(cause, amount) for cause, amount in amounts if cause not in PAID_BY]
    if not lines and not carried_fen:
        return None
    due_at = at_clock(business_day(now) + timedelta(days=account.due_days + 1), time())
    set_off_fen = sum(amount for cause, amount in lines if _is_set_off(cause))
    charged_fen = sum(amount for _, amount in lines) - set_off_fen
    state = StatementState.OPEN if charged_fen + set_off_fen + carried_fen > 0 else StatementState.PAID
    counted = (charged_fen, carried_fen, len(lines))
    return Statement(statement_id, account.id, month, *counted, state, now, due_at, set_off_fen=set_off_fen)


def _is_set_off(cause: str) -> bool:
    return cause == _SET_OFF_BY or cause.startswith(_SET_OFF_UNDONE)
