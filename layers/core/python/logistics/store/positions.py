"""Couriers on duty: where they are, and until when they work.

`couriers:<city>` is a GEO set of places, `courier:<id>` a record that expires when the shift ends. Whoever stands
in a set without a record for that city has gone home or moved, and is dropped from it when a search meets them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from logistics.store.redis import redis

Point = tuple[float, float]
_POINTS_A_TIME = 100


@dataclass(frozen=True)
class Duty:
    """A courier's shift: `city` is where they work (see domain.route_class), `capacity` how many tasks they take.

    `skills` are what they can do beside the usual, such as heavy.
    """

    courier_id: str
    city: str
    outlet_id: str
    capacity: int
    until: datetime
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class Nearby:
    """A courier on duty, and where and how far away they were last seen."""

    duty: Duty
    distance_m: int
    point: Point


def go_on_duty(duty: Duty, location: Point) -> None:
    """Start or prolong a shift at this place (lng, lat); doing it again moves the courier."""
    row = vars(duty) | {"until": duty.until.isoformat(), "skills": list(duty.skills)}
    del row["courier_id"]
    pipe = redis().pipeline()
    pipe.geoadd(f"couriers:{duty.city}", (*location, duty.courier_id))
    pipe.set(f"courier:{duty.courier_id}", json.dumps(row), exat=int(duty.until.timestamp()))
    pipe.execute()


def go_off_duty(courier_id: str) -> None:
    """End the shift; the place is dropped by the next search that meets it."""
    redis().delete(f"courier:{courier_id}")


def duty_of(courier_id: str) -> Duty | None:
    """A courier's present shift; None off duty."""
    text = redis().get(f"courier:{courier_id}")
    return duty_from(courier_id, str(text)) if text else None


def near(city: str, point: Point, radius_m: int, limit: int) -> list[Nearby]:
    """The nearest couriers on duty around a point (lng, lat), the closest first."""
    return near_each([(city, point)], radius_m, limit)[0]


def near_each(points: Sequence[tuple[str, Point]], radius_m: int, limit: int) -> list[list[Nearby]]:
    """The nearest couriers on duty around each point of a city, the closest first; Redis is asked in few messages."""
    found = list[list[Nearby]]()
    for start in range(0, len(points), _POINTS_A_TIME):
        found += _near_some(points[start : start + _POINTS_A_TIME], radius_m, limit)
    return found


def _near_some(points: Sequence[tuple[str, Point]], radius_m: int, limit: int) -> list[list[Nearby]]:
    pipe = redis().pipeline(transaction=False)
    for city, (lng, lat) in points:
        pipe.geosearch(
            f"couriers:{city}",
            longitude=lng,
            latitude=lat,
            radius=radius_m,
            unit="m",
            sort="ASC",
            count=limit,
            withdist=True,
            withcoord=True,
        )
    around: list[list[tuple[str, float, Point]]] = pipe.execute()
    duties = _duties({place[0] for places in around for place in places})
    found, gone = list[list[Nearby]](), set[tuple[str, str]]()
    for (city, _), places in zip(points, around, strict=True):
        here = list[Nearby]()
        for courier_id, distance_m, point in places:
            duty = duties[courier_id]
            if duty and duty.city == city:
                here.append(Nearby(duty, round(distance_m), point))
            else:
                gone.add((city, courier_id))
        found.append(here)
    for city, courier_id in gone:
        redis().zrem(f"couriers:{city}", courier_id)
    return found


def _duties(courier_ids: set[str]) -> dict[str, Duty | None]:
    if not courier_ids:
        return {}
    ids = list(courier_ids)
    texts: Any = redis().mget([f"courier:{courier_id}" for courier_id in ids])
    return {each: duty_from(each, text) if text else None for each, text in zip(ids, texts, strict=True)}


def duty_from(courier_id: str, text: str) -> Duty:
    """The record `courier:<id>` read."""
    row = json.loads(text)
    until = datetime.fromisoformat(row["until"])
    skills = tuple(row.get("skills", ()))
    return Duty(courier_id, row["city"], row["outlet_id"], row["capacity"], until, skills)
