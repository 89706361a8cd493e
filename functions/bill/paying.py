"""How a statement is paid: in the mini-program, or into our bank account as finance records it."""

from functions.bill.schemas import OneStatement, PaymentNews, Receive
from functions.bill.statements import owned
from logistics.domain.billing import Statement
from logistics.domain.faults import Conflict
from logistics.domain.money_entries import statement_received
from logistics.domain.paying import Channel, Payment, Purpose, next_payment
from logistics.gateways import pay
from logistics.runtime import bank_credits
from logistics.runtime.context import Context
from logistics.runtime.offering import Offered, for_the_phone, kept_offer, open_payment, payers_openid, uncertain
from logistics.runtime.statements import settle_statement


def ask_provider(command: OneStatement, ctx: Context) -> Payment:
    """Outside: the payment of all that a statement still owes, open at the provider.

    Raises NotFound STATEMENT_NOT_FOUND; Conflict PAYMENT_NOTHING_DUE, PAYMENT_NEEDS_WECHAT; Unavailable
    PAYMENT_UNCERTAIN (retry_after_s=); what the gateway raises.
    """
    statement = owned(command.statement_id, ctx)
    openid = payers_openid(ctx)
    return open_payment(
        ctx,
        reserve=lambda: _reserved(statement.id, ctx),
        ask=lambda payment: pay.offer_jsapi(payment, f"月结账单 {statement.month}", openid),
        learn=lambda payment: _learn(payment, ctx),
        close=lambda payment: _close(payment, ctx),
    )


def pay_statement(command: OneStatement, ctx: Context) -> Offered:
    """What wx.requestPayment is given, as long as the sum is still the one that is owed."""
    return for_the_phone(kept_offer(owned(command.statement_id, ctx).owed_fen, ctx), ctx)


def record_receipt(command: Receive, ctx: Context) -> Statement:
    """Finance saw a customer's transfer in the bank; the same bank number counts once.

    Of a credit that the bank's file has told of already, the sum leaves suspense. Raises NotFound STATEMENT_NOT_FOUND;
    Conflict STATEMENT_OVERPAID (owed_fen=), BANK_CREDIT_PLACED (left_fen=), BANK_REFERENCE_USED.
    """
    statement = ctx.store.statements.get(command.statement_id)
    received = statement.receive(command.amount_fen, ctx.now)
    known = bank_credits.claims(command.reference, command.amount_fen, ctx)
    entry = statement_received(statement.account_id, command.reference, command.amount_fen, ctx.now, placed=known)
    if not ctx.store.journal.post(entry):
        raise Conflict("BANK_REFERENCE_USED", "该银行流水号已登记过")
    bank_credits.explained(command.reference, ctx)
    said = {"amount_fen": command.amount_fen, "reference": command.reference}
    ctx.store.audit.note(ctx.actor, "record_receipt", f"statements:{statement.id}", said)
    return settle_statement(statement, received, ctx)


def take_payment(command: PaymentNews, ctx: Context) -> None:
    """A payment of a statement is certain; the books have it already."""
    if command.purpose != Purpose.STATEMENT:
        return
    statement = ctx.store.statements.get(command.waybill_no)
    settle_statement(statement, statement.credited(command.amount_fen, ctx.now), ctx)


def _reserved(statement_id: str, ctx: Context) -> tuple[list[Payment], Payment]:
    owed_fen = owned(statement_id, ctx).owed_fen
    known = ctx.store.payments.of(statement_id)
    asked = (statement_id, Purpose.STATEMENT, Channel.JSAPI, owed_fen, ctx.actor.id, ctx.now)
    stale, payment = next_payment(known, *asked)
    if not stale and payment not in known:
        ctx.store.payments.add([payment])
    return stale, payment


def _close(payment: Payment, ctx: Context) -> None:
    """Nobody can pay it any more; one that somebody has paid is recorded by `pay`, which the provider tells."""
    if not pay.close(payment.id):
        raise uncertain()
    _closed(payment, ctx)


def _learn(payment: Payment, ctx: Context) -> None:
    """The same for a number that the provider takes no more: a closed one ends, a paid one is recorded by `pay`."""
    news = pay.query(payment.id)
    if news is None or not news.over:
        raise uncertain()
    _closed(payment, ctx)


def _closed(payment: Payment, ctx: Context) -> None:
    def work() -> Payment:
        known = ctx.store.payments.get(payment.id)
        return ctx.store.payments.save(known, known.closed(ctx.now))

    ctx.transact(work)
