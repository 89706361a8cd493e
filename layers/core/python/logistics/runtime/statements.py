"""Monthly bills paid, by whatever way money comes to an account."""

from logistics.domain.billing import Statement, StatementState
from logistics.domain.money_events import StatementPaid
from logistics.runtime.context import Context

_NO_WAYBILL = ""  # events of statements belong to none


def settle_statement(before: Statement, after: Statement, ctx: Context) -> Statement:
    """Write what came in; the last late statement that is paid opens the account again."""
    ctx.store.statements.save(before, after)
    if before.state is StatementState.OVERDUE and not ctx.store.statements.is_overdue(after.account_id):
        ctx.store.credit_accounts.set_overdue(after.account_id, False)
    if after.state is StatementState.PAID and before.state is not StatementState.PAID:
        ctx.emit(StatementPaid(_NO_WAYBILL, after.id, after.account_id))
    return after


def credit_account(account_id: str, amount_fen: int, ctx: Context) -> None:
    """Money that was put on an account pays its statements, the oldest first; the rest lies on the latest one.

    From there the next statement carries it. What comes before the first statement of all, that one finds in the books.
    """
    left_fen = amount_fen
    for statement in ctx.store.statements.unpaid(account_id):
        part_fen = min(left_fen, statement.owed_fen)
        if part_fen:
            settle_statement(statement, statement.credited(part_fen, ctx.now), ctx)
            left_fen -= part_fen
    latest = ctx.store.statements.of(account_id, limit=1)
    if left_fen and latest:
        settle_statement(latest[0], latest[0].credited(left_fen, ctx.now), ctx)
