"""Where all cash of customers is before the bank has it: in whose hands, in which safe, on its way, missing or over."""

from typing import Any

from functions.collect_cod.cash_schemas import ListHolders
from logistics.domain.journal import Account
from logistics.runtime.context import Context

_SHOWN = {
    Account.COURIER_CASH: "holding_fen",
    Account.CASH_DECLARED: "declared_fen",
    Account.OUTLET_SAFE: "safe_fen",
    Account.BANK_IN_TRANSIT: "in_transit_fen",
    Account.CASH_DIFFERENCE: "owes_fen",
}


def list_cash_holders(command: ListHolders, ctx: Context) -> dict[str, Any]:
    """Couriers and outlets with cash, whoever has most of it first, and the sums of all of them."""
    held = {holder: _named(sums) for holder, sums in ctx.store.journal.by_holder(list(_SHOWN)).items()}
    most = sorted(held, key=lambda holder: (-sum(held[holder].values()), holder))[: command.limit]
    people, outlets = ctx.store.staff.many(most), ctx.store.outlets.many(most)
    shown = []
    for holder in most:
        person, outlet = people.get(holder), outlets.get(holder)
        about = {"name": person.name_masked, "outlet_id": person.outlet_id} if person else {}
        about |= {"name": outlet.name, "outlet_id": outlet.id} if outlet else {}
        shown.append({"holder": holder} | about | held[holder])
    sums = {name: sum(each[name] for each in held.values()) for name in _SHOWN.values()}
    return {"holders": shown, "count": len(held)} | sums


def _named(sums: dict[Account, int]) -> dict[str, int]:
    return {name: sums.get(account, 0) for account, name in _SHOWN.items()}
