"""China's maps speak GCJ-02, everything in here WGS-84; this is the one place where one becomes the other.

The shift is the published approximation for mainland China: polynomials plus sines over the distance from 105° E,
35° N, on the Krasovsky ellipsoid; good to about a metre. The mini-program's lib/coordinates.js computes the same.
"""

from math import cos, pi, radians, sin, sqrt

Point = tuple[float, float]

_SEMI_MAJOR_M = 6_378_245
_ECCENTRICITY_SQUARED = 0.006693421622965943
_ITERATIONS = 3  # each leaves less than a thousandth of the error before it


def to_gcj02(wgs84: Point) -> Point:
    """A point (lng, lat) as Chinese maps have it; unchanged outside China, where they are not shifted."""
    if _outside_china(wgs84):
        return wgs84
    east, north = _shift(*wgs84)
    return wgs84[0] + east, wgs84[1] + north


def to_wgs84(gcj02: Point) -> Point:
    """A point (lng, lat) of a Chinese map, rounded to a tenth of a metre."""
    lng, lat = gcj02
    for _ in range(_ITERATIONS):
        there = to_gcj02((lng, lat))
        lng, lat = lng + gcj02[0] - there[0], lat + gcj02[1] - there[1]
    return round(lng, 6), round(lat, 6)


def _shift(lng: float, lat: float) -> Point:
    """How far GCJ-02 lies from WGS-84 there, in degrees."""
    x, y = lng - 105, lat - 35
    ripple = _waves(x, (40 / 3, 1 / 6), (40 / 3, 1 / 2))
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple
    north_m += _waves(y, (40 / 3, 1), (80 / 3, 3), (320 / 3, 12), (640 / 3, 30))
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple
    east_m += _waves(x, (40 / 3, 1), (80 / 3, 3), (100, 12), (200, 30))
    flattening = 1 - _ECCENTRICITY_SQUARED * sin(radians(lat)) ** 2
    meridian_m = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / flattening**1.5
    parallel_m = _SEMI_MAJOR_M / sqrt(flattening) * cos(radians(lat))
    return east_m * 180 / (parallel_m * pi), north_m * 180 / (meridian_m * pi)


def _waves(value: float, *terms: tuple[float, float]) -> float:
    """Sines by amplitude and divisor of the angle."""
    return sum(amplitude * sin(value * pi / divisor) for amplitude, divisor in terms)


def _outside_china(point: Point) -> bool:
    lng, lat = point
    return not (72.004 <= lng <= 137.8347 and 0.8293 <= lat <= 55.8271)
