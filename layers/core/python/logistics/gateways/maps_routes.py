"""Tencent's ways by road (lbs.qq.com/service/webService): how far, how long with the traffic of now, along where.

What enters is WGS-84 and (lng, lat), what leaves are metres and seconds.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from logistics.domain.coordinates import Point, to_gcj02, to_wgs84
from logistics.domain.road_cells import Way
from logistics.domain.travel import crow_m, plausible
from logistics.gateways.maps import result_of
from logistics.gateways.problems import unavailable

_MATRIX = "/ws/distance/v1/matrix"
_DRIVING = "/ws/direction/v1/driving/"
_MINUTE_S = 60
_SNAPPED_M = 1_000  # an end that lies farther from the line is not its end
_MILLIONTH = 1e-6


@dataclass(frozen=True)
class Drive:
    """A way by car: `line` are its points, street by street."""

    line: list[Point] = field(repr=False)
    distance_m: int
    duration_s: int


def matrix(origins: Sequence[Point], ends: Sequence[Point], within_s: float | None = None) -> list[list[Way | None]]:
    """A row for every origin and in it the way to every end; None where no road leads or the answer cannot be true.

    At most 25 on each side, or 200 where the other side is one; `within_s` leaves it one try of so long. Raises as
    `maps.find_address` does, and Unavailable PROVIDER_UNAVAILABLE for an answer that is not such a table.
    """
    sides = {"from": _line(origins), "to": _line(ends)}
    result = result_of(_MATRIX, {"mode": "driving", **sides}, within_s)
    if result is None:
        return [[None] * len(ends) for _ in origins]
    try:
        rows = [row["elements"] for row in result["rows"]]
        return [
            [_leg(cell, one, other) for cell, other in zip(row, ends, strict=True)]
            for row, one in zip(rows, origins, strict=True)
        ]
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise unavailable("maps", maybe_done=False) from None


def driving(points: Sequence[Point], within_s: float) -> Drive | None:
    """The way by car through 2 to 17 points in their order; None where no road leads or the answer cannot be true.

    Seventeen is by the stricter of its two pages. Times are known to the minute. Has one try of that long; raises as
    `matrix` does.
    """
    first, *between, last = (_line([point]) for point in points)
    through = {"waypoints": ";".join(between)} if between else {}
    result = result_of(_DRIVING, {"from": first, "to": last, **through}, within_s)
    if result is None:
        return None
    try:
        route = result["routes"][0]
        drive = Drive(_points(route["polyline"]), int(route["distance"]), _MINUTE_S * int(route["duration"]))
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError):
        raise unavailable("maps", maybe_done=False) from None
    return drive if _can_be(drive, points) else None


def _can_be(drive: Drive, points: Sequence[Point]) -> bool:
    straight_m = sum(crow_m(one, other) for one, other in itertools.pairwise(points))
    ends = ((points[0], drive.line[0]), (points[-1], drive.line[-1]))
    lasted_s = drive.duration_s + _MINUTE_S  # minutes are rounded
    return all(crow_m(*end) <= _SNAPPED_M for end in ends) and plausible(drive.distance_m, lasted_s, straight_m)


def _points(numbers: Sequence[float]) -> list[Point]:
    """Of a compressed line: latitude and longitude in turn, degrees first, then differences in millionths."""
    lat, lng = float(numbers[0]), float(numbers[1])
    found = [to_wgs84((lng, lat))]
    for north, east in zip(numbers[2::2], numbers[3::2], strict=True):
        lat, lng = lat + float(north) * _MILLIONTH, lng + float(east) * _MILLIONTH
        found.append(to_wgs84((lng, lat)))
    return found


def _leg(cell: dict[str, Any], one: Point, other: Point) -> Way | None:
    if cell.get("status"):
        return None
    leg = Way(int(cell["distance"]), int(cell["duration"]))
    return leg if plausible(leg.distance_m, leg.duration_s, crow_m(one, other)) else None


def _line(points: Sequence[Point]) -> str:
    return ";".join(f"{lat:.6f},{lng:.6f}" for lng, lat in map(to_gcj02, points))
