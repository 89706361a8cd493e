"""Pickup: tasks answered, identities checked by the provider and forgotten, parcels taken or not; invented people."""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import bson
import pytest
import requests

from logistics.domain.dispatch import acceptance_timer
from logistics.domain.events import AcceptanceOverdue
from logistics.domain.ids import new_id
from logistics.domain.states import Status, Step
from tests.support.calls import http, request_id
from tests.support.orders import assign, parcel_of, pick_up, place_order, report
from tests.support.people import actor, session_of, sign_in

pytestmark = pytest.mark.usefixtures("store")

NAME, NUMBER = "林小满", "11010519491231002X"  # the number is the example of GB 11643
OUTLET = "GZ-TH-1"


@pytest.fixture
def courier(store: Any) -> Any:
    return actor("courier", OUTLET)


@pytest.fixture
def session(courier: Any) -> str:
    return session_of(courier)


@pytest.fixture
def waybill_no(courier: Any) -> str:
    """An order that waits for the courier."""
    placed = place_order(sign_in("customer"))
    assign(placed, courier)
    return placed


def a_millisecond_of_its_own() -> datetime:
    """A time that the database, which keeps milliseconds, orders behind what was done and before what follows."""
    time.sleep(0.002)
    now = datetime.now(UTC)
    time.sleep(0.002)
    return now


def post(waybill_no: str, action: str, session: str, body: Any = None, **options: Any) -> Any:
    return http("pick_up", "POST", f"/parcels/{waybill_no}/{action}", body, session=session, **options)


def verify(waybill_no: str, session: str, name: str = NAME, number: str = NUMBER, **options: Any) -> Any:
    return post(waybill_no, "real-name", session, {"name": name, "id_number": number}, **options)


