"""A courier's day: what they hold, and the declaration that hands it over to be counted."""

from dataclasses import asdict
from typing import Any

from functions.collect_cod.schemas import Declare
from logistics.domain.cod import CodStatus
from logistics.domain.custody import CashLine, Discrepancy, Kind
from logistics.domain.events import CashDeclared
from logistics.domain.faults import Conflict, Invalid
from logistics.domain.journal import Account, cash_declared
from logistics.domain.roles import Actor
from logistics.domain.shanghai import business_day
from logistics.runtime.context import Context
from logistics.runtime.custody import MOST_LINES, carry_to, cash_rooms, freeze
from logistics.store.declarations import Declaration, DeclarationState


def show_cash_balance(_: object, ctx: Context) -> dict[str, Any]:
    """The caller's own cash: what is open by waybill, what is declared, how much more they may take, what differs.

    A frozen line belongs to a difference that finance is looking at, and is not declared before it is resolved.
    """
    lines = ctx.store.journal.open_lines(Account.COURIER_CASH, ctx.actor.id)
    differences = ctx.store.discrepancies.unresolved_of(ctx.actor.id)
    frozen = {number for each in differences for number in each.waybill_nos}
    room = cash_rooms({ctx.actor.id: ctx.actor.outlet_id}, ctx)[ctx.actor.id]
    return {
        "holding_fen": room.holding_fen,
        "declared_fen": ctx.store.journal.balance(Account.CASH_DECLARED, ctx.actor.id),
        "limit_fen": room.limit_fen,
        "room_fen": room.room_fen,
        "open_discrepancies": len(differences),
        "lines": [
            asdict(line) | {"day": business_day(line.at).isoformat(), "frozen": line.waybill_no in frozen}
            for line in lines
        ],
        "declarations": ctx.store.declarations.of(ctx.actor.id),
    }


def declare_cash(command: Declare, ctx: Context) -> Declaration:
    """Compare a courier's count of a day with the journal's: equal sums are declared, others freeze what they cover."""
    day = command.day.isoformat()
    if command.day > business_day(ctx.now):
        raise Invalid("DAY_INVALID", "不能申报未来的日期", day=day)
    lines = [
        CashLine(line.waybill_no, line.amount_fen)
        for line in ctx.store.journal.open_lines(Account.COURIER_CASH, ctx.actor.id)
        if business_day(line.at) == command.day
    ]
    if not lines:
        raise Conflict("CASH_NOTHING_TO_DECLARE", "当日没有待申报的款项", day=day)
    frozen = frozen_of(ctx.actor, ctx)
    lines = [line for line in lines if line.waybill_no not in frozen]
    if not lines:
        raise Conflict("CASH_DISCREPANCY_OPEN", "当日申报有差异，请等待财务处理", day=day)
    if len(lines) > MOST_LINES:
        raise Conflict("CASH_TOO_MANY_LINES", "当日款项过多，请联系财务处理", lines=len(lines), most=MOST_LINES)
    expected = sum(line.amount_fen for line in lines)
    agreed = command.amount_fen == expected
    declaration = Declaration(
        ctx.new_id(),
        ctx.actor.id,
        ctx.actor.outlet_id,
        day,
        command.amount_fen,
        expected,
        DeclarationState.AGREED if agreed else DeclarationState.DISCREPANCY,
        tuple(lines),
        ctx.now,
    )
    ctx.store.declarations.add(declaration)
    if agreed:
        hand_over(declaration, ctx.actor, ctx)
    else:
        freeze(_difference_of(declaration, ctx), ctx.actor, ctx)
    return declaration


def hand_over(declaration: Declaration, by: Actor, ctx: Context) -> None:
    """Move what was collected to its next link, the books along: it is to be counted now."""
    carry_to(CodStatus.DECLARED, declaration.waybill_nos, by, ctx)
    entries = []
    for line in declaration.lines:
        ctx.emit(CashDeclared(line.waybill_no, declaration.id, declaration.courier_id, line.amount_fen))
        entry_id = f"cash_declared:{declaration.id}:{line.waybill_no}"
        entries.append(cash_declared(entry_id, line.waybill_no, declaration.courier_id, line.amount_fen, ctx.now))
    ctx.store.journal.post(*entries)


def frozen_of(holder: Actor, ctx: Context) -> set[str]:
    """The waybills whose cash lies with somebody under a difference that is not resolved."""
    return {number for each in ctx.store.discrepancies.unresolved_of(holder.id) for number in each.waybill_nos}


def _difference_of(declaration: Declaration, ctx: Context) -> Discrepancy:
    return Discrepancy(
        id=ctx.new_id(),
        kind=Kind.DECLARATION,
        subject_id=declaration.id,
        outlet_id=declaration.outlet_id,
        holder=declaration.courier_id,
        expected_fen=declaration.expected_fen,
        found_fen=declaration.declared_fen,
        waybill_nos=declaration.waybill_nos,
        opened_by=ctx.actor.id,
        at=ctx.now,
    )
