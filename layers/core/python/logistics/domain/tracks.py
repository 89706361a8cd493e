"""A courier's way through a day: thinned for a map, with its stops and speeds."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import atan2, cos, degrees, radians

from logistics.domain.coordinates import Point
from logistics.domain.fixes import Fix
from logistics.domain.travel import crow_m

_STOP_RADIUS_M = 100
_STOP_AT_LEAST = timedelta(minutes=10)
_STEP_M = 20.0
_TURN_DEGREES = 20.0
_LONGEST_STEP_M = 300.0


@dataclass(frozen=True)
class TrackPoint:
    """A point of the line; `speed_mps` is the phone's own, or the way from the fix before by the time."""

    fix: Fix
    speed_mps: float


@dataclass(frozen=True)
class Stop:
    """At least ten minutes within 100 m: `point` is the middle of what was measured there."""

    point: Point
    arrived_at: datetime
    left_at: datetime

    @property
    def lng(self) -> float:
        return self.point[0]

    @property
    def lat(self) -> float:
        return self.point[1]

    @property
    def duration_s(self) -> int:
        return (self.left_at - self.arrived_at) // timedelta(seconds=1)


def distance_m(fixes: Sequence[Fix]) -> int:
    """The way along all fixes, without what a phone at rest seems to wander."""
    line = _steps(fixes, _STEP_M)
    return round(sum(crow_m(one.point, other.point) for one, other in itertools.pairwise(line)))


def thinned(fixes: Sequence[Fix], most: int) -> list[TrackPoint]:
    """The line of the way with at most so many points: bends, jumps and the ends stay, straight stretches go."""
    speeds = {id(fix): _speed(before, fix) for before, fix in zip([*fixes[:1], *fixes], fixes, strict=False)}
    step_m, line = _STEP_M, _bends(_steps(fixes, _STEP_M))
    while len(line) > most:
        step_m *= 2
        line = _bends(_steps(fixes, step_m))
    return [TrackPoint(fix, speeds[id(fix)]) for fix in line]


def stops(fixes: Sequence[Fix]) -> list[Stop]:
    """Stay points: as long as two in a row do not lie beyond 100 m of where it began, it is the same stop.

    One outlier is a phone's drift. A long silence counts when both its ends lie there: phones at rest fall asleep.
    """
    found, start = list[Stop](), 0
    while start < len(fixes):
        end = _stay_end(fixes, start)
        if fixes[end].at - fixes[start].at >= _STOP_AT_LEAST:
            found.append(_stop(fixes[start : end + 1]))
            start = end + 1
        else:
            start += 1
    return found


def _stay_end(fixes: Sequence[Fix], start: int) -> int:
    """The last fix of a stay that begins at `start`."""
    last, anchor = start, fixes[start].point
    for at in range(start + 1, len(fixes)):
        if crow_m(anchor, fixes[at].point) <= _STOP_RADIUS_M:
            last = at
        elif at - last >= 2:
            break
    return last


def _stop(stay: Sequence[Fix]) -> Stop:
    lng = sum(fix.point[0] for fix in stay) / len(stay)
    lat = sum(fix.point[1] for fix in stay) / len(stay)
    return Stop((round(lng, 6), round(lat, 6)), stay[0].at, stay[-1].at)


def _steps(fixes: Sequence[Fix], step_m: float) -> list[Fix]:
    """Only what lies a step from the last one kept, and both ends."""
    line = list(fixes[:1])
    for fix in fixes[1:]:
        if fix.jumped or crow_m(line[-1].point, fix.point) >= step_m:
            line.append(fix)
    if fixes and line[-1] is not fixes[-1]:
        line.append(fixes[-1])
    return line


def _bends(line: Sequence[Fix]) -> list[Fix]:
    """Without the points between which the way goes straight on."""
    if len(line) < 3:
        return list(line)
    kept = [line[0]]
    for here, then in itertools.pairwise(line):
        turn = abs(_bearing(kept[-1].point, here.point) - _bearing(here.point, then.point))
        bends = min(turn, 360 - turn) >= _TURN_DEGREES
        if bends or here.jumped or crow_m(kept[-1].point, here.point) >= _LONGEST_STEP_M:
            kept.append(here)
    return [*kept, line[-1]]


def _bearing(a: Point, b: Point) -> float:
    """Degrees clockwise from north, near enough over a few hundred metres."""
    return degrees(atan2((b[0] - a[0]) * cos(radians(a[1])), b[1] - a[1]))


def _speed(before: Fix, fix: Fix) -> float:
    if fix.speed_mps is not None:
        return fix.speed_mps
    seconds = max(1.0, (fix.at - before.at).total_seconds())
    return round(crow_m(before.point, fix.point) / seconds, 1)
