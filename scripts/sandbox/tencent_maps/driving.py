"""The way by car through some places: each made-up road bends in the middle, so that no straight line lies on it.

Metres, minutes (unlike the matrix, which has seconds) and a compressed line: the first point, then differences.
"""

import itertools
from collections.abc import Callable, Mapping
from math import cos, radians, sqrt

from scripts.sandbox.tencent_maps import status
from scripts.sandbox.tencent_maps.roads import DETOUR, Place, crow_m, speed
from scripts.sandbox.tencent_maps.status import MapsError
from scripts.sandbox.wire import Json

_MOST_WAYPOINTS = 15
_BEND = sqrt(DETOUR**2 - 1) / 2  # off the middle, of the straight line: both halves are DETOUR times it together
_PIECES = 10  # of each half


def way(query: Mapping[str, str], point: Callable[[str], Place]) -> Json:
    """The routes of GET /ws/direction/v1/driving/: one, through the waypoints in their order."""
    if not (query.get("from") and query.get("to")):
        raise MapsError(status.PARAMETER_MISSING)
    between = [point(text) for text in query.get("waypoints", "").split(";") if text]
    if len(between) > _MOST_WAYPOINTS:
        raise MapsError(status.WAYPOINTS_TOO_MANY)
    places = [point(query["from"]), *between, point(query["to"])]
    legs = [_leg(one, other) for one, other in itertools.pairwise(places)]
    distance_m = sum(crow_m(one, other) for one, other in itertools.pairwise(places)) * DETOUR
    ends = itertools.accumulate(len(leg) for leg in legs[:-1])
    route = {
        "mode": "DRIVING",
        "distance": round(distance_m),
        "duration": round(distance_m / speed("driving") / 60),
        "polyline": _compressed([places[0], *itertools.chain.from_iterable(legs)]),
        "waypoints": [
            {"location": {"lat": place[0], "lng": place[1]}, "polyline_idx": 2 * end}
            for place, end in zip(between, ends, strict=True)
        ],
    }
    return {"routes": [route]}


def _leg(one: Place, other: Place) -> list[Place]:
    """The points after the first, over a bend to the left of the straight line."""
    shrink = cos(radians(one[0]))
    north, east = other[0] - one[0], (other[1] - one[1]) * shrink
    bend = ((one[0] + other[0]) / 2 + _BEND * east, (one[1] + other[1]) / 2 - _BEND * north / shrink)
    halves = ((one, bend), (bend, other))
    return [_between(*half, piece / _PIECES) for half in halves for piece in range(1, _PIECES + 1)]


def _between(one: Place, other: Place, share: float) -> Place:
    return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])


def _compressed(line: list[Place]) -> list[float]:
    """Latitude and longitude in turn: degrees, then differences in millionths of them."""
    millionths = [(round(lat * 1e6), round(lng * 1e6)) for lat, lng in line]
    first = [line[0][0], line[0][1]]
    steps = [
        step - last for before, now in itertools.pairwise(millionths) for last, step in zip(before, now, strict=True)
    ]
    return [*(round(degree, 6) for degree in first), *steps]
