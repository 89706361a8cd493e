"""Daily statements of couriers, outlets and merchants, and of the company's own accounts, as data and as files."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from functions.settle.daily_schemas import ShowStatement, StatementFile
from logistics.domain.daily_statement import StatementKind, accounts_of, holder_for
from logistics.domain.faults import Conflict
from logistics.domain.journal_words import ACCOUNT_LABELS, cause_label
from logistics.domain.shanghai import at_clock, clock_text
from logistics.gateways import files
from logistics.runtime.context import Context
from logistics.runtime.tables import TYPES, Cell, written, yuan_cell
from logistics.store.books import BookLine, HolderDay

_ONE = timedelta(days=1)
_PAGE = 1_000
_MOST_ROWS = 100_000  # of a file; a sheet of Excel takes ten times as many
_SHOWN_FOR = timedelta(minutes=5)
_SUMS: tuple[Cell, ...] = ("户名编号", "科目", "期初(元)", "借方(元)", "贷方(元)", "期末(元)")
_MOVES: tuple[Cell, ...] = ("时间", "运单号", "项目", "科目", "借方(元)", "贷方(元)", "余额(元)", "分录")


def show_statement(command: ShowStatement, ctx: Context) -> dict[str, Any]:
    """What a day did to each account of a holder, or of all holders of a kind; the totals are those of the books."""
    holders = _days(command, ctx)
    return {
        "day": command.day,
        "kind": command.kind,
        "holders": [_named(each) for each in holders],
        "totals": [_named(each) for each in _totals(holders)],
    }


def write_statement(command: StatementFile, ctx: Context) -> str:
    """Outside: the statement as a file in the bucket, each movement for one holder; Conflict STATEMENT_TOO_LONG."""
    holders = _days(command, ctx)
    whose = holder_for(StatementKind(command.kind), command.holder, ctx.actor)
    rows = [_MOVES, *_movements(command, holders, ctx)] if whose else [_SUMS, *_sums(holders)]
    content = written(command.format, f"{command.kind} {command.day.isoformat()}", rows)
    name = f"{command.day.isoformat()}-{ctx.new_id()}"  # a day that goes on is written anew each time
    key = f"statements/{command.kind}/{name}.{command.format}"
    files.put(key, content, TYPES[command.format])
    return key


def show_statement_file(_: StatementFile, ctx: Context) -> dict[str, Any]:
    """An address under which the file may be fetched for five minutes."""
    url = files.view_url(ctx.answer, int(_SHOWN_FOR.total_seconds()))
    return {"url": url, "expires_at": ctx.now + _SHOWN_FOR}


def _days(command: ShowStatement | StatementFile, ctx: Context) -> list[HolderDay]:
    kind = StatementKind(command.kind)
    whose = holder_for(kind, command.holder, ctx.actor)
    return ctx.store.books.holder_days(accounts_of(kind), whose, *_span(command))


def _totals(holders: Iterable[HolderDay]) -> list[HolderDay]:
    """All holders of each account together, in the order of the chart."""
    sums: dict[str, HolderDay] = {}
    for each in holders:
        so_far = sums.get(each.account, HolderDay("", each.account, 0, 0, 0))
        opening, debit = so_far.opening_fen + each.opening_fen, so_far.debit_fen + each.debit_fen
        sums[each.account] = HolderDay("", each.account, opening, debit, so_far.credit_fen + each.credit_fen)
    return [sums[account] for account in ACCOUNT_LABELS if account in sums]


def _named(each: HolderDay) -> dict[str, Any]:
    return {**vars(each), "label": ACCOUNT_LABELS[each.account], "closing_fen": each.closing_fen}


def _sums(holders: list[HolderDay]) -> Iterator[tuple[Cell, ...]]:
    for each in [*holders, *_totals(holders)]:
        figures = (each.opening_fen, each.debit_fen, each.credit_fen, each.closing_fen)
        yield (each.holder or "合计", ACCOUNT_LABELS[each.account], *map(yuan_cell, figures))


def _movements(command: StatementFile, holders: list[HolderDay], ctx: Context) -> Iterator[tuple[Cell, ...]]:
    """Account by account: what it began with, each movement with the balance after it, what it ended with."""
    for each in holders:
        label, balance = ACCOUNT_LABELS[each.account], each.opening_fen
        yield ("", "", "期初余额", label, None, None, yuan_cell(balance), "")
        for line in _lines(command, each, ctx):
            balance += line.amount_fen
            sides = (yuan_cell(line.amount_fen), None) if line.amount_fen > 0 else (None, yuan_cell(-line.amount_fen))
            head = (clock_text(line.at), line.waybill_no or "", cause_label(line.cause), label)
            yield (*head, *sides, yuan_cell(balance), line.entry_id)
        yield ("", "", "期末余额", label, yuan_cell(each.debit_fen), yuan_cell(each.credit_fen), yuan_cell(balance), "")


def _lines(command: StatementFile, whose: HolderDay, ctx: Context) -> Iterator[BookLine]:
    after, count = "", 0
    while True:
        found = ctx.store.books.lines(whose.account, whose.holder, *_span(command), after, _PAGE)
        yield from found
        count += len(found)
        if count > _MOST_ROWS:
            raise Conflict("STATEMENT_TOO_LONG", "账单明细过多，请联系财务", lines=count, most=_MOST_ROWS)
        if len({each.entry_id for each in found}) < _PAGE:
            return
        after = found[-1].entry_id


def _span(command: ShowStatement | StatementFile) -> tuple[datetime, datetime]:
    return at_clock(command.day, time()), at_clock(command.day + _ONE, time())
