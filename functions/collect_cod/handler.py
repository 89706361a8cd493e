"""Cash at the door: collected exactly, journalled at once, declared at the end of the day."""

from typing import Any

from functions.collect_cod import declarations, rules, schemas
from functions.collect_cod.schemas import Check, Collect, Declare, OneWaybill
from logistics.domain.faults import NotFound
from logistics.domain.journal import Line
from logistics.domain.parcel import Parcel
from logistics.domain.roles import Role
from logistics.runtime.context import Context
from logistics.runtime.function import Function
from logistics.store.declarations import Declaration

COLLECTORS = {Role.COURIER, Role.OUTLET_MANAGER}
AUDITORS = {Role.FINANCE, Role.ADMINISTRATOR}

main = Function("collect_cod")


@main.on(
    http="POST /parcels/<waybill_no>/collection",
    invoke="collect_cash",
    load=schemas.CollectSchema(),
    dump=schemas.CollectionSchema(),
    roles=COLLECTORS,
    once=True,
)
def collect_cash(command: Collect, ctx: Context) -> dict[str, Any]:
    """Take the exact amount due: the courier holds it, the consignor's side is owed it."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    rules.require_at_hand(parcel, ctx.actor)
    after = ctx.store.parcels.save(parcel, parcel.collect(command.amount_fen, ctx.actor))
    ctx.store.journal.post(rules.collection(parcel, ctx.actor, ctx.now))
    return _receipt(after, command.amount_fen, ctx)


@main.on(
    http="POST /parcels/<waybill_no>/hand-back",
    invoke="hand_back_cash",
    load=schemas.OneWaybillSchema(),
    dump=schemas.CollectionSchema(),
    roles=COLLECTORS,
    once=True,
)
def hand_back_cash(command: OneWaybill, ctx: Context) -> dict[str, Any]:
    """Give a collection back before the parcel is signed: the consignee refuses after all."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    after = ctx.store.parcels.save(parcel, parcel.hand_back(ctx.actor))
    entries = ctx.store.journal.entries(command.waybill_no)
    ctx.store.journal.post(rules.handing_back(entries, ctx.actor, ctx.now))
    return _receipt(after, parcel.cod.collected_fen, ctx)


@main.on(queue=["ParcelPickedUp", "ScanUndone", "CodVoided", "CodReinstated"], load=schemas.ChargeSchema())
def charge_freight(command: OneWaybill, ctx: Context) -> None:
    """Bring the freight in the books in line with the parcel."""
    parcel = ctx.store.parcels.find(command.waybill_no)
    if parcel is None:
        raise NotFound("PARCEL_NOT_FOUND", "没有找到这个运单", waybill_no=command.waybill_no)
    entries = ctx.store.journal.entries(command.waybill_no)
    ctx.store.journal.post(*rules.freight_entries(parcel, entries, ctx.now))


@main.on(http="GET /cash/balance", invoke="show_cash_balance", dump=schemas.CashBalanceSchema(), roles=COLLECTORS)
def show_cash_balance(command: object, ctx: Context) -> dict[str, Any]:
    """The caller's own cash."""
    return declarations.show_balance(command, ctx)


@main.on(
    http="POST /cash-declarations",
    invoke="declare_cash",
    load=schemas.DeclareSchema(),
    dump=schemas.DeclarationSchema(),
    roles=COLLECTORS,
    once=True,
)
def declare_cash(command: Declare, ctx: Context) -> Declaration:
    """Declare a day's cash."""
    return declarations.declare(command, ctx)


@main.on(invoke="show_journal", load=schemas.OneWaybillSchema(), dump=schemas.JournalSchema(), roles=AUDITORS)
def show_journal(command: OneWaybill, ctx: Context) -> dict[str, Any]:
    """The entries of a waybill, and what they come to on each account."""
    entries = ctx.store.journal.entries(command.waybill_no)
    sums: dict[tuple[Any, str], int] = {}
    for line in (line for entry in entries for line in entry.lines):
        sums[line.account, line.holder] = sums.get((line.account, line.holder), 0) + line.amount_fen
    positions = [Line(account, holder, amount) for (account, holder), amount in sorted(sums.items()) if amount]
    total = sum(line.amount_fen for line in positions)
    return {"waybill_no": command.waybill_no, "entries": entries, "positions": positions, "sum_fen": total}


@main.on(invoke="check_journal", load=schemas.CheckSchema(), dump=schemas.CheckedSchema(), roles=AUDITORS)
def check_journal(command: Check, ctx: Context) -> dict[str, Any]:
    """Recompute all balances from the entries."""
    found = ctx.store.journal.check()
    return {"balanced": not found, "count": len(found), "differences": found[: command.limit]}


def _receipt(parcel: Parcel, amount_fen: int, ctx: Context) -> dict[str, Any]:
    status = parcel.cod.status
    return {"waybill_no": parcel.waybill_no, "amount_fen": amount_fen, "cod_status": status, "at": ctx.now}
