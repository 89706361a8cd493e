"""A courier takes out what they have earned: one transfer at a time, of all that is owed."""

from typing import Any

from functions.remit.channels import WAYS
from functions.remit.earning import owed_fen
from functions.remit.recording import record_news
from logistics.domain.faults import Conflict, Unavailable
from logistics.domain.payout import LEAST_TRANSFER_FEN, Channel, Payout, PayoutKind, PayoutState, ordering
from logistics.gateways.pay import TransferNews
from logistics.runtime.context import Context
from logistics.settings import settings

Answer = tuple[str, TransferNews | None]


def withdraw_earnings(_: object, ctx: Context) -> dict[str, Any]:
    """The transfer that is under way, with what the courier's phone needs to take it."""
    payout_id, news = ctx.answer
    payout = ctx.store.payouts.get(payout_id)
    if news is not None:
        payout = record_news(payout, news, ctx)
    ids = {"mch_id": settings().wechat_pay_mchid, "appid": settings().wechat_appid}
    return ids | {name: getattr(payout, name) for name in ("id", "amount_fen", "state", "package_info")}


def sent_withdrawal(_: object, ctx: Context) -> Answer:
    """Outside: open the payout in a transaction of its own, or find the one that waits, and tell the provider.

    An unknown outcome leaves it under way: whoever asks again, and the sweep, go on with the same number. Raises
    Conflict EARNINGS_TOO_SMALL (owed_fen=, least_fen=) and WECHAT_NOT_BOUND.
    """
    if ctx.store.staff.openid_of(ctx.actor.id) is None:
        raise Conflict("WECHAT_NOT_BOUND", "请先用微信登录一次，再提现")
    payout = ctx.transact(lambda: _opened(ctx))
    if payout.state is PayoutState.WAITING and payout.package_info:
        return payout.id, None
    try:
        return payout.id, WAYS[payout.channel].ask(payout, ctx)
    except Unavailable:
        return payout.id, None


def _opened(ctx: Context) -> Payout:
    live = ctx.store.payouts.live_of(PayoutKind.EARNINGS, ctx.actor.id)
    if live is not None:
        return live
    owed = owed_fen(ctx)
    if owed < LEAST_TRANSFER_FEN:
        limits = {"owed_fen": owed, "least_fen": LEAST_TRANSFER_FEN}
        raise Conflict("EARNINGS_TOO_SMALL", "可提现金额不足 0.10 元", **limits)
    ids = ctx.new_id(), PayoutKind.EARNINGS, Channel.WECHAT, ctx.actor.id
    proposed = Payout(*ids, owed, PayoutState.PROPOSED, ctx.now)
    payout = WAYS[proposed.channel].order(proposed, ctx)
    ctx.store.payouts.add([payout])
    ctx.store.journal.post(*ordering(payout, ctx.now))
    return payout
