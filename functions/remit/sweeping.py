"""Transfers whose end nobody told: asked about under their own number until it is certain."""

from datetime import datetime, timedelta
from typing import Any

from functions.remit.channels import WAYS
from functions.remit.recording import record_news
from functions.remit.schemas import TransferRef
from logistics.domain.faults import Fault
from logistics.domain.payout import Channel, Payout
from logistics.gateways.pay import TransferNews
from logistics.runtime.context import Context
from logistics.runtime.logs import log_alarm, log_failure

_MOST = 100  # a run
_SOON, _LATER, _DAILY = timedelta(minutes=1), timedelta(minutes=15), timedelta(days=1)
_FRESH = timedelta(hours=1)


def sweep_payouts(_: object, ctx: Context) -> dict[str, Any]:
    """Ask about those whose time has come; one that cannot be asked now does not keep the others waiting."""
    found = ctx.store.payouts.to_look_at(ctx.now, _MOST)
    ended = sum(_look(payout, ctx) for payout in found)
    return {"looked_at": len(found), "moved": ended}


def asked_about(command: TransferRef, ctx: Context) -> TransferNews | None:
    """Outside: what the provider says of a transfer that a notification was about."""
    payout = ctx.store.payouts.find(command.waybill_no)
    if payout is None or payout.channel is not Channel.WECHAT:
        log_alarm("transfer_unknown", payout_id=command.waybill_no[:32])
        return None
    return WAYS[payout.channel].ask(payout, ctx)


def hear_of_transfer(command: TransferRef, ctx: Context) -> None:
    """A notification is only a reason to ask: what is recorded is the provider's own answer."""
    if ctx.answer is not None:
        _record(command.waybill_no, ctx.answer, ctx)


def _look(payout: Payout, ctx: Context) -> bool:
    try:
        news = WAYS[payout.channel].ask(payout, ctx)
        moved = news is not None and ctx.transact(lambda: _record(payout.id, news, ctx))
    except Fault as fault:
        log_failure("payout_not_known", fault, payout_id=payout.id)
        moved = False
    ctx.store.payouts.look_again(payout, _next(payout, ctx.now))
    return moved


def _record(payout_id: str, news: TransferNews, ctx: Context) -> bool:
    payout = ctx.store.payouts.get(payout_id)
    return record_news(payout, news, ctx).state is not payout.state


def _next(payout: Payout, now: datetime) -> datetime:
    if payout.channel is Channel.BANK:
        return now + _DAILY
    return now + (_SOON if now - payout.at < _FRESH else _LATER)
