"""Tours while they are driven: who is told what, and once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.live_events import ArrivalRunningLate, CourierFewStopsAway
from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.store.mongo import Unit, database
from logistics.store.redis import redis
from tests.support.calls import deliver_outbox, http, queue, schedule
from tests.support.orders import TIANHE, ask, bring_out, order_body, parcel_of, report
from tests.support.people import actor, session_of, sign_in
from tests.support.told import Side, World, placed

pytestmark = pytest.mark.usefixtures("store")

OUTLET = "GZ-TH-1"
METRE = 1 / 111_195  # degrees of latitude
KILOMETRE_S = 234  # 1.3 times as far by street, at 20 km/h
DOOR_S = 120


@pytest.fixture
def courier(setting: Any) -> Actor:
    """One for whose ways no map is asked: the figures below are those of straight lines."""
    setting(MAPS_ROUTES_A_DAY="0")
    return actor("courier", OUTLET, 0)


def place_at(north_m: float) -> dict[str, float]:
    return {"lng": TIANHE["lng"], "lat": TIANHE["lat"] + north_m * METRE}


def bound_for(north_m: float, courier: Actor) -> str:
    """A parcel in the courier's van, for a door so many metres north of the outlet."""
    session = sign_in("customer")
    quote = http("quote", "POST", "/quotes", ask(to_adcode="440106")).data["quote_id"]
    consignee = order_body("")["consignee"] | {"adcode": "440106", "location": place_at(north_m)}
    body = order_body(quote, consignee=consignee | {"address": "广东省广州市天河区天河路1号"})
    waybill_no = str(http("create_order", "POST", "/orders", body, session=session).data["waybill_no"])
    bring_out(waybill_no, courier)
    return waybill_no


def seen_at(north_m: float, courier: Actor, seconds_ago: float = 0) -> None:
    at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    number = int(at.timestamp() * 10)
    fix = {"sequence": number, "at": at.isoformat(), **place_at(north_m), "coordinates": "wgs84", "accuracy_m": 8}
    sent = http("locate", "POST", "/positions", {"fixes": [fix]}, session=session_of(courier))
    assert sent.data["accepted"] == 1


def plan(courier: Actor) -> None:
    assert http("plan_route", "POST", "/couriers/me/tour", {}, session=session_of(courier)).status == 200


def follow() -> dict[str, int]:
    return dict(schedule("plan_route", "follow"))


def told(kind: str) -> list[str]:
    return sorted(row["waybill_no"] for row in database()["outbox"].find({"type": kind}))


def arrival(waybill_no: str) -> Any:
    return Unit(datetime.now(UTC)).arrivals.find(waybill_no)


def minutes_ahead(waybill_no: str) -> float:
    kept = arrival(waybill_no)
    return float((kept.expected - kept.at) / timedelta(minutes=1))


@pytest.fixture
def row(courier: Actor) -> list[str]:
    """Six doors along one street, a kilometre apart; the courier begins at the outlet."""
    seen_at(0, courier, seconds_ago=300)
    numbers = [bound_for(1_000 * door, courier) for door in range(1, 7)]
    plan(courier)
    said = {"version": 1, "waybill_nos": numbers}  # the other way round is as short
    assert http("plan_route", "POST", "/couriers/me/tour/order", said, session=session_of(courier)).status == 200
    return numbers


def test_each_door_of_a_tour_is_expected_after_those_before_it(row: list[str], courier: Actor) -> None:
    assert follow()["followed"] == 1
    ahead = [(arrival(each).stops_before, round(minutes_ahead(each), 1)) for each in row]
    by_hand = [(n, round((KILOMETRE_S * (n + 1) + DOOR_S * n) / 60, 1)) for n in range(6)]
    assert ahead == [(n, pytest.approx(minutes, abs=0.2)) for n, minutes in by_hand]
    first = arrival(row[0])
    assert first.earliest <= first.expected <= first.latest
    assert all(end.minute % 5 == 0 and end.second == 0 for end in (first.earliest, first.latest))


def test_what_comes_near_is_told_once(row: list[str], courier: Actor) -> None:
    assert follow()["told"] == 4 + 2
    assert told("CourierFewStopsAway") == sorted(row[:4]), "the next one and three after it"
    assert told("CourierMinutesAway") == sorted(row[:2]), "after 3.9 and 9.8 minutes"
    assert follow()["told"] == 0
    seen_at(900, courier)
    assert follow()["told"] == 0, "the third is 12 minutes away"


