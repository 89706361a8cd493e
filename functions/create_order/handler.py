"""Orders: place one from a quote, call it off before pickup, list mine."""

from dataclasses import dataclass

from functions.create_order.placing import parcel_for
from functions.create_order.rules import check_pickup_slot
from functions.create_order.schemas import (
    CancelledOrderSchema,
    CancelOrder,
    CancelOrderSchema,
    ListMyOrders,
    ListMyOrdersSchema,
    MyOrdersSchema,
    PlacedOrderSchema,
    PlaceOrder,
    PlaceOrderSchema,
)
from functions.create_order.searching import search_for
from logistics.domain.dispatch import acceptance_timer
from logistics.domain.faults import Forbidden, NotFound
from logistics.domain.parcel import Parcel
from logistics.domain.roles import CUSTOMERS, Role
from logistics.domain.states import Status
from logistics.runtime.context import Context
from logistics.runtime.function import Function
from logistics.store.parcel_search import RECEIVED, SENT
from logistics.store.quotes import quote_of

main = Function("create_order")

_SENDERS = {Role.CUSTOMER, Role.MERCHANT}


@main.on(
    http="POST /orders",
    invoke="place_order",
    load=PlaceOrderSchema(),
    dump=PlacedOrderSchema(),
    roles=_SENDERS,
    once=True,
)
def place_order(command: PlaceOrder, ctx: Context) -> Parcel:
    """A new order from a quote, which is used up by it.

    Raises NotFound QUOTE_NOT_FOUND; Conflict QUOTE_EXPIRED, QUOTE_ALTERED, QUOTE_USED; Invalid PICKUP_SLOT_INVALID.
    """
    check_pickup_slot(command.pickup_from, command.pickup_until, ctx.now)
    quote = quote_of(command.quote_id)
    if quote is None:
        raise NotFound("QUOTE_NOT_FOUND", "没有找到这个报价，请重新询价")
    quote.check(command.ask, ctx.now)
    return ctx.store.parcels.insert(parcel_for(command, quote, ctx.actor, ctx.now).place(ctx.actor, ctx.now))


@main.on(
    http="POST /orders/<waybill_no>/cancellation",
    invoke="cancel_order",
    load=CancelOrderSchema(),
    dump=CancelledOrderSchema(),
    roles=_SENDERS | {Role.CUSTOMER_SERVICE},
    once=True,
)
def cancel_order(command: CancelOrder, ctx: Context) -> Parcel:
    """Call an order off before pickup; a consignee sees the order but it is not theirs to cancel (ORDER_NOT_YOURS)."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    if ctx.actor.role in CUSTOMERS and parcel.placed_by != ctx.actor.id:
        raise Forbidden("ORDER_NOT_YOURS", "只有下单人可以取消订单")
    cancelled = ctx.store.parcels.save(parcel, parcel.cancel(command.reason, ctx.actor, ctx.now))
    ctx.withdraw(acceptance_timer(command.waybill_no))
    return cancelled


@dataclass(frozen=True)
class MyOrder:
    """An order and which way it goes as the caller sees it: sent or received."""

    parcel: Parcel
    direction: str

    @property
    def waybill_no(self) -> str:
        return self.parcel.waybill_no

    @property
    def exception_open(self) -> bool:
        return self.parcel.overlay is not None


@main.on(
    http="GET /orders",
    invoke="list_my_orders",
    load=ListMyOrdersSchema(),
    dump=MyOrdersSchema(),
    roles=_SENDERS,
)
def list_my_orders(command: ListMyOrders, ctx: Context) -> dict[str, object]:
    """What I sent and what comes to the phone I bound, masked, the newest first; all of it, or what is looked for."""
    wanted, search = [Status(each) for each in command.status], search_for(command.q, command.direction)
    found = ctx.store.parcels.page(ctx.actor.scope, wanted, command.before, command.limit + 1, search)
    shown = found[: command.limit]
    orders = [MyOrder(each, SENT if each.placed_by == ctx.actor.id else RECEIVED) for each in shown]
    last = shown[-1] if len(found) > command.limit else None
    return {"orders": orders} | ({"next": _cursor(last)} if last else {})


def _cursor(parcel: Parcel) -> str:
    placed_ms = int(parcel.placed_at.timestamp() * 1000) if parcel.placed_at else 0
    return f"{placed_ms}-{parcel.waybill_no}"
