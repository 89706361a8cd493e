"""Couriers on duty: where they are, and until when they work.

`couriers:<city>` is a GEO set of places, `courier:<id>` a record that expires when the shift ends. Whoever stands
in a set without a record for that city has gone home or moved, and is dropped from it when a search meets them.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from logistics.store.redis import redis

Point = tuple[float, float]


@dataclass(frozen=True)
class Duty:
    """A courier's shift: `city` is where they work (see domain.route_class), `capacity` how many tasks they take."""

    courier_id: str
    city: str
    outlet_id: str
    capacity: int
    until: datetime


@dataclass(frozen=True)
class Nearby:
    """A courier on duty and how far away they were last seen."""

    duty: Duty
    distance_m: int


def go_on_duty(duty: Duty, location: Point) -> None:
    """Start or prolong a shift at this place (lng, lat); doing it again moves the courier."""
    row = {"city": duty.city, "outlet_id": duty.outlet_id, "capacity": duty.capacity, "until": duty.until.isoformat()}
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
    return _duty(courier_id, str(text)) if text else None


def near(city: str, point: Point, radius_m: int, limit: int) -> list[Nearby]:
    """The nearest couriers on duty around a point (lng, lat), the closest first."""
    lng, lat = point
    places: Any = redis().geosearch(
        f"couriers:{city}",
        longitude=lng,
        latitude=lat,
        radius=radius_m,
        unit="m",
        sort="ASC",
        count=limit,
        withdist=True,
    )
    if not places:
        return []
    records: Any = redis().mget([f"courier:{courier_id}" for courier_id, _ in places])
    found, gone = list[Nearby](), list[str]()
    for (courier_id, distance_m), text in zip(places, records, strict=True):
        duty = _duty(courier_id, text) if text else None
        if duty is not None and duty.city == city:
            found.append(Nearby(duty, round(distance_m)))
        else:
            gone.append(courier_id)
    if gone:
        redis().zrem(f"couriers:{city}", *gone)
    return found


def _duty(courier_id: str, text: str) -> Duty:
    row = json.loads(text)
    until = datetime.fromisoformat(row["until"])
    return Duty(courier_id, row["city"], row["outlet_id"], row["capacity"], until)
