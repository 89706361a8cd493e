"""How far apart two places are, in the classes by which freight is priced."""

from enum import StrEnum

from logistics.domain.faults import Invalid


class RouteClass(StrEnum):
    SAME_CITY = "same_city"
    IN_PROVINCE = "in_province"
    ECONOMIC_ZONE = "economic_zone"
    CROSS_PROVINCE = "cross_province"
    REMOTE = "remote"
    HK_MO_TW = "hk_mo_tw"


# Two-digit GB/T 2260 province codes.
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
_HK_MO_TW = frozenset({"71", "81", "82"})
_REMOTE = frozenset({"54", "65"})
_ZONES = (
    frozenset({"11", "12", "13"}),  # 京津冀
    frozenset({"31", "32", "33", "34"}),  # 江浙沪皖
    frozenset({"50", "51"}),  # 川渝
    frozenset({"22", "21", "23"}),  # 黑吉辽
)


def route_class(from_adcode: str, to_adcode: str) -> RouteClass:
    """The class of a route between two six-digit GB/T 2260 codes; raises Invalid ADCODE_INVALID."""
    origin, target = _checked(from_adcode), _checked(to_adcode)
    provinces = {origin[:2], target[:2]}
    if city_code(origin) == city_code(target):
        return RouteClass.SAME_CITY
    if provinces & _HK_MO_TW:
        return RouteClass.HK_MO_TW
    if len(provinces) == 1:
        return RouteClass.IN_PROVINCE
    if provinces & _REMOTE:
        return RouteClass.REMOTE
    if any(provinces <= zone for zone in _ZONES):
        return RouteClass.ECONOMIC_ZONE
    return RouteClass.CROSS_PROVINCE


def _checked(adcode: str) -> str:
    if len(adcode) != 6 or not (adcode.isascii() and adcode.isdigit()):
        raise Invalid("ADCODE_INVALID", "地区编码无效", adcode=adcode)
    return adcode


def city_code(adcode: str) -> str:
    """A municipality or a special region is one city; a county directly under its province (xx90xx) is its own."""
    if adcode[:2] in _MUNICIPALITIES | _HK_MO_TW:
        return adcode[:2]
    return adcode if adcode[2:4] == "90" else adcode[:4]
