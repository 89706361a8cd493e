"""The way by street through many doors, as the map would drive it now."""

from collections.abc import Sequence
from functools import partial
from time import monotonic, sleep, time
from typing import TYPE_CHECKING

from logistics.domain.faults import Fault
from logistics.domain.travel import Point
from logistics.runtime.map_circuit import ask, may_ask
from logistics.settings import settings

if TYPE_CHECKING:
    from logistics.gateways.maps_routes import Drive
    from logistics.runtime.context import Context

_SERVICE = "driving"
_MOST_ON_A_WAY = 17
_A_CALL_S = 0.3  # a question without so much time would only look as if the map were down
_TURN_S = 0.2  # how soon to look whether others have asked enough for this second


def street_line(points: Sequence[Point], patience_s: float, ctx: "Context") -> list[Point]:
    """The line through at least two points in their order; empty where the map does not say all of it in that time.

    Never fails because of the map, and asks it within the limits that all functions share.
    """
    line, until = list[Point](), monotonic() + patience_s
    if not settings().maps_key:
        return line
    for begin in range(0, len(points) - 1, _MOST_ON_A_WAY - 1):
        drive = _drive(points[begin : begin + _MOST_ON_A_WAY], until, ctx)
        if drive is None:
            return []
        line.extend(drive.line)
    return line


def _drive(points: Sequence[Point], until: float, ctx: "Context") -> "Drive | None":
    from logistics.gateways.maps_routes import driving  # the HTTP library is loaded by those who need it

    while (left_s := until - monotonic()) >= _A_CALL_S:
        if may_ask(_SERVICE, int(time()), ctx.now):
            try:
                return ask(_SERVICE, partial(driving, points, left_s), ctx.now)
            except Fault:
                return None  # logged already
        sleep(_TURN_S)
    return None
