"""What the map knows: places that were registered, and for every district of China made-up roads and numbers.

A made-up door lies near its district's middle, always at the same spot for the same address. Coordinates are GCJ-02.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from math import cos, hypot, radians
from pathlib import Path

from scripts.sandbox.controls import ControlError, text_field
from scripts.sandbox.state import State
from scripts.sandbox.wire import Json

_TABLE = Path(__file__).parents[3] / "layers/core/python/logistics/domain/address/divisions.tsv"
_ROW = re.compile(r"^(\d{6})\t([^\t]+)\t[^\t]*\t([\d.]+)\t([\d.]+)$", re.MULTILINE)
_MUNICIPALITIES = ("11", "12", "31", "50", "71", "81", "82")
_SPREAD_DEGREES = 0.01
_REACH_KM = 100.0
_NEAR_KM = 0.05
_ROAD = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:大道|路|街|巷|弄)")
_NUMBER = re.compile(r"\d+号")


@dataclass(frozen=True)
class Spot:
    """A place: its district's names and code, what stands behind them, where it is, and how well it was met."""

    adcode: str
    names: tuple[str, str, str]
    road: str
    number: str
    lat: float
    lng: float
    level: int
    reliability: int = 9
    landmark: str = ""


class Atlas:
    """Addresses to spots and back."""

    def __init__(self, state: State) -> None:
        self._state = state

    def register(self, payload: Json) -> Json:
        """Control: {"address", "lat", "lng", "adcode", "level"? (9), "reliability"? (9), "road"?, "number"?,
        "landmark"?}: where this very address is."""
        address, adcode = text_field(payload, "address"), text_field(payload, "adcode")
        if adcode not in self._districts:
            raise ControlError("adcode is not a division's code")
        with self._state.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO map_places (address, place) VALUES (?, ?)", (address, json.dumps(payload))
            )
        return {"address": address}

    def find(self, address: str) -> Spot | None:
        """Where an address is: registered, or in the district it names at its beginning."""
        registered = self._registered().get(address)
        if registered is not None:
            return registered
        named = [code for code, (name, _, _) in self._districts.items() if self._starts(address, code, name)]
        if not named:
            return None
        adcode = max(named, key=lambda code: len("".join(self._names(code))))
        return self._made_up(adcode, address)

    def around(self, lat: float, lng: float) -> Spot | None:
        """What is at a point: a registered place within fifty metres, or a made-up one in the nearest district."""
        for spot in self._registered().values():
            if _km(spot.lat, spot.lng, lat, lng) <= _NEAR_KM:
                return spot
        leaves = [row for row in self._districts.items() if not row[0].endswith("00") or row[0] == "441900"]
        adcode, (_, y, x) = min(leaves, key=lambda row: _km(row[1][1], row[1][2], lat, lng))
        if _km(y, x, lat, lng) > _REACH_KM:
            return None
        number = f"示例路{int(lat * 1e4 + lng * 1e4) % 999 + 1}号"
        return Spot(adcode, self._names(adcode), "示例路", number, lat, lng, 9, landmark="示例广场")

    def _registered(self) -> dict[str, Spot]:
        with self._state.transaction() as connection:
            rows = connection.execute("SELECT address, place FROM map_places").fetchall()
        return {row["address"]: self._spot(json.loads(row["place"])) for row in rows}

    def _spot(self, place: Json) -> Spot:
        return Spot(
            place["adcode"],
            self._names(place["adcode"]),
            place.get("road", ""),
            place.get("number", ""),
            place["lat"],
            place["lng"],
            place.get("level", 9),
            place.get("reliability", 9),
            place.get("landmark", ""),
        )

    def _made_up(self, adcode: str, address: str) -> Spot:
        _, lat, lng = self._districts[adcode]
        names = self._names(adcode)
        rest = address.rsplit(names[2] or names[1] or names[0], 1)[-1]
        if not rest:
            return Spot(adcode, names, "", "", lat, lng, 2 if names[2] else 1)
        digest = hashlib.sha256(address.encode()).digest()
        north, east = (each / 255 - 0.5 for each in digest[:2])
        road, number = _ROAD.search(rest), _NUMBER.search(rest)
        level = 9 if number else 7 if road else 3
        parts = (road[0] if road else "", (road[0] if road else "") + number[0] if number else "")
        return Spot(adcode, names, *parts, lat + north * _SPREAD_DEGREES, lng + east * _SPREAD_DEGREES, level)

    def _starts(self, address: str, code: str, name: str) -> bool:
        whole = "".join(dict.fromkeys(self._names(code)))
        return address.startswith((whole, name))

    def _names(self, code: str) -> tuple[str, str, str]:
        """Province, city and district of a code, as far as there are such; a municipality is its own city."""
        province = self._name(code[:2] + "0000")
        city = self._name(code[:4] + "00") if code[2:4] != "00" else ""
        district = self._name(code) if not code.endswith("00") else ""
        return province, city or (province if code[:2] in _MUNICIPALITIES else ""), district

    def _name(self, code: str) -> str:
        return self._districts[code][0] if code in self._districts else ""

    @cached_property
    def _districts(self) -> dict[str, tuple[str, float, float]]:
        """Name and middle (lat, lng) by code, from the product's own table of divisions."""
        rows = _ROW.findall(_TABLE.read_text(encoding="utf-8"))
        return {code: (name, float(lat), float(lng)) for code, name, lng, lat in rows}


def _km(lat: float, lng: float, other_lat: float, other_lng: float) -> float:
    """Near enough for choosing the nearest."""
    return 111.2 * hypot(lat - other_lat, (lng - other_lng) * cos(radians(lat)))
