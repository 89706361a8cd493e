"""Agreed compensations are paid by the same transfers; the payee sees what waits for them."""

from typing import Any

from functions.remit.channels import WAYS
from functions.remit.schemas import ClaimToPay, ListTransfers
from logistics.domain.journal import Account
from logistics.domain.payout import Channel, Payout, PayoutKind, PayoutState, ordering
from logistics.runtime.context import Context
from logistics.settings import settings


def pay_claim(command: ClaimToPay, ctx: Context) -> None:
    """Order the transfer; the sweep sends it. A claim that a payout holds, or that is owed no more, is let be."""
    if ctx.store.payouts.live_of(PayoutKind.CLAIM, command.claim_id):
        return
    if -ctx.store.journal.balance(Account.CLAIMS_OWED, command.waybill_no) < command.amount_fen:
        return
    ids = ctx.new_id(), PayoutKind.CLAIM, Channel.WECHAT, command.claimant_id
    about = command.claim_id, command.waybill_no
    proposed = Payout(*ids, command.amount_fen, PayoutState.PROPOSED, ctx.now, *about)
    payout = WAYS[proposed.channel].order(proposed, ctx)
    ctx.store.payouts.add([payout])
    ctx.store.journal.post(*ordering(payout, ctx.now))


def list_transfers(command: ListTransfers, ctx: Context) -> dict[str, Any]:
    """What was sent to the caller by WeChat and what waits to be taken, the newest first."""
    found = ctx.store.payouts.of_payee(ctx.actor.id, command.before, command.limit + 1)
    shown = found[: command.limit]
    ids = {"mch_id": settings().wechat_pay_mchid, "appid": settings().wechat_appid}
    return ids | {"transfers": shown} | ({"next": shown[-1].id} if len(found) > len(shown) else {})
