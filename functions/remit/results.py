"""The bank's answer to a batch, line by line: what was paid has left us, what failed is owed again."""

from typing import Any

from functions.remit import bank_file
from functions.remit.bank_file import Broken, Told
from functions.remit.recording import record_end
from functions.remit.remittance_schemas import BankResult
from logistics.domain.faults import Conflict, Fault
from logistics.domain.payout import ENDED, PayoutState
from logistics.domain.remitting import BatchState
from logistics.runtime.context import Context
from logistics.runtime.logs import log_alarm

_ANSWERED = (BatchState.APPROVED, BatchState.SETTLED)
_PAID, _FAILED, _KNOWN = "paid", "failed", "known"


def record_bank_result(command: BankResult, ctx: Context) -> dict[str, Any]:
    """Each line is a transaction of its own: the same file again goes on where it stopped, and repeats nothing.

    Lines that do not fit are answered and change nothing. Raises Conflict REMITTANCE_STATE_CONFLICT for a batch that
    was never sent to the bank.
    """
    batch = ctx.store.remittances.get(command.batch_id)
    if batch.state not in _ANSWERED:
        raise Conflict("REMITTANCE_STATE_CONFLICT", "该批次不在付款中", state=batch.state)
    told, broken = bank_file.read(command.lines)
    counts = {_PAID: 0, _FAILED: 0, _KNOWN: 0}
    for line in told:
        found = _recorded(batch.id, line, ctx)
        if isinstance(found, Broken):
            broken.append(found)
        else:
            counts[found] += 1
    return counts | {"broken": sorted(broken, key=lambda each: each.line)}


def _recorded(batch_id: str, told: Told, ctx: Context) -> str | Broken:
    try:
        return ctx.transact(lambda: _record(batch_id, told, ctx))
    except Fault as fault:
        log_alarm("bank_result_does_not_fit", batch_id=batch_id, line=told.line, code=fault.code)
        return Broken(told.line, fault.code)


def _record(batch_id: str, told: Told, ctx: Context) -> str:
    payout = ctx.store.payouts.get(told.payout_id)
    if payout.subject != batch_id:
        raise Conflict("PAYOUT_OF_ANOTHER_BATCH", "该付款不属于此批次")
    if payout.amount_fen != told.amount_fen:
        raise Conflict("PAYOUT_AMOUNT_MISMATCH", "付款金额不一致", wanted_fen=payout.amount_fen)
    to = PayoutState.PAID if told.paid else PayoutState.FAILED
    if payout.state in ENDED and payout.state is to:
        return _KNOWN
    record_end(payout, to, ctx, reason="" if told.paid else told.reason or "BANK_REFUSED")
    return _PAID if told.paid else _FAILED
