"""What became of a payout, written down once, whoever brings the news: the provider or a bank."""

from dataclasses import replace

from logistics.domain.cod import CodStatus
from logistics.domain.collecting import move_cod
from logistics.domain.faults import Conflict
from logistics.domain.money_events import ClaimPaid, ClaimPayoutFailed, CodRemitted
from logistics.domain.payout import ENDED, Payout, PayoutKind, PayoutState, ending
from logistics.domain.roles import Actor, Role
from logistics.gateways.pay import TransferNews
from logistics.runtime.context import Context
from logistics.runtime.logs import log_alarm

_STATES = {
    "WAIT_USER_CONFIRM": PayoutState.WAITING,
    "SUCCESS": PayoutState.PAID,
    "FAIL": PayoutState.FAILED,
    "CANCELLED": PayoutState.FAILED,
}


def record_news(payout: Payout, news: TransferNews, ctx: Context) -> Payout:
    """What the provider says of a transfer; what is known already changes nothing.

    Raises Conflict PAYOUT_AMOUNT_MISMATCH, and PAYOUT_STATE_CONFLICT for another end than the one that is written
    down; both are alarmed.
    """
    if news.amount_fen != payout.amount_fen:
        told = {"payout_id": payout.id, "wanted_fen": payout.amount_fen, "told_fen": news.amount_fen}
        log_alarm("transfer_amount_differs", **told)
        raise Conflict("PAYOUT_AMOUNT_MISMATCH", "付款金额不一致", **told)
    to = _STATES.get(news.state)
    if to is None:
        return payout
    return record_end(payout, to, ctx, reason=news.problem, package_info=news.package)


def record_end(payout: Payout, to: PayoutState, ctx: Context, reason: str = "", package_info: str = "") -> Payout:
    """Move a payout that is under way; its entries, its parcels and its events go along.

    Raises Conflict PAYOUT_STATE_CONFLICT (alarmed) when it ended otherwise before.
    """
    if to is payout.state is PayoutState.WAITING and package_info and not payout.package_info:
        return ctx.store.payouts.save(payout, replace(payout, package_info=package_info))
    if to is payout.state or (to is PayoutState.WAITING and payout.state in ENDED):
        return payout
    if payout.state in ENDED:
        log_alarm("payout_ended_twice", payout_id=payout.id, state=payout.state, told=to)
    after = ctx.store.payouts.save(payout, payout.move(to, ctx.now, reason, package_info))
    if to in ENDED:
        ctx.store.journal.post(*ending(after, ctx.now))
        _TOLD[after.kind](after, ctx)
    return after


def _remitted(payout: Payout, ctx: Context) -> None:
    """On the authority of who approved the batch, whoever brings the news."""
    batch = ctx.store.remittances.get(payout.subject)
    if payout.state is PayoutState.PAID:
        approver = Actor(batch.decided_by or "", Role.FINANCE)
        parcels = ctx.store.parcels.many([line.waybill_no for line in payout.lines])
        for line in payout.lines:
            parcel = parcels[line.waybill_no]
            ctx.store.parcels.save(parcel, move_cod(parcel, CodStatus.REMITTED, approver))
            ctx.emit(CodRemitted(line.waybill_no, payout.id, line.goods_fen, line.fee_fen))
    ctx.store.remittances.save(batch, batch.one_ended())


def _compensated(payout: Payout, ctx: Context) -> None:
    number = payout.waybill_no or ""
    if payout.state is PayoutState.PAID:
        ctx.emit(ClaimPaid(number, payout.subject, payout.amount_fen, payout.id))
    else:
        ctx.emit(ClaimPayoutFailed(number, payout.subject, payout.id, payout.reason))


def _withdrawn(_payout: Payout, _ctx: Context) -> None:
    """The courier sees it among their earnings; nobody else waits for it."""


_TOLD = {
    PayoutKind.REMITTANCE: _remitted,
    PayoutKind.CLAIM: _compensated,
    PayoutKind.EARNINGS: _withdrawn,
}
