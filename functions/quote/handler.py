"""Prices before ordering: what a parcel costs, how long it takes, and an offer that holds for half an hour."""

from datetime import timedelta

from functions.quote.checking import check_service, points_behind
from functions.quote.rules import conditions_of
from functions.quote.schemas import AskPrice, AskPriceSchema, CheckServiceSchema, QuoteSchema, ServiceSchema
from functions.quote.serving import REASONS, serving_outlets
from logistics.domain.faults import Conflict
from logistics.domain.pricing import price
from logistics.domain.quote import Quote, QuoteAsk
from logistics.domain.route_class import RouteClass, route_class
from logistics.runtime.context import Context
from logistics.runtime.function import Function
from logistics.store.quotes import save_quote
from logistics.store.tariffs import PublishedTariff

main = Function("quote")

_HOLDS_FOR = timedelta(minutes=30)

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
    ask = command.ask
    route = route_class(ask.from_adcode, ask.to_adcode)
    outlets = _outlets(command, ctx)
    published = _tariff(ask, route, ctx)
    quote = Quote(
        ctx.new_id(),
        ask,
        price(published.tariff, ask, conditions_of(ask, route)),
        published.tariff.version,
        route,
        ctx.now + _HOLDS_FOR,
        published.promised_s,
        outlets["pickup"],
        outlets["delivery"],
    )
    save_quote(quote, ctx.now)
    return quote


def _outlets(command: AskPrice, ctx: Context) -> dict[str, str]:
    outlets = serving_outlets(*command.ends, ctx)
    for end, reason in REASONS.items():
        if not outlets[end]:
            raise Conflict("NOT_SERVED", reason, end=end)
    return outlets


def _tariff(ask: QuoteAsk, route: RouteClass, ctx: Context) -> PublishedTariff:
    published = ctx.store.tariffs.current(ask.product, route, ctx.now)
    if published is None:
        raise Conflict("PRODUCT_NOT_OFFERED", "该线路暂未开通此产品，请选择其他产品", product=ask.product)
    return published
