"""500 orders and 5,000 couriers on duty: from candidates in Redis to committed assignments in MongoDB, in one batch.

Every other courier has a tour of three stops, which is weighed.
Beside it a floor that makes only the driver calls it needs, and the simulated 90 minutes of `dispatch_day`.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import mean
from time import perf_counter
from typing import Any

from scripts.benchmarks.dispatch_day import day
from scripts.benchmarks.figures import Figure, figure
from scripts.benchmarks.ground import Ground, ground
from scripts.benchmarks.orders import populate

Row = dict[str, Any]
_CITY, _ADCODE, _CAPACITY = "4401", "440106", 10
_WEST, _SOUTH, _SPAN = 113.20, 23.05, 0.20  # degrees: about 20 km each way
_LIMIT_MS = 5_000
_STOPS = 3


@dataclass(frozen=True)
class Told:
    """Figures that are no times, as a row of their own."""

    name: str
    figures: dict[str, object]

    def row(self) -> dict[str, object]:
        """The row as JSON says it."""
        return {"name": self.name, **self.figures}


def dispatch(orders: int, couriers: int, loads: list[int], days: int) -> list[Figure | Told]:
    """The batch, and for each number of orders in 90 minutes the three policies, as means of `days` seeds."""
    with ground() as place:
        rng = random.Random(41)
        crew = on_duty(place, couriers, rng)
        numbers = [each.waybill_no for each in populate(place, 0, orders)["placed"][:orders]]
        _on_tour(crew[::2], numbers[0], rng)
        _wait(numbers, rng)
        floor_ms = _floor(numbers)
        _wait(numbers, rng)
        ours_ms = _ours()
        worst = _checked(numbers)
    batch = figure(f"{orders} orders, {couriers} couriers", [ours_ms], [floor_ms], **worst, limit_p50_ms=_LIMIT_MS)
    return [batch, *(each for load in loads for each in _day(load, days))]


def on_duty(place: Ground, count: int, rng: random.Random) -> list[str]:
    """Couriers of one outlet, spread over the city; answers their ids."""
    from logistics.domain.ids import new_id
    from logistics.store.mongo import database
    from logistics.store.positions import Duty, go_on_duty

    now, staff = datetime.now(UTC), database()["staff"]
    outlet = next(each.id for each in place.network.outlets if _ADCODE in each.adcodes and each.kind == "outlet")
    pattern = dict(staff.find_one({"_id": place.staff("courier", outlet).id}) or {})
    pattern.pop("openid_index", None)
    rows = [pattern | {"_id": new_id(now), "phone_index": os.urandom(32), "capacity": _CAPACITY} for _ in range(count)]
    staff.insert_many(rows, ordered=False)
    for row in rows:
        go_on_duty(Duty(row["_id"], _CITY, outlet, _CAPACITY, now + timedelta(hours=8)), _point(rng))
    return [row["_id"] for row in rows]


def _on_tour(courier_ids: list[str], pattern_no: str, rng: random.Random) -> None:
    """Give each of these a tour of some pickups, so that its effect is weighed too."""
    from logistics.store.mongo import database

    db, now = database(), datetime.now(UTC)
    pattern = dict(db["parcels"].find_one({"_id": pattern_no}) or {})
    pattern.pop("quote_id", None)
    parcels, tours = list[Row](), list[Row]()
    for place, courier_id in enumerate(courier_ids):
        held = {"status": "assigned", "courier_id": courier_id, "waiting_since": None}
        numbers = [f"TOUR{_STOPS * place + at:012d}" for at in range(_STOPS)]
        for number in numbers:
            consignor = pattern["consignor"] | {"location": list(_point(rng))}
            parcels.append(pattern | held | {"_id": number, "consignor": consignor})
        stops = [{"kind": "pickup", "waybill_nos": [each], "arrives_at": now, "leaves_at": now} for each in numbers]
        figures = {"version": 1, "planned_at": now, "ends_at": now, "distance_m": 0, "saved_m": 0, "by_hand": False}
        tours.append(figures | {"_id": courier_id, "stops": stops, "unreachable": [], "unplaced": []})
    db["parcels"].insert_many(parcels, ordered=False)
    db["tours"].insert_many(tours, ordered=False)


def _wait(numbers: list[str], rng: random.Random) -> None:
    """Only these wait, each at a place of its own."""
    from pymongo import UpdateOne

    from logistics.store.mongo import database

    parcels, now = database()["parcels"], datetime.now(UTC)
    parcels.update_many({"waiting_since": {"$ne": None}}, {"$set": {"waiting_since": None}})
    waiting = {"status": "placed", "courier_id": None, "waiting_since": now, "pickup_from": None}
    parcels.bulk_write(
        [
            UpdateOne(
                {"_id": each},
                {"$set": waiting | {"consignor.adcode": _ADCODE, "consignor.location": list(_point(rng))}},
            )
            for each in numbers
        ]
    )


def _point(rng: random.Random) -> tuple[float, float]:
    return _WEST + rng.random() * _SPAN, _SOUTH + rng.random() * _SPAN


def _ours() -> float:
    from functions.dispatch_match.handler import main

    began = perf_counter()
    reply = main({"schedule": "retry_waiting", "key": os.environ["SCHEDULE_KEY"]}, None)
    if "data" not in reply:
        raise RuntimeError(f"refused: {reply}")
    return (perf_counter() - began) * 1_000


def _floor(numbers: list[str]) -> float:
    """The nearest courier to each order, and one row changed and one written for it, in bulk."""
    from pymongo import UpdateOne

    from logistics.store.mongo import database
    from logistics.store.redis import redis

    db, began = database(), perf_counter()
    rows = list(db["parcels"].find({"_id": {"$in": numbers}}))
    pipe = redis().pipeline(transaction=False)
    for row in rows:
        lng, lat = row["consignor"]["location"]
        pipe.geosearch(f"couriers:{_CITY}", longitude=lng, latitude=lat, radius=3_000, unit="m", sort="ASC", count=20)
    nearest: list[list[str]] = pipe.execute()
    taken = [(row["_id"], names[0]) for row, names in zip(rows, nearest, strict=True) if names]
    with db.client.start_session() as session, session.start_transaction():
        changes = [UpdateOne({"_id": number}, {"$set": {"courier_id": courier}}) for number, courier in taken]
        db["parcels"].bulk_write(changes, session=session)
        db["bench"].insert_many([{"_id": number, "courier_id": name} for number, name in taken], session=session)
    return (perf_counter() - began) * 1_000


def _checked(numbers: list[str]) -> Row:
    """What was committed: each once, nobody beyond their capacity; else RuntimeError."""
    from logistics.store.mongo import database

    db = database()
    rows = list(db["parcels"].find({"_id": {"$in": numbers}}, {"courier_id": 1}))
    assigned = [row["courier_id"] for row in rows if row["courier_id"]]
    scans = db["scans"].count_documents({"waybill_no": {"$in": numbers}, "step": "assigned"})
    most = max(assigned.count(each) for each in set(assigned)) if assigned else 0
    if scans != len(assigned) or most > _CAPACITY:
        raise RuntimeError(f"{len(assigned)} orders have a courier, {scans} were given away, one courier has {most}")
    return {"assigned": len(assigned), "most_of_one": most}


def _day(load: int, days: int) -> list[Told]:
    seen = [day(load, seed) for seed in range(1, days + 1)]
    return [
        Told(
            f"{load} in 90 min, {policy}",
            {name: round(mean(each[policy][name] for each in seen), 3) for name in seen[0][policy]},
        )
        for policy in seen[0]
    ]
