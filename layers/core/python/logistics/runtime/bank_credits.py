"""Credits of our bank that wait in suspense under their reference, and are claimed by whatever they turn out to be."""

from logistics.domain.faults import Conflict
from logistics.domain.journal import COMPANY, Account, Entry
from logistics.domain.money_entries import credit_told_anew
from logistics.domain.reconciling import Kind
from logistics.runtime.context import Context

_CAUSES = ("unknown_credit", "statement_received", "withdrawal_arrived")
_OF_THE_BANK = (Kind.CREDIT, Kind.PROVIDER_CREDIT)


def told_fen(reference: str, ctx: Context) -> int | None:
    """What the books put into the bank for a reference when they first knew it; None for one they do not know."""
    entries = [ctx.store.books.entry(f"{cause}:{reference}") for cause in _CAUSES]
    sums = [_banked_fen(entry) for entry in entries if entry is not None]
    return sum(sums) if sums else None


def waiting_fen(reference: str, ctx: Context) -> int:
    """What of a credit nobody has placed yet."""
    return max(0, -ctx.store.journal.balance(Account.SUSPENSE, reference))


def claims(reference: str, amount_fen: int, ctx: Context) -> bool:
    """Whether the bank has told of this credit before, so that it is taken out of suspense instead of banked again.

    Conflict BANK_CREDIT_PLACED (left_fen=) if less of it waits.
    """
    if _unknown(reference, ctx) is None:
        return False
    left_fen = waiting_fen(reference, ctx)
    if left_fen < amount_fen:
        raise Conflict("BANK_CREDIT_PLACED", "该笔银行来款的余额不足，可能已被认领", left_fen=left_fen)
    return True


def tell_anew(reference: str, ctx: Context) -> int:
    """Take a whole credit out of suspense, to be handled as if the bank told of it now; 0 if it never did.

    Conflict BANK_CREDIT_PLACED (left_fen=) if a part of it has been placed.
    """
    known = _unknown(reference, ctx)
    if known is None:
        return 0
    amount_fen = _banked_fen(known)
    claims(reference, amount_fen, ctx)
    ctx.store.journal.post(credit_told_anew(known, reference, ctx.now))
    explained(reference, ctx)
    return amount_fen


def explained(reference: str, ctx: Context) -> None:
    """Close the difference of a credit of which nothing waits any more."""
    if waiting_fen(reference, ctx):
        return
    found = [each for each in ctx.store.differences.open_of(_OF_THE_BANK) if each.finding.number == reference]
    ctx.store.differences.settle(found, reference, ctx.now)


def _unknown(reference: str, ctx: Context) -> Entry | None:
    return ctx.store.books.entry(f"unknown_credit:{reference}")


def _banked_fen(entry: Entry) -> int:
    return sum(line.amount_fen for line in entry.lines if (line.account, line.holder) == (Account.BANK, COMPANY))
