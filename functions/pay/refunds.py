"""Refunds: asked of the provider outside every transaction, always under the same number, and recorded by its word."""

from collections.abc import Callable
from dataclasses import dataclass

from functions.pay.refund_schemas import OneRefund
from functions.pay.settling import begin, settle
from logistics.domain.faults import Conflict, Unavailable
from logistics.domain.journal import COMPANY, Account, Entry, Line, moved
from logistics.domain.money_entries import refund_paid
from logistics.domain.money_events import RefundFailed, RefundPaid
from logistics.domain.paying import Payment, Purpose
from logistics.domain.refunding import Refund, RefundReason, RefundState, heard, new_refund, unanswered
from logistics.domain.roles import Role
from logistics.gateways import pay
from logistics.gateways.pay import RefundNews
from logistics.runtime.context import Context
from logistics.runtime.logs import log_alarm

_STATES = {
    "PROCESSING": RefundState.PROCESSING,
    "SUCCESS": RefundState.PAID,
    "CLOSED": RefundState.CLOSED,
    "ABNORMAL": RefundState.ABNORMAL,
}


@dataclass(frozen=True)
class Word:
    """What asking brought: the provider's news, or its code for why there are none ("" when it did not answer)."""

    news: RefundNews | None = None
    problem: str = ""


def request_refund(
    payment: Payment, amount_fen: int, reason: RefundReason, ctx: Context, note: str | None = None
) -> Refund:
    """Within a transaction: give this much of a payment back; raises what refunding.new_refund raises."""
    asked_by = Role.SYSTEM if ctx.actor.role in (Role.GUEST, Role.SYSTEM) else ctx.actor.id
    known = ctx.store.refunds.of(payment.waybill_no)
    return begin(new_refund(payment, known, amount_fen, reason, asked_by, ctx.now, note), ctx)


def ask_wanted(command: OneRefund, ctx: Context) -> Word | None:
    """For the outside step: the word on a refund that was just wanted; None when it has moved on since."""
    refund = ctx.store.refunds.get(command.refund_id)
    return ask(refund) if refund.state is RefundState.WANTED else None


def record_asked(command: OneRefund, ctx: Context) -> None:
    """Record what the provider said when it was asked; without its word the sweep goes on."""
    if ctx.answer:
        record(command.refund_id, ctx.answer, ctx)


def ask(refund: Refund) -> Word:
    """Outside a transaction: what the provider says of a refund; it is asked to pay one until it took it."""
    sums = (refund.amount_fen, refund.of_fen)
    if refund.state is RefundState.WANTED:
        return _word(refund, lambda: pay.refund(refund.id, refund.payment_id, *sums, refund.reason.label))
    return _word(refund, lambda: pay.query_refund(refund.id))


def _word(refund: Refund, question: Callable[[], RefundNews | None]) -> Word:
    try:
        news = question()
        _require_same_sum(refund, news)
        return Word(news)
    except Unavailable:
        return Word()
    except Conflict as refusal:
        return Word(problem=str(refusal.details.get("provider_code", refusal.code)))


def _require_same_sum(refund: Refund, news: RefundNews | None) -> None:
    if news and news.amount_fen != refund.amount_fen:
        log_alarm("refund_differs", refund_id=refund.id, ours_fen=refund.amount_fen, said_fen=news.amount_fen)
        raise Conflict("REFUND_AMOUNT_DIFFERS", "退款金额不一致", refund_id=refund.id)


def record(refund_id: str, word: Word, ctx: Context) -> Refund:
    """Within a transaction: the refund after the provider's word; heard twice or too late it changes nothing.

    Raises NotFound REFUND_NOT_FOUND, and Conflict REFUND_AMOUNT_DIFFERS for a word about another sum.
    """
    refund = ctx.store.refunds.get(refund_id)
    _require_same_sum(refund, word.news)
    if refund.state in (RefundState.PAID, RefundState.CLOSED):
        return refund
    state = _STATES.get(word.news.status) if word.news else None
    if word.news is None or state is None:
        return _try_later(refund, word, ctx)
    after = heard(refund, state, ctx.now, provider_id=word.news.provider_id, at=word.news.paid_at)
    if after is refund:
        return _try_later(refund, word, ctx)
    ctx.store.refunds.save(refund, after)
    _tell(after, ctx)
    # A refund that was closed is not asked for anew at once: whatever closed it would close the next one too.
    settle(after.waybill_no, ctx, give_back=state is not RefundState.CLOSED)
    return after


def _try_later(refund: Refund, word: Word, ctx: Context) -> Refund:
    if word.problem:
        log_alarm("refund_refused", refund_id=refund.id, provider_code=word.problem)
    return ctx.store.refunds.save(refund, unanswered(refund, ctx.now, word.problem or None))


def _tell(refund: Refund, ctx: Context) -> None:
    if refund.state is RefundState.PAID:
        purpose = ctx.store.payments.get(refund.payment_id).purpose
        ctx.store.journal.post(_entry(refund, purpose, ctx))
        ctx.emit(RefundPaid(refund.waybill_no, refund.id, refund.amount_fen, purpose))
    elif refund.state in (RefundState.CLOSED, RefundState.ABNORMAL):
        log_alarm("refund_failed", refund_id=refund.id, state=refund.state)
        ctx.emit(RefundFailed(refund.waybill_no, refund.id, refund.amount_fen, refund.state))


def _entry(refund: Refund, purpose: Purpose, ctx: Context) -> Entry:
    """What was taken at a door is not on the waybill's account: what is given back of it the company bears."""
    entry_id, waybill_no = f"refund_paid:{refund.id}", refund.waybill_no
    if purpose is Purpose.AT_THE_DOOR and refund.reason is RefundReason.GOODWILL:
        borne = Line(Account.REFUNDS, COMPANY, refund.amount_fen)
        return moved(entry_id, "refund_paid", waybill_no, ctx.now, borne, Account.WECHAT_CLEARING, COMPANY)
    return refund_paid(entry_id, waybill_no, refund.amount_fen, ctx.now)
