"""Differences of cash: what finance finds besides, what one proposes and another approves."""

from typing import Any

from functions.collect_cod.cash_schemas import Page
from functions.collect_cod.difference_schemas import Approve, OneDiscrepancy, OpenDiscrepancy, Propose
from functions.collect_cod.resolving import resolve
from logistics.domain.custody import CountState, Discrepancy, Kind, Proposal, Resolution
from logistics.domain.faults import Conflict, Forbidden
from logistics.privacy import vault
from logistics.privacy.scrub import scrub_written
from logistics.runtime.context import Context
from logistics.runtime.custody import freeze, freeze_deposit
from logistics.runtime.logs import log_alarm
from logistics.runtime.second_factor import require_second_factor, send_second_factor
from logistics.store.codes import Purpose


def list_discrepancies(command: Page, ctx: Context) -> dict[str, Any]:
    """Differences of the network, the latest first: what waits for finance, or all."""
    unresolved = command.state == "unresolved"
    found = ctx.store.discrepancies.listed(ctx.actor.scope, unresolved, command.before, command.limit + 1)
    shown = found[: command.limit]
    return {"discrepancies": shown} | ({"next": shown[-1].id} if len(found) > command.limit else {})


def open_discrepancy(command: OpenDiscrepancy, ctx: Context) -> Discrepancy:
    """Freeze what finance found to differ: the cash of a count in its safe, or a deposit that the bank shows otherwise.

    Raises NotFound CASH_COUNT_NOT_FOUND, DEPOSIT_NOT_FOUND; Conflict DISCREPANCY_NONE, CASH_COUNT_STATE_CONFLICT,
    DEPOSIT_STATE_CONFLICT.
    """
    frozen = _in_safe(command, ctx) if Kind(command.kind) is Kind.SAFE else _at_the_bank(command, ctx)
    if not frozen.difference_fen:
        raise Conflict("DISCREPANCY_NONE", "金额相符，没有差异")
    return frozen


def propose_resolution(command: Propose, ctx: Context) -> Discrepancy:
    """Say what a difference was; raises what Discrepancy.propose raises."""
    known = ctx.store.discrepancies.get(command.discrepancy_id)
    note, resolution = scrub_written(command.note), Resolution(command.resolution)
    proposal = Proposal(ctx.new_id(), resolution, command.amount_fen, note, ctx.actor.id, ctx.now)
    proposed = known.propose(proposal)
    ctx.store.discrepancies.save(known, proposed)
    return proposed


def sent_code(command: OneDiscrepancy, ctx: Context) -> dict[str, int]:
    """Outside: a code to the caller's own phone, good for approving this one proposal."""
    subject = _subject(_approvable(command.discrepancy_id, ctx))
    return send_second_factor(ctx, ctx.store.staff.phone_of(ctx.actor.id), Purpose.DISCREPANCY, subject)


def send_approval_code(command: OneDiscrepancy, ctx: Context) -> dict[str, int]:
    """How long the code lasts, and when another may be asked for."""
    told: dict[str, int] = ctx.answer
    return told


def prove(command: Approve, ctx: Context) -> str:
    """Outside: the code that the caller was sent for the proposal as it stands, which is answered."""
    subject = _subject(_approvable(command.discrepancy_id, ctx))
    index = vault.phone_index(ctx.store.staff.phone_of(ctx.actor.id))
    require_second_factor(ctx, index, Purpose.DISCREPANCY, subject, command.code)
    return subject


def approve_resolution(command: Approve, ctx: Context) -> Discrepancy:
    """Agree to another's proposal, and carry it out in the books and the custody.

    Raises what Discrepancy.approve raises, and Conflict DISCREPANCY_CHANGED when another proposal took its place.
    """
    known = ctx.store.discrepancies.get(command.discrepancy_id)
    approved = known.approve(ctx.actor, ctx.now)
    if _subject(known) != ctx.answer:
        raise Conflict("DISCREPANCY_CHANGED", "该差异刚刚有更新，请刷新后再试")
    ctx.store.discrepancies.save(known, approved)
    resolve(approved, ctx)
    return approved


def _approvable(discrepancy_id: str, ctx: Context) -> Discrepancy:
    known = ctx.store.discrepancies.get(discrepancy_id)
    try:
        known.approve(ctx.actor, ctx.now)
    except Forbidden:
        log_alarm("approval_by_proposer", discrepancy_id=discrepancy_id, actor=ctx.actor.id)
        raise
    return known


def _subject(known: Discrepancy) -> str:
    """What a code for approving is about: this proposal, and no other that takes its place."""
    return f"{known.id}:{known.proposal.id if known.proposal else ''}"


def _in_safe(command: OpenDiscrepancy, ctx: Context) -> Discrepancy:
    count = ctx.store.cash_counts.get(command.subject_id, ctx.actor.scope)
    if count.state is not CountState.AGREED or count.deposit_id:
        raise Conflict("CASH_COUNT_STATE_CONFLICT", "该笔款项不在保险柜中", count_id=count.id, state=count.state)
    ctx.store.cash_counts.move(count, CountState.DISCREPANCY)
    found = Discrepancy(
        id=ctx.new_id(),
        kind=Kind.SAFE,
        subject_id=count.id,
        outlet_id=count.outlet_id,
        holder=count.outlet_id,
        expected_fen=count.safe_fen,
        found_fen=command.found_fen,
        waybill_nos=tuple(line.waybill_no for line in count.lines),
        opened_by=ctx.actor.id,
        at=ctx.now,
    )
    return freeze(found, ctx.actor, ctx)


def _at_the_bank(command: OpenDiscrepancy, ctx: Context) -> Discrepancy:
    deposit = ctx.store.deposits.get(command.subject_id, ctx.actor.scope)
    return freeze_deposit(deposit, command.found_fen, ctx.actor, ctx)
