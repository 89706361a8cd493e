"""Ways between points: a made-up city where roads are a third longer than the crow flies and rush hours are slow.

Distances are metres and durations seconds, as the distance matrix has them.
"""

import time
from collections.abc import Callable, Mapping
from math import asin, cos, radians, sin, sqrt

from scripts.sandbox.tencent_maps import status
from scripts.sandbox.tencent_maps.status import MapsError
from scripts.sandbox.wire import Json

Place = tuple[float, float]  # latitude, longitude

_MODES = ("driving", "walking", "bicycling")
_MOST_ON_A_SIDE = 25  # of many to many
_MOST_OF_ONE_TO_MANY = 200
_EARTH_M = 6_371_000
DETOUR = 1.3
_SPEED_MPS = {"walking": 1.3, "bicycling": 4.0, "driving": 8.0}
_RUSH = 0.6
_RUSH_HOURS = (7, 8, 17, 18)
_CHINA_AHEAD_S = 8 * 3600


def matrix(query: Mapping[str, str], point: Callable[[str], Place]) -> Json:
    """The rows of GET /ws/distance/v1/matrix: one element for every destination, for every origin."""
    mode = query.get("mode", "driving")
    if mode not in _MODES:
        raise MapsError(status.PARAMETER_WRONG)
    if not (query.get("from") and query.get("to")):
        raise MapsError(status.PARAMETER_MISSING)
    origins, ends = ([point(text) for text in query[side].split(";")] for side in ("from", "to"))
    _within_limits(len(origins), len(ends))
    speed_mps = speed(mode)
    return {"rows": [{"elements": [_element(one, other, speed_mps) for other in ends]} for one in origins]}


def speed(mode: str) -> float:
    """Metres a second now."""
    return _SPEED_MPS[mode] * (_RUSH if mode == "driving" and _hour() in _RUSH_HOURS else 1)


def _within_limits(origins: int, ends: int) -> None:
    """The papers leave open which number stands for which limit; both mean that too much was asked at once."""
    if min(origins, ends) == 1:
        if max(origins, ends) > _MOST_OF_ONE_TO_MANY:
            raise MapsError(status.ONE_TO_MANY_TOO_LARGE)
    elif max(origins, ends) > _MOST_ON_A_SIDE:
        raise MapsError(status.MANY_TO_MANY_TOO_LARGE)


def _element(one: Place, other: Place, speed_mps: float) -> Json:
    distance_m = crow_m(one, other) * DETOUR
    return {"distance": round(distance_m), "duration": round(distance_m / speed_mps)}


def crow_m(one: Place, other: Place) -> float:
    """Metres in a straight line."""
    lat_a, lng_a, lat_b, lng_b = map(radians, (*one, *other))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lng_b - lng_a) / 2) ** 2
    return 2 * _EARTH_M * asin(sqrt(min(1.0, half)))


def _hour() -> int:
    return time.gmtime(time.time() + _CHINA_AHEAD_S).tm_hour
