"""Which surcharge conditions a parcel meets."""

from logistics.domain.quote import QuoteAsk
from logistics.domain.route_class import RouteClass
from logistics.domain.tariff import Condition

OVERWEIGHT_G = 50_000  # two people carry it
OVERSIZE_CM3 = 500_000  # it does not go into a courier's box


def conditions_of_route(route: RouteClass) -> set[Condition]:
    """The conditions that hold whatever is sent there."""
    return {Condition.REMOTE} if route is RouteClass.REMOTE else set()


def conditions_of(ask: QuoteAsk, route: RouteClass) -> set[Condition]:
    """The conditions that hold for an ask on its route."""
    met = {
        Condition.OVERWEIGHT: ask.weight_g > OVERWEIGHT_G,
        Condition.OVERSIZE: ask.volume_cm3 > OVERSIZE_CM3,
    }
    return conditions_of_route(route) | {condition for condition, holds in met.items() if holds}
