"""The people of the live benchmark: couriers on duty, and those who watch them, all with open connections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scripts.benchmarks.ground import Ground
from scripts.benchmarks.orders import populate

if TYPE_CHECKING:
    from logistics.domain.roles import Actor


@dataclass
class Watcher:
    """A connection and whom it shows; `told` holds what the replies said, pushes are noted by the gateway."""

    connection_id: str
    actor: Actor
    route: str
    asked: dict[str, object]
    shows: dict[str, str]  # courier id: the name under which it is shown
    told: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Courier:
    id: str
    outlet_id: str
    connection_id: str
    point: tuple[float, float]


def on_duty(made: Ground, count: int) -> list[Courier]:
    """Couriers on duty, spread over the outlets, each with an open WebSocket."""
    from logistics.domain.ids import new_id
    from logistics.domain.roles import Actor, Role
    from logistics.domain.route_class import city_code
    from logistics.store.positions import Duty, go_on_duty

    outlets = [each for each in made.network.outlets if each.kind == "outlet" and each.adcodes]
    now, found = datetime.now(UTC), list[Courier]()
    for number in range(count):
        outlet = outlets[number % len(outlets)]
        actor = Actor(new_id(now), Role.COURIER, outlet.id)
        duty = Duty(actor.id, city_code(outlet.adcodes[0]), outlet.id, 30, now + timedelta(hours=1))
        go_on_duty(duty, outlet.location)
        bind(f"courier-{number}", actor)
        lng, lat = outlet.location
        found.append(Courier(actor.id, outlet.id, f"courier-{number}", (round(lng + number * 1e-5, 6), lat)))
    return found


def audience(made: Ground, couriers: Sequence[Courier], count: int) -> list[Watcher]:
    """A tenth are offices, which watch an outlet each; the others are customers, each with one courier's parcel."""
    offices = [_office(made, couriers, number) for number in range(count // 10)]
    customers = _customers(made, couriers, count - len(offices))
    return [*offices, *customers]


def _office(made: Ground, couriers: Sequence[Courier], number: int) -> Watcher:
    outlets = sorted({each.outlet_id for each in couriers})
    outlet_id, actor = outlets[number % len(outlets)], made.staff("administrator")
    shows = {each.id: each.id for each in couriers if each.outlet_id == outlet_id}
    bind(f"office-{number}", actor)
    return Watcher(f"office-{number}", actor, "watch_outlet", {"outlet_id": outlet_id}, shows)


def _customers(made: Ground, couriers: Sequence[Courier], count: int) -> list[Watcher]:
    from logistics.store.mongo import database

    found = list[Watcher]()
    by_id = {each.id: each for each in made.customers}
    for number, order in enumerate(populate(made, 0, count)["cash_due"]):
        courier = couriers[number % len(couriers)]
        database()["parcels"].update_one({"_id": order.waybill_no}, {"$set": {"courier_id": courier.id}})
        bind(f"customer-{number}", by_id[order.customer_id])
        asked: dict[str, object] = {"waybill_no": order.waybill_no}
        shows = {courier.id: order.waybill_no}
        found.append(Watcher(f"customer-{number}", by_id[order.customer_id], "watch_parcel", asked, shows))
    return found


def bind(connection_id: str, actor: Actor) -> None:
    from logistics.domain.roles import Actor
    from logistics.store import sessions

    now = datetime.now(UTC)
    known = sessions.actor_of(sessions.open_session(actor, now), now)
    assert isinstance(known, Actor)
    sessions.bind_connection(connection_id, known)
