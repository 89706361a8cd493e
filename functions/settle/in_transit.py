"""Money on its way to the bank: each withdrawal from the payment provider until the bank shows it, and what is late."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from logistics.domain.journal import Account
from logistics.domain.money_entries import provider_withdrawn, withdrawal_arrived
from logistics.domain.reconciling import Finding, Kind, Verdict, difference_id
from logistics.domain.shanghai import business_day
from logistics.runtime import bank_credits
from logistics.runtime.context import Context

LATE_AFTER = timedelta(days=3)  # the next working day, and a weekend between
_EARLIER_BY = timedelta(days=7)


def withdraw(number: str, amount_fen: int, day: date, ctx: Context) -> None:
    """Within a transaction: a withdrawal of a day's fund flow, once; the bank's file may have told of it before."""
    if not ctx.store.journal.post(provider_withdrawn(number, amount_fen, ctx.now)):
        return
    reference = next(_unplaced(amount_fen, day, ctx), None)
    if reference:
        ctx.store.journal.post(withdrawal_arrived(number, reference, amount_fen, ctx.now, placed=True))
        bank_credits.explained(reference, ctx)


def arrive(reference: str, amount_fen: int, ctx: Context) -> bool:
    """Within a transaction: a credit from the provider is the first withdrawal of that sum; False if none is.

    The bank does not tell the provider's number. Withdrawals of one sum are each other's equals.
    """
    number = min((each for each, fen in _under_way(ctx).items() if fen == amount_fen), default=None)
    if number is None:
        return False
    return bool(ctx.store.journal.post(withdrawal_arrived(number, reference, amount_fen, ctx.now)))


def follow(ctx: Context) -> dict[str, int]:
    """Within a transaction: what left for the bank days ago is a difference of the day it left, until it is there."""
    found = list(_late(ctx.now - LATE_AFTER, ctx))
    ids = {difference_id(day, each) for day, each in found}
    there = [each for each in ctx.store.differences.open_of([Kind.WITHDRAWAL, Kind.DEPOSIT]) if each.id not in ids]
    ctx.store.differences.settle(there, "the bank", ctx.now)
    return {"new": sum(ctx.store.differences.record(day, [each], ctx.now) for day, each in found), "closed": len(there)}


def _late(before: datetime, ctx: Context) -> Iterator[tuple[date, Finding]]:
    for number, fen in _under_way(ctx).items():
        left_at = min(line.at for line in ctx.store.journal.open_lines(Account.WECHAT_IN_TRANSIT, number))
        if left_at < before:
            yield business_day(left_at), Finding(Kind.WITHDRAWAL, number, Verdict.NOT_ARRIVED, None, fen)
    for deposit in ctx.store.deposits.banked_before(before):
        told = Finding(Kind.DEPOSIT, deposit.id, Verdict.NOT_ARRIVED, None, deposit.amount_fen)
        yield business_day(deposit.at), told


def _under_way(ctx: Context) -> dict[str, int]:
    found = ctx.store.journal.by_holder([Account.WECHAT_IN_TRANSIT])
    return {number: sums[Account.WECHAT_IN_TRANSIT] for number, sums in found.items()}


def _unplaced(amount_fen: int, day: date, ctx: Context) -> Iterator[str]:
    """References of credits from the provider of that sum, of the days after, that still wait whole."""
    for each in ctx.store.differences.open_of([Kind.PROVIDER_CREDIT]):
        near = timedelta(0) <= each.day - day <= _EARLIER_BY
        if near and bank_credits.waiting_fen(each.finding.number, ctx) == each.finding.bill_fen == amount_fen:
            yield each.finding.number
