"""What a table of travel times costs: kept ones beside the bare round trip, a first one with its questions, and none.

Questions go to the sandbox, which answers at once: what a real map takes comes on top, up to the patience that a call
has for all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from scripts.benchmarks.figures import Figure, figure
from scripts.benchmarks.ground import ground, use

_ACROSS, _DEGREES = 4_001, 0.00002  # doors over some eight kilometres each way
_CORNER = (113.30, 23.08)
_DISTRICT = "440106"
_NO_LIMIT = {"MAPS_ROUTES_A_DAY": "1000000", "MAPS_ROUTES_A_SECOND": "1000000"}


def travel(stops: int, runs: int) -> list[Figure]:
    """Three rows; `calls` are questions to the map for one table, `asked_in` how many tables it took to know all."""
    with ground():
        use(_NO_LIMIT)
        doors = _doors(stops)
        calls, first_ms = _first(doors)
        kept = figure("all kept", _times(lambda: _table(doors), runs), _times(_bare(doors), runs), stops=stops)
        first = figure("nothing kept", first_ms, (), stops=stops, calls=calls, asked_in=len(first_ms))
        use({"MAPS_KEY": ""})
        _forget()
        none = figure("no map", _times(lambda: _table(doors), runs), (), stops=stops)
    return [kept, first, none]


def _doors(stops: int) -> list[tuple[float, float]]:
    """Spread by a fixed rule."""
    spread = [((door * 7_919) % _ACROSS, (door * 104_729) % (_ACROSS - 12)) for door in range(stops)]
    return [(_CORNER[0] + east * _DEGREES, _CORNER[1] + north * _DEGREES) for east, north in spread]


def _table(doors: list[tuple[float, float]]) -> Any:
    from logistics.runtime.context import Context
    from logistics.runtime.travel_times import travel_matrix

    now = datetime.now(UTC)
    return travel_matrix(doors, now, _DISTRICT, Context(now=now))


def _first(doors: list[tuple[float, float]]) -> tuple[int, list[float]]:
    """How many questions a table took of which nothing was known, and the time of each table until all of it was."""
    times_ms, before, asked = list[float](), -1, 0
    while asked > before:
        before = asked
        times_ms += _times(lambda: _table(doors), 1)
        asked = _questions()
    return asked, times_ms[:-1]


def _questions() -> int:
    from logistics.store.redis import redis

    return sum(int(redis().get(key) or 0) for key in redis().scan_iter("limit:map_day:matrix:*"))


def _bare(doors: list[tuple[float, float]]) -> Callable[[], Any]:
    """The same fields read and nothing done with them."""
    from logistics.domain.road_cells import cell_of, hour_class, pairs_of
    from logistics.store.redis import redis

    hour, fields = hour_class(datetime.now(UTC)), defaultdict[str, list[str]](list)
    for (east, north), end in pairs_of(list(dict.fromkeys(map(cell_of, doors)))):
        fields[f"road:{hour}:{east}:{north}"].append(f"{end[0]}:{end[1]}")

    def read() -> Any:
        with redis().pipeline(transaction=False) as asked:
            for name, ends in fields.items():
                asked.hmget(name, ends)
            return asked.execute()

    return read


def _forget() -> None:
    from logistics.store.redis import redis

    redis().flushdb()


def _times(work: Callable[[], Any], runs: int) -> list[float]:
    times_ms = []
    for _ in range(runs):
        began = perf_counter()
        work()
        times_ms.append((perf_counter() - began) * 1_000)
    return times_ms
