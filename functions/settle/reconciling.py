"""A day at the payment provider against our books: what agrees is proved, what differs waits for a person."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from functions.settle import in_transit
from functions.settle.bill_reading import Reading, flow_lines, trade_lines
from functions.settle.difference_schemas import ReconcileDay
from logistics.domain.cod import CodStatus, PayMethod
from logistics.domain.collecting import confirm
from logistics.domain.faults import Conflict, Fault
from logistics.domain.money_entries import payment_fees_kept, provider_topped_up
from logistics.domain.reconciling import (
    Fate,
    Finding,
    Key,
    Kind,
    Money,
    added_up,
    difference_id,
    differing,
    misposted,
    missing,
    strays,
)
from logistics.domain.roles import SYSTEM
from logistics.domain.shanghai import at_clock, business_day
from logistics.gateways import pay
from logistics.runtime.context import Context
from logistics.runtime.logs import log

_ONE = timedelta(days=1)
_BATCH = 5000
_KINDS = (Kind.PAYMENT, Kind.REFUND, Kind.TRANSFER, Kind.TRANSFER_RETURN, Kind.TOTAL, Kind.LINE)


def reconcile_provider(_: object, ctx: Context) -> dict[str, int]:
    """Each hour: the days that were not compared yet. A bill that is not ready is asked for in the next round."""
    days = ctx.store.provider_money.pending(business_day(ctx.now))
    done = sum(_compared(day, ctx) for day in days)
    return {"days": done, "pending": len(days) - done}


def _compared(day: date, ctx: Context) -> bool:
    try:
        return bool(compare(day, ctx)["whole"])
    except Fault as fault:
        log("day_not_reconciled", level="error", day=day.isoformat(), code=fault.code)
        return False


def reconcile_day(command: ReconcileDay, ctx: Context) -> dict[str, Any]:
    """Compare a day (again). Raises Conflict DAY_NOT_OVER, and what gateways.pay raises while there is no bill yet."""
    if command.day >= business_day(ctx.now):
        raise Conflict("DAY_NOT_OVER", "当天账目还没有结束，不能对账", day=command.day)
    return compare(command.day, ctx)


def compare(day: date, ctx: Context) -> dict[str, Any]:
    """Outside a transaction: one whole day, in transactions of their own; the same day again changes nothing."""
    with pay.trade_bill(day) as trade, pay.fund_flow_bill(day) as flow:
        return compare_files(day, trade, flow, ctx)


def compare_files(day: date, trade_file: Path | None, flow_file: Path | None, ctx: Context) -> dict[str, Any]:
    """The same with the bills at hand; None is a bill of a day on which nothing moved.

    A bill that was cut off tells what is strange about it and of the lines that are there, and nothing of what is
    missing: its day stays to be compared.
    """
    start, end = at_clock(day, time()), at_clock(day + _ONE, time())
    trade, flow = Reading(), Reading()
    bill = added_up(trade_lines(trade_file, trade)) | added_up(flow_lines(flow_file, flow))
    whole = trade.whole and flow.whole
    findings = [*trade.strange, *flow.strange, *_unlike(bill, ctx)]
    if whole:
        findings += missing(ctx.store.provider_money.moved(start, end), bill.keys())
        findings += strays(ctx.store.postings.strays(start, end))
    new = _record(day, findings, bill, whole, ctx)
    if whole and flow.readable:
        _post(day, flow, ctx)
    differing_keys = {(each.kind, each.number) for each in findings}
    proved = _prove(start, end, bill, differing_keys, ctx)
    if whole:
        ctx.store.provider_money.mark(day, ctx.now)
    numbers = {"lines": len(bill), "differences": len(findings), "new": new, "proved": proved}
    return numbers | {"day": day, "fees_fen": flow.sums.get("fees", 0), "whole": whole}


def _unlike(bill: dict[Key, Money], ctx: Context) -> Iterator[Finding]:
    """What the bill, our rows and the journal say of each number, whenever each of them said it."""
    for batch in _batches(bill.values()):
        keys = [each.key for each in batch]
        books = ctx.store.provider_money.known(keys)
        found = {(each.kind, each.number): each for each in differing(batch, books)}
        agreed = [ours for key, ours in books.items() if key not in found]
        yield from found.values()
        yield from misposted(agreed, ctx.store.postings.of([each.key for each in agreed]))


def _batches(lines: Iterable[Money]) -> Iterator[list[Money]]:
    rest = iter(lines)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _record(day: date, findings: list[Finding], bill: dict[Key, Money], whole: bool, ctx: Context) -> int:
    """What a part of a bill does not say again may still be so."""
    ids = {difference_id(day, each) for each in findings}
    unlike = {(each.kind, each.number) for each in findings}
    agreed = [
        each
        for each in ctx.store.differences.open_of(_KINDS)
        if (whole and each.day == day and each.id not in ids) or _proved_by(each.finding, bill, unlike)
    ]
    evidence = f"bill of {day.isoformat()}"

    def write() -> int:
        ctx.store.differences.settle(agreed, evidence, ctx.now)
        return ctx.store.differences.record(day, findings, ctx.now)

    return ctx.transact(write)


def _proved_by(finding: Finding, bill: dict[Key, Money], unlike: set[Key]) -> bool:
    """Another day's bill has the number after all, as the books know it: it was near midnight."""
    key = finding.kind, finding.number
    return key in bill and key not in unlike


def _post(day: date, flow: Reading, ctx: Context) -> None:
    fees = flow.sums.get("fees", 0)
    if fees:
        ctx.transact(lambda: ctx.store.journal.post(payment_fees_kept(day.isoformat(), fees, ctx.now)))
    for number, fen in flow.top_ups.items():
        ctx.transact(partial(ctx.store.journal.post, provider_topped_up(number, fen, ctx.now)))
    for number, fen in flow.withdrawals.items():
        ctx.transact(partial(in_transit.withdraw, number, fen, day, ctx))


def _prove(start: datetime, end: datetime, bill: dict[Key, Money], unlike: set[Key], ctx: Context) -> int:
    """Goods money taken at a door by WeChat is ours as soon as the bill says so."""
    return sum(
        ctx.transact(partial(_confirm, waybill_no, told, ctx))
        for number, waybill_no in ctx.store.provider_money.door_payments(start, end).items()
        if (told := bill.get((Kind.PAYMENT, number))) and told.fate is Fate.DONE and told.key not in unlike
    )


def _confirm(waybill_no: str, told: Money, ctx: Context) -> bool:
    parcel = ctx.store.parcels.find(waybill_no)
    if parcel is None or parcel.cod.status is not CodStatus.COLLECTED or parcel.cod.method is not PayMethod.WECHAT:
        return False  # it was handed back, or confirmed before
    if parcel.cod.collected_fen != told.amount_fen:
        return False
    ctx.store.parcels.save(parcel, confirm(parcel, SYSTEM))
    return True
