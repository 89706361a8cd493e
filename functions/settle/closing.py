"""Closing a day of the books: its totals are written once, and no entry is dated in it any more."""

from datetime import timedelta
from typing import Any

from functions.settle.book_schemas import CloseDay
from functions.settle.books import totals
from logistics.domain.faults import Conflict
from logistics.domain.shanghai import business_day
from logistics.runtime.context import Context
from logistics.store.closings import Closing

_ONE = timedelta(days=1)
_SETTLED_AFTER = timedelta(minutes=10)  # a transaction that began before midnight has ended by then


def close_day(command: CloseDay, ctx: Context) -> dict[str, Any]:
    """Write the totals of a day.

    Raises Conflict DAY_NOT_OVER, DAY_CLOSED, DAY_NOT_NEXT (next=) since days close in order, DAY_UNRECONCILED (open=)
    while it was not compared with the provider or differences of it are open and no note says why it closes all the
    same, and JOURNAL_UNBALANCED when the accounts do not come to nothing together.
    """
    if business_day(ctx.now - _SETTLED_AFTER) <= command.day:
        raise Conflict("DAY_NOT_OVER", "当天账目还没有结束，不能关账", day=command.day)
    last = ctx.store.closings.last()
    if last and command.day <= last.day:
        raise Conflict("DAY_CLOSED", "该日已关账", day=command.day)
    if last and command.day != last.day + _ONE:
        raise Conflict("DAY_NOT_NEXT", "请按日期顺序关账", next=last.day + _ONE)
    left = ctx.store.differences.open_on(command.day)
    if not command.note and (left or not ctx.store.provider_money.is_compared(command.day)):
        raise Conflict("DAY_UNRECONCILED", "当天还有未核对的账，请先核对，或说明关账原因", open=left)
    accounts = totals(command.day, ctx)
    if sum(each.closing_fen for each in accounts):
        raise Conflict("JOURNAL_UNBALANCED", "账目不平，不能关账", day=command.day)
    balances = {each.account: each.closing_fen for each in accounts}
    ctx.store.closings.add(Closing(command.day, balances, ctx.actor.id, ctx.now, command.note))
    return {"day": command.day, "accounts": len(balances), "at": ctx.now}
