"""How long ways take: by what a map said of them and is kept, by asking it within its limits, else by experience.

A map that is down, slow, wrong or over its limits never fails anybody: what it does not say is estimated.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from logistics.domain.arrivals import learned_ratio, leg_keys
from logistics.domain.faults import Fault
from logistics.domain.road_cells import Pair, Tile, Way, cell_of, hour_class, middle_of, pairs_of, tiles
from logistics.domain.road_matrix import Experience, Matrix, drive_s, matrix_of
from logistics.domain.shanghai import business_day
from logistics.domain.travel import Point
from logistics.runtime.map_circuit import ask as ask_map
from logistics.runtime.map_circuit import may_ask
from logistics.settings import settings
from logistics.store import roads

if TYPE_CHECKING:
    from logistics.runtime.context import Context

_SERVICE = "matrix"
_PATIENCE_S = 0.8
"""How long all questions for one table may take together: a courier waits for it."""

_A_CALL_S = 0.4
"""A question that could not have so much time is not asked: it would only look as if the map were down."""


def travel_matrix(points: Sequence[Point], at: datetime, adcode: str, ctx: "Context", ask: bool = True) -> Matrix:
    """The table between points (lng, lat) for a start at that time; `adcode` is the district whose experience counts.

    Asks the map for what is not known, unless `ask` is False or the time is not of this hour: a map tells of now.
    """
    cells = list(dict.fromkeys(map(cell_of, points)))
    pairs, hour, today = list(pairs_of(cells)), hour_class(at), business_day(ctx.now)
    ways = roads.recall(hour, pairs, today)
    if ask and len(ways) < len(pairs) and hour == hour_class(ctx.now):
        found = _asked([pair for pair in pairs if pair not in ways], ctx.now)
        roads.keep(hour, found, today)
        ways |= found
    return matrix_of(points, ways, _experience(at, adcode, ctx))


def known_drives_s(legs: Collection[tuple[Point, Point]], at: datetime, ctx: "Context") -> list[float | None]:
    """Seconds for each leg by what the map has said of such an hour and is kept; None where that is nothing."""
    pairs = [(cell_of(start), cell_of(end)) for start, end in legs]
    ways = roads.recall(hour_class(at), {pair for pair in pairs if pair[0] != pair[1]}, business_day(ctx.now))
    return [drive_s(*leg, ways[pair]) if pair in ways else None for leg, pair in zip(legs, pairs, strict=True)]


def _asked(missing: Collection[Pair], now: datetime) -> dict[Pair, Way]:
    """What the map says of these within the time and the number of questions that there are."""
    found, until = dict[Pair, Way](), monotonic() + _PATIENCE_S
    if not settings().maps_key:
        return found
    for tile in tiles(missing):
        left_s = until - monotonic()
        if left_s < _A_CALL_S or not may_ask(_SERVICE, int(now.timestamp()), now):
            break
        try:
            found |= ask_map(_SERVICE, partial(_tile, tile, left_s), now)
        except Fault:
            break  # logged already
    return found


def _tile(tile: Tile, within_s: float) -> Mapping[Pair, Way]:
    from logistics.gateways.maps_routes import matrix  # the HTTP library is loaded by those who need it

    rows = matrix([middle_of(cell) for cell in tile.starts], [middle_of(cell) for cell in tile.ends], within_s)
    return {
        (start, end): way
        for start, row in zip(tile.starts, rows, strict=True)
        for end, way in zip(tile.ends, row, strict=True)
        if way and start != end
    }


def _experience(at: datetime, adcode: str, ctx: "Context") -> Experience:
    keys = {by_map: leg_keys(adcode, at, by_map) for by_map in (True, False)}
    paces = ctx.store.paces.read([*keys[True], *keys[False]])
    return Experience(learned_ratio(keys[True], paces), learned_ratio(keys[False], paces))
