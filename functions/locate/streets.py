"""The streets of a courier's tour, as the map would drive them: from where the courier is through the next doors."""

from typing import Any

from logistics.domain.coordinates import Point
from logistics.domain.travel import crow_m
from logistics.runtime.context import Context
from logistics.runtime.street_lines import street_line
from logistics.store import places

_MOST_DOORS = 48  # three questions to the map; what comes later will be planned otherwise before
_PATIENCE_S = 1.0
_KEPT_S = 12 * 3_600
_TRIED_AGAIN_S = 60
_DRAWN_EACH_M = 15
_DIGITS = 5  # a metre
_KIND = "street"


def streets_of(courier_id: str, tour: dict[str, Any], ctx: Context) -> list[dict[str, float]]:
    """The line of a version of a tour, asked for once and kept sealed for a working day; empty without the map."""
    asked = f"{courier_id}|{tour['version']}"
    known = places.recall(_KIND, asked)
    if known is None:
        known = {"line": _drawn(street_line(_doors(tour), _PATIENCE_S, ctx))}
        places.keep(_KIND, asked, known, _KEPT_S if known["line"] else _TRIED_AGAIN_S)
    return [{"lng": lng, "lat": lat} for lng, lat in known["line"]]


def _doors(tour: dict[str, Any]) -> list[Point]:
    seen = tour.get("position")
    here = [(seen.lng, seen.lat)] if seen else []
    return [*here, *((stop["place"]["lng"], stop["place"]["lat"]) for stop in tour["stops"][:_MOST_DOORS])]


def _drawn(line: list[Point]) -> list[Point]:
    """As many points as can be told apart on a phone."""
    found = list[Point]()
    for lng, lat in line:
        if not found or crow_m(found[-1], (lng, lat)) >= _DRAWN_EACH_M:
            found.append((round(lng, _DIGITS), round(lat, _DIGITS)))
    return found
