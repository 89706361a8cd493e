"""When a courier will be where: each stop of a tour with a range, from where they are now and how long things take.

Legs are planned by distance; how long they really take beside their plan is learned for each district and hour of the
day. How wide a range must be is learned too: by how much earlier expectations of so many minutes ahead were off.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from logistics.domain.paces import ENOUGH, Counts, bin_of, counted, quantile
from logistics.domain.shanghai import SHANGHAI

FEW_STOPS = 3
MINUTES_AWAY = timedelta(minutes=10)
CLEARLY_LATE = timedelta(minutes=15)
ACT_WITHIN = timedelta(hours=4)
"""Risks further away are a matter for the next plan."""

_HOURS_AHEAD = 12
_HORIZONS_MIN = (10, 20, 40, 80)
_EARLY, _LATE = 0.07, 0.93  # what was learned by is when doors closed again: a little more for when they were reached
_UNLEARNED = {_EARLY: 0.75, _LATE: 1.6}
"""Before anything was learned; on purpose wider to the late side: nobody minds a courier who is not late."""
_SHORTEST_LEG_S = 60  # what is next door says nothing of streets
_LONGEST_LEG = timedelta(hours=2)  # somebody had lunch
_LEAST_AHEAD = timedelta(minutes=1)
_ROUNDED_TO = timedelta(minutes=5)
_NARROWEST = timedelta(minutes=5)


@dataclass(frozen=True)
class Ahead:
    """A stop still to be made: `drive_s` from the one before, as planned, and `service_s` there.

    `opens_at` is when it can be served at the earliest; `by_map` says that a map knew how long the way takes.
    """

    waybill_nos: tuple[str, ...]
    drive_s: float
    service_s: float
    opens_at: datetime | None = None
    by_map: bool = False


@dataclass(frozen=True)
class Arrival:
    """When a stop is reached: as expected, and the range that eight of ten such expectations kept."""

    waybill_nos: tuple[str, ...]
    stops_before: int
    earliest: datetime
    expected: datetime
    latest: datetime


def leg_keys(adcode: str, at: datetime, by_map: bool = False) -> tuple[str, str, str]:
    """The groups a leg belongs to, the narrowest first: district and hour, hour, all.

    What a map says of a way knows the traffic, so how true that is, is learned apart.
    """
    hour, kind = at.astimezone(SHANGHAI).hour, "road" if by_map else "leg"
    return f"{kind}:{adcode}:{hour}", f"{kind}:*:{hour}", f"{kind}:*:*"


def horizon_key(ahead: timedelta) -> str:
    """The group of expectations that were made so long before."""
    minutes = ahead / timedelta(minutes=1)
    return f"ahead:{next((limit for limit in _HORIZONS_MIN if minutes < limit), 'more')}"


def paces_for(adcode: str, now: datetime) -> list[str]:
    """The groups that arrivals of the next hours are read from."""
    hours = (now + timedelta(hours=ahead) for ahead in range(_HOURS_AHEAD))
    legs = {key for at in hours for by_map in (False, True) for key in leg_keys(adcode, at, by_map)}
    return [*sorted(legs), *(f"ahead:{limit}" for limit in _HORIZONS_MIN), "ahead:more"]


def learned_ratio(keys: Iterable[str], paces: Mapping[str, Counts]) -> float | None:
    """How long legs take beside their plan: the middle of the narrowest group that has seen enough; None of none."""
    known = (paces[key] for key in keys if counted(paces.get(key, {})) >= ENOUGH)
    return next((quantile(counts, 0.5) for counts in known), None)


def arrivals(stops: Sequence[Ahead], now: datetime, adcode: str, paces: Mapping[str, Counts]) -> list[Arrival]:
    """Each stop's arrival in the order of the tour; who waits for a slot to open makes up for being late.

    `adcode` is the district, `paces` what was learned: `paces_for` names the groups that are needed.
    """
    found, at = list[Arrival](), now
    for before, stop in enumerate(stops):
        ratio = learned_ratio(leg_keys(adcode, at, stop.by_map), paces) or 1.0
        at += timedelta(seconds=stop.drive_s * ratio)
        found.append(_arrival(stop.waybill_nos, before, now, at, paces))
        at = max(at, stop.opens_at or at) + timedelta(seconds=stop.service_s)
    return found


def leg_seen(left_at: datetime, done_at: datetime, drive_s: float, service_s: float) -> tuple[int, int] | None:
    """The bin of a leg that was driven, from the end of one stop to the end of the next, and its weight in minutes.

    Minutes are what adds up on the way to a stop: many short legs say little of a long one. None if it tells nothing.
    """
    took = done_at - left_at
    if drive_s < _SHORTEST_LEG_S or not timedelta(0) < took <= _LONGEST_LEG:
        return None
    return bin_of(max(took.total_seconds() - service_s, 1) / drive_s), round(drive_s / 60)


def horizon_seen(said_at: datetime, expected: datetime, came_at: datetime) -> tuple[str, int] | None:
    """The group and bin of an expectation, once the courier has come; None if it was of next to no time."""
    ahead = expected - said_at
    if ahead < _LEAST_AHEAD or came_at <= said_at:
        return None
    return horizon_key(ahead), bin_of((came_at - said_at) / ahead)


def spoken_range(arrival: Arrival) -> tuple[datetime, datetime]:
    """The range as it is said to people: to five minutes, outwards."""
    earliest, latest = arrival.earliest, arrival.latest
    return _floor(earliest), _floor(latest + _ROUNDED_TO - timedelta(microseconds=1))


def is_clearly_late(arrival: Arrival, said_latest: datetime) -> bool:
    """Whether what was said does not hold any more, by more than anybody forgives."""
    return arrival.expected > said_latest + CLEARLY_LATE


def is_at_risk(arrival: Arrival, promised_at: datetime | None, now: datetime) -> bool:
    """Whether a promise that is not broken yet will be, soon enough that somebody should act now."""
    return promised_at is not None and now < promised_at < arrival.expected and promised_at - now <= ACT_WITHIN


def _arrival(
    numbers: tuple[str, ...], before: int, now: datetime, expected: datetime, paces: Mapping[str, Counts]
) -> Arrival:
    ahead = expected - now
    counts = paces.get(horizon_key(ahead), {})
    learned = counted(counts) >= ENOUGH
    early, late = (quantile(counts, share) if learned else _UNLEARNED[share] for share in (_EARLY, _LATE))
    earliest, latest = now + early * ahead, now + late * ahead
    return Arrival(numbers, before, min(earliest, expected), expected, max(latest, expected + _NARROWEST))


def _floor(at: datetime) -> datetime:
    return at - timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
