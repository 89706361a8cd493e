"""A courier's day: what they hold, and the declaration that hands it over to be counted."""

from dataclasses import asdict
from typing import Any

from functions.collect_cod.rules import MOST_LINES
from functions.collect_cod.schemas import Declare
from logistics.domain.cod import CodStatus
from logistics.domain.events import CashDeclared
from logistics.domain.faults import Conflict, Invalid, NotFound
from logistics.domain.journal import Account, Entry, cash_declared
from logistics.domain.shanghai import business_day
from logistics.runtime.context import Context
from logistics.store.declarations import Declaration, DeclarationState
from logistics.store.journal import OpenLine


def show_balance(_: object, ctx: Context) -> dict[str, Any]:
    """The caller's own cash: what is open by waybill, what is declared, and the latest declarations."""
    lines = ctx.store.journal.open_lines(Account.COURIER_CASH, ctx.actor.id)
    return {
        "holding_fen": sum(line.amount_fen for line in lines),
        "declared_fen": ctx.store.journal.balance(Account.CASH_DECLARED, ctx.actor.id),
        "lines": [asdict(line) | {"day": business_day(line.at).isoformat()} for line in lines],
        "declarations": ctx.store.declarations.of(ctx.actor.id),
    }


def declare(command: Declare, ctx: Context) -> Declaration:
    """Compare a courier's count of a day with the journal's: equal sums are declared, others only recorded."""
    if command.day > business_day(ctx.now):
        raise Invalid("DAY_INVALID", "不能申报未来的日期", day=command.day.isoformat())
    lines = [
        line
        for line in ctx.store.journal.open_lines(Account.COURIER_CASH, ctx.actor.id)
        if business_day(line.at) == command.day
    ]
    if not lines:
        raise Conflict("CASH_NOTHING_TO_DECLARE", "当日没有待申报的款项", day=command.day.isoformat())
    if len(lines) > MOST_LINES:
        raise Conflict("CASH_TOO_MANY_LINES", "当日款项过多，请联系财务处理", lines=len(lines), most=MOST_LINES)
    expected = sum(line.amount_fen for line in lines)
    agreed = command.amount_fen == expected
    declaration = Declaration(
        ctx.new_id(),
        ctx.actor.id,
        ctx.actor.outlet_id,
        command.day.isoformat(),
        command.amount_fen,
        expected,
        DeclarationState.AGREED if agreed else DeclarationState.DISCREPANCY,
        tuple(line.waybill_no for line in lines),
        ctx.now,
    )
    ctx.store.declarations.add(declaration)
    if agreed:
        ctx.store.journal.post(*(_hand_over(line, declaration, ctx) for line in lines))
    return declaration


def _hand_over(line: OpenLine, declaration: Declaration, ctx: Context) -> Entry:
    """Move one parcel's collection to its next link; the entry goes along."""
    parcel = ctx.store.parcels.find(line.waybill_no)
    if parcel is None:
        raise NotFound("PARCEL_NOT_FOUND", "没有找到这个运单", waybill_no=line.waybill_no)
    ctx.store.parcels.save(parcel, parcel.move_cod(CodStatus.DECLARED, ctx.actor))
    ctx.emit(CashDeclared(line.waybill_no, declaration.id, ctx.actor.id, line.amount_fen))
    entry_id = f"cash_declared:{line.waybill_no}:{parcel.version}"
    return cash_declared(entry_id, line.waybill_no, ctx.actor.id, line.amount_fen, ctx.now)
