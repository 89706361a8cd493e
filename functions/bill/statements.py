"""A month's bill: made once from the journal, shown with its lines, late when nobody pays."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from functions.bill.schemas import ListStatements, ShowStatement, StatementFile
from logistics.domain.billing import (
    PAID_BY,
    PLACED,
    Statement,
    StatementState,
    is_statement_time,
    month_before,
    month_of,
    months_from,
    span_of,
    statement_of,
)
from logistics.domain.faults import Conflict
from logistics.domain.journal import Account
from logistics.domain.money import yuan
from logistics.domain.money_events import StatementIssued, StatementOverdue
from logistics.domain.roles import CUSTOMERS
from logistics.domain.shanghai import clock_text
from logistics.gateways import files
from logistics.runtime.context import Context
from logistics.runtime.logs import log_failure
from logistics.runtime.tables import TYPES, Cell, written
from logistics.store.journal import Posting

_PAGE = 1_000
_MOST_LINES = 50_000  # of a file
_SHOWN_FOR = timedelta(minutes=5)
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_NO_WAYBILL = ""  # events of statements belong to none
_LABELS = {
    "freight_charged": "运费",
    "freight_moved": "到付转寄付",
    "remittance_ordered": "返款抵扣",
}
_HEADS: tuple[Cell, ...] = ("时间", "运单号", "项目", "金额(元)")


def run_month(_: object, ctx: Context) -> dict[str, int]:
    """Make the statements whose day has come, and mark those that were not paid in time; run again it goes on.

    A month that no run came to is made up for, in order.
    """
    last = month_before(ctx.now)
    whose = ctx.store.journal.customers_with(Account.FREIGHT_RECEIVABLE, span_of(last)[0])
    issued = sum(_issue(account_id, month, ctx) for account_id in whose for month in _months(account_id, last, ctx))
    late = ctx.store.statements.by_state(StatementState.OPEN, _PAGE, ctx.now)
    return {"issued": issued, "overdue": sum(_mark(each.id, ctx) for each in late)}


def show_statement(command: ShowStatement, ctx: Context) -> dict[str, Any]:
    """A statement with a page of its lines; NotFound STATEMENT_NOT_FOUND for another's."""
    statement = owned(command.statement_id, ctx)
    found = _page(statement, _place(command.after), command.limit + 1, ctx)
    shown = found[: command.limit]
    rows = [vars(each) | {"label": _label(each)} for each in shown if each.cause not in PAID_BY]
    more = {"next": _cursor(shown[-1])} if len(found) > len(shown) else {}
    figures = {"amount_fen": statement.amount_fen, "owed_fen": statement.owed_fen}
    return vars(statement) | figures | {"rows": rows} | more


def write_file(command: StatementFile, ctx: Context) -> str:
    """Outside: the statement with all its lines as a file in the bucket; Conflict STATEMENT_TOO_LONG."""
    statement = owned(command.statement_id, ctx)
    if statement.lines > _MOST_LINES:
        raise Conflict("STATEMENT_TOO_LONG", "账单明细过多，请联系财务", lines=statement.lines, most=_MOST_LINES)
    content = written(command.format, statement.month, _table(statement, ctx))
    key = f"statements/{statement.id}.{command.format}"
    files.put(key, content, TYPES[command.format])
    return key


def show_statement_file(_: StatementFile, ctx: Context) -> dict[str, Any]:
    """An address under which the file may be fetched for five minutes."""
    url = files.view_url(ctx.answer, int(_SHOWN_FOR.total_seconds()))
    return {"url": url, "expires_at": ctx.now + _SHOWN_FOR}


def list_statements(command: ListStatements, ctx: Context) -> dict[str, Any]:
    """Statements of one state by when they are due, for finance."""
    return {"statements": ctx.store.statements.by_state(StatementState(command.state), command.limit)}


def owned(statement_id: str, ctx: Context) -> Statement:
    """A statement of the caller's own, or any for the office; NotFound STATEMENT_NOT_FOUND."""
    return ctx.store.statements.get(statement_id, ctx.actor.id if ctx.actor.role in CUSTOMERS else "")


