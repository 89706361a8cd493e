"""Coming to doors and to the outlet, told by positions: drifting phones, vans that pass by, batches at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.roles import Actor
from logistics.domain.shanghai import business_day
from logistics.domain.states import Step
from logistics.store import presence
from logistics.store.mongo import Unit, database
from tests.support.calls import http
from tests.support.orders import TIANHE, bring_out, place_order, report
from tests.support.people import actor, session_of, sign_in

pytestmark = pytest.mark.usefixtures("store")

OUTLET = "GZ-TH-1"
METRE = 1 / 111_195
DOOR_M = 2_000  # north of the outlet


@pytest.fixture
def courier() -> Actor:
    """On duty, with the parcel of the door in the van."""
    who = actor("courier", OUTLET, 0)
    said = {"on": True, "location": TIANHE}
    assert http("dispatch_match", "POST", "/couriers/me/duty", said, session=session_of(who)).status == 200
    return who


@pytest.fixture
def waybill_no(courier: Actor) -> str:
    number = place_order(sign_in("customer"))
    there = [TIANHE["lng"], TIANHE["lat"] + DOOR_M * METRE]
    database()["parcels"].update_one({"_id": number}, {"$set": {"consignee.location": there}})
    bring_out(number, courier)
    return number


class Phone:
    """Sends where it was: so many metres north of the outlet, so many seconds after the beginning."""

    def __init__(self, courier: Actor) -> None:
        self._courier = courier
        self.began = datetime.now(UTC) - timedelta(minutes=40)

    def at(self, second: float) -> datetime:
        return self.began + timedelta(seconds=second)

    def send(self, *seen: tuple[float, float], accuracy_m: float = 8) -> None:
        fixes = [
            {
                "sequence": int(second),
                "at": self.at(second).isoformat(),
                "lng": TIANHE["lng"],
                "lat": TIANHE["lat"] + north_m * METRE,
                "coordinates": "wgs84",
                "accuracy_m": accuracy_m,
            }
            for second, north_m in seen
        ]
        http("locate", "POST", "/positions", {"fixes": fixes}, session=session_of(self._courier))


@pytest.fixture
def phone(courier: Actor, waybill_no: str) -> Phone:
    return Phone(courier)


def visits(courier: Actor) -> list[dict[str, Any]]:
    day = business_day(datetime.now(UTC) - timedelta(minutes=40))
    days = {day, business_day(datetime.now(UTC))}
    session, path = sign_in("outlet_manager", OUTLET), f"/couriers/{courier.id}/visits"
    shown = [
        http("locate", "GET", path, session=session, query={"day": each.isoformat()}).data for each in sorted(days)
    ]
    return [visit for each in shown for visit in each["visits"]]


def at_the_door(first: float, seconds: float, drift_m: float = 0) -> list[tuple[float, float]]:
    """A fix each ten seconds at the door, the phone drifting to and fro."""
    count = int(seconds // 10) + 1
    return [(first + 10 * n, DOOR_M + (drift_m if n % 2 else -drift_m)) for n in range(count)]


def test_a_courier_who_comes_to_a_door_need_not_tap(phone: Phone, courier: Actor, waybill_no: str) -> None:
    phone.send((100, 1_000), *at_the_door(200, 90))
    (visit,) = visits(courier)
    assert visit["place"].startswith("delivery:") and visit["waybill_nos"] == [waybill_no]
    assert visit["arrived_at"].startswith(phone.at(200).isoformat()[:19])
    assert visit.get("left_at") is None
    phone.send((320, DOOR_M + 400), (360, DOOR_M + 800))
    (visit,) = visits(courier)
    assert visit["left_at"].startswith(phone.at(320).isoformat()[:19])


def test_a_van_that_passes_by_or_waits_at_a_light_has_not_come(phone: Phone, courier: Actor) -> None:
    phone.send((100, 1_800), (110, 1_960), (120, 2_040), (130, 2_200), (140, 2_400))
    assert visits(courier) == []
    phone.send((200, 2_020), (230, 2_020), (245, 2_300))
    assert visits(courier) == []


def test_a_drifting_phone_comes_once_and_leaves_once(phone: Phone, courier: Actor) -> None:
    phone.send((100, 1_000), *at_the_door(200, 300, drift_m=70))
    phone.send(*[(510 + 10 * n, DOOR_M + (130 if n % 2 else 20)) for n in range(10)])
    assert len(visits(courier)) == 1, "130 m is in the ring, which decides nothing"
    phone.send((700, DOOR_M + 600), (740, DOOR_M + 900))
    (visit,) = visits(courier)
    assert visit["left_at"] is not None


def test_a_batch_that_comes_again_and_two_at_once_are_one_visit(phone: Phone, courier: Actor) -> None:
    phone.send((100, 1_000))
    batch = at_the_door(200, 90)
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda _: phone.send(*batch), range(2)))
    phone.send(*batch)
    assert len(visits(courier)) == 1


def test_two_batches_with_a_pause_between_tell_one_arrival(phone: Phone, courier: Actor) -> None:
    phone.send((100, 1_000), (200, DOOR_M), (210, DOOR_M))
    assert visits(courier) == [], "ten seconds are not enough"
    phone.send((250, DOOR_M), (260, DOOR_M))
    (visit,) = visits(courier)
    assert visit["arrived_at"].startswith(phone.at(200).isoformat()[:19]), "from the first fix inside"


def test_the_outlet_wants_a_longer_stay(phone: Phone, courier: Actor) -> None:
    phone.send(*[(100 + 10 * n, 20) for n in range(12)])
    assert visits(courier) == []
    phone.send((225, 20))
    (visit,) = visits(courier)
    assert (visit["place"], visit["waybill_nos"]) == (f"outlet:{OUTLET}", [])


def test_vague_fixes_tell_nothing(phone: Phone, courier: Actor) -> None:
    phone.send(*at_the_door(200, 90), accuracy_m=150)
    assert visits(courier) == []


def test_a_door_where_all_is_done_is_left_with_the_next_fix(phone: Phone, courier: Actor, waybill_no: str) -> None:
    phone.send((100, 1_000), *at_the_door(200, 90))
    report(waybill_no, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    presence.forget_places(courier.id)
    phone.send((310, DOOR_M))
    (visit,) = visits(courier)
    assert visit["left_at"].startswith(phone.at(310).isoformat()[:19])
    phone.send((320, DOOR_M))
    assert len(visits(courier)) == 1


def test_off_duty_nobody_is_anywhere(phone: Phone, courier: Actor) -> None:
    assert http("dispatch_match", "POST", "/couriers/me/duty", {"on": False}, session=session_of(courier)).status == 200
    phone.send((100, 1_000), *at_the_door(200, 90))
    assert visits(courier) == []


def test_another_outlet_does_not_see_them(phone: Phone, courier: Actor) -> None:
    query = {"day": business_day(datetime.now(UTC)).isoformat()}
    stranger = sign_in("outlet_manager", "HZ-BJ-1")
    answer = http("locate", "GET", f"/couriers/{courier.id}/visits", session=stranger, query=query)
    assert answer.code == "STAFF_NOT_FOUND"


def test_when_somebody_came_is_found_by_the_waybill(phone: Phone, courier: Actor, waybill_no: str) -> None:
    phone.send((100, 1_000), *at_the_door(200, 90))
    came = Unit(datetime.now(UTC)).visits.arrived_for(waybill_no, [courier.id], phone.began)
    assert came is not None and abs(came - phone.at(200)) < timedelta(seconds=1)


@pytest.fixture(autouse=True)
def nowhere_yet() -> None:
    from logistics.store.redis import redis

    for name in ("fences:*", "presence:*", "live:*", "moved:*", "trail:*", "arrived:*"):
        for key in redis().scan_iter(name):
            redis().delete(key)
