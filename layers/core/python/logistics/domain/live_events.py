"""Facts of a courier's way while it is gone: how near they are, and what will be late.

The same contract as in events: fields only grow, ids and times only, never personal data. Times are ISO 8601.
"""

from dataclasses import dataclass

from logistics.domain.event import Event


@dataclass(frozen=True)
class CourierFewStopsAway(Event):
    """So few stops are before this one (0: it is the next); said once a delivery attempt."""

    courier_id: str
    attempt: int
    stops_before: int
    earliest_at: str
    latest_at: str


@dataclass(frozen=True)
class CourierMinutesAway(Event):
    """The courier is expected within ten minutes; said once a delivery attempt."""

    courier_id: str
    attempt: int
    expected_at: str


@dataclass(frozen=True)
class ArrivalRunningLate(Event):
    """The courier comes clearly later than was said before; said once a delivery attempt."""

    courier_id: str
    attempt: int
    said_latest_at: str
    earliest_at: str
    latest_at: str


@dataclass(frozen=True)
class PromiseAtRisk(Event):
    """On its present tour a parcel comes after it was promised; said while there is time to act, once an attempt."""

    courier_id: str
    attempt: int
    promised_at: str
    expected_at: str
    outlet_id: str | None = None


LIVE_EVENTS: tuple[type[Event], ...] = (CourierFewStopsAway, CourierMinutesAway, ArrivalRunningLate, PromiseAtRisk)
