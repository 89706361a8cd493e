"""GCJ-02 and back; the first figures stand in the mini-program's test too."""

import pytest

from logistics.domain.coordinates import Point, to_gcj02, to_wgs84

SHANGHAI, ON_THE_MAP = (121.4737, 31.2304), (121.478223, 31.228458)


def test_a_point_as_chinese_maps_have_it() -> None:
    assert to_gcj02(SHANGHAI) == pytest.approx(ON_THE_MAP, abs=1e-6)
    assert to_wgs84(ON_THE_MAP) == pytest.approx(SHANGHAI, abs=2e-6)


@pytest.mark.parametrize("point", [(87.617, 43.793), (126.642, 45.757), (110.35, 20.02), (91.11, 29.66), (105.0, 35.0)])
def test_there_and_back_is_the_same_point(point: Point) -> None:
    assert to_wgs84(to_gcj02(point)) == pytest.approx(point, abs=1e-6)


@pytest.mark.parametrize("point", [(2.35, 48.85), (151.2, -33.9), (-74.0, 40.7)])
def test_abroad_nothing_is_shifted(point: Point) -> None:
    assert to_gcj02(point) == point == to_wgs84(point)
