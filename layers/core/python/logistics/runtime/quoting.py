"""What a parcel costs between two places, whoever asks: the outlets that serve them, the tariff of today, the bill."""

from datetime import timedelta

from logistics.domain.faults import Conflict
from logistics.domain.pricing import conditions_of, price
from logistics.domain.quote import Quote, QuoteAsk
from logistics.domain.route_class import RouteClass, route_class
from logistics.runtime.context import Context
from logistics.store.outlets import Place
from logistics.store.tariffs import PublishedTariff

_HOLDS_FOR = timedelta(minutes=30)
UNSERVED = {
    "pickup": "寄件地址暂不在服务范围内，请更换地址或联系客服",
    "delivery": "收件地址暂不在服务范围内，请更换地址或联系客服",
}


def make_quote(quote_id: str, ask: QuoteAsk, pickup: Place, delivery: Place, ctx: Context) -> Quote:
    """The bill and promise for a parcel; whoever means to come back to it must save it.

    Raises Conflict NOT_SERVED (end= pickup or delivery) and PRODUCT_NOT_OFFERED, and what the price rules refuse.
    """
    route = route_class(ask.from_adcode, ask.to_adcode)
    outlets = serving_outlets(pickup, delivery, ctx)
    for end, reason in UNSERVED.items():
        if not outlets[end]:
            raise Conflict("NOT_SERVED", reason, end=end)
    published = _tariff(ask, route, ctx)
    return Quote(
        quote_id,
        ask,
        price(published.tariff, ask, conditions_of(ask, route)),
        published.tariff.version,
        route,
        ctx.now + _HOLDS_FOR,
        published.promised_s,
        outlets["pickup"],
        outlets["delivery"],
    )


def serving_outlets(pickup: Place, delivery: Place, ctx: Context) -> dict[str, str]:
    """The code of the outlet at each end, "pickup" and "delivery"; "" where nobody comes.

    The district decides, and where a point is known, the area that an outlet covers too.
    """
    ends = ctx.store.outlets.serving_both(pickup, delivery)
    return dict(zip(UNSERVED, (found or "" for found in ends), strict=True))


def _tariff(ask: QuoteAsk, route: RouteClass, ctx: Context) -> PublishedTariff:
    published = ctx.store.tariffs.current(ask.product, route, ctx.now)
    if published is None:
        raise Conflict("PRODUCT_NOT_OFFERED", "该线路暂未开通此产品，请选择其他产品", product=ask.product)
    return published
