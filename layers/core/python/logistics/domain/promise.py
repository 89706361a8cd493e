"""When a parcel should arrive as things stand: where it is now, the timetable, handling and the next delivery wave.

What was promised is commerce and stays as it is (Parcel.promised_at); this is what the network can do. Nothing is
estimated for a parcel that waits for somebody's decision, goes back, or has no line to its outlet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from logistics.domain.line_network import LineNetwork, Way
from logistics.domain.parcel import Parcel
from logistics.domain.shanghai import at_clock, business_day
from logistics.domain.states import Status

WORTH_SAVING = timedelta(minutes=5)  # a smaller change of an estimate is no news
_DEFAULT_WAVES = ("08:30", "14:00", "18:00")


@dataclass(frozen=True)
class Handling:
    """How an outlet works: what its couriers bring in waits `intake_s`, what has come in is sorted for `sort_s`;
    couriers go out at the clock times `waves` and come to the last door within `round_s`."""

    outlet_id: str = ""
    intake_s: int = 2 * 3_600
    sort_s: int = 1_800
    waves: tuple[str, ...] = _DEFAULT_WAVES
    round_s: int = 3 * 3_600


USUAL = Handling()


@dataclass(frozen=True)
class Sighting:
    """Where a parcel was seen last: at an outlet, or on its way from one to the next when `towards` is known."""

    at: datetime
    outlet_id: str | None = None
    towards: str | None = None


@dataclass(frozen=True)
class Plan:
    """All that an estimate is made from; `handling` by outlet, USUAL for those not in it."""

    network: LineNetwork
    handling: Mapping[str, Handling]

    @classmethod
    def without_lines(cls, handling: Mapping[str, Handling]) -> "Plan":
        """For parcels that need no vehicle any more."""
        return cls(LineNetwork(()), handling)

    def of(self, outlet_id: str) -> Handling:
        return self.handling.get(outlet_id, USUAL)


def next_wave(handling: Handling, ready_at: datetime) -> datetime:
    """When couriers go out with what is ready then: today's next wave or tomorrow's first."""
    day = business_day(ready_at)
    clocks = [time.fromisoformat(each) for each in sorted(handling.waves)]
    waves = [at_clock(day + timedelta(days=later), clock) for later in (0, 1) for clock in clocks]
    return next(wave for wave in waves if wave >= ready_at)


def estimate(parcel: Parcel, seen: Sighting, plan: Plan, now: datetime) -> datetime | None:
    """When it should be at the consignee's door; never in the past, for whatever was missed comes next time."""
    target = parcel.delivery_outlet_id
    if parcel.overlay is not None or target is None:
        return None
    handling = plan.of(target)
    match parcel.status:
        case Status.OUT_FOR_DELIVERY:
            back_by = seen.at + timedelta(seconds=handling.round_s)
            return back_by if back_by > now else _delivered(handling, now)
        case Status.DELIVERY_FAILED:
            return _next_attempt(parcel, handling, max(seen.at, now))
        case Status.PICKED_UP | Status.IN_TRANSIT | Status.AT_OUTLET:
            ready_at = _ready_at(parcel.status, seen, target, plan, now)
            return None if ready_at is None else _delivered(handling, ready_at)
    return None


def _delivered(handling: Handling, ready_at: datetime) -> datetime:
    return next_wave(handling, ready_at) + timedelta(seconds=handling.round_s)


def _next_attempt(parcel: Parcel, handling: Handling, ready_at: datetime) -> datetime:
    choice = parcel.delivery_choice
    if choice and choice.attempt == parcel.attempts and choice.end and choice.end > ready_at:
        return choice.end
    return _delivered(handling, ready_at)


def _ready_at(status: Status, seen: Sighting, target: str, plan: Plan, now: datetime) -> datetime | None:
    """When its outlet can give it to a courier."""
    here = seen.outlet_id
    if here is None:
        return None
    if status is Status.IN_TRANSIT:
        return _from_the_road(here, seen, target, plan, now)
    handling = plan.of(here)
    wait_s = handling.intake_s if status is Status.PICKED_UP else handling.sort_s
    ready_at = max(seen.at + timedelta(seconds=wait_s), now)
    return _ready_after(plan.network.way(here, target, ready_at))


def _from_the_road(here: str, seen: Sighting, target: str, plan: Plan, now: datetime) -> datetime | None:
    """It left on a vehicle: first the drive it is on, then the way from there."""
    network = plan.network
    towards = seen.towards
    if towards is None:
        way = network.way(here, target, seen.at)
        towards = way.next_stop if way else None
    line = network.between(here, towards) if towards else None
    if towards is None or line is None:
        return None
    there_at = seen.at + timedelta(seconds=line.travel_s + line.handling_s)
    return _ready_after(network.way(towards, target, max(there_at, now)))


def _ready_after(way: Way | None) -> datetime | None:
    return way.ready_at if way else None


def is_late(estimated_at: datetime | None, promised_at: datetime | None) -> bool:
    """Whether the estimate breaks the promise."""
    return estimated_at is not None and promised_at is not None and estimated_at > promised_at


def worth_saving(before: datetime | None, after: datetime | None) -> bool:
    """Whether an estimate changed enough to be written."""
    if before is None or after is None:
        return before is not after
    return abs(after - before) > WORTH_SAVING
