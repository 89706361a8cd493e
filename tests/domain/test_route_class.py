"""How far apart two places are, for the price."""

import pytest

from logistics.domain.faults import Invalid
from logistics.domain.route_class import route_class


@pytest.mark.parametrize(
    ("origin", "target", "expected"),
    [
        ("440303", "440305", "same_city"),  # two districts of 深圳
        ("110101", "110118", "same_city"),  # 北京 is one city, its outer districts too
        ("500101", "500242", "same_city"),  # so is 重庆, counties included
        ("440303", "440106", "in_province"),  # 深圳 to 广州
        ("429004", "429005", "in_province"),  # 仙桃 and 潜江 are each their own city
        ("429004", "429004", "same_city"),
        ("469005", "469006", "in_province"),  # 文昌 and 万宁
        ("110105", "120101", "economic_zone"),  # 京津冀
        ("130102", "110105", "economic_zone"),
        ("310101", "340102", "economic_zone"),  # 江浙沪皖
        ("320102", "330102", "economic_zone"),
        ("500101", "510104", "economic_zone"),  # 川渝
        ("210102", "230102", "economic_zone"),  # 黑吉辽
        ("110105", "440303", "cross_province"),
        ("130102", "320102", "cross_province"),  # in two different zones
        ("110105", "650102", "remote"),
        ("540102", "440303", "remote"),
        ("650102", "540102", "remote"),
        ("650102", "653101", "in_province"),  # 新疆 within itself is not remote
        ("650102", "650104", "same_city"),
        ("440303", "810001", "hk_mo_tw"),
        ("650102", "820001", "hk_mo_tw"),
        ("710000", "110105", "hk_mo_tw"),
    ],
)
def test_route_classes(origin: str, target: str, expected: str) -> None:
    assert route_class(origin, target) == expected
    assert route_class(target, origin) == expected


@pytest.mark.parametrize("code", ["", "1101", "11010a", "1101055", "１１０１０５"])
def test_what_is_no_area_code_is_refused(code: str) -> None:
    with pytest.raises(Invalid) as refused:
        route_class(code, "110105")
    assert refused.value.code == "ADCODE_INVALID"
