"""An order from a quote, and its end before pickup."""

from functions.create_order.payment import Placed, await_payment
from functions.create_order.schemas import CancelOrder, PlaceOrder
from logistics.domain.faults import NotFound
from logistics.domain.parcel import Parcel
from logistics.runtime.context import Context
from logistics.runtime.placing import book, call_off, check_wishes, parcel_for
from logistics.store.quotes import quote_of


def place_order(command: PlaceOrder, ctx: Context) -> Placed:
    """A new order from a quote, which is used up by it.

    Raises NotFound QUOTE_NOT_FOUND; Conflict QUOTE_EXPIRED, QUOTE_ALTERED, QUOTE_USED, PICKUP_SLOT_CLOSED,
    PICKUP_SLOT_FULL; Invalid PICKUP_SLOT_INVALID, GOODS_PROHIBITED, INSURED_VALUE_TOO_HIGH, PROOF_MODES_INVALID.
    """
    check_wishes(command, ctx.now)
    quote = quote_of(command.quote_id)
    if quote is None:
        raise NotFound("QUOTE_NOT_FOUND", "没有找到这个报价，请重新询价")
    quote.check(command.ask, ctx.now)
    parcel = parcel_for(command, quote, ctx.actor, ctx.now).place(ctx.actor, ctx.now)
    return await_payment(ctx.store.parcels.insert(book(parcel, ctx)), ctx)


def cancel_order(command: CancelOrder, ctx: Context) -> Parcel:
    """Call an order off before pickup; a consignee sees the order but it is not theirs to cancel (ORDER_NOT_YOURS)."""
    return call_off(command.waybill_no, command.reason, ctx)
