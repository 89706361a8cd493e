"""How far places lie apart, and which answers of a map about a way by road can be true."""

import pytest

from logistics.domain.travel import crow_m, crow_table_m, plausible

TEN_KM = 10_000.0


@pytest.mark.parametrize(
    ("metres", "seconds", "straight_m", "true", "rule"),
    [
        (13_000, 1_800, TEN_KM, True, "a usual way through a town"),
        (9_800, 1_800, TEN_KM, True, "both ends moved to a road take 200 m at most"),
        (9_799, 1_800, TEN_KM, False, "shorter than the crow flies"),
        (13_000, 0, TEN_KM, False, "no time for ten kilometres"),
        (13_000, 260, TEN_KM, True, "180 km/h is the limit"),
        (13_000, 259, TEN_KM, False, "faster than any road allows"),
        (13_000, -60, TEN_KM, False, "back in time"),
        (-1, 60, 0.0, False, "less than no way"),
        (0, 0, 0.0, True, "nobody moves"),
        (200, 0, 0.0, True, "the two ends of one building, in less than a second as rounded"),
        (201, 0, 0.0, False, "farther than moved ends, in no time"),
    ],
)
def test_a_way_that_can_be_true(metres: int, seconds: int, straight_m: float, true: bool, rule: str) -> None:
    assert plausible(metres, seconds, straight_m) is true, rule


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        ((113.3, 23.1), (113.3, 23.1), 0.0),
        ((113.3, 23.1), (113.3, 23.10001), 1.112),  # a degree of latitude is 111,195 m on this sphere
        ((113.3, 23.1), (113.3, 23.2), 11_119.5),
        ((113.3, 23.1), (113.31, 23.1), 1_022.8),  # and of longitude 111,195 times the cosine of the latitude
        ((0.0, 0.0), (180.0, 0.0), 20_015_086.8),
    ],
    ids=["itself", "a metre", "north", "east", "the other side of the earth"],
)
def test_straight_lines_are_as_long_alone_as_in_a_table(
    one: tuple[float, float], other: tuple[float, float], metres: float
) -> None:
    assert crow_m(one, other) == pytest.approx(metres, abs=0.05)
    ((same, there), (back, again)) = crow_table_m([one, other])
    assert (there, back) == (pytest.approx(metres, abs=0.05), pytest.approx(metres, abs=0.05))
    assert same == again == 0
