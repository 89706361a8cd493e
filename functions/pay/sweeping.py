"""Each minute: what the provider said nothing of is asked for, and WeChat is told what it was not told yet."""

from collections.abc import Callable

from functions.pay import recording, refunds, shipping
from logistics.domain.faults import Fault
from logistics.domain.paying import Payment
from logistics.domain.refunding import Refund
from logistics.runtime.context import Context
from logistics.runtime.logs import log

_MOST = 50  # of each kind in one round, so that a round ends before the next begins


def sweep(_: object, ctx: Context) -> dict[str, int]:
    """One round; two rounds at once ask twice for the same number, which does nothing twice."""
    return {
        "refunds": sum(_refund(each, ctx) for each in ctx.store.refunds.due(ctx.now, _MOST)),
        "payments": sum(_payment(each, ctx) for each in ctx.store.payments.overdue(ctx.now, _MOST)),
        "shipping": shipping.tell_all(ctx, _MOST),
    }


def _refund(refund: Refund, ctx: Context) -> bool:
    word = refunds.ask(refund)
    return _done(lambda: ctx.transact(lambda: refunds.record(refund.id, word, ctx)), refund.id) and bool(word.news)


def _payment(payment: Payment, ctx: Context) -> bool:
    """An offer whose time is over: it was paid and nobody told us, or it is closed for good."""
    return _done(lambda: recording.close_at_provider(payment, ctx), payment.id)


def _done(work: Callable[[], object], number: str) -> bool:
    """One that cannot be seen to must not keep the round from the others."""
    try:
        work()
    except Fault as refusal:
        log("payment_not_swept", level="error", number=number, code=refusal.code)
        return False
    return True
