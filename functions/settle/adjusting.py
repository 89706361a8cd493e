"""Adjusting the books by two people: one proposes, another approves with a code, and one entry is posted."""

from typing import Any

from functions.settle.adjusting_schemas import ApproveAdjustment, ListAdjustments, OneAdjustment, ProposeAdjustment
from logistics.domain.adjusting import Adjustment, AdjustmentKind, entry_of, require_covered, taken_from
from logistics.domain.faults import Forbidden
from logistics.domain.journal import Account
from logistics.privacy import vault
from logistics.privacy.scrub import scrub_written
from logistics.runtime.bank_credits import explained
from logistics.runtime.context import Context
from logistics.runtime.logs import log_alarm
from logistics.runtime.second_factor import require_second_factor, send_second_factor
from logistics.runtime.statements import credit_account
from logistics.store.codes import Purpose


def list_adjustments(command: ListAdjustments, ctx: Context) -> dict[str, Any]:
    """A page of adjustments, the latest first."""
    found = ctx.store.adjustments.listed(command.state, command.before, command.limit + 1)
    shown = found[: command.limit]
    return {"adjustments": shown} | ({"next": shown[-1].id} if len(found) > command.limit else {})


def propose_adjustment(command: ProposeAdjustment, ctx: Context) -> Adjustment:
    """Say what a sum is and where it belongs. Conflict ADJUSTMENT_TOO_LARGE beyond what lies there now."""
    kind = AdjustmentKind(command.kind)
    proposed = Adjustment(
        id=ctx.new_id(),
        kind=kind,
        holder=command.holder,
        amount_fen=command.amount_fen * _sign(kind, command.holder, ctx),
        note=scrub_written(command.note),
        evidence=scrub_written(command.evidence),
        by=ctx.actor.id,
        at=ctx.now,
        to=Account(command.to) if command.to else None,
        reference=command.reference,
    )
    _require_covered(proposed, ctx)
    return ctx.store.adjustments.add(proposed)


def sent_code(command: OneAdjustment, ctx: Context) -> dict[str, int]:
    """Outside: a code to the caller's own phone, good for approving this one."""
    known = _approvable(command.adjustment_id, ctx)
    return send_second_factor(ctx, ctx.store.staff.phone_of(ctx.actor.id), Purpose.ADJUSTMENT, known.id)


def send_adjustment_code(command: OneAdjustment, ctx: Context) -> dict[str, int]:
    """How long the code lasts, and when another may be asked for."""
    told: dict[str, int] = ctx.answer
    return told


def prove(command: ApproveAdjustment, ctx: Context) -> None:
    """Outside: the code that the caller was sent for this one."""
    known = _approvable(command.adjustment_id, ctx)
    index = vault.phone_index(ctx.store.staff.phone_of(ctx.actor.id))
    require_second_factor(ctx, index, Purpose.ADJUSTMENT, known.id, command.code)


def approve_adjustment(command: ApproveAdjustment, ctx: Context) -> Adjustment:
    """Agree to another's proposal and post it; raises what Adjustment.approve and require_covered raise."""
    known = ctx.store.adjustments.get(command.adjustment_id)
    approved = known.approve(ctx.actor, ctx.now)
    _require_covered(known, ctx)
    ctx.store.journal.post(entry_of(approved, ctx.now))
    if known.kind is AdjustmentKind.PLACE:
        _placed(known, ctx)
    return ctx.store.adjustments.end(known, approved)


def drop_adjustment(command: OneAdjustment, ctx: Context) -> Adjustment:
    """Take a proposal back, or turn it down; Conflict ADJUSTMENT_ENDED."""
    known = ctx.store.adjustments.get(command.adjustment_id)
    return ctx.store.adjustments.end(known, known.drop(ctx.actor, ctx.now))


def _placed(adjustment: Adjustment, ctx: Context) -> None:
    """A credit that somebody knows is no difference any more; on a customer's account it pays their bills."""
    if adjustment.to is Account.FREIGHT_RECEIVABLE:
        credit_account(adjustment.holder, adjustment.amount_fen, ctx)
    explained(adjustment.reference, ctx)


def _sign(kind: AdjustmentKind, holder: str, ctx: Context) -> int:
    """A surplus stands to its holder's credit: what is written off of it is below nothing."""
    if kind is not AdjustmentKind.WRITE_OFF:
        return 1
    return -1 if ctx.store.journal.balance(Account.CASH_DIFFERENCE, holder) < 0 else 1


def _require_covered(adjustment: Adjustment, ctx: Context) -> None:
    balances = [ctx.store.journal.balance(account, holder) for account, holder, _ in taken_from(adjustment)]
    require_covered(adjustment, balances)


def _approvable(adjustment_id: str, ctx: Context) -> Adjustment:
    known = ctx.store.adjustments.get(adjustment_id)
    try:
        known.approve(ctx.actor, ctx.now)
    except Forbidden as fault:
        if fault.code == "APPROVAL_BY_PROPOSER":
            log_alarm("approval_by_proposer", adjustment_id=adjustment_id, actor=ctx.actor.id)
        raise
    return known
