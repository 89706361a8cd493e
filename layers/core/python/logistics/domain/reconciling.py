"""Another's account of a day against ours: each number of a payment, refund or transfer, to the fen.

The order in which the lines of a bill come, and how they are split, makes no difference: what a bill says of one number
is added up first. Only what differs is told; silence is agreement.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from logistics.domain.faults import Conflict


class Kind(StrEnum):
    """What a line is about; TOTAL is money of no number, LINE cannot be placed, CREDIT is the bank's.

    CASH_… is a courier's at the end of a day: in hand, or declared. WITHDRAWAL and DEPOSIT are under way to the bank.
    PROVIDER_CREDIT is the bank's, too, of money from the payment provider.
    """

    PAYMENT = "payment"
    REFUND = "refund"
    TRANSFER = "transfer"
    TOTAL = "total"
    LINE = "line"
    TRANSFER_RETURN = "transfer_return"
    CREDIT = "credit"
    PROVIDER_CREDIT = "provider_credit"
    CASH_IN_HAND = "cash_in_hand"
    CASH_DECLARED = "cash_declared"
    WITHDRAWAL = "withdrawal"
    DEPOSIT = "deposit"


class Verdict(StrEnum):
    MISSING_IN_BILL = "missing_in_bill"
    MISSING_IN_BOOKS = "missing_in_books"
    AMOUNT_DIFFERS = "amount_differs"
    STATE_DIFFERS = "state_differs"
    JOURNAL_DIFFERS = "journal_differs"
    NOT_DECLARED = "not_declared"
    NOT_COUNTED = "not_counted"
    NOT_ARRIVED = "not_arrived"
    BROKEN_LINE = "broken_line"


class Fate(StrEnum):
    """What became of the money: UNDER_WAY can still become either of the others."""

    DONE = "done"
    UNDER_WAY = "under_way"
    FAILED = "failed"


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


Key = tuple[Kind, str]


@dataclass(frozen=True)
class Money:
    """What one side says of one number."""

    kind: Kind
    number: str
    amount_fen: int
    fate: Fate = Fate.DONE

    @property
    def key(self) -> Key:
        return self.kind, self.number


@dataclass(frozen=True)
class Finding:
    """Where the two sides differ; None is a side that does not know the number."""

    kind: Kind
    number: str
    verdict: Verdict
    bill_fen: int | None
    books_fen: int | None


@dataclass(frozen=True)
class Difference:
    """A finding of a day until somebody has explained it. `by` is "system" when a later run found both sides agreed."""

    id: str
    day: date
    finding: Finding
    at: datetime
    state: State = State.OPEN
    assignee: str = ""
    note: str = ""
    evidence: str = ""
    closed_by: str = ""
    closed_at: datetime | None = None

    def assign(self, to: str) -> "Difference":
        """Somebody's to explain; Conflict DIFFERENCE_CLOSED."""
        return replace(self._open(), assignee=to)

    def close(self, by: str, note: str, evidence: str, at: datetime) -> "Difference":
        """Explained; Conflict DIFFERENCE_CLOSED."""
        known = self._open()
        return replace(known, state=State.CLOSED, note=note, evidence=evidence, closed_by=by, closed_at=at)

    def _open(self) -> "Difference":
        if self.state is State.CLOSED:
            raise Conflict("DIFFERENCE_CLOSED", "该差异已处理完毕", difference_id=self.id)
        return self


def difference_id(day: date, finding: Finding) -> str:
    """The same for each run over the same day."""
    return f"{day.isoformat()}:{finding.kind}:{finding.number}"


def added_up(lines: Iterable[Money]) -> dict[Key, Money]:
    """What a bill says of each number; a number that stands there twice was moved twice."""
    sums: dict[Key, Money] = {}
    for line in lines:
        known = sums.get(line.key)
        sums[line.key] = line if known is None else _together(known, line)
    return sums


def differing(bill: Collection[Money], books: Mapping[Key, Money]) -> Iterator[Finding]:
    """Each number of (a part of) a bill that the books know otherwise, or not at all."""
    for told in bill:
        ours = books.get(told.key)
        verdict = _verdict(told, ours)
        if verdict:
            yield Finding(told.kind, told.number, verdict, told.amount_fen, ours.amount_fen if ours else None)


def missing(books: Iterable[Money], bill: Collection[Key]) -> Iterator[Finding]:
    """Money that moved by our books and is not in the bill."""
    for ours in books:
        if ours.fate is Fate.DONE and ours.key not in bill:
            yield Finding(ours.kind, ours.number, Verdict.MISSING_IN_BILL, None, ours.amount_fen)


def misposted(books: Iterable[Money], journal: Mapping[Key, int]) -> Iterator[Finding]:
    """Numbers of which the journal has another sum than their own rows: what moved, and nothing while it has not."""
    for ours in books:
        moved_fen = ours.amount_fen if ours.fate is Fate.DONE else 0
        posted_fen = journal.get(ours.key)
        if posted_fen is not None and posted_fen != moved_fen:
            yield Finding(ours.kind, ours.number, Verdict.JOURNAL_DIFFERS, moved_fen, posted_fen)


def strays(journal: Mapping[str, int]) -> Iterator[Finding]:
    """Money that the journal moved on the provider's account for no number, by cause: no bill can ever name it."""
    for cause, fen in sorted(journal.items()):
        yield Finding(Kind.TOTAL, cause, Verdict.MISSING_IN_BILL, None, fen)


def _verdict(told: Money, ours: Money | None) -> Verdict | None:
    if ours is None:
        return Verdict.MISSING_IN_BOOKS
    if told.amount_fen != ours.amount_fen:
        return Verdict.AMOUNT_DIFFERS
    # A bill tells of its day; by now what was under way then may have come to an end.
    agrees = told.fate in (Fate.UNDER_WAY, ours.fate)
    return None if agrees else Verdict.STATE_DIFFERS


def _together(one: Money, other: Money) -> Money:
    fate = one.fate if one.fate is other.fate else Fate.UNDER_WAY
    return Money(one.kind, one.number, one.amount_fen + other.amount_fen, fate)
