"""Positions: what couriers' phones may say, and who gets to see where they are."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.read_concern import ReadConcern

from logistics.domain.roles import Actor
from logistics.domain.states import Step
from tests.support.calls import Answer, http, invoke
from tests.support.orders import CONSIGNEE_PHONE, TIANHE, bring_out, place_order, report
from tests.support.people import actor, session_of, sign_in

pytestmark = pytest.mark.usefixtures("store")

OUTLET = "GZ-TH-1"
DEGREES_A_METRE = 1 / 111_195
HOME = {"lng": TIANHE["lng"], "lat": TIANHE["lat"]}


def fix(sequence: int, seconds_ago: float = 0, north_m: float = 0, **said: Any) -> dict[str, Any]:
    at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    place = {"lng": TIANHE["lng"], "lat": TIANHE["lat"] + north_m * DEGREES_A_METRE, "coordinates": "wgs84"}
    return {"sequence": sequence, "at": at.isoformat(), **place, "accuracy_m": 8, "speed_mps": 5, **said}


def send(courier: Actor, *fixes: dict[str, Any], **said: Any) -> Answer:
    return http("locate", "POST", "/positions", {"fixes": list(fixes), **said}, session=session_of(courier))


def positions(session: str, after: int = 0, outlet_id: str = OUTLET) -> Answer:
    return http("locate", "GET", f"/outlets/{outlet_id}/positions", session=session, query={"after": after})


def kept(store: Any) -> Any:
    """The history, with what no majority has yet."""
    return store.db["fixes"].with_options(read_concern=ReadConcern("local"))


@pytest.fixture
def courier() -> Actor:
    return actor("courier", OUTLET, 0)


@pytest.fixture
def manager() -> str:
    return sign_in("outlet_manager", OUTLET)


def bound_for_home(session: str) -> str:
    """An order that goes to the place of these tests."""
    consignee = {
        "name": "欧阳晴川",
        "phone": CONSIGNEE_PHONE,
        "address": "浙江省杭州市滨江区江南大道588号7幢12层",
        "adcode": "330108",
        "location": HOME,
    }
    return place_order(session, consignee=consignee)


def position_of(waybill_no: str, session: str, after: int = 0) -> Answer:
    return http("locate", "GET", f"/parcels/{waybill_no}/position", session=session, query={"after": after})


def test_bad_fixes_are_answered_by_themselves_and_good_ones_kept(courier: Actor, store: Any) -> None:
    swapped = {"lng": TIANHE["lat"], "lat": TIANHE["lng"]}
    said = send(courier, fix(1, 10), fix(2, -3600), fix(3, 5, **swapped), fix(4, 0), {"sequence": 5}).data
    assert said["accepted"] == 2
    assert said["refused"] == [
        {"index": 1, "sequence": 2, "problem": "in_future"},
        {"index": 2, "sequence": 3, "problem": "swapped"},
        {"index": 4, "sequence": 5, "problem": "malformed"},
    ]
    assert sorted(row["sequence"] for row in kept(store).find()) == [1, 4]


def test_more_than_a_hundred_fixes_at_once_are_refused(courier: Actor, store: Any) -> None:
    assert send(courier, *[fix(number, 1) for number in range(101)]).code == "INPUT_INVALID"
    assert send(courier, *[{"sequence": number} for number in range(10_000)]).code in (
        "INPUT_INVALID",
        "BODY_TOO_LARGE",
    )
    assert send(courier).code == "INPUT_INVALID"
    assert kept(store).count_documents({}) == 0


def test_a_replayed_batch_is_kept_once(courier: Actor, store: Any) -> None:
    batch = [fix(number, 60 - number) for number in range(1, 11)]
    assert send(courier, *batch).data["accepted"] == 10
    again = send(courier, *batch, fix(11)).data
    assert (again["accepted"], again["repeated"]) == (1, 10)
    assert kept(store).count_documents({}) == 11


def test_a_new_phone_counts_from_its_own_start(courier: Actor) -> None:
    assert send(courier, fix(1, 5), device="a1").data["accepted"] == 1
    assert send(courier, fix(1), device="b2").data["accepted"] == 1


def test_what_was_queued_offline_never_replaces_what_is_newer(courier: Actor, manager: str) -> None:
    send(courier, fix(9, 0, north_m=500))
    send(courier, fix(5, 600, north_m=100))
    [shown] = positions(manager).data["positions"]
    assert shown["lat"] == pytest.approx(TIANHE["lat"] + 500 * DEGREES_A_METRE, abs=1e-6)


def test_positions_serve_the_matching_of_who_is_on_duty(courier: Actor) -> None:
    from logistics.store import positions as duty

    on = http(
        "dispatch_match", "POST", "/couriers/me/duty", {"on": True, "location": TIANHE}, session=session_of(courier)
    )
    assert on.status == 200
    send(courier, fix(1, north_m=900))
    [found] = duty.near("4401", (TIANHE["lng"], TIANHE["lat"]), 2_000, 5)
    assert (found.duty.courier_id, found.distance_m) == (courier.id, pytest.approx(900, abs=10))


def test_the_office_polls_only_what_changed(courier: Actor, manager: str) -> None:
    other = actor("courier", OUTLET, 1)
    send(courier, fix(1, 5))
    send(other, fix(1, 5))
    first = positions(manager).data
    assert {each["courier_id"] for each in first["positions"]} == {courier.id, other.id}
    send(other, fix(2, north_m=50))
    then = positions(manager, first["sequence"]).data
    assert [each["courier_id"] for each in then["positions"]] == [other.id]
    assert then["sequence"] > first["sequence"]
    assert positions(manager, then["sequence"]).data["positions"] == []


def test_the_office_sees_honestly_how_old_a_position_is(courier: Actor, manager: str) -> None:
    send(courier, fix(1, 600))
    [shown] = positions(manager).data["positions"]
    assert (shown["state"], shown["on_duty"]) == ("last_seen", False)
    assert shown["seen_s_ago"] == pytest.approx(600, abs=5)


def test_an_outlet_sees_its_own_couriers_only(courier: Actor, manager: str) -> None:
    send(courier, fix(1))
    assert positions(sign_in("outlet_manager", "GZ-TH-2")).code == "OUTLET_NOT_FOUND"
    day = {"day": datetime.now(UTC).date().isoformat()}
    stranger = sign_in("outlet_manager", "GZ-TH-2")
    assert http("locate", "GET", f"/couriers/{courier.id}/track", session=stranger, query=day).code == "STAFF_NOT_FOUND"


def test_the_customer_sees_her_courier_blurred_until_near(courier: Actor) -> None:
    session = sign_in("customer")
    waybill_no = bound_for_home(session)
    send(courier, fix(1, 400, north_m=5_000))
    assert position_of(waybill_no, session).code == "POSITION_NOT_SHOWN"
    bring_out(waybill_no, courier)
    far = position_of(waybill_no, session).data["position"]
    assert (far["lat"], far["precision_m"]) == (23.17, 100)  # 23.169966 at 5 km
    assert "courier_id" not in far
    send(courier, fix(2, 0, north_m=700))
    near = position_of(waybill_no, session).data
    assert near["position"]["lat"] == pytest.approx(23.131295, abs=2e-6)
    assert "position" not in position_of(waybill_no, session, near["sequence"]).data


def test_nobody_elses_customer_sees_the_courier(courier: Actor) -> None:
    waybill_no = bound_for_home(sign_in("customer"))
    bring_out(waybill_no, courier)
    send(courier, fix(1))
    assert position_of(waybill_no, sign_in("customer", at=3)).code == "PARCEL_NOT_FOUND"
    consignee = sign_in("customer", at=4, phone=CONSIGNEE_PHONE)
    assert position_of(waybill_no, consignee).data["state"] == "live"


def test_after_delivery_the_courier_is_nobodys_business(courier: Actor) -> None:
    session = sign_in("customer")
    waybill_no = bound_for_home(session)
    bring_out(waybill_no, courier)
    send(courier, fix(1))
    report(waybill_no, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    assert position_of(waybill_no, session).code == "POSITION_NOT_SHOWN"


def test_a_courier_of_whom_nothing_came_is_unknown(courier: Actor) -> None:
    session = sign_in("customer")
    waybill_no = bound_for_home(session)
    bring_out(waybill_no, courier)
    assert position_of(waybill_no, session).data == {"waybill_no": waybill_no, "sequence": 0, "state": "unknown"}


def test_a_day_is_replayed_with_its_stops(courier: Actor, manager: str) -> None:
    """Ten minutes on the road at 5 m/s, twelve minutes at a door with a drifting phone, on for five minutes."""
    road = [fix(n, 1620 - 10 * n, north_m=50 * n) for n in range(60)]
    door = [fix(100 + n, 1020 - 30 * n, north_m=3_000 + (250 if n == 9 else n % 3), speed_mps=0) for n in range(25)]
    on = [fix(200 + n, 290 - 10 * n, north_m=3_050 + 50 * n) for n in range(28)]
    sent = [*road, *door, *on]
    assert send(courier, *sent[:60]).data["accepted"] + send(courier, *sent[60:]).data["accepted"] == len(sent)
    day = datetime.now(UTC) + timedelta(hours=8)
    if day.hour == 0:
        pytest.skip("the way lies on two days")
    track = invoke("locate", "show_track", {"courier_id": courier.id, "day": day.date().isoformat()}, manager).data
    assert track["fixes"] == len(sent)
    [stop] = track["stops"]
    assert stop["duration_s"] == pytest.approx(720, abs=60)
    assert track["distance_m"] == pytest.approx(4_400, rel=0.15)
    assert 5 <= len(track["points"]) < 60
