"""How far places lie apart, and how long that takes where no map says."""

from collections.abc import Sequence
from math import asin, cos, dist, radians, sin, sqrt

Point = tuple[float, float]

DETOUR = 1.3  # streets beside the straight line
USUAL_MPS = 20 / 3.6
_EARTH_M = 6_371_000
_FASTEST_MPS = 50.0  # 180 km/h: no road allows it
_SNAPPED_M = 200.0  # both ends are moved to a road: so much shorter than the crow flies may a way look


def crow_m(a: Point, b: Point) -> float:
    """Metres as the crow flies between two points (lng, lat), on a sphere."""
    lng_a, lat_a, lng_b, lat_b = map(radians, (*a, *b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lng_b - lng_a) / 2) ** 2
    return 2 * _EARTH_M * asin(sqrt(min(1.0, half)))


def crow_table_m(points: Sequence[Point]) -> list[list[float]]:
    """The same between all of these points, a row for each, several times as fast."""
    units = [_unit(point) for point in points]
    return [[2 * _EARTH_M * asin(min(1.0, dist(one, other) / 2)) for other in units] for one in units]


def _unit(point: Point) -> tuple[float, float, float]:
    """Where it is on a sphere with the radius 1."""
    lng, lat = map(radians, point)
    return cos(lat) * cos(lng), cos(lat) * sin(lng), sin(lat)


def fallback_s(straight_m: float, speed_mps: float = USUAL_MPS) -> float:
    """Seconds by street for so many metres in a straight line."""
    return DETOUR * straight_m / speed_mps


def plausible(metres: int, seconds: int, straight_m: float) -> bool:
    """Whether a way by road can be true: neither below nothing, nor shorter than the straight line, nor too fast."""
    if metres < max(0.0, straight_m - _SNAPPED_M) or seconds < 0:
        return False
    return metres <= max(_SNAPPED_M, seconds * _FASTEST_MPS)
