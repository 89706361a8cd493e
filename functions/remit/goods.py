"""A sender's own goods money: what is due, on its way, ready, and remitted."""

from typing import Any

from functions.remit.schemas import DUE, ON_ITS_WAY, REMITTABLE, REMITTED, ListGoodsMoney
from logistics.domain.cod import CodStatus
from logistics.domain.consignment import PaymentTerms
from logistics.domain.journal import Entry
from logistics.domain.parcel import Parcel
from logistics.domain.pricing import COD_FEE
from logistics.runtime.context import Context

_GROUPS = {
    DUE: (CodStatus.DUE,),
    ON_ITS_WAY: (
        CodStatus.COLLECTED,
        CodStatus.DECLARED,
        CodStatus.COUNTED,
        CodStatus.BANKED,
        CodStatus.CONFIRMED,
        CodStatus.DISCREPANCY,
    ),
    REMITTABLE: (CodStatus.REMITTABLE,),
    REMITTED: (CodStatus.REMITTED,),
}
_LABELS = {DUE: "待收", ON_ITS_WAY: "回款中", REMITTABLE: "待返款", REMITTED: "已返款"}
_GROUP_OF = {status: group for group, statuses in _GROUPS.items() for status in statuses}


def list_goods_money(command: ListGoodsMoney, ctx: Context) -> dict[str, Any]:
    """The caller's orders that collect goods money; what became void is none."""
    sums = ctx.store.goods_money.totals(ctx.actor.id)
    totals = {f"{group}_fen": sum(sums.get(each, 0) for each in statuses) for group, statuses in _GROUPS.items()}
    states = _GROUPS[command.state] if command.state else tuple(_GROUP_OF)
    parcels = ctx.store.goods_money.page(ctx.actor.id, states, command.before, command.limit + 1)
    shown = parcels[: command.limit]
    remitted = {each.waybill_no for each in shown if each.cod.status is CodStatus.REMITTED}
    withheld = _withheld(ctx.store.journal.entries_of(remitted)) if remitted else {}
    lines = [_line(parcel, withheld) for parcel in shown]
    return {"totals": totals, "lines": lines} | ({"next": shown[-1].waybill_no} if len(parcels) > len(shown) else {})


def _line(parcel: Parcel, withheld: dict[str, tuple[str, int]]) -> dict[str, Any]:
    group = _GROUP_OF[parcel.cod.status]
    payout_id, fee_fen = withheld.get(parcel.waybill_no, ("", _fee_to_come(parcel)))
    line = {"waybill_no": parcel.waybill_no, "amount_fen": parcel.cod.due_fen, "fee_fen": fee_fen, "state": group}
    line |= {"label": _LABELS[group], "at": parcel.handed_over_at or parcel.placed_at}
    return line | ({"payout_id": payout_id} if payout_id else {})


def _fee_to_come(parcel: Parcel) -> int:
    """Withheld of what goes by monthly account; who paid the fee otherwise gets all of it."""
    if parcel.terms is not PaymentTerms.ON_ACCOUNT:
        return 0
    priced = sum(line.amount_fen for line in parcel.price.fee_lines if line.code == COD_FEE)
    return priced + sum(charge.amount_fen for charge in parcel.charges if charge.code == COD_FEE)


def _withheld(entries: list[Entry]) -> dict[str, tuple[str, int]]:
    """The payout and the fee of each waybill that was ordered last."""
    found: dict[str, tuple[str, int]] = {}
    for entry in sorted(entries, key=lambda each: each.at):
        if entry.cause == "remittance_ordered" and entry.waybill_no:
            fee_fen = -sum(line.amount_fen for line in entry.lines if line.account == "freight_receivable")
            found[entry.waybill_no] = (entry.id.split(":")[1], fee_fen)
    return found
