"""Custody carried on: waybills move together with the books, in the caller's transaction."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from logistics.domain.cod import CodStatus
from logistics.domain.collecting import confirm, move_cod
from logistics.domain.custody import CashRoom, Deposit, DepositState, Discrepancy, Kind, cash_room
from logistics.domain.faults import Conflict, NotFound
from logistics.domain.journal import Account, bank_confirmed
from logistics.domain.parcel import Parcel
from logistics.domain.roles import Actor, Role
from logistics.domain.scan import CLOCK_TOLERANCE
from logistics.domain.states import Status
from logistics.runtime.context import Context

MOST_LINES = 500  # of one declaration or deposit, so that it fits into one transaction


def carry(waybill_nos: Iterable[str], change: Callable[[Parcel], Parcel], ctx: Context) -> None:
    """Change the money of each waybill; NotFound PARCEL_NOT_FOUND, and what the change raises."""
    numbers = list(waybill_nos)
    parcels = ctx.store.parcels.many(numbers)
    if missing := set(numbers) - parcels.keys():
        raise NotFound("PARCEL_NOT_FOUND", "没有找到这个运单", waybill_no=min(missing))
    ctx.store.parcels.save_all([(parcels[each], change(parcels[each])) for each in numbers])


def carry_to(status: CodStatus, waybill_nos: Iterable[str], by: Actor, ctx: Context) -> None:
    """Move the money of each waybill to the next link; raises what carry and collecting.move_cod raise."""
    carry(waybill_nos, lambda parcel: move_cod(parcel, status, by), ctx)


def confirm_deposit(deposit: Deposit, bank_line: str, by: Actor, ctx: Context) -> None:
    """The bank's statement shows the deposit, in a line that it calls so: the goods money is to be remitted.

    Who confirms has compared the sums; another sum is for `freeze_deposit`. Raises Conflict DEPOSIT_STATE_CONFLICT.
    """
    _require_banked(deposit)
    ctx.store.deposits.move(deposit, DepositState.CONFIRMED, bank_line=bank_line)
    carry((line.waybill_no for line in deposit.lines), lambda parcel: confirm(parcel, by), ctx)
    entries = (
        bank_confirmed(
            f"bank_confirmed:{deposit.id}:{line.waybill_no}",
            line.waybill_no,
            deposit.outlet_id,
            line.amount_fen,
            ctx.now,
        )
        for line in deposit.lines
        if line.amount_fen
    )
    ctx.store.journal.post(*entries)


def freeze_deposit(deposit: Deposit, found_fen: int, by: Actor, ctx: Context) -> Discrepancy:
    """The bank received another sum (0 for none at all): nothing of it moves until two people resolve it.

    Raises Conflict DEPOSIT_STATE_CONFLICT.
    """
    _require_banked(deposit)
    ctx.store.deposits.move(deposit, DepositState.DISCREPANCY)
    frozen = Discrepancy(
        id=ctx.new_id(),
        kind=Kind.DEPOSIT,
        subject_id=deposit.id,
        outlet_id=deposit.outlet_id,
        holder=deposit.outlet_id,
        expected_fen=deposit.amount_fen,
        found_fen=found_fen,
        waybill_nos=tuple(line.waybill_no for line in deposit.lines),
        opened_by=by.id,
        at=ctx.now,
    )
    return freeze(frozen, by, ctx)


def freeze(discrepancy: Discrepancy, by: Actor, ctx: Context) -> Discrepancy:
    """Keep a difference and stop all money that it lies over; a wrong declaration has moved none."""
    ctx.store.discrepancies.add(discrepancy)
    if discrepancy.kind is not Kind.DECLARATION:
        carry_to(CodStatus.DISCREPANCY, discrepancy.waybill_nos, by, ctx)
    return discrepancy


def cash_rooms(holders: Mapping[str, str | None], ctx: Context) -> dict[str, CashRoom]:
    """How much more cash each of these couriers (to their outlet) may bring in."""
    held = ctx.store.journal.balances_of(Account.COURIER_CASH, holders)
    limits, out = ctx.store.cash_limits.of_all(holders), ctx.store.parcels.dues_out(holders)
    return {each: cash_room(held.get(each, 0), out.get(each, ()), limits[each]) for each in holders}


def require_cash_room(parcel: Parcel, occurred_at: datetime, ctx: Context) -> None:
    """Above their limit of cash a courier takes out nothing that cash is due for: Conflict COURIER_CASH_LIMIT.

    What they have in hand counts, and what is due for the parcels that they have out already.

    Only where it happens now: a scan taken offline tells what was done already, and is kept.
    """
    by, now_done = ctx.actor, ctx.now - occurred_at <= CLOCK_TOLERANCE
    theirs = parcel.status is Status.OUT_FOR_DELIVERY and parcel.courier_id == by.id
    if by.role is not Role.COURIER or theirs or not now_done or not parcel.due_fen or parcel.cod.status.taken:
        return
    room = cash_rooms({by.id: by.outlet_id}, ctx)[by.id]
    if not room.takes(parcel.due_fen):
        message = "您手上和待收的代收款已达上限，请先交账或送完手上的件"
        raise Conflict("COURIER_CASH_LIMIT", message, due_fen=parcel.due_fen, **asdict(room))


def _require_banked(deposit: Deposit) -> None:
    if deposit.state is not DepositState.BANKED:
        raise Conflict("DEPOSIT_STATE_CONFLICT", "这笔存款的状态不允许此操作", state=deposit.state)
