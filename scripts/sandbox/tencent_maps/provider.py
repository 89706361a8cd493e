"""The location service at apis.map.qq.com: the geocoder, both ways, the distance matrix and the way by car."""

import re

from scripts.sandbox.accounts import Accounts
from scripts.sandbox.controls import ControlRoutes
from scripts.sandbox.state import State
from scripts.sandbox.tencent_maps import driving, roads, signature, status
from scripts.sandbox.tencent_maps.atlas import Atlas, Spot
from scripts.sandbox.tencent_maps.quotas import Quotas
from scripts.sandbox.tencent_maps.status import MapsError, answered, refused
from scripts.sandbox.wire import Call, Json, Reply, Request

_NAME = "maps"
_GEOCODER = ("/ws/geocoder/v1", "/ws/geocoder/v1/")
_MATRIX = ("/ws/distance/v1/matrix", "/ws/distance/v1/matrix/")
_DRIVING = ("/ws/direction/v1/driving", "/ws/direction/v1/driving/")
_POINT = re.compile(r"(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)")
_LARGEST_LATITUDE, _LARGEST_LONGITUDE = 90, 180


class TencentMaps:
    """One key with its secret, its quotas and the map."""

    def __init__(self, state: State, accounts: Accounts) -> None:
        self._accounts = accounts
        self._atlas = Atlas(state)
        self._quotas = Quotas()

    @property
    def controls(self) -> ControlRoutes:
        """What tests and people may order about places and quotas."""
        return {("POST", "/maps/places"): self._atlas.register, ("POST", "/maps/limits"): self._quotas.set}

    def find(self, request: Request) -> Call | None:
        """The call this request is; its operation is "geocode", "reverse", "matrix" or "driving"."""
        if request.path not in _GEOCODER + _MATRIX + _DRIVING:
            return None
        return Call(
            provider=_NAME,
            operation=_operation(request),
            answer=lambda: self._answer(request),
            busy=lambda: refused(MapsError(status.TOO_FAST)),
            expired=lambda: refused(MapsError(status.IP_NOT_ALLOWED)),
        )

    def _answer(self, request: Request) -> Reply:
        try:
            if request.method != "GET":
                raise MapsError(status.METHOD_WRONG)
            signature.verify(request, self._accounts)
            self._quotas.spend()
            if request.path in _MATRIX:
                return answered(roads.matrix(request.query, _point))
            if request.path in _DRIVING:
                return answered(driving.way(request.query, _point))
            if "location" in request.query:
                return answered(self._reverse(request.query["location"]))
            return answered(self._geocode(request.query.get("address", ""), request.query.get("policy", "0")))
        except MapsError as error:
            return refused(error)

    def _geocode(self, address: str, policy: str) -> Json:
        if not address:
            raise MapsError(status.PARAMETER_MISSING)
        spot = self._atlas.find(address)
        if spot is None:
            # By default an address has to name its city; with the loose policy it is merely not found.
            raise MapsError(status.NO_RESULT if policy == "1" else status.PARAMETER_WRONG)
        return {
            "title": spot.landmark or spot.number or spot.road,
            "location": {"lng": spot.lng, "lat": spot.lat},
            "ad_info": {"adcode": spot.adcode},
            "address_components": _components(spot),
            "similarity": 0.99,
            "deviation": 1000,
            "reliability": spot.reliability,
            "level": spot.level,
        }

    def _reverse(self, location: str) -> Json:
        lat, lng = _point(location)
        spot = self._atlas.around(lat, lng)
        if spot is None:
            raise MapsError(status.NO_RESULT)
        line = "".join(dict.fromkeys(spot.names)) + spot.number
        province, city, district = spot.names
        near = {"landmark_l2": {"title": spot.landmark}} if spot.landmark else {}
        return {
            "location": {"lat": lat, "lng": lng},
            "address": line,
            "formatted_addresses": {"recommend": district + spot.landmark, "rough": district + spot.landmark},
            "address_component": {"nation": "中国", **_components(spot)},
            "ad_info": {
                "nation_code": "156",
                "adcode": spot.adcode,
                "city_code": f"156{spot.adcode[:4]}00",
                "nation": "中国",
                "province": province,
                "city": city,
                "district": district,
            },
            "address_reference": near,
        }


def _operation(request: Request) -> str:
    if request.path in _MATRIX:
        return "matrix"
    if request.path in _DRIVING:
        return "driving"
    return "reverse" if "location" in request.query else "geocode"


def _components(spot: Spot) -> Json:
    province, city, district = spot.names
    return {
        "province": province,
        "city": city,
        "district": district,
        "street": spot.road,
        "street_number": spot.number,
    }


def _point(location: str) -> tuple[float, float]:
    """Latitude and longitude, within the globe."""
    found = _POINT.fullmatch(location)
    if found is None:
        raise MapsError(status.PARAMETER_WRONG)
    lat, lng = float(found[1]), float(found[2])
    if abs(lat) > _LARGEST_LATITUDE:
        raise MapsError(status.LATITUDE_WRONG)
    if abs(lng) > _LARGEST_LONGITUDE:
        raise MapsError(status.LONGITUDE_WRONG)
    return lat, lng
