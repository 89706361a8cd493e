"""Signals of a day on the road: what is found once, who may look, what was right, and nothing where all was well."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from logistics.domain.fixes import Fix
from logistics.domain.roles import Actor
from logistics.domain.shanghai import at_clock, business_day
from logistics.store.arrivals import KeptArrival
from logistics.store.mongo import Unit, database
from tests.support.calls import Answer, http, schedule
from tests.support.orders import TIANHE, parcel_of, place_order
from tests.support.people import actor, session_of, sign_in

pytestmark = pytest.mark.usefixtures("store")

OUTLET, ELSEWHERE = "GZ-TH-1", "HZ-BJ-1"
METRE = 1 / 111_195
DAY = business_day(datetime.now(UTC) - timedelta(hours=3)) - timedelta(days=1)
MORNING = at_clock(DAY, time(9))


@pytest.fixture
def courier() -> Actor:
    return actor("courier", OUTLET, 0)


@pytest.fixture
def manager() -> str:
    return sign_in("outlet_manager", OUTLET)


def way(first: int, minutes: float, north_m: list[float]) -> list[Fix]:
    """A fix each thirty seconds, so many metres north of the outlet."""
    start = MORNING + timedelta(minutes=minutes)
    places = enumerate(north_m)
    return [
        Fix(first + n, start + timedelta(seconds=30 * n), (TIANHE["lng"], TIANHE["lat"] + north * METRE), 8.0)
        for n, north in places
    ]


def drove(courier: Actor, fixes: list[Fix], on_duty: bool = True) -> None:
    Unit(datetime.now(UTC)).fixes.add(courier.id, fixes, on_duty)


def out_and_stay(courier: Actor, minutes: int = 14) -> None:
    """Three kilometres at 10 m/s, then so many minutes at one place."""
    road = [300.0 * n for n in range(11)]
    drove(courier, [*way(1, 0, road), *way(50, 6, [3_000.0 + n % 3 for n in range(2 * minutes)])])


def observe() -> dict[str, int]:
    rounds = [dict(schedule("observe", "observe")) for _ in range(3)]
    assert rounds[-1]["couriers"] == 0, "three rounds are enough for everybody"
    return {"found": sum(each["found"] for each in rounds)}


def listed(session: str, **query: Any) -> Answer:
    return http("observe", "GET", "/signals", session=session, query=query)


def only(session: str) -> dict[str, Any]:
    (found,) = listed(session).data["signals"]
    return dict(found)


def review(session: str, signal_id: str, judgement: str = "right", **more: Any) -> Answer:
    return http("observe", "POST", f"/signals/{signal_id}/review", {"judgement": judgement, **more}, session=session)


def test_a_long_stay_is_found_once_with_what_shows_it(courier: Actor, manager: str) -> None:
    out_and_stay(courier)
    assert observe() == {"found": 1}
    assert observe() == {"found": 0}, "a day is looked at once"
    database()["observations"].delete_many({})
    assert observe() == {"found": 0}, "and looked at again it shows nothing new"
    found = only(manager)
    assert (found["kind"], found["courier_id"], found["day"]) == ("long_stay", courier.id, DAY.isoformat())
    assert found["measured"] == pytest.approx(14 * 60, abs=60) and found["limit"] == 600
    assert found["point"]["lat"] == pytest.approx(TIANHE["lat"] + 3_000 * METRE, abs=5 * METRE)
    shown = http("observe", "GET", f"/signals/{found['signal_id']}", session=manager).data["evidence"]
    assert 5 <= len(shown) <= 20
    assert shown[0]["at"] >= (MORNING + timedelta(minutes=5)).isoformat()


def test_nine_minutes_are_no_long_stay(courier: Actor, manager: str) -> None:
    out_and_stay(courier, minutes=9)
    assert observe() == {"found": 0}


def test_who_stays_at_a_door_of_the_tour_or_at_the_outlet_is_at_work(courier: Actor, manager: str) -> None:
    out_and_stay(courier)
    drove(courier, way(200, 60, [float(n % 3) for n in range(40)]))
    waybill_no = place_order(sign_in("customer"))
    there = [TIANHE["lng"], TIANHE["lat"] + 3_000 * METRE]
    database()["parcels"].update_one({"_id": waybill_no}, {"$set": {"consignee.location": there}})
    assert parcel_of(waybill_no).consignee.location == tuple(there)
    at = MORNING + timedelta(minutes=19)
    done = KeptArrival(waybill_no, courier.id, OUTLET, "delivery", 1, 0, at, at, at, at, at, done_at=at)
    Unit(at).arrivals.keep([done])
    assert observe() == {"found": 0}


def test_driving_off_duty_and_jumping_are_found(courier: Actor, manager: str) -> None:
    drove(courier, way(1, 0, [300.0 * n for n in range(5)]))
    drove(courier, way(100, 60, [300.0 * n for n in range(11)]), on_duty=False)
    drove(courier, way(200, 120, [0, 4_000, 4_300]))
    observe()
    found = {each["kind"]: each for each in listed(manager).data["signals"]}
    assert set(found) == {"off_duty", "jump"}
    assert found["off_duty"]["measured"] == pytest.approx(3_000, rel=0.05)
    assert found["jump"]["measured"] == pytest.approx(133.3, rel=0.02)
    assert [each["kind"] for each in listed(manager, kind="jump").data["signals"]] == ["jump"]


def test_today_is_not_looked_at_before_it_is_over(courier: Actor, manager: str) -> None:
    place = (TIANHE["lng"], TIANHE["lat"] + 3_000 * METRE)
    now = datetime.now(UTC)
    drove(courier, [Fix(n, now - timedelta(seconds=30 * n), place, 8.0) for n in range(1, 5)])
    assert observe() == {"found": 0}


def test_people_say_whether_it_was_right_once_and_that_is_counted(courier: Actor, manager: str) -> None:
    out_and_stay(courier)
    drove(actor("courier", OUTLET, 1), way(1, 0, [0, 4_000, 4_300]))
    observe()
    by_kind = {each["kind"]: each["signal_id"] for each in listed(manager).data["signals"]}
    told = review(manager, by_kind["long_stay"], "right", note="和客户打电话 13800000001")
    assert told.data == {"signal_id": by_kind["long_stay"], "judgement": "right"}
    assert review(manager, by_kind["long_stay"], "wrong").code == "SIGNAL_REVIEWED"
    assert review(manager, by_kind["jump"], "wrong").status == 200
    shown = http("observe", "GET", f"/signals/{by_kind['long_stay']}", session=manager).data
    assert shown["judgement"] == "right" and "13800000001" not in shown["note"]
    precision = {each["kind"]: each.get("precision") for each in listed(manager).data["precision"]}
    assert precision == {"long_stay": 1.0, "detour": None, "jump": 0.0, "off_duty": None}
    assert listed(manager, judgement="open").data["signals"] == []
    notes = database()["audit"].count_documents({"action": "review_signal"})
    assert notes == 2


def test_another_outlet_sees_and_judges_nothing(courier: Actor, manager: str) -> None:
    out_and_stay(courier)
    observe()
    signal_id, stranger = only(manager)["signal_id"], sign_in("outlet_manager", ELSEWHERE)
    assert listed(stranger).data["signals"] == []
    assert http("observe", "GET", f"/signals/{signal_id}", session=stranger).code == "SIGNAL_NOT_FOUND"
    assert review(stranger, signal_id).code == "SIGNAL_NOT_FOUND"
    assert only(sign_in("dispatcher"))["signal_id"] == signal_id


def test_couriers_do_not_read_what_is_said_of_them(courier: Actor) -> None:
    assert listed(session_of(courier)).code == "ROLE_FORBIDDEN"