def _months(account_id: str, last: str, ctx: Context) -> list[str]:
    """Those after the latest statement, or from the first that anything moved in, up to the last that is over."""
    known = ctx.store.statements.of(account_id, limit=1)
    if known:
        return months_from(known[0].month, last)[1:]
    began = next(_moves(account_id, ctx), None)
    return months_from(month_of(began.at), last) if began else []


def _moves(account_id: str, ctx: Context) -> Iterator[Posting]:
    """All that ever moved on an account, the oldest first."""
    return _between(account_id, (_EVER, ctx.now), ctx)


def _issue(account_id: str, month: str, ctx: Context) -> bool:
    account = ctx.store.credit_accounts.get(account_id)
    if not is_statement_time(account, month, ctx.now) or ctx.store.statements.has(account_id, month):
        return False
    try:
        return ctx.transact(lambda: _made(account_id, month, ctx))
    except Conflict as conflict:  # made by another run at the same moment
        log_failure("statement_not_made", conflict, account_id=account_id, month=month)
        return False


def _made(account_id: str, month: str, ctx: Context) -> bool:
    account = ctx.store.credit_accounts.get(account_id)
    before = ctx.store.statements.of(account_id, before=month, limit=1)
    carried_fen = min(0, before[0].amount_fen - before[0].received_fen) if before else _paid_ahead(account_id, ctx)
    amounts = ((each.cause, each.amount_fen) for each in _lines(account_id, month, ctx))
    statement = statement_of(ctx.new_id(), account, month, amounts, carried_fen, ctx.now)
    if statement is None:
        return False
    ctx.store.statements.add(statement)
    ctx.emit(StatementIssued(_NO_WAYBILL, statement.id, account_id, statement.amount_fen))
    return True


def _paid_ahead(account_id: str, ctx: Context) -> int:
    """What was put on an account before it had any statement to pay; below nothing."""
    return sum(each.amount_fen for each in _moves(account_id, ctx) if each.cause == PLACED)


def _mark(statement_id: str, ctx: Context) -> bool:
    def work() -> bool:
        statement = ctx.store.statements.get(statement_id)
        late = statement.overdue(ctx.now)
        if late is statement:
            return False
        ctx.store.statements.save(statement, late)
        ctx.store.credit_accounts.set_overdue(statement.account_id, True)
        ctx.emit(StatementOverdue(_NO_WAYBILL, statement.id, statement.account_id, statement.owed_fen))
        return True

    return ctx.transact(work)


def _lines(account_id: str, month: str, ctx: Context) -> Iterator[Posting]:
    """All lines of an account's month."""
    return _between(account_id, span_of(month), ctx)


def _between(account_id: str, span: tuple[datetime, datetime], ctx: Context) -> Iterator[Posting]:
    """All lines of an account from a moment to before another, a page at a time."""
    after = None
    while True:
        found = ctx.store.journal.postings(Account.FREIGHT_RECEIVABLE, account_id, *span, after, _PAGE)
        yield from found
        if len(found) < _PAGE:
            return
        after = (found[-1].at, found[-1].entry_id)


def _page(statement: Statement, after: tuple[datetime, str] | None, limit: int, ctx: Context) -> list[Posting]:
    span = span_of(statement.month)
    return ctx.store.journal.postings(Account.FREIGHT_RECEIVABLE, statement.account_id, *span, after, limit)


def _table(statement: Statement, ctx: Context) -> Iterator[tuple[Cell, ...]]:
    yield _HEADS
    if statement.carried_fen:
        yield ("", "", "上月结转", yuan(statement.carried_fen))
    for each in _lines(statement.account_id, statement.month, ctx):
        if each.cause not in PAID_BY:
            yield (clock_text(each.at), each.waybill_no or "", _label(each), yuan(each.amount_fen))
    yield ("", "", "合计", yuan(statement.amount_fen))


def _label(line: Posting) -> str:
    if line.cause.startswith("charge_added:"):
        return "附加费"
    return "冲销" if line.cause.startswith("reversal_of:") else _LABELS.get(line.cause, "调整")


def _cursor(line: Posting) -> str:
    return f"{int(line.at.timestamp() * 1000)}~{line.entry_id}"


def _place(cursor: str) -> tuple[datetime, str] | None:
    at_ms, _, entry_id = cursor.partition("~")
    return (datetime.fromtimestamp(int(at_ms) / 1000, UTC), entry_id) if cursor else None
