"""The ways in which money leaves: the interface of a payout, a file for the bank, and WeChat's merchant transfer."""

from typing import Protocol

from logistics.domain.faults import Conflict
from logistics.domain.payout import NAME_FROM_FEN, Channel, Payout, PayoutKind
from logistics.gateways import pay
from logistics.gateways.pay import TransferNews
from logistics.runtime.context import Context
from logistics.runtime.logs import log_alarm

# What the provider asks to be told for each scene that was approved for the merchant (佣金报酬, 企业赔付).
_SCENES = {
    PayoutKind.EARNINGS: ("1005", "配送劳务报酬", {"岗位类型": "快递员", "报酬说明": "揽收与派送提成"}),
    PayoutKind.CLAIM: ("1011", "快件理赔款", {"赔付原因": "快件遗失或损坏赔付"}),
}
_TRY_AGAIN = ("NOTENOUGH",)  # our own account there is empty: a person fills it up, the payee's right stands


class PayoutWay(Protocol):
    """How a payout travels. `order` belongs to the transaction that decides on it, `ask` stands outside of any."""

    def order(self, payout: Payout, ctx: Context) -> Payout:
        """The payout with all that it needs on its way."""

    def ask(self, payout: Payout, ctx: Context) -> TransferNews | None:
        """What became of it; None when nothing is known yet."""


class BankFile:
    """Finance takes the batch's file to the bank and brings the bank's result back."""

    def order(self, payout: Payout, ctx: Context) -> Payout:
        """It keeps the account that it was approved for: a later change does not redirect it."""
        return payout.order(ctx.now, ctx.store.payee_accounts.sealed_for_payout(payout.payee_id, payout.id))

    def ask(self, payout: Payout, ctx: Context) -> TransferNews | None:
        """Only people can ask a bank: they are told that its answer is late."""
        log_alarm("bank_result_overdue", payout_id=payout.id, batch_id=payout.subject)
        return None


class WechatTransfer:
    """A merchant transfer, which the payee takes on their phone within 24 hours or which comes back."""

    def order(self, payout: Payout, ctx: Context) -> Payout:
        """Its payee is asked for when it is sent."""
        return payout.order(ctx.now)

    def ask(self, payout: Payout, ctx: Context) -> TransferNews | None:
        """An unknown number was never sent; one that waits and whose package we lack is asked for by sending again.

        Only a number that the provider does not know may fail by our own word.
        """
        news = pay.query_transfer(payout.id)
        if news is None:
            return self._send(payout, ctx)
        if news.state != "WAIT_USER_CONFIRM" or payout.package_info:
            return news
        again = self._send(payout, ctx)
        return again if again is not None and again.package else news

    def _send(self, payout: Payout, ctx: Context) -> TransferNews | None:
        """Raises Unavailable PROVIDER_UNAVAILABLE when the outcome is not known.

        A refusal that will not change ends the payout: the provider has been asked whether it knows the number.
        """
        openid, name = payee_of(payout, ctx)
        if not openid:
            return _failed(payout, "WECHAT_NOT_BOUND")
        if payout.amount_fen >= NAME_FROM_FEN and not name:
            return _failed(payout, "NAME_REQUIRED")
        scene, remark, told = _SCENES[payout.kind]
        reports = [{"info_type": kind, "info_content": content} for kind, content in told.items()]
        try:
            return pay.transfer(payout.id, openid, payout.amount_fen, remark, scene, reports, name)
        except Conflict as refusal:
            code = str(refusal.details.get("provider_code", ""))
            log_alarm("transfer_refused", payout_id=payout.id, provider_code=code)
            if code in _TRY_AGAIN:
                return None
            return pay.query_transfer(payout.id) or _failed(payout, code)


WAYS: dict[Channel, PayoutWay] = {Channel.BANK: BankFile(), Channel.WECHAT: WechatTransfer()}


def payee_of(payout: Payout, ctx: Context) -> tuple[str, str]:
    """The payee's openid, and their name where the sum needs it and we know it; "" for what we do not."""
    needs_name = payout.amount_fen >= NAME_FROM_FEN
    if payout.kind is PayoutKind.EARNINGS:
        name = ctx.store.staff.name_of(payout.payee_id) if needs_name else ""
        return ctx.store.staff.openid_of(payout.payee_id) or "", name
    details = ctx.store.payee_accounts.details_of(payout.payee_id) if needs_name else None
    return ctx.store.customers.openid_of(payout.payee_id) or "", details.account_name if details else ""


def _failed(payout: Payout, reason: str) -> TransferNews:
    return TransferNews(payout.id, "FAIL", payout.amount_fen, problem=reason)
