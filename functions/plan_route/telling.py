"""What of a new arrival time is worth telling, and to whom: each thing once a delivery attempt."""

from dataclasses import replace
from datetime import datetime

from logistics.domain import arrivals
from logistics.domain.arrivals import Arrival
from logistics.domain.event import Event
from logistics.domain.live_events import ArrivalRunningLate, CourierFewStopsAway, CourierMinutesAway, PromiseAtRisk
from logistics.domain.parcel import Parcel
from logistics.store.arrivals import KeptArrival, Said

DELIVERY = "delivery"


def updated(
    known: KeptArrival | None, found: Arrival, parcel: Parcel, kind: str, outlet_id: str, now: datetime
) -> KeptArrival:
    """What is kept of an arrival; another courier, kind or attempt begins anew."""
    earliest, latest = arrivals.spoken_range(found)
    courier_id, attempt = parcel.courier_id or "", parcel.attempts
    is_same = known is not None and (known.courier_id, known.kind, known.attempt) == (courier_id, kind, attempt)
    before = known if is_same else None
    fresh = KeptArrival(
        parcel.waybill_no,
        courier_id,
        outlet_id,
        kind,
        attempt,
        found.stops_before,
        earliest,
        found.expected,
        latest,
        before.said_latest if before else latest,
        now,
        parcel.promised_at if kind == DELIVERY else parcel.pickup_until,
    )
    group = arrivals.horizon_key(found.expected - now)
    said = dict(before.said) if before else {}
    said.setdefault(group, Said(now, found.expected))
    return replace(fresh, told=before.told if before else (), said=tuple(said.items()))


def news(kept: KeptArrival, found: Arrival, now: datetime) -> list[Event]:
    """The events of a delivery that come true now and were not told before."""
    if kept.kind != DELIVERY:
        return []
    head = (kept.waybill_no, kept.courier_id, kept.attempt)
    earliest, latest = kept.earliest.isoformat(), kept.latest.isoformat()
    found_events: list[Event] = []
    if found.stops_before <= arrivals.FEW_STOPS:
        found_events.append(CourierFewStopsAway(*head, found.stops_before, earliest, latest))
    if found.expected - now <= arrivals.MINUTES_AWAY:
        found_events.append(CourierMinutesAway(*head, found.expected.isoformat()))
    if arrivals.is_clearly_late(found, kept.said_latest):
        found_events.append(ArrivalRunningLate(*head, kept.said_latest.isoformat(), earliest, latest))
    if kept.promised_at and arrivals.is_at_risk(found, kept.promised_at, now):
        times = (kept.promised_at.isoformat(), found.expected.isoformat())
        found_events.append(PromiseAtRisk(*head, *times, kept.outlet_id))
    return [each for each in found_events if type(each).__name__ not in kept.told]
