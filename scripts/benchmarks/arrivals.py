"""Arrival times beside a truth that the learner never sees: how far off, and how often within the range that was said.

Every few minutes of each courier's day all stops ahead are predicted from where they are: by distance and speed alone,
which is the product on its first day, and after it has learned from the finished stops of the days before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from logistics.domain.arrivals import Ahead, Arrival, arrivals, horizon_seen, leg_keys, leg_seen
from logistics.domain.travel import crow_m, fallback_s
from scripts.benchmarks.arrivals_world import City, Day
from scripts.benchmarks.dispatch import Told
from scripts.benchmarks.figures import percentile

_SERVICE_S = 120
_EVERY = timedelta(minutes=10)
_WITHIN = timedelta(minutes=120)
_FIRST_DAY = datetime(2026, 3, 2, tzinfo=UTC)
_PLAIN, _LEARNED = "distance and speed", "learned"

Paces = dict[str, dict[int, int]]


@dataclass
class _Score:
    """Errors in minutes of one way to predict, and how many truths lay in the range."""

    errors: list[float] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    within: int = 0

    def add(self, said: Arrival, came_at: datetime) -> None:
        off = (came_at - said.expected).total_seconds() / 60
        self.errors.append(abs(off))
        self.late.append(off)
        self.widths.append((said.latest - said.earliest).total_seconds() / 60)
        self.within += said.earliest <= came_at <= said.latest

    def told(self, name: str) -> Told:
        count = len(self.errors)
        figures: dict[str, object] = {
            "predictions": count,
            "mean_off_min": round(sum(self.errors) / count, 2),
            "p90_off_min": round(percentile(self.errors, 0.9), 2),
            "late_by_min": round(sum(self.late) / count, 2),
            "in_range_percent": round(100 * self.within / count, 1),
            "range_min": round(sum(self.widths) / count, 1),
        }
        return Told(name, figures)


def arrival_times(districts: int, couriers: int, days: int, tested: int) -> list[Told]:
    """Two rows; the learner sees `days` days, and all are judged by the `tested` days after them."""
    city, paces = City(7, districts, couriers), Paces()
    for each in city.days(_FIRST_DAY, days):
        for day in each:
            _learn(day, paces)
    scores = {_PLAIN: _Score(), _LEARNED: _Score()}
    for each in city.days(_FIRST_DAY + timedelta(days=days), tested):
        for day in each:
            _judge(day, paces, scores)
    return [score.told(name) for name, score in scores.items()]


def _learn(day: Day, paces: Paces) -> None:
    """What the product learns from: when stops were finished, and what it had said before."""
    here, left_at = day.outlet, day.starts_at
    for visit in day.visits:
        drive_s = fallback_s(crow_m(here, visit.place))
        seen = leg_seen(left_at, visit.left_at, drive_s, _SERVICE_S)
        if seen:
            for key in leg_keys(day.adcode, left_at):
                _count(paces, key, *seen)
        here, left_at = visit.place, visit.left_at
    for now, said, number in _predictions(day, paces):
        taught = horizon_seen(now, said.expected, day.visits[number].left_at - timedelta(seconds=_SERVICE_S))
        if taught:
            _count(paces, *taught)


def _judge(day: Day, paces: Paces, scores: dict[str, _Score]) -> None:
    for name, learned in ((_PLAIN, Paces()), (_LEARNED, paces)):
        for now, said, number in _predictions(day, learned):
            came_at = day.visits[number].came_at
            if not now < came_at <= now + _WITHIN:
                continue
            scores[name].add(said, came_at)


def _predictions(day: Day, paces: Paces) -> Iterator[tuple[datetime, Arrival, int]]:
    """What would be said at each moment of each stop ahead."""
    moment, end = day.starts_at, day.visits[-1].came_at
    while moment < end:
        place, done = day.at(moment)
        stops, here = list[Ahead](), place
        for number in range(done, len(day.visits)):
            stops.append(Ahead((str(number),), fallback_s(crow_m(here, day.visits[number].place)), _SERVICE_S))
            here = day.visits[number].place
        for said in arrivals(stops, moment, day.adcode, paces):
            yield moment, said, int(said.waybill_nos[0])
        moment += _EVERY


def _count(paces: Paces, key: str, place: int, weight: int = 1) -> None:
    counts = paces.setdefault(key, {})
    counts[place] = counts.get(place, 0) + weight
