"""A city whose couriers are late for reasons of their own: the truth that a learner of arrival times is measured by.

Nothing here is known to the learner, and nothing of the learner is known here: streets have their district's pace, each
district has its own rush hours, whole days are slow, legs vary, some doors take long.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from random import Random

Place = tuple[float, float]

_CLOCK = timezone(timedelta(hours=8))
_DEGREES_A_KM = 0.009
_STREET = 1.38  # streets beside the straight line
_FREE_KMH = 27.0
_LIGHT_S = 14.0  # at each 350 m or so
_STARTS_AT = 8.5


@dataclass(frozen=True)
class Visit:
    """One stop as it came to pass: reached, and left after the door was answered."""

    place: Place
    came_at: datetime
    left_at: datetime


@dataclass(frozen=True)
class Day:
    """One courier's day in one district, from the outlet on."""

    adcode: str
    outlet: Place
    starts_at: datetime
    visits: tuple[Visit, ...]

    def at(self, moment: datetime) -> tuple[Place, int]:
        """Where the courier is, and how many visits are over."""
        here, left = self.outlet, self.starts_at
        for number, visit in enumerate(self.visits):
            if moment < visit.came_at:
                share = max(0.0, (moment - left) / (visit.came_at - left))
                lng, lat = (a + share * (b - a) for a, b in zip(here, visit.place, strict=True))
                return (lng, lat), number
            if moment < visit.left_at:
                return visit.place, number
            here, left = visit.place, visit.left_at
        return here, len(self.visits)


@dataclass(frozen=True)
class _District:
    adcode: str
    centre: Place
    pace: float
    morning: float
    evening: float
    weight: float


class City:
    """`districts` districts with `couriers` couriers each; the same seed is the same city and the same days."""

    def __init__(self, seed: int, districts: int, couriers: int) -> None:
        self._rng, self._couriers = Random(seed), couriers
        self._districts = [self._district(number) for number in range(districts)]

    def days(self, first: datetime, count: int) -> Iterator[list[Day]]:
        """What happened, day by day."""
        for number in range(count):
            slow = self._rng.lognormvariate(0, 0.10) * (1.25 if self._rng.random() < 0.12 else 1)  # weather
            date = first + timedelta(days=number)
            yield [self._day(each, date, slow) for each in self._districts for _ in range(self._couriers)]

    def _district(self, number: int) -> _District:
        rng = self._rng
        centre = (113.1 + rng.random() * 0.5, 23.0 + rng.random() * 0.4)
        rush = (rng.uniform(8, 10), rng.uniform(16.5, 19), rng.uniform(0.3, 1.1))
        return _District(f"4401{number:02}", centre, rng.uniform(0.75, 1.7), *rush)

    def _day(self, district: _District, date: datetime, slow: float) -> Day:
        rng, own = self._rng, self._rng.lognormvariate(0, 0.08)
        starts_at = date.astimezone(_CLOCK).replace(hour=0, minute=0, second=0) + timedelta(
            hours=_STARTS_AT + rng.uniform(0, 6)
        )
        places = _in_order([_near(rng, district.centre) for _ in range(rng.randint(18, 40))], district.centre)
        here, at, visits = district.centre, starts_at, list[Visit]()
        for place in places:
            came_at = at + timedelta(seconds=self._leg_s(district, here, place, at) * slow * own)
            left_at = came_at + timedelta(seconds=self._door_s())
            visits.append(Visit(place, came_at, left_at))
            here, at = place, left_at
        return Day(district.adcode, district.centre, starts_at, tuple(visits))

    def _leg_s(self, district: _District, here: Place, there: Place, at: datetime) -> float:
        km = _STREET * _km(here, there)
        hour = at.hour + at.minute / 60
        rush = sum(math.exp(-((hour - peak) ** 2) / 1.1) for peak in (district.morning, district.evening))
        lights = sum(self._rng.expovariate(1 / _LIGHT_S) for _ in range(int(km / 0.35)))
        free = km / _FREE_KMH * 3600 * self._rng.lognormvariate(0, 0.28)
        return 25 + (free + lights) * district.pace * (1 + district.weight * rush)

    def _door_s(self) -> float:
        if self._rng.random() < 0.06:
            return self._rng.uniform(240, 900)
        return self._rng.lognormvariate(math.log(105), 0.45)


def _near(rng: Random, centre: Place) -> Place:
    lng, lat = (rng.gauss(each, 1.6 * _DEGREES_A_KM) for each in centre)
    return lng, lat


def _in_order(places: list[Place], start: Place) -> list[Place]:
    """To the nearest each time: how it is driven matters, not that it is the shortest."""
    left, here, ordered = list(places), start, list[Place]()
    while left:
        here = min(left, key=lambda place: _km(here, place))
        left.remove(here)
        ordered.append(here)
    return ordered


def _km(a: Place, b: Place) -> float:
    east = (a[0] - b[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return math.hypot(east, a[1] - b[1]) / _DEGREES_A_KM
