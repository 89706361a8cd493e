"""What the bank says it received against what we paid in: deposits are proved or frozen, the rest waits in suspense."""

from typing import Any

from functions.settle import bank_lines, in_transit
from functions.settle.bank_lines import Broken, Credit
from functions.settle.difference_schemas import BankFile
from logistics.domain.bank_credits import Origin
from logistics.domain.custody import Deposit, DepositState
from logistics.domain.faults import Fault
from logistics.domain.money_entries import unknown_credit
from logistics.domain.reconciling import Finding, Kind, Verdict
from logistics.runtime import bank_credits
from logistics.runtime.context import Context
from logistics.runtime.custody import confirm_deposit, freeze_deposit
from logistics.runtime.logs import log_alarm

_CONFIRMED, _FROZEN, _UNPLACED, _KNOWN, _DIFFERING = "confirmed", "frozen", "unplaced", "known", "differing"


def record_bank_file(command: BankFile, ctx: Context) -> dict[str, Any]:
    """Each line is a transaction of its own: the same file again goes on where it stopped, and repeats nothing.

    Lines that are broken are answered and change nothing.
    """
    credits, broken = bank_lines.read(command.lines)
    counts = dict.fromkeys((_CONFIRMED, _FROZEN, _UNPLACED, _KNOWN, _DIFFERING), 0)
    for credit in credits:
        found = _recorded(credit, ctx)
        if isinstance(found, Broken):
            broken.append(found)
        else:
            counts[found] += 1
    return counts | {"broken": sorted(broken, key=lambda each: each.line)}


def _recorded(credit: Credit, ctx: Context) -> str | Broken:
    try:
        return ctx.transact(lambda: _record(credit, ctx))
    except Fault as fault:
        log_alarm("bank_line_does_not_fit", line=credit.line, code=fault.code)
        return Broken(credit.line, fault.code)


def _record(credit: Credit, ctx: Context) -> str:
    deposit = ctx.store.deposits.by_reference(credit.reference)
    if deposit and deposit.state is DepositState.BANKED:
        return _deposited(deposit, credit, ctx)
    told_fen = _told_fen(deposit, credit, ctx)
    if told_fen is None:
        return _new(credit, ctx)
    if told_fen == credit.amount_fen:
        return _KNOWN
    finding = Finding(Kind.CREDIT, credit.reference, Verdict.AMOUNT_DIFFERS, credit.amount_fen, told_fen)
    ctx.store.differences.record(credit.day, [finding], ctx.now)
    return _DIFFERING


def _deposited(deposit: Deposit, credit: Credit, ctx: Context) -> str:
    if deposit.amount_fen != credit.amount_fen:
        freeze_deposit(deposit, credit.amount_fen, ctx.actor, ctx)
        return _FROZEN
    confirm_deposit(deposit, credit.reference, ctx.actor, ctx)
    return _CONFIRMED


def _told_fen(deposit: Deposit | None, credit: Credit, ctx: Context) -> int | None:
    """What an earlier file, a confirmed deposit or finance said of the reference; None if nobody has."""
    if deposit is None:
        return bank_credits.told_fen(credit.reference, ctx)
    frozen = deposit.state is not DepositState.CONFIRMED  # two people resolve it
    return credit.amount_fen if frozen else deposit.amount_fen


def _new(credit: Credit, ctx: Context) -> str:
    theirs = credit.origin is Origin.PROVIDER
    if theirs and in_transit.arrive(credit.reference, credit.amount_fen, ctx):
        return _CONFIRMED
    ctx.store.journal.post(unknown_credit(credit.reference, credit.amount_fen, ctx.now))
    kind = Kind.PROVIDER_CREDIT if theirs else Kind.CREDIT
    finding = Finding(kind, credit.reference, Verdict.MISSING_IN_BOOKS, credit.amount_fen, None)
    ctx.store.differences.record(credit.day, [finding], ctx.now)
    return _UNPLACED
