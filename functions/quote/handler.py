"""Prices before ordering: what a parcel costs, how long it takes, and an offer that holds for half an hour."""

from datetime import timedelta

from functions.quote.rules import conditions_of
from functions.quote.schemas import AskPrice, AskPriceSchema, QuoteSchema
from logistics.domain.faults import Conflict
from logistics.domain.pricing import price
from logistics.domain.quote import Quote, QuoteAsk
from logistics.domain.route_class import RouteClass, route_class
from logistics.runtime.context import Context
from logistics.runtime.function import Function
from logistics.store.outlets import Place
from logistics.store.quotes import save_quote
from logistics.store.tariffs import PublishedTariff

main = Function("quote")

_HOLDS_FOR = timedelta(minutes=30)


@main.on(http="POST /quotes", invoke="quote_price", load=AskPriceSchema(), dump=QuoteSchema())
def quote_price(command: AskPrice, ctx: Context) -> Quote:
    """The bill and promise for a parcel, kept as an offer; a guest may ask too.

    Raises Conflict NOT_SERVED (end= pickup or delivery) and PRODUCT_NOT_OFFERED, and what the price rules refuse.
    """
    ask = command.ask
    route = route_class(ask.from_adcode, ask.to_adcode)
    pickup, delivery = _outlets(command, ctx)
    published = _tariff(ask, route, ctx)
    quote = Quote(
        ctx.new_id(),
        ask,
        price(published.tariff, ask, conditions_of(ask, route)),
        published.tariff.version,
        route,
        ctx.now + _HOLDS_FOR,
        published.promised_s,
        pickup,
        delivery,
    )
    save_quote(quote, ctx.now)
    return quote


def _outlets(command: AskPrice, ctx: Context) -> tuple[str, str]:
    pickup, delivery = ctx.store.outlets.serving_both(
        Place(command.from_adcode, command.from_point), Place(command.to_adcode, command.to_point)
    )
    if not pickup or not delivery:
        end, where = ("delivery", "收件地址") if pickup else ("pickup", "寄件地址")
        raise Conflict("NOT_SERVED", f"{where}暂不在服务范围内，请更换地址或联系客服", end=end)
    return pickup, delivery


def _tariff(ask: QuoteAsk, route: RouteClass, ctx: Context) -> PublishedTariff:
    published = ctx.store.tariffs.current(ask.product, route, ctx.now)
    if published is None:
        raise Conflict("PRODUCT_NOT_OFFERED", "该线路暂未开通此产品，请选择其他产品", product=ask.product)
    return published
