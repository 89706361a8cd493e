"""What is kept of ways by road: between cells of about 150 m, apart for each hour of working days and of weekends.

Doors of one cell share what was asked for its middle: nobody's door is told to a map.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from heapq import nsmallest

from logistics.domain.shanghai import SHANGHAI
from logistics.domain.travel import Point

Cell = tuple[int, int]
Pair = tuple[Cell, Cell]

MOST_ON_A_SIDE = 25
"""Of many starts and many ends that are asked for at once."""

MOST_TO_ONE = 100
"""Of ends where there is one start, or the other way round."""

NEAREST = 80
"""How many cells around one are worth asking for."""

_EAST_DEGREES, _NORTH_DEGREES = 0.0015, 0.00135  # 154 m and 150 m at Shenzhen, 120 m and 150 m at Harbin
_FIRST_OF_THE_WEEKEND = 5


@dataclass(frozen=True)
class Way:
    """A way by road, in the traffic of its hour."""

    distance_m: int
    duration_s: int


@dataclass(frozen=True)
class Tile:
    """What is asked at once: the ways from each of the starts to each of the ends."""

    starts: tuple[Cell, ...]
    ends: tuple[Cell, ...]


def cell_of(point: Point) -> Cell:
    """The cell in which a point (lng, lat) lies."""
    lng, lat = point
    return int(lng // _EAST_DEGREES), int(lat // _NORTH_DEGREES)


def middle_of(cell: Cell) -> Point:
    """The point that stands for a cell."""
    east, north = cell
    return (east + 0.5) * _EAST_DEGREES, (north + 0.5) * _NORTH_DEGREES


def hour_class(at: datetime) -> str:
    """What shares its traffic with a time, such as "work:08": the hour in China, of a working day or of a weekend."""
    local = at.astimezone(SHANGHAI)
    return f"{'free' if local.weekday() >= _FIRST_OF_THE_WEEKEND else 'work'}:{local.hour:02}"


def pairs_of(cells: Collection[Cell]) -> Iterator[Pair]:
    """The pairs of different cells that are worth knowing, there and back: each with the NEAREST around it.

    A good tour of many stops goes from neighbour to neighbour; all pairs of 500 would be 400 questions.
    """
    for start in cells:
        others = (cell for cell in cells if cell != start)
        ends = others if len(cells) <= NEAREST else nsmallest(NEAREST, others, key=partial(_apart, start))
        yield from ((start, end) for end in ends)


def _apart(one: Cell, other: Cell) -> int:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def tiles(missing: Collection[Pair]) -> list[Tile]:
    """The fewest questions found by two ways of asking for these pairs; those that bring most come first.

    A new stop among known ones misses its row and its column; of many tours, each knows other pieces of a table.
    """
    cells = sorted({cell for pair in missing for cell in pair})
    found = min(list(_by_need(missing, set(cells))), list(_by_blocks(missing, cells)), key=len)
    return sorted(found, key=lambda tile: -len(tile.starts) * len(tile.ends))


def _by_need(missing: Iterable[Pair], cells: set[Cell]) -> Iterator[Tile]:
    """Starts that miss the same ends are asked for together; so are those that know nothing but themselves."""
    ends_of = defaultdict[Cell, set[Cell]](set)
    for start, end in missing:
        ends_of[start].add(end)
    alike = defaultdict[tuple[Cell, ...], list[Cell]](list)
    for start, ends in ends_of.items():
        is_new = len(ends) == len(cells) - 1
        alike[tuple(sorted(cells if is_new else ends))].append(start)
    for ends_missed, starts in alike.items():
        to_one = MOST_TO_ONE if min(len(starts), len(ends_missed)) == 1 else MOST_ON_A_SIDE
        for some in _parts(starts, to_one):
            yield from (Tile(some, part) for part in _parts(ends_missed, to_one))


def _by_blocks(missing: Iterable[Pair], cells: Sequence[Cell]) -> Iterator[Tile]:
    """All cells in blocks, each by each; of a block only what is missed."""
    block_of = {cell: place // MOST_ON_A_SIDE for place, cell in enumerate(cells)}
    blocks = defaultdict[tuple[int, int], list[Pair]](list)
    for start, end in missing:
        blocks[block_of[start], block_of[end]].append((start, end))
    for pairs in blocks.values():
        yield Tile(tuple(sorted({start for start, _ in pairs})), tuple(sorted({end for _, end in pairs})))


def _parts(cells: Sequence[Cell], most: int) -> Iterator[tuple[Cell, ...]]:
    return (tuple(cells[begin : begin + most]) for begin in range(0, len(cells), most))
