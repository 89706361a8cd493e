"""Prices before ordering: what a parcel costs, how long it takes, and an offer that holds for half an hour."""

from functions.quote.checking import check_service, points_behind
from functions.quote.schemas import AskPrice, AskPriceSchema, CheckServiceSchema, QuoteSchema, ServiceSchema
from logistics.domain.quote import Quote
from logistics.runtime.context import Context
from logistics.runtime.function import Function
from logistics.runtime.quoting import make_quote
from logistics.store.quotes import save_quote

main = Function("quote")

main.on(
    http="POST /service-checks",
    invoke="check_service",
    load=CheckServiceSchema(),
    dump=ServiceSchema(),
    outside=points_behind,
)(check_service)


@main.on(http="POST /quotes", invoke="quote_price", load=AskPriceSchema(), dump=QuoteSchema())
def quote_price(command: AskPrice, ctx: Context) -> Quote:
    """The bill and promise for a parcel, kept as an offer; a guest may ask too.

    Raises Conflict NOT_SERVED (end= pickup or delivery) and PRODUCT_NOT_OFFERED, and what the price rules refuse.
    """
    pickup, delivery = command.ends
    quote = make_quote(ctx.new_id(), command.ask, pickup.place, delivery.place, ctx)
    save_quote(quote, ctx.now)
    return quote