def test_two_rounds_at_once_tell_once(row: list[str], courier: Actor) -> None:
    with ThreadPoolExecutor(2) as both:
        rounds = list(both.map(lambda _: follow(), range(2)))
    assert sum(each["told"] for each in rounds) == 6
    assert told("CourierFewStopsAway") == sorted(row[:4])


def test_nobody_is_told_anything_by_an_old_position_or_none(courier: Actor) -> None:
    waybill_no = bound_for(1_000, courier)
    plan(courier)
    assert follow() == {"followed": 0, "told": 0, "replanned": 0}
    seen_at(0, courier, seconds_ago=660)
    assert follow() == {"followed": 0, "told": 0, "replanned": 0} and arrival(waybill_no) is None


def test_a_door_that_is_done_is_not_before_the_others_any_more(row: list[str], courier: Actor) -> None:
    follow()
    report(row[0], Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    deliver_outbox("plan_route")
    assert arrival(row[0]).done_at is not None
    seen_at(1_000, courier)
    follow()
    assert [arrival(each).stops_before for each in row[1:]] == [0, 1, 2, 3, 4]
    assert told("CourierFewStopsAway") == sorted(row[:5])


def test_a_door_that_is_done_while_a_round_runs_stays_done(row: list[str], courier: Actor) -> None:
    follow()
    database()["arrivals"].update_one({"_id": row[0]}, {"$set": {"done_at": _in_minutes(1)}})
    follow()
    assert arrival(row[0]).done_at is not None


def test_late_news_of_the_pickup_do_not_end_the_delivery(row: list[str], courier: Actor) -> None:
    follow()
    deliver_outbox("plan_route")
    assert [arrival(each).done_at for each in row] == [None] * 6


def test_another_attempt_is_told_of_anew(courier: Actor) -> None:
    seen_at(0, courier)
    waybill_no = bound_for(1_000, courier)
    plan(courier)
    follow()
    report(waybill_no, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    deliver_outbox("plan_route")
    report(waybill_no, Step.OUT_FOR_DELIVERY, courier)
    plan(courier)
    follow()
    assert told("CourierMinutesAway") == [waybill_no, waybill_no]
    assert [row["data"]["attempt"] for row in database()["outbox"].find({"type": "CourierMinutesAway"})] == [1, 2]


def test_clearly_later_than_was_said_is_told_once_and_a_little_later_is_not(row: list[str], courier: Actor) -> None:
    follow()
    database()["arrivals"].update_many({"_id": row[5]}, {"$set": {"said_latest": _in_minutes(20)}})
    assert follow()["told"] == 0, "expected after 33.4 minutes, which is 13.4 later"
    database()["arrivals"].update_many({"_id": row[5]}, {"$set": {"said_latest": _in_minutes(15)}})
    follow()
    assert told("ArrivalRunningLate") == [row[5]]
    follow()
    assert told("ArrivalRunningLate") == [row[5]]


def test_a_promise_that_this_tour_breaks_is_told_while_there_is_time_to_act(row: list[str], courier: Actor) -> None:
    soon, later = _in_minutes(25), _in_minutes(40)
    database()["parcels"].update_one({"_id": row[4]}, {"$set": {"promised_at": soon}})
    database()["parcels"].update_one({"_id": row[5]}, {"$set": {"promised_at": later}})
    follow()
    follow()
    assert told("PromiseAtRisk") == [row[4]], "expected after 27.5 minutes; the other comes 6 minutes in time"
    data = database()["outbox"].find_one({"type": "PromiseAtRisk"})["data"]
    assert (data["courier_id"], data["outlet_id"], data["attempt"]) == (courier.id, OUTLET, 1)
    manager = session_of(actor("outlet_manager", OUTLET))
    path = f"/outlets/{OUTLET}/arrivals"
    (risk,) = http("plan_route", "GET", path, query={"only": "late"}, session=manager).data["arrivals"]
    assert (risk["waybill_no"], risk["stops_before"], risk["is_late"]) == (row[4], 4, True)
    everybody = http("plan_route", "GET", path, session=manager).data["arrivals"]
    assert [each["waybill_no"] for each in everybody] == row
    assert http("plan_route", "GET", "/outlets/GZ-TH-2/arrivals", session=manager).status == 404


def planned() -> Any:
    return database()["tours"].find_one({})


def late(minutes: float) -> None:
    """The plan was made so long ago, and nothing has been done since."""
    tour = planned()
    ago = timedelta(minutes=minutes)
    times = {f"stops.{n}.{name}": stop[name] - ago for n, stop in enumerate(tour["stops"]) for name in _TIMES}
    change = times | {"planned_at": tour["planned_at"] - ago, "ends_at": tour["ends_at"] - ago}
    database()["tours"].update_one({"_id": tour["_id"]}, {"$set": change})


_TIMES = ("arrives_at", "leaves_at")


def test_a_tour_that_its_courier_has_fallen_behind_is_planned_again_in_its_order(
    row: list[str], courier: Actor
) -> None:
    late(14)
    assert follow()["replanned"] == 0
    late(2)
    assert follow()["replanned"] == 1
    tour = planned()
    assert [stop["waybill_nos"] for stop in tour["stops"]] == [[each] for each in row], "nothing is saved by another"
    assert (tour["version"], tour["by_hand"]) == (3, True)
    assert timedelta(minutes=3) < tour["stops"][0]["arrives_at"] - datetime.now(UTC) < timedelta(minutes=5)
    assert follow()["replanned"] == 0, "once in a quarter of an hour at most"


def test_when_planned_again_the_stop_under_way_stays_the_next(courier: Actor) -> None:
    """The courier was sent to the far door first, and has passed the near one: going back for it is longer."""
    seen_at(0, courier, seconds_ago=300)
    near, far = bound_for(1_000, courier), bound_for(5_000, courier)
    plan(courier)
    first = planned()["stops"][0]["waybill_nos"]
    late(16)
    follow()
    assert planned()["stops"][0]["waybill_nos"] == first
    assert sorted(stop["waybill_nos"][0] for stop in planned()["stops"]) == sorted([near, far])


def test_news_of_a_visit_that_nobody_expected_are_no_trouble(courier: Actor) -> None:
    waybill_no = bound_for(1_000, courier)
    report(waybill_no, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    deliver_outbox("plan_route")
    assert arrival(waybill_no) is None


def test_the_consignee_reads_how_many_doors_are_before_theirs_and_when(
    world: World, sender: Side, receiver: Side, courier: Actor
) -> None:
    world.accept(receiver)
    waybill_no = placed(sender, receiver)
    bring_out(waybill_no, courier)
    times = {"earliest_at": "2026-03-09T06:20:00+00:00", "latest_at": "2026-03-09T06:40:00+00:00"}
    attempt = parcel_of(waybill_no).attempts
    queue("notify", CourierFewStopsAway(waybill_no, courier.id, attempt, 3, **times))
    queue("notify", ArrivalRunningLate(waybill_no, courier.id, attempt, times["latest_at"], **times))
    notes = [each["fields"]["thing3"] for each in world.received(receiver)]
    assert notes == ["前面还有3站，预计14:20-14:40", "抱歉，预计14:20-14:40送达"]
    assert world.received(sender) == []


def test_the_customer_sees_when_and_after_how_many_doors_and_nothing_that_is_old(
    row: list[str], courier: Actor
) -> None:
    def shown() -> Any:
        path = f"/parcels/{row[2]}/position"
        return http("locate", "GET", path, session=sign_in("customer")).data.get("arrival")

    assert shown() is None
    follow()
    kept = arrival(row[2])
    assert shown() == {"earliest": kept.earliest.isoformat(), "latest": kept.latest.isoformat(), "stops_before": 2}
    database()["arrivals"].update_one({"_id": row[2]}, {"$set": {"at": _in_minutes(-11)}})
    assert shown() is None


def _in_minutes(minutes: float) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)


@pytest.fixture(autouse=True)
def nobody_seen_before() -> None:
    """Positions outlive the collections: they lie in Redis."""
    for key in [*redis().scan_iter("live:*"), *redis().scan_iter("moved:*"), *redis().scan_iter("trail:*")]:
        redis().delete(key)
