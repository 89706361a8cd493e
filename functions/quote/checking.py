"""Before ordering: do we come to both ends, with which products, in what time, at which surcharges."""

from dataclasses import replace
from typing import Any

from functions.quote.schemas import CheckService, End
from logistics.domain.faults import Unavailable
from logistics.domain.places import Precision
from logistics.domain.pricing import conditions_of_route
from logistics.domain.route_class import route_class
from logistics.domain.tariff import Condition
from logistics.runtime.context import Context
from logistics.runtime.quoting import UNSERVED, serving_outlets
from logistics.store.tariffs import PublishedTariff

_LOOKUPS_AN_HOUR = 120

Ends = tuple[End, End]


def points_behind(command: CheckService, ctx: Context) -> Ends:
    """The outside step: both ends, each with a point where its address is known to the door.

    Nothing coarser than a door chooses between the areas of a district: then the district alone decides.
    Raises Invalid ADCODE_INVALID and Forbidden ADDRESSES_EXCEEDED.
    """
    return _pointed(command.from_end, ctx), _pointed(command.to_end, ctx)


def check_service(command: CheckService, ctx: Context) -> dict[str, Any]:
    """Each end with who serves it or why nobody does, and what is offered between the two; a guest may ask too."""
    pickup, delivery = ends = ctx.answer
    outlets = serving_outlets(pickup.place, delivery.place, ctx)
    told = {
        name: {"served": True, "outlet_id": outlets[name]} if outlets[name] else {"served": False, "reason": reason}
        for name, reason in UNSERVED.items()
    }
    for name, end in zip(told, ends, strict=True):
        told[name] |= {"location": end.location}
    return {**told, "products": _products(pickup, delivery, ctx) if all(outlets.values()) else []}


def _pointed(end: End, ctx: Context) -> End:
    if end.point or not end.address:
        return end
    from logistics.runtime.limiting import spend  # a check without an address, the usual one, needs none of these
    from logistics.runtime.maps import locate

    spend("service_checks", _LOOKUPS_AN_HOUR, ctx)
    try:
        found = locate(end.adcode, end.address, ctx.now)
    except Unavailable:
        return end  # the map's own log line says why
    return replace(end, point=found.point) if found.precision is Precision.DOOR else end


def _products(pickup: End, delivery: End, ctx: Context) -> list[dict[str, Any]]:
    route = route_class(pickup.adcode, delivery.adcode)
    met = conditions_of_route(route) | {Condition.ALWAYS}
    return [_offer(published, met) for published in ctx.store.tariffs.offered(route, ctx.now)]


def _offer(published: PublishedTariff, met: set[Condition]) -> dict[str, Any]:
    tariff = published.tariff
    surcharges = [{"code": each.code, "name": each.name} for each in tariff.surcharges if each.condition in met]
    return {"product": tariff.product, "promised_s": published.promised_s, "surcharges": surcharges}
