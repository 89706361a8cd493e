"""What a courier's phone says about where it is: which of it can be true.

A fix that cannot be true is refused by itself, with its reason, and the rest of its batch is kept. Where the phone
jumped, the first fix on the far side is only doubted: two that agree with each other outvote the one before.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from logistics.domain.coordinates import Point, to_wgs84
from logistics.domain.travel import crow_m

MOST_FIXES = 100
LARGEST_SEQUENCE = 2**53 - 1  # what JavaScript counts to
_AHEAD = timedelta(seconds=60)
_OLDEST = timedelta(hours=24)
_LEAST_ACCURATE_M = 200
_FASTEST_MPS = 60.0  # faster than any van or motorcycle may go, with room for how phones measure
_LARGEST = 10**9
_CHINA = (73.0, 136.0, 3.0, 54.0)  # west, east, south, north
_MEASURED = ("accuracy_m", "speed_mps", "heading")
_FIELDS = {"sequence", "at", "lng", "lat", "coordinates", *_MEASURED}
_SYSTEMS = ("wgs84", "gcj02")

_STILL_MPS, _DRIVING_MPS = 0.5, 3.0
_WATCHED_S = {"still": 10, "slow": 5, "driving": 5}
_UNWATCHED_S = {"still": 30, "slow": 20, "driving": 10}


class FixProblem(StrEnum):
    """Why a fix is not kept."""

    MALFORMED = "malformed"
    IN_FUTURE = "in_future"
    TOO_OLD = "too_old"
    SWAPPED = "swapped"
    OUT_OF_RANGE = "out_of_range"
    INACCURATE = "inaccurate"
    TOO_FAST = "too_fast"
    JUMP = "jump"


@dataclass(frozen=True)
class Fix:
    """One measured place, WGS-84: `sequence` counts up on the phone, `at` is the phone's clock.

    `jumped` marks the first one on the far side of a jump that turned out to be true.
    """

    sequence: int
    at: datetime
    point: Point
    accuracy_m: float | None = None
    speed_mps: float | None = None
    heading: float | None = None
    jumped: bool = False

    @property
    def lng(self) -> float:
        return self.point[0]

    @property
    def lat(self) -> float:
        return self.point[1]


@dataclass(frozen=True)
class Refused:
    """A fix that is not kept; `index` is its place in the batch, `sequence` is missing where it is unreadable."""

    index: int
    sequence: int | None
    problem: FixProblem


@dataclass(frozen=True)
class Trail:
    """What of a courier's way the next fix is judged by: the newest good one, and one that is doubted."""

    last: Fix | None = None
    doubted: Fix | None = None


@dataclass(frozen=True)
class Judged:
    """A batch judged: what is kept, oldest first, and what is not, in the order that it came.

    `repeated` counts those that had arrived before, or came twice.
    """

    kept: tuple[Fix, ...]
    refused: tuple[Refused, ...]
    repeated: int
    trail: Trail


def sequences(batch: Iterable[Mapping[str, object]]) -> frozenset[int]:
    """The numbers in a batch, as far as they can be read."""
    return frozenset(number for raw in batch if (number := _sequence(raw)) is not None)


def judge(batch: Sequence[Mapping[str, object]], trail: Trail, now: datetime, arrived: Collection[int] = ()) -> Judged:
    """Read and judge a batch against the clock, the map and the way so far; numbers that `arrived` are passed over."""
    read, refused, met = list[tuple[int, Fix]](), list[Refused](), set(arrived)
    for index, raw in enumerate(batch):
        number = _sequence(raw)
        if number is not None and number in met:
            continue
        fix = read_fix(raw, now)
        if isinstance(fix, Fix):
            read.append((index, fix))
            met.add(fix.sequence)
        else:
            refused.append(Refused(index, number, fix))
    repeated = len(batch) - len(read) - len(refused)
    kept = list[Fix]()
    for index, fix in sorted(read, key=lambda each: (each[1].at, each[1].sequence)):
        follows, trail = _followed(trail, fix)
        if follows is None:
            refused.append(Refused(index, fix.sequence, FixProblem.JUMP))
        else:
            kept.append(follows)
    return Judged(tuple(kept), tuple(sorted(refused, key=lambda each: each.index)), repeated, trail)


