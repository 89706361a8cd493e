"""Remittance batches: one finance person makes them, another approves with a code; then the money is on its way."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import time, timedelta
from typing import Any

from functions.remit import bank_file
from functions.remit.channels import WAYS
from functions.remit.payees import proved_by_finance
from functions.remit.remittance_schemas import Approve, BatchRef, ListPage, MakeBatch, Reject
from logistics.domain.faults import Conflict, Forbidden, Invalid
from logistics.domain.journal import Account
from logistics.domain.payout import Channel, Payout, PayoutKind, PayoutLine, PayoutState, ordering
from logistics.domain.remitting import (
    MOST_LINES,
    MOST_MERCHANTS,
    Batch,
    BatchState,
    agrees,
    objection,
    parted,
    remittable_lines,
)
from logistics.domain.shanghai import at_clock, business_day
from logistics.runtime.context import Context
from logistics.runtime.logs import log_alarm

_LOOKED_AT = 10 * MOST_LINES  # what lies in batches under way is still remittable, and passed over
_NOTHING_LEFT = "NOTHING_LEFT"


def make_remittance(command: MakeBatch, ctx: Context) -> dict[str, Any]:
    """Propose to remit what is ready: one payout a merchant, less the fee they owe.

    Answers also who is left out and why. Raises Invalid DAY_INVALID, Conflict REMITTANCE_EMPTY (left_out=).
    """
    if command.until > business_day(ctx.now):
        raise Invalid("DAY_INVALID", "不能选择未来的日期", day=command.until.isoformat())
    end = at_clock(command.until + timedelta(days=1), time())
    waiting = ctx.store.goods_money.owners(end)
    accounts = ctx.store.payee_accounts.many(waiting)
    objections = {owner: why for owner in waiting if (why := objection(accounts.get(owner), ctx.now))}
    batch_id = ctx.new_id()
    payouts: list[Payout] = []
    for owner, numbers in _free_numbers(command.merchant_id, end, objections, ctx).items():
        proposed = _proposed(batch_id, owner, numbers, ctx)
        payouts += proposed
        if not proposed:
            objections[owner] = _NOTHING_LEFT
    asked = {owner for owner in objections if command.merchant_id in ("", owner)}
    left_out = [
        {"merchant_id": owner, "reason": objections[owner], "waybills": waiting[owner]} for owner in sorted(asked)
    ]
    if not payouts:
        raise Conflict("REMITTANCE_EMPTY", "没有可以返款的货款", left_out=left_out)
    total = sum(payout.amount_fen for payout in payouts)
    made = (ctx.actor.id, ctx.now, command.until.isoformat(), len(payouts), total)
    batch = Batch(batch_id, BatchState.PROPOSED, *made)
    ctx.store.remittances.add(batch)
    ctx.store.payouts.add(payouts)
    return vars(batch) | {"left_out": left_out}


def proved(command: Approve, ctx: Context) -> None:
    """Outside: the approver's code about this batch."""
    proved_by_finance(command.batch_id, command.code, ctx)


def approve_remittance(command: Approve, ctx: Context) -> Batch:
    """Order the payouts: what was owed is on its way, and each keeps the account it goes to.

    Raises what Batch.decide raises, Conflict REMITTANCE_STALE (merchant_id=) when the books, an account or a signature
    have changed since it was made: it is rejected and made again.
    """
    batch = ctx.store.remittances.get(command.batch_id)
    try:
        approved = batch.decide(BatchState.APPROVED, ctx.actor, ctx.now)
    except Forbidden:
        log_alarm("remittance_approved_by_maker", batch_id=batch.id, actor=ctx.actor.id)
        raise
    ctx.store.remittances.save(batch, approved)
    payouts = ctx.store.payouts.of_subject(batch.id)
    _require_as_made(payouts, ctx)
    for payout in payouts:
        ordered = WAYS[payout.channel].order(payout, ctx)
        ctx.store.payouts.save(payout, ordered)
        ctx.store.journal.post(*ordering(ordered, ctx.now))
    return approved


def reject_remittance(command: Reject, ctx: Context) -> Batch:
    """Take a proposal back: its waybills may go into another one."""
    batch = ctx.store.remittances.get(command.batch_id)
    rejected = ctx.store.remittances.save(batch, batch.decide(BatchState.REJECTED, ctx.actor, ctx.now, command.note))
    for payout in ctx.store.payouts.of_subject(batch.id):
        ctx.store.payouts.save(payout, payout.move(PayoutState.DROPPED, ctx.now))
    return rejected


