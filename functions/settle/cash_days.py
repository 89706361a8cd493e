"""The cash of a day that is over: what couriers kept and did not declare, and what they declared and nobody counted."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from functions.settle import in_transit
from logistics.domain.journal import Account
from logistics.domain.reconciling import Difference, Finding, Kind, Verdict, difference_id
from logistics.domain.shanghai import at_clock, business_day
from logistics.runtime.context import Context

_ONE = timedelta(days=1)
_VERDICTS = {
    Account.COURIER_CASH: (Kind.CASH_IN_HAND, Verdict.NOT_DECLARED),
    Account.CASH_DECLARED: (Kind.CASH_DECLARED, Verdict.NOT_COUNTED),
}
_ACCOUNTS = {kind: account for account, (kind, _) in _VERDICTS.items()}


def reconcile_cash(_: object, ctx: Context) -> dict[str, int]:
    """Each night: the cash that lay with couriers when the day ended, a difference for each until it has moved on.

    A difference closes by itself once nothing that came in by the end of its day lies there any more. What left for the
    bank and is late is told with it.
    """
    today = business_day(ctx.now)
    day, ended = today - _ONE, at_clock(today, time())
    found = list(_left(ended, ctx))
    ids = {difference_id(day, each) for each in found}
    gone = [each for each in ctx.store.differences.open_of(list(_ACCOUNTS)) if each.id not in ids and _gone(each, ctx)]

    def write() -> int:
        ctx.store.differences.settle(gone, f"books of {day.isoformat()}", ctx.now)
        return ctx.store.differences.record(day, found, ctx.now)

    new, transit = ctx.transact(write), ctx.transact(lambda: in_transit.follow(ctx))
    return {"new": new + transit["new"], "closed": len(gone) + transit["closed"]}


def _left(ended: datetime, ctx: Context) -> Iterator[Finding]:
    for each in ctx.store.books.holder_days(list(_VERDICTS), "", ended - _ONE, ended):
        if each.closing_fen:
            kind, verdict = _VERDICTS[each.account]
            yield Finding(kind, each.holder, verdict, None, each.closing_fen)


def _gone(each: Difference, ctx: Context) -> bool:
    ended = at_clock(each.day + _ONE, time())
    lines = ctx.store.journal.open_lines(_ACCOUNTS[each.finding.kind], each.finding.number)
    return not any(line.at < ended for line in lines)
