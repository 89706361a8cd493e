"""When an order is offered to couriers without a person deciding it."""

from datetime import datetime, timedelta

from logistics.domain.parcel import Parcel
from logistics.domain.reasons import FaultParty, fault_party
from logistics.domain.states import Status

# Each next circle is searched only if nobody in the smaller one could be worth less than its radius.
SEARCHES = ((1_000, 20), (3_000, 50), (6_000, 100))  # (radius in metres, couriers at most)
LOAD = (Status.ASSIGNED, Status.OUT_FOR_DELIVERY)  # what counts against a courier's capacity
_OFFERED_BEFORE = timedelta(hours=1)
_OURS_TO_REPEAT = frozenset({FaultParty.CARRIER, FaultParty.WEATHER, FaultParty.FORCE_MAJEURE})


def may_repeat(reason: str | None) -> bool:
    """Whether a failed pickup is offered to another courier at once.

    What the consignor must mend first (goods, papers, address, being at home) waits for a dispatcher.
    """
    return reason is not None and fault_party(reason) in _OURS_TO_REPEAT


def is_time(parcel: Parcel, now: datetime) -> bool:
    """Whether a courier should be looked for now: an hour before the visit that the consignor asked for."""
    return parcel.pickup_from is None or parcel.pickup_from - _OFFERED_BEFORE <= now
