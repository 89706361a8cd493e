"""From a day's totals down to each fen's journey: account, line, entry, waybill."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from functions.settle.book_schemas import OneDay, OneEntry, OneWaybill, ShowAccount
from logistics.domain.faults import Invalid, NotFound
from logistics.domain.journal import Account, Entry, Line, positions
from logistics.domain.journal_words import ACCOUNT_LABELS, cause_label, told
from logistics.domain.shanghai import at_clock
from logistics.runtime.context import Context

_ONE = timedelta(days=1)
_MOST_DAYS = 366


@dataclass(frozen=True)
class Total:
    """An account over one day, all holders together, in fen; debits are positive."""

    account: Account
    opening_fen: int
    debit_fen: int
    credit_fen: int

    @property
    def label(self) -> str:
        return ACCOUNT_LABELS[self.account]

    @property
    def closing_fen(self) -> int:
        return self.opening_fen + self.debit_fen - self.credit_fen


def show_day(command: OneDay, ctx: Context) -> dict[str, Any]:
    """The trial balance of a day: what each account began with, what went in and out, what it ended with."""
    closing = ctx.store.closings.find(command.day)
    accounts = totals(command.day, ctx)
    return {
        "day": command.day,
        "closed_at": closing.at if closing else None,
        "accounts": accounts,
        "sum_fen": sum(each.closing_fen for each in accounts),
    }


def totals(day: date, ctx: Context) -> list[Total]:
    """Every account that was ever posted on, in the order of the chart; carried on from the last closed day."""
    base = ctx.store.closings.last(day)
    before: Mapping[Account, int] = base.balances if base else {}
    since = at_clock(base.day + _ONE, time()) if base else None
    moved = ctx.store.books.moved(since, at_clock(day, time()), at_clock(day + _ONE, time()))
    found = []
    for account in Account:
        if account not in moved and account not in before:
            continue
        opening, debit, credit = before.get(account, 0), 0, 0
        if now := moved.get(account):
            opening, debit, credit = opening + now.before_fen, now.debit_fen, now.credit_fen
        found.append(Total(account, opening, debit, credit))
    return found


def show_account(command: ShowAccount, ctx: Context) -> dict[str, Any]:
    """The lines on an account over some days. Raises Invalid PERIOD_INVALID."""
    start, end = _period(command.since, command.until)
    account = Account(command.account)
    wanted = command.limit + 1
    lines = ctx.store.books.lines(account, command.holder, start, end, command.after, wanted)
    shown = lines[: command.limit]
    told_lines = [{**vars(each), "label": cause_label(each.cause)} for each in shown]
    more = {"next": shown[-1].entry_id} if len(lines) > command.limit else {}
    return {"account": account, "label": ACCOUNT_LABELS[account], "lines": told_lines} | more


def show_entry(command: OneEntry, ctx: Context) -> dict[str, Any]:
    """One entry with all of its lines; NotFound ENTRY_NOT_FOUND."""
    entry = ctx.store.books.entry(command.entry_id)
    if entry is None:
        raise NotFound("ENTRY_NOT_FOUND", "没有找到这笔分录", entry_id=command.entry_id)
    return _entry(entry)


def show_journey(command: OneWaybill, ctx: Context) -> dict[str, Any]:
    """All that money did for one waybill, told in order, and where it lies now."""
    entries = ctx.store.journal.entries(command.waybill_no)
    return {
        "waybill_no": command.waybill_no,
        "entries": [_entry(each) for each in entries],
        "positions": _named(positions(entries)),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    head = {"entry_id": entry.id, "at": entry.at, "cause": entry.cause, "waybill_no": entry.waybill_no}
    return {**head, "told": told(entry), "lines": _named(entry.lines)}


def _named(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [{**vars(line), "label": ACCOUNT_LABELS[line.account]} for line in lines]


def _period(since: date, until: date) -> tuple[datetime, datetime]:
    if not timedelta() <= until - since < timedelta(days=_MOST_DAYS):
        raise Invalid("PERIOD_INVALID", "请选择一年以内的起止日期", since=since, until=until)
    return at_clock(since, time()), at_clock(until + _ONE, time())
