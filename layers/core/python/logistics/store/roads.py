"""Ways between cells as a map said them: `road:<class of hour>:<start>` in Redis, a field for each end.

A way is kept for a week, then asked for again. Cells are 150 m wide and of nobody in particular; all of it can be lost.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from logistics.domain.road_cells import Cell, Pair, Way
from logistics.store.redis import redis

_KEPT = timedelta(days=7)


def recall(hour: str, pairs: Collection[Pair], today: date) -> dict[Pair, Way]:
    """Those of these ways that are known for such an hour, in one round trip."""
    ends_of = defaultdict[Cell, list[Cell]](list)
    for start, end in pairs:
        ends_of[start].append(end)
    with redis().pipeline(transaction=False) as asked:
        for start, ends in ends_of.items():
            asked.hmget(_name(hour, start), [_field(end) for end in ends])
        rows = asked.execute()
    since = (today - _KEPT).toordinal()
    return {
        (start, end): way
        for (start, ends), row in zip(ends_of.items(), rows, strict=True)
        for end, text in zip(ends, row, strict=True)
        if text and (way := _way(text, since))
    }


def keep(hour: str, ways: Mapping[Pair, Way], today: date) -> None:
    """Keep these ways for such hours."""
    rows = defaultdict[str, dict[str, str]](dict)
    for (start, end), way in ways.items():
        rows[_name(hour, start)][_field(end)] = f"{way.distance_m},{way.duration_s},{today.toordinal()}"
    with redis().pipeline(transaction=False) as said:
        for name, fields in rows.items():
            said.hset(name, mapping=fields)
            said.expire(name, _KEPT)
        said.execute()


def _way(text: str, since: int) -> Way | None:
    distance_m, duration_s, day = map(int, text.split(","))
    return Way(distance_m, duration_s) if day > since else None


def _name(hour: str, start: Cell) -> str:
    return f"road:{hour}:{_field(start)}"


def _field(cell: Cell) -> str:
    return f"{cell[0]}:{cell[1]}"
