"""The orders of a customer: sent, and coming to the phone that they bound."""

from dataclasses import dataclass

from functions.create_order.schemas import ListMyOrders
from functions.create_order.searching import search_for
from logistics.domain.parcel import Parcel
from logistics.domain.states import Status
from logistics.runtime.context import Context
from logistics.runtime.payment_view import payment_now
from logistics.store.parcel_search import RECEIVED, SENT


@dataclass(frozen=True)
class MyOrder:
    """An order and which way it goes as the caller sees it: sent or received."""

    parcel: Parcel
    direction: str
    payment: dict[str, object] | None = None

    @property
    def waybill_no(self) -> str:
        return self.parcel.waybill_no

    @property
    def exception_open(self) -> bool:
        return self.parcel.overlay is not None


def list_my_orders(command: ListMyOrders, ctx: Context) -> dict[str, object]:
    """What I sent and what comes to the phone I bound, masked, the newest first; all of it, or what is looked for."""
    wanted, search = [Status(each) for each in command.status], search_for(command.q, command.direction)
    found = ctx.store.parcels.page(ctx.actor.scope, wanted, command.before, command.limit + 1, search)
    shown = found[: command.limit]
    orders = [
        MyOrder(each, SENT if each.placed_by == ctx.actor.id else RECEIVED, payment_now(each, ctx.actor))
        for each in shown
    ]
    last = shown[-1] if len(found) > command.limit else None
    return {"orders": orders} | ({"next": _cursor(last)} if last else {})


def _cursor(parcel: Parcel) -> str:
    placed_ms = int(parcel.placed_at.timestamp() * 1000) if parcel.placed_at else 0
    return f"{placed_ms}-{parcel.waybill_no}"
