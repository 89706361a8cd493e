"""When an order is offered to couriers without a person deciding it."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from logistics.domain.dispatch import ESCALATED_AFTER
from logistics.domain.parcel import Parcel
from logistics.domain.reasons import FaultParty, fault_party
from logistics.domain.states import Status

# Each next circle is searched only if nobody in the smaller one could be worth less than its radius.
SEARCHES = ((1_000, 20), (3_000, 50), (6_000, 100))  # (radius in metres, couriers at most)
LOAD = (Status.ASSIGNED, Status.OUT_FOR_DELIVERY)  # what counts against a courier's capacity
# More orders than this in a city within the span make the next ones wait for one another.
LONE_ORDERS, LONE_SPAN_S = 20, 10
_WINDOW_S = 6
_OFFERED_BEFORE = timedelta(hours=1)
_SEARCHED_FOR = timedelta(minutes=15)
_OURS_TO_REPEAT = frozenset({FaultParty.CARRIER, FaultParty.WEATHER, FaultParty.FORCE_MAJEURE})


def may_repeat(reason: str | None) -> bool:
    """Whether a failed pickup is offered to another courier at once.

    What the consignor must mend first (goods, papers, address, being at home) waits for a dispatcher.
    """
    return reason is not None and fault_party(reason) in _OURS_TO_REPEAT


def window_end(now: datetime) -> datetime:
    """When the window that is open now is over: the same moment for all who come into it, 2 to 8 s away."""
    second = int(now.timestamp()) + 2
    return datetime.fromtimestamp(second - second % _WINDOW_S + _WINDOW_S, UTC)


def offered_from(parcel: Parcel) -> datetime | None:
    """When couriers are looked for: an hour before the visit that the consignor asked for; None without a wish."""
    return parcel.pickup_from and parcel.pickup_from - _OFFERED_BEFORE


def is_time(parcel: Parcel, now: datetime) -> bool:
    """Whether a courier should be looked for now."""
    begins = offered_from(parcel)
    return begins is None or begins <= now


class Stuck(StrEnum):
    """Why an order needs a dispatcher: 多人拒单或未接单, 长时间无人可派."""

    DECLINED_OFTEN = "declined_often"
    NOBODY_FOUND = "nobody_found"

    @property
    def label(self) -> str:
        """For the dispatcher."""
        return "多人拒单或未接单" if self is Stuck.DECLINED_OFTEN else "长时间无人可派"


def gives_up_at(parcel: Parcel, now: datetime) -> datetime:
    """When a search that finds nobody is a person's business: a quarter of an hour after it began."""
    since = parcel.waiting_since or now
    return max(since, offered_from(parcel) or since) + _SEARCHED_FOR


def stuck(parcel: Parcel, now: datetime) -> Stuck | None:
    """Whether a dispatcher should look at an order that waits, and why."""
    if len(parcel.declined_by) >= ESCALATED_AFTER:
        return Stuck.DECLINED_OFTEN
    begun = parcel.waiting_since is not None and is_time(parcel, now)
    return Stuck.NOBODY_FOUND if begun and gives_up_at(parcel, now) <= now else None
