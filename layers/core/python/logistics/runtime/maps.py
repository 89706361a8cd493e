"""The map joined with what is kept of it: answers from the cache, rests when the provider fails, falls back."""

from datetime import datetime
from typing import TYPE_CHECKING

from logistics.domain.address.divisions import DISTRICT, divisions
from logistics.domain.address.regions import names_of
from logistics.domain.faults import Fault, Invalid, NotFound, Unavailable
from logistics.domain.places import Located, Place, Point, Precision
from logistics.domain.route_class import city_code
from logistics.runtime.map_circuit import ask
from logistics.store import places

if TYPE_CHECKING:
    from logistics.gateways.maps import Found, Seen

_DAY_S = 86_400
_KEPT_S = 30 * _DAY_S  # doors do not move; new ones are not asked for before they are there
_UNSURE_KEPT_S = _DAY_S
_GEOCODER = "geocoder"
_USABLE, _DOOR, _TOWN = 7, 9, 3  # Tencent's figures for reliability and level
_REACH_DEGREES = 6  # no district on land reaches farther from its middle: the widest is seven from end to end


def locate(adcode: str, address: str, now: datetime) -> Located:
    """Where an address is; the middle of its district when the map does not know, is unsure or does not answer.

    Raises Invalid ADCODE_INVALID, and Unavailable PROVIDER_UNAVAILABLE when not even a middle is known.
    """
    region = _region(adcode)
    asked = f"{adcode}|{''.join(address.split())}"
    if known := places.recall("address", asked):
        return Located(tuple(known["point"]), Precision(known["precision"]), known["adcode"], known["canonical"])
    try:
        found = ask(_GEOCODER, lambda: _find_address(region + address), now)
    except Fault:
        return _middle(adcode, region)  # logged already; not kept, since the next try may go well
    located = _located(adcode, found) or _middle(adcode, region)
    sure = located.precision is not Precision.DISTRICT
    places.keep("address", asked, _row(located), _KEPT_S if sure else _UNSURE_KEPT_S)
    return located


def place_at(point: Point, now: datetime) -> Place:
    """What is at a WGS-84 point, to a metre.

    Raises NotFound PLACE_NOT_FOUND and Unavailable PROVIDER_UNAVAILABLE.
    """
    lng, lat = (round(each, 5) for each in point)
    asked = f"{lng:.5f},{lat:.5f}"
    if known := places.recall("point", asked):
        return Place(**known)
    try:
        seen = ask(_GEOCODER, lambda: _look_at((lng, lat)), now)
    except Fault:
        message = "暂时无法识别地图位置，请手动选择地区"
        raise Unavailable("PROVIDER_UNAVAILABLE", message, provider="maps", maybe_done=False) from None
    if seen is None or not _may_lie_in(seen.adcode, (lng, lat)):
        raise NotFound("PLACE_NOT_FOUND", "没有认出这个位置，请手动选择地区")
    place = _place(seen)
    places.keep("point", asked, vars(place), _KEPT_S)
    return place


def _located(adcode: str, found: "Found | None") -> Located | None:
    """A finding that can be used: sure enough, finer than a district, and where the customer says it is."""
    if found is None or found.reliability < _USABLE or found.level < _TOWN:
        return None
    if not _agrees(adcode, found.adcode) or not _may_lie_in(found.adcode, found.point):
        return None
    precision = Precision.DOOR if found.level >= _DOOR else Precision.STREET
    return Located(found.point, precision, found.adcode, found.canonical)


def _agrees(said: str, found: str) -> bool:
    """The same district; or the same city, where the customer named no district or the map still has an old code."""
    here, there = divisions().find(said), divisions().find(found)
    if here is None or there is None:
        return False
    if here.level == DISTRICT == there.level:
        return here.code == there.code
    return city_code(here.code) == city_code(there.code)


def _may_lie_in(adcode: str, point: Point) -> bool:
    """Whether a point and a code can be of one place at all: swapped or mixed up figures would be kept for weeks."""
    middle = _centroid(adcode)
    if middle is None:
        return divisions().find(adcode) is not None
    return all(abs(one - other) <= _REACH_DEGREES for one, other in zip(point, middle, strict=True))


def _centroid(adcode: str) -> Point | None:
    return next((row.centroid for row in reversed(divisions().path(adcode)) if row.centroid), None)


def _middle(adcode: str, region: str) -> Located:
    point = _centroid(adcode)
    if point is None:
        raise Unavailable("PROVIDER_UNAVAILABLE", "服务暂时不可用，请稍后再试", provider="maps", maybe_done=False)
    return Located(point, Precision.DISTRICT, adcode, region)


def _region(adcode: str) -> str:
    region = "".join(dict.fromkeys(names_of(adcode)))
    if not region:
        raise Invalid("ADCODE_INVALID", "地区编码无效", adcode=adcode)
    return region


def _place(seen: "Seen") -> Place:
    """Divisions by today's names; the address as a form has it: township, road and number."""
    road = seen.number if seen.number.startswith(seen.street) else seen.street + seen.number
    code = divisions().path(seen.adcode)[-1].code
    return Place(*names_of(code), code, seen.town or seen.street, seen.town + road, seen.landmark)


def _row(located: Located) -> dict[str, object]:
    return {
        "point": list(located.point),
        "precision": located.precision.value,
        "adcode": located.adcode,
        "canonical": located.canonical,
    }


def _find_address(address: str) -> "Found | None":
    from logistics.gateways.maps import find_address  # the HTTP library is loaded by those who need it

    return find_address(address)


def _look_at(point: Point) -> "Seen | None":
    from logistics.gateways.maps import look_at

    return look_at(point)
