"""Declared cash counted by another person of the same outlet, who is not told what it should come to."""

from typing import Any

from functions.collect_cod.cash_schemas import Count, OneDeclaration, Page
from logistics.domain.cod import CodStatus
from logistics.domain.custody import CashCount, CashLine, CountState, Discrepancy, Kind, total_fen
from logistics.domain.faults import Conflict, Forbidden
from logistics.domain.journal import Entry, cash_counted
from logistics.privacy import vault
from logistics.runtime.context import Context
from logistics.runtime.custody import carry_to, freeze
from logistics.runtime.logs import log_alarm
from logistics.runtime.second_factor import require_second_factor, send_second_factor
from logistics.store.codes import Purpose
from logistics.store.declarations import Declaration, DeclarationState


def list_cash_declarations(command: Page, ctx: Context) -> dict[str, Any]:
    """The declarations of the caller's outlet that wait to be counted, or all of them; without their sums."""
    state = DeclarationState.AGREED if command.state == "waiting" else None
    found = ctx.store.declarations.listed(ctx.actor.scope, state, command.before, command.limit + 1)
    shown = found[: command.limit]
    people = ctx.store.staff.many({each.courier_id for each in shown})
    reply: dict[str, Any] = {
        "declarations": [
            vars(each)
            | {
                "declaration_id": each.id,
                "courier": people[each.courier_id].name_masked if each.courier_id in people else "",
                "parcels": len(each.lines),
                "label": each.state.label,
                "mine": each.courier_id == ctx.actor.id,
            }
            for each in shown
        ]
    }
    return reply | ({"next": shown[-1].id} if len(found) > command.limit else {})


def list_cash_counts(command: Page, ctx: Context) -> dict[str, Any]:
    """Counts within the caller's scope, the latest first: what lies in the safe, or all."""
    in_safe = command.state == "in_safe"
    found = ctx.store.cash_counts.listed(ctx.actor.scope, in_safe, command.before, command.limit + 1)
    shown = found[: command.limit]
    return {"counts": shown} | ({"next": shown[-1].id} if len(found) > command.limit else {})


def sent_code(command: OneDeclaration, ctx: Context) -> dict[str, int]:
    """Outside: a code to the caller's own phone, good for counting this one declaration."""
    _countable(command.declaration_id, ctx)
    phone = ctx.store.staff.phone_of(ctx.actor.id)
    return send_second_factor(ctx, phone, Purpose.CASH_COUNT, command.declaration_id)


def send_count_code(command: OneDeclaration, ctx: Context) -> dict[str, int]:
    """How long the code lasts, and when another may be asked for."""
    told: dict[str, int] = ctx.answer
    return told


def prove(command: Count, ctx: Context) -> None:
    """Outside: the code that the caller was sent for this declaration."""
    _countable(command.declaration_id, ctx)
    index = vault.phone_index(ctx.store.staff.phone_of(ctx.actor.id))
    require_second_factor(ctx, index, Purpose.CASH_COUNT, command.declaration_id, command.code)


def count_cash(command: Count, ctx: Context) -> dict[str, Any]:
    """Compare a blind count with what was declared: it moves as a whole, or freezes and nothing else moves.

    Raises Forbidden COUNT_BY_DECLARER, RECOUNT_BY_COUNTER; Conflict CASH_ALREADY_COUNTED, DECLARATION_STATE_CONFLICT;
    NotFound DECLARATION_NOT_FOUND. The reply never tells the declared sum.
    """
    declaration = _countable(command.declaration_id, ctx)
    agreed = command.counted_fen == total_fen(declaration.lines)
    count = CashCount(
        ctx.new_id(),
        declaration.id,
        declaration.courier_id,
        str(declaration.outlet_id),
        ctx.actor.id,
        command.counted_fen,
        CountState.AGREED if agreed else CountState.DISCREPANCY,
        declaration.lines,
        ctx.now,
    )
    ctx.store.cash_counts.add(count)
    ctx.store.declarations.move(declaration, DeclarationState.COUNTED if agreed else DeclarationState.FROZEN)
    if agreed:
        carry_to(CodStatus.COUNTED, declaration.waybill_nos, ctx.actor, ctx)
        ctx.store.journal.post(*counted_entries(count, count.lines, ctx))
    else:
        freeze(_difference_of(count, ctx), ctx.actor, ctx)
    return {"count_id": count.id, "declaration_id": declaration.id, "state": count.state, "at": ctx.now}


def counted_entries(count: CashCount, lines: tuple[CashLine, ...], ctx: Context) -> list[Entry]:
    """Each waybill's cash from its courier's declaration into the outlet's safe."""
    return [
        cash_counted(
            f"cash_counted:{count.id}:{line.waybill_no}",
            line.waybill_no,
            count.courier_id,
            count.outlet_id,
            line.amount_fen,
            ctx.now,
        )
        for line in lines
        if line.amount_fen
    ]


def _countable(declaration_id: str, ctx: Context) -> Declaration:
    """A declaration of the caller's outlet that waits to be counted, by somebody else than the caller so far."""
    declaration = ctx.store.declarations.get(declaration_id, ctx.actor.scope)
    if declaration.courier_id == ctx.actor.id:
        log_alarm("count_by_declarer", declaration_id=declaration_id, actor=ctx.actor.id)
        raise Forbidden("COUNT_BY_DECLARER", "不能清点自己申报的款项，请由其他人清点")
    if declaration.state in (DeclarationState.COUNTED, DeclarationState.FROZEN):
        raise Conflict("CASH_ALREADY_COUNTED", "该笔申报已清点", state=declaration.state)
    if declaration.state is not DeclarationState.AGREED:
        raise Conflict("DECLARATION_STATE_CONFLICT", "该笔申报的状态不允许清点", state=declaration.state)
    if ctx.actor.id in ctx.store.cash_counts.to_be_recounted(declaration_id):
        raise Forbidden("RECOUNT_BY_COUNTER", "重新清点须由另一人进行")
    return declaration


def _difference_of(count: CashCount, ctx: Context) -> Discrepancy:
    return Discrepancy(
        id=ctx.new_id(),
        kind=Kind.COUNT,
        subject_id=count.id,
        outlet_id=count.outlet_id,
        holder=count.courier_id,
        expected_fen=total_fen(count.lines),
        found_fen=count.counted_fen,
        waybill_nos=tuple(line.waybill_no for line in count.lines),
        opened_by=ctx.actor.id,
        at=ctx.now,
    )
