"""The line network: which vehicles go between which outlets, when, and the way that arrives first.

The timetable is data and goes by the clock in Asia/Shanghai. The search is a time-dependent shortest path (Dijkstra's
algorithm over the hour of arrival): nobody gains by leaving later, so the first way found to an outlet is the best.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from heapq import heappop, heappush

_DAY_S = 86_400
_WEEK_S = 7 * _DAY_S
# Monday 1970-01-05 00:00 in Asia/Shanghai, which keeps the same distance from UTC all year.
_A_MONDAY_S = 4 * _DAY_S - 8 * 3_600


@dataclass(frozen=True)
class Departure:
    """A clock time such as 21:30 on some days of the week, Monday 1 to Sunday 7."""

    clock: str
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)

    @property
    def of_week_s(self) -> list[int]:
        """Its seconds since Monday 00:00, one for each day it runs."""
        hours, minutes = self.clock.split(":")
        clock_s = int(hours) * 3_600 + int(minutes) * 60
        return [(day - 1) * _DAY_S + clock_s for day in self.weekdays]


@dataclass(frozen=True)
class Line:
    """One direction between two outlets. `cut_off_s` before departure loading ends; `travel_s` is the drive,
    `handling_s` the unloading and sorting at its end, before anything goes on from there."""

    id: str
    from_outlet_id: str
    to_outlet_id: str
    departures: tuple[Departure, ...]
    travel_s: int
    cut_off_s: int = 1_800
    handling_s: int = 3_600
    active: bool = True

    @cached_property
    def _week(self) -> list[int]:
        return sorted({second for each in self.departures for second in each.of_week_s})

    def leaves_s(self, ready_s: int) -> int | None:
        """Epoch seconds of the first departure that still takes what is ready then; None when it never runs."""
        if not self._week:
            return None
        since = (ready_s + self.cut_off_s - _A_MONDAY_S) % _WEEK_S
        at = bisect_left(self._week, since)
        wait = self._week[at] - since if at < len(self._week) else self._week[0] + _WEEK_S - since
        return ready_s + self.cut_off_s + wait


@dataclass(frozen=True)
class Leg:
    """One drive on a way."""

    line_id: str
    from_outlet_id: str
    to_outlet_id: str
    departs_at: datetime
    arrives_at: datetime


@dataclass(frozen=True)
class Way:
    """The drives that bring something from one outlet to another; none when it is there already.

    `ready_at` is when it is unloaded and sorted at the end.
    """

    origin: str
    legs: tuple[Leg, ...]
    ready_at: datetime

    @property
    def stops(self) -> tuple[str, ...]:
        """All outlets it passes, both ends included."""
        return (self.origin, *(leg.to_outlet_id for leg in self.legs))

    @property
    def next_stop(self) -> str | None:
        return self.legs[0].to_outlet_id if self.legs else None


class LineNetwork:
    """The active lines, arranged for searching; make one for each call."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines: dict[str, Line] = {line.id: line for line in lines if line.active}
        self._leaving: dict[str, list[Line]] = {}
        for line in self.lines.values():
            self._leaving.setdefault(line.from_outlet_id, []).append(line)

    def between(self, from_outlet_id: str, to_outlet_id: str) -> Line | None:
        """The quickest direct line."""
        direct = (each for each in self._leaving.get(from_outlet_id, ()) if each.to_outlet_id == to_outlet_id)
        return min(direct, key=lambda line: (line.travel_s, line.id), default=None)

    def way(self, origin: str, destination: str, ready_at: datetime) -> Way | None:
        """The way that is ready first at its destination, for what can be loaded from `ready_at` on."""
        start_s = -int(-ready_at.timestamp() // 1)  # a second that has begun is gone
        best: dict[str, int] = {origin: start_s}
        came: dict[str, tuple[Line, int]] = {}
        queue, done = [(start_s, origin)], set[str]()
        while queue:
            ready_s, outlet = heappop(queue)
            if outlet == destination:
                return self._traced(origin, destination, came, ready_s, ready_at)
            if outlet in done:
                continue
            done.add(outlet)
            for line in self._leaving.get(outlet, ()):
                leaves_s = line.leaves_s(ready_s)
                if leaves_s is None:
                    continue
                there_s = leaves_s + line.travel_s + line.handling_s
                if there_s < best.get(line.to_outlet_id, there_s + 1):
                    best[line.to_outlet_id], came[line.to_outlet_id] = there_s, (line, leaves_s)
                    heappush(queue, (there_s, line.to_outlet_id))
        return None

    @staticmethod
    def _traced(
        origin: str, destination: str, came: dict[str, tuple[Line, int]], ready_s: int, asked_at: datetime
    ) -> Way:
        legs: list[Leg] = []
        outlet = destination
        while outlet != origin:
            line, leaves_s = came[outlet]
            departs_at = _moment(leaves_s)
            arrives_at = departs_at + timedelta(seconds=line.travel_s)
            legs.append(Leg(line.id, line.from_outlet_id, outlet, departs_at, arrives_at))
            outlet = line.from_outlet_id
        return Way(origin, tuple(reversed(legs)), _moment(ready_s) if legs else asked_at)


def _moment(epoch_s: int) -> datetime:
    return datetime.fromtimestamp(epoch_s, UTC)