def pickup(token: Any, **changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    body = {
        "scan_id": new_id(now),
        "occurred_at": now.isoformat(),
        "real_name_token": token,
        "inspected": True,
        "weight_g": 1620,
        "volume_cm3": 6100,
        "location": {"lng": 113.32, "lat": 23.12},
    }
    return body | changes


def failure(**changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {"scan_id": new_id(now), "occurred_at": now.isoformat(), "reason": "consignor_not_available"} | changes


def sandbox(path: str, **payload: Any) -> None:
    requests.post(f"{os.environ['FACEID_BASE_URL']}/_sandbox{path}", json=payload, timeout=5).raise_for_status()


def checks_asked() -> int:
    """How many identity checks the limits have counted."""
    from logistics.store.redis import redis

    return sum(int(redis().get(key) or 0) for key in redis().keys("limit:real_name_parcel:*"))


def events_of(store: Any, waybill_no: str) -> list[str]:
    return [row["type"] for row in store.outbox.of(waybill_no)]


# --- tasks -----------------------------------------------------------------------------------------------------


def test_accepting_a_task_ends_the_search_for_somebody_else(
    store: Any, waybill_no: str, session: str, courier: Any
) -> None:
    overdue = AcceptanceOverdue(waybill_no, courier.id, parcel_of(waybill_no).assignment_id)
    later = datetime.now(UTC) + timedelta(minutes=5)
    store.transact(lambda: store.due.emit_at(overdue, later, acceptance_timer(waybill_no)))
    assert store.db["due"].count_documents({}) == 1
    accepted = post(waybill_no, "acceptance", session).data
    assert (accepted["status"], accepted["status_label"]) == ("assigned", "待揽收")
    assert parcel_of(waybill_no).accepted_at is not None
    assert store.db["due"].count_documents({}) == 0, "the timer must be withdrawn"


def test_accepting_twice_keeps_the_first_time(waybill_no: str, session: str) -> None:
    first = post(waybill_no, "acceptance", session).data["accepted_at"]
    version = parcel_of(waybill_no).version
    assert post(waybill_no, "acceptance", session).data["accepted_at"][:22] == first[:22]
    assert parcel_of(waybill_no).version == version


def test_a_declined_task_waits_again_and_tells_why(store: Any, waybill_no: str, session: str, courier: Any) -> None:
    declined = post(waybill_no, "decline", session, {"reason": "carrier_too_far"}).data
    assert declined["status"] == "placed"
    parcel = parcel_of(waybill_no)
    assert (parcel.courier_id, parcel.declined_by) == (None, (courier.id,))
    assert events_of(store, waybill_no)[-2:] == ["CourierReleased", "AssignmentDeclined"]


@pytest.mark.parametrize(("reason", "code"), [("because", "REASON_UNKNOWN"), (None, "INPUT_INVALID")])
def test_declining_needs_a_known_reason(waybill_no: str, session: str, reason: str | None, code: str) -> None:
    assert post(waybill_no, "decline", session, {"reason": reason}).code == code
    assert parcel_of(waybill_no).status is Status.ASSIGNED


@pytest.mark.parametrize("action", ["acceptance", "decline", "real-name", "pickup", "pickup-failure"])
def test_another_couriers_parcel_does_not_exist(waybill_no: str, action: str) -> None:
    other = sign_in("courier", "HZ-BJ-1")
    bodies = {
        "acceptance": None,
        "decline": {"reason": "carrier_too_far"},
        "real-name": {"name": NAME, "id_number": NUMBER},
        "pickup": pickup("token"),
        "pickup-failure": failure(),
    }
    answer = post(waybill_no, action, other, bodies[action])
    assert (answer.status, answer.code) == (404, "PARCEL_NOT_FOUND")
    assert checks_asked() == 0, "nobody else's checks are paid for"


@pytest.mark.parametrize("role", ["customer", "outlet_manager", "dispatcher"])
def test_only_couriers_pick_up(waybill_no: str, role: str) -> None:
    assert post(waybill_no, "pickup", sign_in(role), pickup("token")).code == "ROLE_FORBIDDEN"
    assert post(waybill_no, "acceptance", "").code == "LOGIN_REQUIRED"


# --- the identity check ----------------------------------------------------------------------------------------


def test_of_an_identity_check_only_the_token_is_kept(
    store: Any, waybill_no: str, session: str, capfd: pytest.CaptureFixture[str]
) -> None:
    checked = verify(waybill_no, session).data
    assert set(checked) == {"waybill_no", "real_name_token", "verified_at"}
    assert parcel_of(waybill_no).real_name.token == checked["real_name_token"]
    for name in store.db.list_collection_names():
        kept = b"".join(bson.encode(row) for row in store.db[name].find())
        assert NUMBER.encode() not in kept, f"the number stands in {name}"
    assert NUMBER not in capfd.readouterr().err


def test_a_check_is_paid_for_once_however_often_it_is_sent(waybill_no: str, session: str) -> None:
    key = request_id()
    first = verify(waybill_no, session, key=key).data
    assert verify(waybill_no, session, key=key).data == first
    assert checks_asked() == 1
    assert verify(waybill_no, session, "周望舒", key=key).code == "REQUEST_ID_REUSED"


@pytest.mark.parametrize(
    ("result", "status", "code"),
    [
        ("-1", 409, "IDENTITY_MISMATCH"),
        ("-2", 422, "IDENTITY_NUMBER_INVALID"),
        ("-3", 422, "IDENTITY_NAME_INVALID"),
        ("-4", 503, "PROVIDER_UNAVAILABLE"),
        ("-5", 409, "IDENTITY_UNKNOWN"),
        ("-6", 503, "PROVIDER_UNAVAILABLE"),
        ("-7", 403, "IDENTITY_CHECKS_EXCEEDED"),
    ],
)
def test_a_check_that_fails_says_why_and_leaves_no_token(
    waybill_no: str, session: str, result: str, status: int, code: str
) -> None:
    registered = "440524188001010014"
    sandbox("/faceid/people", name="周望舒", id_card=registered, result=result)
    answer = verify(waybill_no, session, "周望舒", registered)
    assert (answer.status, answer.code) == (status, code)
    assert registered not in json.dumps(answer.body) and "周望舒" not in json.dumps(answer.body, ensure_ascii=False)
    assert parcel_of(waybill_no).real_name is None


@pytest.mark.parametrize("number", ["110105194912310021", "110105194902300028", "11010519491231002", "身份证号", "", 7])
def test_a_number_that_cannot_be_one_is_not_even_asked_for(waybill_no: str, session: str, number: Any) -> None:
    answer = post(waybill_no, "real-name", session, {"name": NAME, "id_number": number})
    assert (answer.status, answer.code) == (422, "INPUT_INVALID")
    assert checks_asked() == 0


def test_a_small_x_is_as_good_as_a_large_one(waybill_no: str, session: str) -> None:
    assert verify(waybill_no, session, number=NUMBER.lower()).status == 200


def test_a_provider_that_fails_leaves_the_parcel_as_it_is_and_the_next_try_succeeds(
    waybill_no: str, session: str
) -> None:
    key = request_id()
    sandbox("/faults", provider="faceid", kind="nonsense")
    answer = verify(waybill_no, session, key=key)
    assert (answer.status, answer.code) == (503, "PROVIDER_UNAVAILABLE")
    assert parcel_of(waybill_no).status is Status.ASSIGNED
    assert verify(waybill_no, session, key=key).status == 200


def test_identities_are_not_learnt_by_trying(waybill_no: str, session: str) -> None:
    codes = [verify(waybill_no, session, "不符").code for _ in range(11)]
    assert codes == ["IDENTITY_MISMATCH"] * 10 + ["REAL_NAME_CHECKS_EXCEEDED"]


def test_a_parcel_that_waits_for_nobody_is_not_checked(waybill_no: str, session: str, courier: Any) -> None:
    report(waybill_no, Step.PICKUP_FAILED, courier, reason="consignor_not_ready")
    assert verify(waybill_no, session).code == "PARCEL_STATE_CONFLICT"
    assert checks_asked() == 0


# --- the pickup ------------------------------------------------------------------------------------------------


def test_a_checked_and_inspected_parcel_is_picked_up(store: Any, waybill_no: str, session: str) -> None:
    token = verify(waybill_no, session).data["real_name_token"]
    body = pickup(token)
    receipt = post(waybill_no, "pickup", session, body).data
    assert receipt == {
        "scan_id": body["scan_id"],
        "waybill_no": waybill_no,
        "status": "picked_up",
        "status_label": "已揽收",
        "applied": True,
        "flag": None,
    }
    assert events_of(store, waybill_no)[-1] == "ParcelPickedUp"
    [scan] = [each for each in store.scans.of(waybill_no) if each.step is Step.PICKED_UP]
    said = {"inspected": True, "weight_g": 1620, "volume_cm3": 6100, "charge_weight_g": 1700}
    # 18.00 yuan for the first kilogram, 5.00 for the next: 1.7 kg make 21.50
    assert scan.details | said | {"fee_lines": [["freight", "运费", 2150]]} == scan.details
    assert (scan.location, scan.outlet_id) == ((113.32, 23.12), OUTLET)


@pytest.mark.parametrize("token", [True, "true", "made-up", "", None, 1, ["t"], "x" * 200])
def test_nothing_but_the_parcels_own_token_opens_the_pickup(waybill_no: str, session: str, token: Any) -> None:
    assert post(waybill_no, "pickup", session, pickup(token)).code == "REAL_NAME_REQUIRED", "before any check"
    verify(waybill_no, session)
    answer = post(waybill_no, "pickup", session, pickup(token))
    assert (answer.status, answer.code) == (409, "REAL_NAME_REQUIRED")
    assert parcel_of(waybill_no).status is Status.ASSIGNED


def test_another_parcels_token_is_none(waybill_no: str, session: str, courier: Any) -> None:
    other = place_order(sign_in("customer"))
    assign(other, courier)
    token = verify(other, session).data["real_name_token"]
    verify(waybill_no, session)
    assert post(waybill_no, "pickup", session, pickup(token)).code == "REAL_NAME_REQUIRED"


@pytest.mark.parametrize(("inspected", "code"), [(False, "INSPECTION_REQUIRED"), ("yes", "INPUT_INVALID")])
def test_no_pickup_without_inspection(waybill_no: str, session: str, inspected: Any, code: str) -> None:
    token = verify(waybill_no, session).data["real_name_token"]
    assert post(waybill_no, "pickup", session, pickup(token, inspected=inspected)).code == code
    assert parcel_of(waybill_no).status is Status.ASSIGNED


@pytest.mark.parametrize(
    "changes",
    [
        {"scan_id": "7"},
        {"scan_id": "I" * 26},
        {"occurred_at": "yesterday"},
        {"occurred_at": "2026-11-22T10:00:00"},
        {"weight_g": 0},
        {"weight_g": "1000"},
        {"weight_g": 10**7},
        {"volume_cm3": -1},
        {"location": {"lng": 500, "lat": 0}},
        {"status": "signed"},
    ],
)
def test_a_malformed_fact_is_refused(waybill_no: str, session: str, changes: dict[str, Any]) -> None:
    answer = post(waybill_no, "pickup", session, pickup("token", **changes))
    assert (answer.status, answer.code) == (422, "INPUT_INVALID")


def test_a_failed_pickup_waits_for_a_dispatcher_with_its_reason(store: Any, waybill_no: str, session: str) -> None:
    said = failure(note="电话 13800000001 无人接听")
    receipt = post(waybill_no, "pickup-failure", session, said).data
    assert (receipt["status"], receipt["applied"]) == ("pickup_failed", True)
    row = store.outbox.of(waybill_no)[-1]
    assert (row["type"], row["data"]["reason"]) == ("PickupFailed", "consignor_not_available")
    [scan] = [each for each in store.scans.of(waybill_no) if each.step is Step.PICKUP_FAILED]
    assert scan.note == "电话 *** 无人接听", "a remark keeps no phone"


def test_a_failed_pickup_needs_a_known_reason(waybill_no: str, session: str) -> None:
    assert post(waybill_no, "pickup-failure", session, failure(reason="consignee_not_home")).code == "REASON_UNKNOWN"
    assert post(waybill_no, "pickup-failure", session, failure(evidence=["proofs/x"])).code == "PROOF_UNKNOWN"


# --- facts from offline phones ---------------------------------------------------------------------------------


def test_a_pickup_of_a_parcel_given_to_somebody_else_meanwhile_is_kept_and_flagged(
    store: Any, waybill_no: str, session: str
) -> None:
    token = verify(waybill_no, session).data["real_name_token"]
    assign(waybill_no, actor("courier", OUTLET, 1))
    answer = post(waybill_no, "pickup", session, pickup(token))
    assert answer.status == 200
    assert (answer.data["applied"], answer.data["flag"], answer.data["status"]) == (
        False,
        "PARCEL_NOT_YOURS",
        "assigned",
    )
    assert parcel_of(waybill_no).late_scans == 1
    assert "ParcelPickedUp" not in events_of(store, waybill_no), "what does not count is not told"


def test_a_replay_hours_later_gets_the_first_reply(store: Any, waybill_no: str, session: str, courier: Any) -> None:
    token = verify(waybill_no, session).data["real_name_token"]
    key, body = request_id(), pickup(token)
    first = post(waybill_no, "pickup", session, body, key=key).data
    report(waybill_no, Step.OUT_FOR_DELIVERY, courier)
    store.db["replies"].update_many({}, {"$set": {"at": datetime.now(UTC) - timedelta(hours=9)}})
    assert post(waybill_no, "pickup", session, body, key=key).data == first
    assert parcel_of(waybill_no).status is Status.OUT_FOR_DELIVERY
    assert events_of(store, waybill_no).count("ParcelPickedUp") == 1


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(minutes=7)])
def test_the_same_scan_under_another_request_id_is_taken_once(
    store: Any, waybill_no: str, session: str, ahead: timedelta
) -> None:
    """Also from a phone whose clock runs ahead, where the second sending looks newer than the first."""
    token = verify(waybill_no, session).data["real_name_token"]
    body = pickup(token, occurred_at=(datetime.now(UTC) + ahead).isoformat())
    first = post(waybill_no, "pickup", session, body).data
    assert post(waybill_no, "pickup", session, body).data == first
    assert sum(scan.step is Step.PICKED_UP for scan in store.scans.of(waybill_no)) == 1
    assert events_of(store, waybill_no).count("ParcelPickedUp") == 1


def test_a_scan_id_names_one_scan_only(waybill_no: str, session: str, courier: Any) -> None:
    token = verify(waybill_no, session).data["real_name_token"]
    body = pickup(token)
    post(waybill_no, "pickup", session, body)
    other = place_order(sign_in("customer"))
    assign(other, courier)
    other_token = verify(other, session).data["real_name_token"]
    answer = post(other, "pickup", session, body | {"real_name_token": other_token})
    assert (answer.status, answer.code) == (409, "SCAN_ID_REUSED")
    assert parcel_of(other).status is Status.ASSIGNED


def test_a_failure_that_arrives_after_the_pickup_is_judged_where_it_happened(
    store: Any, waybill_no: str, courier: Any, session: str
) -> None:
    """The first visit failed before the second courier was sent: it counts, and undoes nothing that followed."""
    failed_at = a_millisecond_of_its_own()
    second = actor("courier", OUTLET, 1)
    pick_up(waybill_no, second)
    answer = post(waybill_no, "pickup-failure", session, failure(occurred_at=failed_at.isoformat()))
    assert (answer.data["applied"], answer.data["status"]) == (True, "picked_up")
    assert "PickupFailed" in events_of(store, waybill_no)
    assert parcel_of(waybill_no).courier_id == second.id
