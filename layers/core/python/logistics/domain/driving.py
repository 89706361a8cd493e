"""What in a courier's way somebody should look at: long stays, detours, jumps and driving off duty.

A signal accuses nobody: it names what was measured, its limit and the fixes that show it, for a person to judge.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import cos, hypot, radians

from logistics.domain.coordinates import Point
from logistics.domain.fixes import Fix
from logistics.domain.tracks import distance_m, stops
from logistics.domain.travel import crow_m

_LONG_STAY_S = 600
_AT_PLACE_M = 150  # the radius of a stay, and what a phone beside a building is off by
_DETOUR_M = 200.0
_DETOUR_FIXES = 3
_MOST_MEASURED = 20
_BOX_DEGREES = 0.004  # in all of China wider than a detour's length and half a step together
_STEP_M = 100.0
_JUMP_MPS = 35.0
_OFF_DUTY_M = 500
_DEGREE_M = 111_195.0


class SignalKind(StrEnum):
    """What kind of thing was seen."""

    LONG_STAY = "long_stay"
    DETOUR = "detour"
    JUMP = "jump"
    OFF_DUTY = "off_duty"


@dataclass(frozen=True)
class Signal:
    """One thing to look at, from its first fix to its last; `point` is where it was worst.

    `measured` and `limit` are seconds for a long stay, metres for a detour and for driving off duty, m/s for a jump.
    """

    kind: SignalKind
    from_at: datetime
    until_at: datetime
    point: Point
    measured: float
    limit: float
    sequences: tuple[int, ...]


@dataclass(frozen=True)
class Duty:
    """A time on duty; one that has not ended has no `until_at`."""

    from_at: datetime
    until_at: datetime | None

    def covers(self, at: datetime) -> bool:
        return self.from_at <= at and (self.until_at is None or at <= self.until_at)


def signals(
    fixes: Sequence[Fix],
    planned: Sequence[Point],
    known: Sequence[Point],
    duties: Sequence[Duty],
    on_tour: Duty | None = None,
) -> list[Signal]:
    """All that is conspicuous in fixes ordered by time, the earliest first.

    `planned` is the line of the plan (nothing is a detour without one), `known` are outlets and stops where it is
    right to stay. Where the plan is of a part of the day only, `on_tour` says of which.
    """
    driven = [fix for fix in fixes if on_tour is None or on_tour.covers(fix.at)]
    found = [*_long_stays(fixes, known), *_detours(driven, planned), *_jumps(fixes), *_off_duty(fixes, duties)]
    return sorted(found, key=lambda signal: signal.from_at)


class _Street:
    """A line in boxes: thousands of fixes beside thousands of pieces are not all measured against one another."""

    def __init__(self, line: Sequence[Point]) -> None:
        self._pieces = defaultdict[tuple[int, int], set[tuple[Point, Point]]](set)
        for start, end in itertools.pairwise(line):
            steps = 1 + int(crow_m(start, end) / _STEP_M)
            for step in range(steps + 1):
                share = step / steps
                on_it = (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
                self._pieces[_box(on_it)].add((start, end))

    def is_near(self, point: Point) -> bool:
        """Whether the line is no detour's length away."""
        east, north = _box(point)
        around = itertools.product((east - 1, east, east + 1), (north - 1, north, north + 1))
        pieces = (piece for box in around for piece in self._pieces.get(box, ()))
        return any(_off_piece_m(point, *piece) <= _DETOUR_M for piece in pieces)


def _box(point: Point) -> tuple[int, int]:
    return int(point[0] // _BOX_DEGREES), int(point[1] // _BOX_DEGREES)


def off_line_m(point: Point, line: Sequence[Point]) -> float:
    """Metres from a point to the nearest place on a line of at least two points, true over tens of kilometres."""
    return min(_off_piece_m(point, one, other) for one, other in itertools.pairwise(line))


def _long_stays(fixes: Sequence[Fix], known: Sequence[Point]) -> Iterable[Signal]:
    for stop in stops(fixes):
        if any(crow_m(stop.point, place) <= _AT_PLACE_M for place in known):
            continue
        shown = [fix for fix in fixes if stop.arrived_at <= fix.at <= stop.left_at]
        yield _signal(SignalKind.LONG_STAY, shown, stop.point, stop.duration_s, _LONG_STAY_S)


def _detours(fixes: Sequence[Fix], planned: Sequence[Point]) -> Iterable[Signal]:
    if len(planned) < 2:
        return
    street = _Street(planned)
    for run in _runs(fixes, lambda fix: not street.is_near(fix.point)):
        if len(run) >= _DETOUR_FIXES:
            some = run[:: -(-len(run) // _MOST_MEASURED)]
            farthest_m, worst = max((off_line_m(fix.point, planned), fix.point) for fix in some)
            yield _signal(SignalKind.DETOUR, run, worst, round(farthest_m), _DETOUR_M)


def _jumps(fixes: Sequence[Fix]) -> Iterable[Signal]:
    for before, fix in itertools.pairwise(fixes):
        seconds = max(1.0, (fix.at - before.at).total_seconds())
        speed_mps = crow_m(before.point, fix.point) / seconds
        if speed_mps > _JUMP_MPS:
            yield _signal(SignalKind.JUMP, [before, fix], fix.point, round(speed_mps, 1), _JUMP_MPS)


def _off_duty(fixes: Sequence[Fix], duties: Sequence[Duty]) -> Iterable[Signal]:
    for run in _runs(fixes, lambda fix: not any(duty.covers(fix.at) for duty in duties)):
        way_m = distance_m(run)
        if way_m > _OFF_DUTY_M:
            yield _signal(SignalKind.OFF_DUTY, run, run[-1].point, way_m, _OFF_DUTY_M)


def _runs(fixes: Sequence[Fix], belongs: Callable[[Fix], bool]) -> Iterable[list[Fix]]:
    return (list(run) for holds, run in itertools.groupby(fixes, belongs) if holds)


def _signal(kind: SignalKind, shown: Sequence[Fix], point: Point, measured: float, limit: float) -> Signal:
    sequences = tuple(fix.sequence for fix in shown)
    return Signal(kind, shown[0].at, shown[-1].at, point, measured, limit, sequences)


def _off_piece_m(point: Point, start: Point, end: Point) -> float:
    """To one straight piece, on a plane laid through the point."""
    east_m = _DEGREE_M * cos(radians(point[1]))
    ax, ay = (start[0] - point[0]) * east_m, (start[1] - point[1]) * _DEGREE_M
    bx, by = (end[0] - point[0]) * east_m, (end[1] - point[1]) * _DEGREE_M
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    share = 0.0 if length == 0 else min(1.0, max(0.0, -(ax * dx + ay * dy) / length))
    return hypot(ax + share * dx, ay + share * dy)
