"""How far and how long it is between all points of a plan: by what maps said of their cells, else by experience."""

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median

from logistics.domain.road_cells import NEAREST, Cell, Pair, Way, cell_of, middle_of
from logistics.domain.travel import DETOUR, USUAL_MPS, Point, crow_m, crow_table_m

_ENOUGH = 20  # ways of one table whose middle speed is worth more than what is usual
_LEAST_MPS = 0.5  # a slower way than a pedestrian's says nothing of streets


class TimesFrom(StrEnum):
    """Where most of a table's times come from."""

    PROVIDER = "provider"
    LEARNED = "learned"
    ESTIMATE = "estimate"


@dataclass(frozen=True)
class Experience:
    """How long ways really take beside what the map says of them (`by_map`), and beside the usual speed (`by_crow`).

    None where too little was seen to say.
    """

    by_map: float | None = None
    by_crow: float | None = None


@dataclass(frozen=True)
class Matrix:
    """From each point (row) to each (column), in metres and seconds; `source` is where most of the times are from."""

    distance_m: list[list[int]]
    duration_s: list[list[int]]
    source: TimesFrom


@dataclass(frozen=True)
class _Pace:
    """A way is DETOUR times the straight line and `extra_m` more, driven at `mps`."""

    extra_m: float
    mps: float

    def metres(self, straight_m: float) -> float:
        """The way between two points that lie so far apart."""
        return max(straight_m, DETOUR * straight_m + self.extra_m)


def matrix_of(points: Sequence[Point], ways: Mapping[Pair, Way], learned: Experience) -> Matrix:
    """The table of these points; `ways` are those between the middles of their cells that are known.

    What is known of two cells holds for their points, longer or shorter by as much as these lie farther apart or
    nearer than the middles. What is not known takes the middle speed of the table, else the usual one.
    """
    places = defaultdict[Cell, list[int]](list)
    for place, point in enumerate(points):
        places[cell_of(point)].append(place)
    paces = {pair: _pace(pair, way, learned.by_map or 1.0) for pair, way in ways.items()}
    straights_m = crow_table_m(points)
    found = _estimated(straights_m, _usual_mps(paces, learned))
    for (start, end), pace in paces.items():
        for here, there in itertools.product(places[start], places[end]):
            way_m = pace.metres(straights_m[here][there])
            found.distance_m[here][there], found.duration_s[here][there] = round(way_m), round(way_m / pace.mps)
    return replace(found, source=_source(len(places), paces, learned))


def _estimated(straights_m: Sequence[Sequence[float]], mps: float) -> Matrix:
    """All ways by the straight line: 250,000 of 500 points, while somebody waits."""
    metres = [[round(DETOUR * straight_m) for straight_m in row] for row in straights_m]
    return Matrix(metres, [[round(way_m / mps) for way_m in row] for row in metres], TimesFrom.ESTIMATE)


def drive_s(start: Point, end: Point, way: Way) -> float:
    """Seconds between two points, by the way between the middles of their cells, as in the table."""
    pace = _pace((cell_of(start), cell_of(end)), way, 1.0)
    return pace.metres(crow_m(start, end)) / pace.mps


def _pace(pair: Pair, way: Way, ratio: float) -> _Pace:
    middles_m = crow_m(middle_of(pair[0]), middle_of(pair[1]))
    mps = way.distance_m / way.duration_s if way.duration_s else 0.0
    return _Pace(way.distance_m - DETOUR * middles_m, (mps if mps > _LEAST_MPS else USUAL_MPS) / ratio)


def _usual_mps(paces: Mapping[Pair, _Pace], learned: Experience) -> float:
    if len(paces) >= _ENOUGH:
        return median(pace.mps for pace in paces.values())
    return USUAL_MPS / (learned.by_crow or 1.0)


def _source(cells: int, paces: Mapping[Pair, _Pace], learned: Experience) -> TimesFrom:
    """By the pairs that are worth knowing."""
    if 2 * len(paces) > cells * min(cells - 1, NEAREST):
        return TimesFrom.PROVIDER
    return TimesFrom.LEARNED if learned.by_crow else TimesFrom.ESTIMATE
