"""Tencent's location service, WebService API (lbs.qq.com/service/webService): addresses to points and back.

It speaks GCJ-02 and "lat,lng"; what enters and leaves this file is WGS-84 and (lng, lat).
"""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from logistics.domain.coordinates import Point, to_gcj02, to_wgs84
from logistics.domain.faults import Unavailable
from logistics.gateways.problems import refused, unavailable, was_cut
from logistics.settings import settings

_GEOCODER = "/ws/geocoder/v1/"
_LOOSE = "1"  # answer for an address that names no city too; a wrong guess is told by its code
_TOO_FAST, _DAY_SPENT = 120, 121
_WAIT_S = 1.0  # the per-second limit is over by then
_NOTHING = frozenset({310, 330, 331, 347, 348, 393, 395})  # no result, or a text the service cannot take as an address
_NO_WAY = frozenset({326, 333, 373, 374, 377})  # ends too near, too far, off the roads
_BROKEN_FROM = 500
_A_PIECE = 65_536


@dataclass(frozen=True)
class Found:
    """An address on the map. `level` runs from 1 (city) to 11 (a point of interest), 9 is a door number;
    `reliability` from 1 to 10, 7 and more can be used."""

    point: Point = field(repr=False)
    adcode: str
    level: int
    reliability: int
    canonical: str = field(repr=False)


@dataclass(frozen=True)
class Seen:
    """What is at a point: the code of its district, and what stands behind that; an empty string is not known."""

    adcode: str
    town: str = field(repr=False)
    street: str = field(repr=False)
    number: str = field(repr=False)
    landmark: str = field(repr=False)


def find_address(address: str) -> Found | None:
    """Where an address is; None when the map knows none like it.

    Raises Unavailable PROVIDER_UNAVAILABLE and PROVIDER_QUOTA_SPENT (until midnight in China), Conflict
    PROVIDER_REFUSED (provider_code=).
    """
    result = result_of(_GEOCODER, {"address": address, "policy": _LOOSE})
    if result is None:
        return None
    try:
        point = to_wgs84((float(result["location"]["lng"]), float(result["location"]["lat"])))
        adcode, parts = str(result["ad_info"]["adcode"]), result["address_components"]
        return Found(point, adcode, int(result["level"]), int(result["reliability"]), _line(parts))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise unavailable("maps", maybe_done=False) from None


def look_at(point: Point) -> Seen | None:
    """What is at a point; None where the map has nothing. Raises as `find_address` does."""
    lng, lat = to_gcj02(point)
    result = result_of(_GEOCODER, {"location": f"{lat:.6f},{lng:.6f}", "get_poi": "0"})
    if result is None:
        return None
    try:
        parts, near = result["address_component"], result.get("address_reference") or {}
        return Seen(
            adcode=str(result["ad_info"]["adcode"]),
            town=_title(near, "town"),
            street=str(parts.get("street") or ""),
            number=str(parts.get("street_number") or ""),
            landmark=_title(near, "landmark_l2") or _title(near, "landmark_l1"),
        )
    except (KeyError, TypeError, AttributeError):
        raise unavailable("maps", maybe_done=False) from None


def signature(path: str, params: Mapping[str, str], secret: str) -> str:
    """The service's `sig`: MD5 of the path, the sorted raw parameters and the secret."""
    query = "&".join(f"{name}={params[name]}" for name in sorted(params))
    return hashlib.md5(f"{path}?{query}{secret}".encode(), usedforsecurity=False).hexdigest()


def result_of(path: str, params: Mapping[str, str], within_s: float | None = None) -> dict[str, Any] | None:
    """The "result" of one question, None when there is none; raises as `find_address` does.

    One that came too fast is asked once more unless it must be answered `within_s`, one whose connection broke always.
    """
    status, answer = _asked(path, params, within_s)
    if status == _TOO_FAST and within_s is None:
        time.sleep(_WAIT_S)
        status, answer = _asked(path, params, within_s)
    if status == 0:
        result = answer.get("result")
        return dict(result) if isinstance(result, dict) else None
    if status in _NOTHING | _NO_WAY:
        return None
    if status == _DAY_SPENT:
        raise Unavailable("PROVIDER_QUOTA_SPENT", "地图服务今日暂不可用，请手动填写", provider="maps")
    if status == _TOO_FAST or status >= _BROKEN_FROM:
        raise unavailable("maps", maybe_done=False)
    raise refused("maps", str(status))


def _asked(path: str, params: Mapping[str, str], within_s: float | None) -> tuple[int, dict[str, Any]]:
    try:
        body = json.loads(_get(path, params, within_s))
        return int(body["status"]), dict(body)
    except (requests.RequestException, HTTPError, ValueError, KeyError, TypeError, OverflowError):
        raise unavailable("maps", maybe_done=False) from None


def _get(path: str, params: Mapping[str, str], within_s: float | None) -> bytes:
    chosen = settings()
    chosen.must("maps_key", "maps_sk")
    keyed = {**params, "key": chosen.maps_key}
    signed = keyed | {"sig": signature(path, keyed, chosen.maps_sk)}
    url = chosen.maps_base_url.rstrip("/") + path
    patience_s = chosen.provider_timeout_ms / 1000
    limit_s = patience_s if within_s is None else min(patience_s, within_s)
    try:
        return _answer(url, signed, limit_s)
    except requests.RequestException as error:
        if not was_cut(error):
            raise
        return _answer(url, signed, limit_s)


def _answer(url: str, signed: Mapping[str, str], limit_s: float) -> bytes:
    """The whole body: the driver's own limit is for each piece of it, and one that drips would last for ever."""
    parts, until = list[bytes](), time.monotonic() + limit_s
    with _connection().get(url, params=signed, timeout=limit_s, stream=True) as answer:
        while part := answer.raw.read1(_A_PIECE, decode_content=True):
            parts.append(part)
            if time.monotonic() > until:
                raise requests.Timeout
    return b"".join(parts)


def _line(parts: Mapping[str, Any]) -> str:
    """Divisions, road and number in one line, a municipality named once; the number may bring its road along."""
    region = dict.fromkeys(str(parts.get(name) or "") for name in ("province", "city", "district"))
    road, number = str(parts.get("street") or ""), str(parts.get("street_number") or "")
    return "".join(region) + (number if number.startswith(road) else road + number)


def _title(near: Mapping[str, Any], name: str) -> str:
    return str((near.get(name) or {}).get("title") or "")


@cache
def _connection() -> requests.Session:
    return requests.Session()