def read_fix(raw: Mapping[str, object], now: datetime) -> Fix | FixProblem:
    """A fix as the wire has it, judged by itself; `coordinates` must name the system it was measured in."""
    sequence, at, system = _sequence(raw), _moment(raw.get("at")), raw.get("coordinates")
    lng, lat = _number(raw.get("lng")), _number(raw.get("lat"))
    if (
        not raw.keys() <= _FIELDS
        or sequence is None
        or at is None
        or system not in _SYSTEMS
        or lng is None
        or lat is None
    ):
        return FixProblem.MALFORMED
    measured = {name: _number(raw.get(name)) for name in _MEASURED}
    if any(value is None and raw.get(name) is not None for name, value in measured.items()):
        return FixProblem.MALFORMED
    problem = _clock_problem(at, now) or _place_problem(lng, lat) or _measure_problem(measured)
    if problem:
        return problem
    point = to_wgs84((lng, lat)) if system == "gcj02" else (round(lng, 6), round(lat, 6))
    speed_mps, heading = _known(measured["speed_mps"]), _known(measured["heading"])
    return Fix(sequence, at, point, measured["accuracy_m"], speed_mps, None if heading is None else heading % 360)


def next_s(fix: Fix | None, watched: bool) -> int:
    """Seconds until the phone should report again: often while it moves and somebody looks, seldom at rest."""
    speed = fix.speed_mps if fix and fix.speed_mps is not None else _DRIVING_MPS
    pace = "still" if speed < _STILL_MPS else "slow" if speed < _DRIVING_MPS else "driving"
    return (_WATCHED_S if watched else _UNWATCHED_S)[pace]


def _followed(trail: Trail, fix: Fix) -> tuple[Fix | None, Trail]:
    """The fix if it can follow the trail, and the trail after it.

    One from before the trail's end (replayed late) can be true beside it and does not move its end.
    """
    if trail.last is None:
        return fix, Trail(fix)
    if fix.at <= trail.last.at:
        return (fix if _reachable(fix, trail.last) else None), trail
    if _reachable(trail.last, fix):
        return fix, Trail(fix)
    if trail.doubted and trail.doubted.at < fix.at and _reachable(trail.doubted, fix):
        jumped = replace(fix, jumped=True)
        return jumped, Trail(jumped)
    return None, replace(trail, doubted=fix)


def _reachable(earlier: Fix, later: Fix) -> bool:
    """Whether one could get from there to here in that time, as far as both are known."""
    unsure_m = (earlier.accuracy_m or 0) + (later.accuracy_m or 0)
    seconds = max(1.0, (later.at - earlier.at).total_seconds())
    return crow_m(earlier.point, later.point) - unsure_m <= _FASTEST_MPS * seconds


def _clock_problem(at: datetime, now: datetime) -> FixProblem | None:
    if at > now + _AHEAD:
        return FixProblem.IN_FUTURE
    return FixProblem.TOO_OLD if at < now - _OLDEST else None


def _place_problem(lng: float, lat: float) -> FixProblem | None:
    if _in_china(lng, lat):
        return None
    return FixProblem.SWAPPED if _in_china(lat, lng) else FixProblem.OUT_OF_RANGE


def _in_china(lng: float, lat: float) -> bool:
    west, east, south, north = _CHINA
    return west <= lng <= east and south <= lat <= north


def _measure_problem(measured: Mapping[str, float | None]) -> FixProblem | None:
    accuracy_m, speed_mps = measured["accuracy_m"], measured["speed_mps"]
    if accuracy_m is not None and not 0 <= accuracy_m <= _LEAST_ACCURATE_M:
        return FixProblem.INACCURATE
    return FixProblem.TOO_FAST if speed_mps is not None and speed_mps > _FASTEST_MPS else None


def _known(value: float | None) -> float | None:
    """Phones say -1 for a speed or a heading that they do not know."""
    return None if value is None or value < 0 else value


def _sequence(raw: Mapping[str, object]) -> int | None:
    value = raw.get("sequence")
    return value if type(value) is int and 0 <= value <= LARGEST_SEQUENCE else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_LARGEST < value < _LARGEST:
        return None
    return float(value)


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
