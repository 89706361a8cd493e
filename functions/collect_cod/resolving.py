"""What an approved resolution does: the frozen waybills move on or back, and the books follow fen by fen.

What is missing is owed by who answers for it and what is over stands to their credit (CASH_DIFFERENCE); the consignor
is owed the goods money in full either way, so the waybill moves on like any other.
"""

from collections.abc import Callable
from dataclasses import replace

from functions.collect_cod.counting import counted_entries
from functions.collect_cod.declarations import hand_over
from logistics.domain.cod import CodStatus
from logistics.domain.custody import (
    CashLine,
    CountState,
    DepositState,
    Discrepancy,
    Kind,
    Resolution,
    adjusted,
)
from logistics.domain.journal import Account, Entry
from logistics.domain.money_entries import cash_difference, count_voided, deposit_voided
from logistics.runtime.context import Context
from logistics.runtime.custody import carry_to
from logistics.store.declarations import DeclarationState

Lines = tuple[CashLine, ...]


def resolve(settled: Discrepancy, ctx: Context) -> None:
    """Carry out an approved resolution, in this transaction."""
    if settled.kind is not Kind.DECLARATION:
        carry_to(settled.leads_to, settled.waybill_nos, ctx.actor, ctx)
    _BY_KIND[settled.kind](settled, ctx)


def _declaration(settled: Discrepancy, ctx: Context) -> None:
    declaration = ctx.store.declarations.get(settled.subject_id, ctx.actor.scope)
    if settled.leads_to is CodStatus.COLLECTED:
        ctx.store.declarations.move(declaration, DeclarationState.CLOSED)
        return
    hand_over(declaration, ctx.actor, ctx)
    lines = _differing(settled, declaration.lines, Account.CASH_DECLARED, declaration.courier_id, ctx)
    ctx.store.declarations.move(declaration, DeclarationState.AGREED, lines)


def _count(settled: Discrepancy, ctx: Context) -> None:
    count = ctx.store.cash_counts.get(settled.subject_id, ctx.actor.scope)
    declaration = ctx.store.declarations.get(count.declaration_id, ctx.actor.scope)
    if settled.leads_to is CodStatus.DECLARED:
        ctx.store.cash_counts.move(count, _ended_by(settled))
        ctx.store.declarations.move(declaration, DeclarationState.AGREED)
        return
    lines = _differing(settled, count.lines, Account.CASH_DECLARED, count.courier_id, ctx)
    ctx.store.journal.post(*counted_entries(count, lines, ctx))
    ctx.store.cash_counts.move(count, CountState.AGREED, lines=lines)
    ctx.store.declarations.move(declaration, DeclarationState.COUNTED)


def _safe(settled: Discrepancy, ctx: Context) -> None:
    count = ctx.store.cash_counts.get(settled.subject_id, ctx.actor.scope)
    if settled.leads_to is CodStatus.COUNTED:
        lines = _differing(settled, count.lines, Account.OUTLET_SAFE, count.outlet_id, ctx)
        ctx.store.cash_counts.move(count, CountState.AGREED, lines=lines)
        return
    declaration = ctx.store.declarations.get(count.declaration_id, ctx.actor.scope)
    _post(
        count.lines,
        lambda line: count_voided(
            f"count_voided:{settled.id}:{line.waybill_no}",
            line.waybill_no,
            count.courier_id,
            count.outlet_id,
            line.amount_fen,
            ctx.now,
        ),
        ctx,
    )
    ctx.store.cash_counts.move(count, CountState.VOID)
    ctx.store.declarations.move(declaration, DeclarationState.AGREED, count.lines)


def _deposit(settled: Discrepancy, ctx: Context) -> None:
    deposit = ctx.store.deposits.get(settled.subject_id)
    counts = ctx.store.cash_counts.many(deposit.count_ids, ctx.actor.scope)
    if settled.leads_to is CodStatus.BANKED:
        lines = _differing(settled, deposit.lines, Account.BANK_IN_TRANSIT, deposit.outlet_id, ctx)
        ctx.store.deposits.move(deposit, DepositState.BANKED, lines=lines)
        now = {line.waybill_no: line for line in lines}
        for count in counts:
            left = tuple(now[line.waybill_no] for line in count.lines)
            ctx.store.cash_counts.move(count, CountState.AGREED, lines=left, deposit_id=deposit.id)
        return
    _post(
        deposit.lines,
        lambda line: deposit_voided(
            f"deposit_voided:{deposit.id}:{line.waybill_no}",
            line.waybill_no,
            deposit.outlet_id,
            line.amount_fen,
            ctx.now,
        ),
        ctx,
    )
    ctx.store.deposits.move(deposit, DepositState.VOID)
    for count in counts:
        ctx.store.cash_counts.move(count, CountState.AGREED)


_BY_KIND: dict[Kind, Callable[[Discrepancy, Context], None]] = {
    Kind.DECLARATION: _declaration,
    Kind.COUNT: _count,
    Kind.SAFE: _safe,
    Kind.DEPOSIT: _deposit,
}


def _differing(settled: Discrepancy, lines: Lines, account: Account, of: str, ctx: Context) -> Lines:
    """The lines as they really are; a difference that stays becomes its holder's debt or credit."""
    if not _stays(settled):
        return lines
    really = adjusted(lines, settled.difference_fen)
    changes = [
        replace(after, amount_fen=after.amount_fen - before.amount_fen)
        for before, after in zip(lines, really, strict=True)
    ]
    _post(
        changes,
        lambda line: cash_difference(
            f"cash_difference:{settled.id}:{line.waybill_no}",
            line.waybill_no,
            settled.holder,
            account,
            of,
            line.amount_fen,
            ctx.now,
        ),
        ctx,
    )
    return really


def _stays(settled: Discrepancy) -> bool:
    resolution = settled.proposal.resolution if settled.proposal else None
    return resolution in (Resolution.SHORTAGE, Resolution.SURPLUS)


def _ended_by(settled: Discrepancy) -> CountState:
    again = settled.proposal and settled.proposal.resolution is Resolution.RECOUNT
    return CountState.RECOUNT if again else CountState.VOID


def _post(lines: "list[CashLine] | Lines", entry: Callable[[CashLine], Entry], ctx: Context) -> None:
    ctx.store.journal.post(*(entry(line) for line in lines if line.amount_fen))
