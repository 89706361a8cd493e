"""What of ways by road is kept: by which cells and hours, and in how few questions the rest is asked for."""

from datetime import datetime

import pytest

from logistics.domain.road_cells import Cell, Pair, Tile, Way, cell_of, hour_class, middle_of, pairs_of, tiles
from logistics.domain.road_matrix import Experience, TimesFrom, matrix_of
from logistics.domain.travel import crow_m

METRE = 1 / 111_195  # degrees of latitude
HERE = middle_of(cell_of((113.36, 23.125)))


def north(metres: float) -> tuple[float, float]:
    return HERE[0], HERE[1] + metres * METRE


def way_to(metres: float, way: Way) -> dict[Pair, Way]:
    return {(cell_of(HERE), cell_of(north(metres))): way}


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-03-09T00:00:00+00:00", "work:08"),
        ("2026-03-09T10:59:59+00:00", "work:18"),
        ("2026-03-13T15:59:00+00:00", "work:23"),
        ("2026-03-13T16:00:00+00:00", "free:00"),
        ("2026-03-15T15:59:59+00:00", "free:23"),
        ("2026-03-15T16:00:00+00:00", "work:00"),
    ],
    ids=["monday morning", "an hour's end", "friday night", "saturday begins", "sunday night", "monday begins"],
)
def test_hours_are_those_in_china_of_working_days_and_weekends(at: str, said: str) -> None:
    assert hour_class(datetime.fromisoformat(at)) == said


def test_a_cell_is_about_150_m_wide_and_its_middle_lies_in_it() -> None:
    cell = cell_of(HERE)
    assert crow_m(middle_of(cell), middle_of((cell[0] + 1, cell[1]))) == pytest.approx(153, abs=1)
    assert crow_m(middle_of(cell), middle_of((cell[0], cell[1] + 1))) == pytest.approx(150, abs=1)
    assert cell_of(middle_of(cell)) == cell
    assert cell_of((-0.0001, -0.0001)) == (-1, -1), "west and south of zero cells are no wider"


def cells(count: int) -> list[Cell]:
    return [(number, -number) for number in range(count)]


@pytest.mark.parametrize(("count", "asked"), [(2, 1), (25, 1), (26, 3), (60, 9)])
def test_a_table_of_which_nothing_is_known_is_asked_in_blocks(count: int, asked: int) -> None:
    found = tiles(list(pairs_of(cells(count))))
    assert len(found) == asked
    assert covers(found, set(pairs_of(cells(count))))


def test_one_new_stop_among_sixty_is_two_questions() -> None:
    new = (99, 99)
    missing = {pair for pair in pairs_of([*cells(60), new]) if new in pair}
    found = tiles(missing)
    assert len(found) == 2 and covers(found, missing)


def test_some_new_stops_among_many_are_asked_with_all_and_all_with_them() -> None:
    new = {(99, each) for each in range(5)}
    missing = {pair for pair in pairs_of([*cells(60), *new]) if new & set(pair)}
    found = tiles(missing)
    assert len(found) <= 6 and covers(found, missing)


def test_gaps_here_and_there_are_asked_in_no_more_blocks_than_the_whole() -> None:
    missing = {pair for pair in pairs_of(cells(60)) if sum(map(sum, pair)) % 7 != 3 and (pair[0][0] * pair[1][0]) % 5}
    found = tiles(missing)
    assert len(found) <= 9 and covers(found, missing)


def test_of_very_many_stops_each_asks_for_the_eighty_around_it() -> None:
    asked = list(pairs_of(cells(300)))
    assert len(asked) == 300 * 80
    ends = {end[0] for start, end in asked if start == (150, -150)}
    assert ends == {*range(110, 150), *range(151, 191)}


def test_what_brings_most_is_asked_first() -> None:
    sizes = [len(tile.starts) * len(tile.ends) for tile in tiles(list(pairs_of(cells(60))))]
    assert sizes == sorted(sizes, reverse=True)


def covers(found: list[Tile], missing: set[Pair]) -> bool:
    """Whether all that is missing is asked for, within the provider's limits."""
    asked = {(start, end) for tile in found for start in tile.starts for end in tile.ends}
    sides = [sorted((len(tile.starts), len(tile.ends))) for tile in found]
    return missing <= asked and all(most <= 25 or (least == 1 and most <= 100) for least, most in sides)


def test_without_any_word_of_a_map_streets_are_a_third_longer_and_20_km_per_hour_fast() -> None:
    found = matrix_of([HERE, north(1_000)], {}, Experience())
    assert found.distance_m == [[0, 1300], [1300, 0]]
    assert found.duration_s == [[0, 234], [234, 0]]
    assert found.source is TimesFrom.ESTIMATE


def test_what_was_learned_makes_estimates_slower() -> None:
    found = matrix_of([HERE, north(1_000)], {}, Experience(by_map=5.0, by_crow=1.5))
    assert found.duration_s == [[0, 351], [351, 0]]
    assert found.source is TimesFrom.LEARNED


def test_a_way_holds_in_its_direction_and_as_experience_says_of_maps() -> None:
    """A river between: 5 km of road for one kilometre, there; nothing is known of the way back."""
    ways = way_to(1_000, Way(5_000, 500))
    found = matrix_of([HERE, north(1_000)], ways, Experience(by_map=1.2, by_crow=1.5))
    middles_m = crow_m(middle_of(cell_of(HERE)), middle_of(cell_of(north(1_000))))
    there_m = 5_000 + 1.3 * (1_000 - middles_m)
    assert found.distance_m == [[0, round(there_m)], [1300, 0]]
    assert found.duration_s == [[0, round(there_m / 10 * 1.2)], [351, 0]]


def test_doors_of_neighbouring_cells_are_as_far_apart_as_they_are() -> None:
    """Twenty metres on either side of a border, 150 m between the middles: nobody is sent the way of the middles."""
    border = north(75)
    near = [(border[0], border[1] - 10 * METRE), (border[0], border[1] + 10 * METRE)]
    found = matrix_of(near, {(cell_of(near[0]), cell_of(near[1])): Way(200, 40)}, Experience())
    assert found.distance_m[0][1] == pytest.approx(200 - 1.3 * 130, abs=3)
    assert found.distance_m[0][1] >= 20


def test_doors_of_one_cell_go_by_the_straight_line() -> None:
    found = matrix_of([HERE, north(30)], {}, Experience())
    assert found.distance_m[0][1] == 39


def test_where_the_map_knows_twenty_ways_the_others_are_as_fast() -> None:
    points = [north(1_000 * number) for number in range(8)]
    pairs = list(pairs_of([cell_of(point) for point in points]))
    known = {pair: Way(10_000, 1_000) for pair in pairs if cell_of(points[7]) not in pair}
    found = matrix_of(points, known, Experience(by_crow=3.0))
    assert found.duration_s[6][7] == 130  # 1,300 m at 10 m/s
    assert found.source is TimesFrom.PROVIDER


@pytest.mark.parametrize("way", [Way(0, 0), Way(200, 0), Way(200, 4_000)])
def test_a_way_without_a_speed_is_driven_at_the_usual_one(way: Way) -> None:
    seconds = matrix_of([HERE, north(300)], way_to(300, way), Experience()).duration_s
    assert 0 < seconds[0][1] < 120