def list_remittances(command: ListPage, ctx: Context) -> dict[str, Any]:
    """Batches, the newest first."""
    found = ctx.store.remittances.listed(command.state, command.before, command.limit + 1)
    shown = found[: command.limit]
    return {"batches": shown} | ({"next": shown[-1].id} if len(found) > len(shown) else {})


def list_payouts(command: ListPage, ctx: Context) -> dict[str, Any]:
    """Payouts of every kind, the newest first."""
    found = ctx.store.payouts.listed(command.state, command.before, command.limit + 1)
    shown = found[: command.limit]
    return {"payouts": shown} | ({"next": shown[-1].id} if len(found) > len(shown) else {})


def show_remittance(command: BatchRef, ctx: Context) -> dict[str, Any]:
    """A batch with its payouts and their waybills."""
    batch = ctx.store.remittances.get(command.batch_id)
    return vars(batch) | {"items": ctx.store.payouts.of_subject(batch.id)}


def make_bank_file(command: BatchRef, ctx: Context) -> dict[str, str]:
    """What the bank is to pay, in clear; it is written down who took it. Conflict REMITTANCE_STATE_CONFLICT."""
    batch = ctx.store.remittances.get(command.batch_id)
    if batch.state is not BatchState.APPROVED:
        raise Conflict("REMITTANCE_STATE_CONFLICT", "该批次不在付款中", state=batch.state)
    open_ones = [each for each in ctx.store.payouts.of_subject(batch.id) if each.state is PayoutState.ORDERED]
    ctx.store.audit.note(ctx.actor, "make_bank_file", f"remittances:{batch.id}", {"payouts": len(open_ones)})
    return {"name": f"remittance-{batch.id}.csv", "content": bank_file.written(open_ones)}


def _free_numbers(merchant_id: str, end: Any, objections: dict[str, str], ctx: Context) -> dict[str, list[str]]:
    """The waybills that no other payout holds, by owner, the oldest first and no more than a batch takes."""
    if merchant_id in objections:
        return {}
    ready = ctx.store.goods_money.remittable(end, merchant_id, objections, _LOOKED_AT)
    held = ctx.store.payouts.held([f"waybill:{number}" for number, _ in ready])
    free = [(number, owner) for number, owner in ready if f"waybill:{number}" not in held]
    by_owner: dict[str, list[str]] = defaultdict(list)
    for number, owner in free[:MOST_LINES]:
        if owner in by_owner or len(by_owner) < MOST_MERCHANTS:
            by_owner[owner].append(number)
    return by_owner


def _proposed(batch_id: str, owner: str, numbers: list[str], ctx: Context) -> list[Payout]:
    """One payout, or several where one would be too long."""
    entries = ctx.store.journal.entries_of(numbers)
    receivable = ctx.store.journal.balance(Account.FREIGHT_RECEIVABLE, owner)
    made: list[Payout] = []
    for part in parted(remittable_lines(entries, owner, numbers, receivable)):
        amount = sum(line.goods_fen - line.fee_fen for line in part)
        ids = ctx.new_id(), PayoutKind.REMITTANCE, Channel.BANK, owner
        made.append(Payout(*ids, amount, PayoutState.PROPOSED, ctx.now, subject=batch_id, lines=part))
    return made


def _require_as_made(payouts: Iterable[Payout], ctx: Context) -> None:
    by_owner: dict[str, list[PayoutLine]] = defaultdict(list)
    for payout in payouts:
        by_owner[payout.payee_id] += payout.lines
    accounts = ctx.store.payee_accounts.many(by_owner)
    for owner, lines in by_owner.items():
        numbers = [line.waybill_no for line in lines]
        entries = ctx.store.journal.entries_of(numbers)
        receivable = ctx.store.journal.balance(Account.FREIGHT_RECEIVABLE, owner)
        stands = ctx.store.goods_money.still_remittable(numbers)
        if objection(accounts.get(owner), ctx.now) or not stands or not agrees(lines, entries, owner, receivable):
            raise Conflict("REMITTANCE_STALE", "签收、账目或收款账户已变化，请驳回后重新制单", merchant_id=owner)
