"""Scans in batches: each row its own outcome, everybody at their own place, the dispatcher's decisions."""

import itertools
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.ids import new_id
from logistics.domain.roles import Actor, Role
from logistics.domain.states import Status, Step
from tests.support.calls import http, invoke, request_id
from tests.support.orders import bring_out, parcel_of, pick_up, place_order, report
from tests.support.people import actor, person, session_of, sign_in

pytestmark = pytest.mark.usefixtures("store")

PICKUP, DELIVERY, ELSEWHERE = "GZ-TH-1", "HZ-BJ-1", "NJ-XW-1"


@pytest.fixture
def courier(store: Any) -> Any:
    return actor("courier", PICKUP)


@pytest.fixture
def waybill_no(courier: Any) -> str:
    """A parcel that was picked up for Hangzhou."""
    placed = place_order(sign_in("customer"))
    pick_up(placed, courier)
    return placed


_made = itertools.count()


def row(waybill_no: str, step: str, at: datetime | None = None, **more: Any) -> dict[str, Any]:
    """A scan; of two in the same millisecond the one made first has the smaller id and so comes first."""
    happened = at or datetime.now(UTC)
    made = datetime.now(UTC) + timedelta(milliseconds=next(_made))
    fixed = {"scan_id": new_id(made), "waybill_no": waybill_no, "step": step}
    return fixed | {"occurred_at": happened.isoformat()} | more


def scan(session: str, *rows: Any) -> list[dict[str, Any]]:
    """The results of one upload, without the row numbers."""
    results: list[dict[str, Any]] = http("scan", "POST", "/scans", {"scans": list(rows)}, session=session, key="").data[
        "results"
    ]
    assert [each.pop("row") for each in results] == list(range(len(rows)))
    return results


def moments(count: int) -> list[datetime]:
    """So many times one after the other, all of them past when this returns."""
    start = datetime.now(UTC) + timedelta(milliseconds=1)
    time.sleep((count + 2) / 1000)
    return [start + timedelta(milliseconds=number) for number in range(count)]


def driver(outlet_id: str) -> str:
    return session_of(Actor(person("driver").id, Role.DRIVER, outlet_id))


def said(result: dict[str, Any]) -> str:
    """Applied, the flag, or the code of the refusal."""
    return result["error"]["code"] if "error" in result else result["flag"] or "applied"


def manager(outlet_id: str) -> str:
    return sign_in("outlet_manager", outlet_id)


def decide(waybill_no: str, action: str, session: str, body: Any, **options: Any) -> Any:
    return http("scan", "POST", f"/parcels/{waybill_no}/{action}", body, session=session, **options)


def events_of(store: Any, waybill_no: str) -> list[str]:
    return [each["type"] for each in store.outbox.of(waybill_no)]


# --- along the way ---------------------------------------------------------------------------------------------


def test_a_parcel_goes_from_outlet_to_outlet_and_out_to_the_door(store: Any, waybill_no: str) -> None:
    courier = actor("courier", DELIVERY)
    legs = [
        (manager(PICKUP), "departed", "in_transit"),
        (manager(DELIVERY), "arrived", "at_outlet"),
        (session_of(courier), "out_for_delivery", "out_for_delivery"),
    ]
    for session, step, status in legs:
        [result] = scan(session, row(waybill_no, step))
        assert (result["applied"], result["status"]) == (True, status), step
    parcel = parcel_of(waybill_no)
    assert (parcel.courier_id, parcel.attempts) == (courier.id, 1)
    told = store.outbox.of(waybill_no)[-3:]
    assert [each["type"] for each in told] == ["ParcelDeparted", "ParcelArrived", "ParcelOutForDelivery"]
    assert [each["data"].get("outlet_id") for each in told[:2]] == [PICKUP, DELIVERY]


def test_one_upload_moves_many_parcels_in_its_order(courier: Any) -> None:
    numbers = [place_order(sign_in("customer")) for _ in range(3)]
    for number in numbers:
        pick_up(number, courier)
    steps = [(number, step) for number in numbers for step in ("departed", "arrived", "departed")]
    results = scan(manager(PICKUP), *[row(*what, at) for what, at in zip(steps, moments(len(steps)), strict=True)])
    assert [said(each) for each in results] == ["applied"] * 9
    assert {parcel_of(number).status for number in numbers} == {Status.IN_TRANSIT}


def test_a_hub_where_a_parcel_turns_up_may_see_it_from_then_on(waybill_no: str) -> None:
    hub = manager(ELSEWHERE)
    assert said(scan(hub, row(waybill_no, "exception_opened", reason="carrier_sorting_error"))[0]) == "PARCEL_NOT_FOUND"
    scan(manager(PICKUP), row(waybill_no, "departed"))
    assert said(scan(hub, row(waybill_no, "arrived"))[0]) == "applied"
    assert parcel_of(waybill_no).outlet_ids == (PICKUP, DELIVERY, ELSEWHERE)
    opened = scan(hub, row(waybill_no, "exception_opened", reason="carrier_sorting_error"))
    assert said(opened[0]) == "applied"


def test_the_outlet_of_a_scan_is_the_scanners_own(store: Any, waybill_no: str) -> None:
    [refused] = scan(manager(PICKUP), row(waybill_no, "departed", outlet_id=DELIVERY))
    assert said(refused) == "INPUT_INVALID", "nobody scans for another outlet"
    scan(driver(PICKUP), row(waybill_no, "departed"))
    [departed] = [each for each in store.scans.of(waybill_no) if each.step is Step.DEPARTED]
    assert departed.outlet_id == PICKUP


def test_a_courier_brings_back_what_could_not_be_delivered(waybill_no: str, courier: Any) -> None:
    session = session_of(courier)
    scan(session, row(waybill_no, "out_for_delivery"))
    report(waybill_no, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    assert said(scan(session, row(waybill_no, "back_at_outlet"))[0]) == "applied"
    assert parcel_of(waybill_no).status is Status.AT_OUTLET


def test_a_parcel_leaves_only_the_outlet_where_it_lies(store: Any, waybill_no: str) -> None:
    """What another outlet's staff scan is kept and moves nothing."""
    scan(manager(PICKUP), row(waybill_no, "departed"))
    scan(manager(DELIVERY), row(waybill_no, "arrived"))
    assert parcel_of(waybill_no).at_outlet_id == DELIVERY
    [wrong] = scan(manager(ELSEWHERE), row(waybill_no, "departed"))
    assert (said(wrong), wrong["status"]) == ("PARCEL_ELSEWHERE", "at_outlet")
    [right] = scan(manager(DELIVERY), row(waybill_no, "departed"))
    assert (said(right), right["status"]) == ("applied", "in_transit")
    assert parcel_of(waybill_no).at_outlet_id is None
    assert events_of(store, waybill_no).count("ParcelDeparted") == 2


def test_a_departure_from_where_a_parcel_turns_out_to_have_been_counts(waybill_no: str) -> None:
    """The hub sends its departure first; its arrival and the departure before that come later."""
    sent, received, left, came, went = moments(5)
    scan(manager(PICKUP), row(waybill_no, "departed", sent))
    scan(manager(DELIVERY), row(waybill_no, "arrived", received))
    early = row(waybill_no, "departed", went)
    assert said(scan(manager(ELSEWHERE), early)[0]) == "PARCEL_ELSEWHERE"
    scan(manager(DELIVERY), row(waybill_no, "departed", left))
    scan(manager(ELSEWHERE), row(waybill_no, "arrived", came))
    assert said(scan(manager(ELSEWHERE), early)[0]) == "applied"
    assert (parcel_of(waybill_no).status, parcel_of(waybill_no).late_scans) == (Status.IN_TRANSIT, 0)


# --- who may -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "outlet_id", "step", "code"),
    [
        ("outlet_manager", PICKUP, "out_for_delivery", "PARCEL_NOT_FOUND"),
        ("outlet_manager", ELSEWHERE, "back_at_outlet", "PARCEL_NOT_FOUND"),
        ("courier", ELSEWHERE, "out_for_delivery", "PARCEL_NOT_FOUND"),
        ("courier", PICKUP, "departed", "STEP_FORBIDDEN"),
        ("courier", ELSEWHERE, "exception_opened", "PARCEL_NOT_FOUND"),
        ("dispatcher", "", "arrived", "PARCEL_NOT_FOUND"),
        ("customer_service", "", "departed", "PARCEL_NOT_FOUND"),
    ],
)
def test_what_is_not_theirs_to_report_is_refused(
    waybill_no: str, role: str, outlet_id: str, step: str, code: str
) -> None:
    reason = {"reason": "carrier_damaged_parcel"} if step == "exception_opened" else {}
    [result] = scan(sign_in(role, outlet_id), row(waybill_no, step, **reason))
    assert said(result) == code
    assert parcel_of(waybill_no).status is Status.PICKED_UP


def test_drivers_scan_the_line_only(waybill_no: str) -> None:
    assert said(scan(driver(PICKUP), row(waybill_no, "back_at_outlet"))[0]) == "STEP_FORBIDDEN"


def test_a_courier_of_the_outlet_takes_a_parcel_over_and_no_other_does(waybill_no: str) -> None:
    scan(manager(PICKUP), row(waybill_no, "departed"))
    scan(manager(DELIVERY), row(waybill_no, "arrived"))
    stranger, own = sign_in("courier", ELSEWHERE), sign_in("courier", DELIVERY)
    assert said(scan(stranger, row(waybill_no, "out_for_delivery"))[0]) == "PARCEL_NOT_FOUND"
    assert said(scan(own, row(waybill_no, "out_for_delivery"))[0]) == "applied"


@pytest.mark.parametrize("role", ["customer", "finance", "cashier", "administrator"])
def test_only_those_who_handle_parcels_scan(waybill_no: str, role: str) -> None:
    answer = http("scan", "POST", "/scans", {"scans": [row(waybill_no, "arrived")]}, session=sign_in(role))
    assert answer.code == "ROLE_FORBIDDEN"
    assert http("scan", "POST", "/scans", {"scans": [row(waybill_no, "arrived")]}).code == "LOGIN_REQUIRED"


# --- rows that fail ---------------------------------------------------------------------------------------------


def test_a_bad_row_holds_up_no_other(waybill_no: str) -> None:
    slipped = waybill_no[:-1] + str((int(waybill_no[-1]) + 1) % 10)
    rows = [
        row(slipped, "departed"),
        row(waybill_no, "teleported"),
        row(waybill_no, "signed"),
        {"scan_id": "7"},
        row("WB000000000000", "departed"),
        row(waybill_no, "departed"),
        row(waybill_no, "departed"),
        row(waybill_no, "arrived", reason="carrier_late"),
    ]
    results = scan(manager(PICKUP), *rows)
    assert [said(each) for each in results] == [
        *["INPUT_INVALID"] * 4,
        "PARCEL_NOT_FOUND",
        "applied",
        "PARCEL_STATE_CONFLICT",
        "REASON_UNKNOWN",
    ]
    assert results[0]["error"]["details"]["fields"] == {"waybill_no": ["运单号不正确"]}
    assert [results[at]["scan_id"] for at in (4, 5)] == [rows[4]["scan_id"], rows[5]["scan_id"]]


@pytest.mark.parametrize("scans", [[], "x", [7], [None], None, [{}] * 101])
def test_an_upload_is_a_list_of_one_to_a_hundred_rows(store: Any, scans: Any) -> None:
    answer = http("scan", "POST", "/scans", {"scans": scans}, session=manager(PICKUP))
    assert (answer.status, answer.code) == (422, "INPUT_INVALID")


def test_an_upload_sent_again_changes_nothing(store: Any, waybill_no: str) -> None:
    """After a lost answer, in another batch and in another order, from a phone whose clock runs ahead."""
    ahead = datetime.now(UTC) + timedelta(minutes=9)
    first = [row(waybill_no, "departed"), row(waybill_no, "departed", ahead)]
    session = manager(PICKUP)
    before = scan(session, *first)
    assert [said(each) for each in before] == ["applied", "PARCEL_STATE_CONFLICT"]
    after = scan(session, *reversed(first), first[0])
    assert [said(each) for each in after] == ["PARCEL_STATE_CONFLICT", "applied", "applied"]
    assert sum(each.step is Step.DEPARTED for each in store.scans.of(waybill_no)) == 2
    assert events_of(store, waybill_no).count("ParcelDeparted") == 1


def test_a_scan_id_that_named_another_scan_is_refused(waybill_no: str) -> None:
    first = row(waybill_no, "departed")
    session = manager(PICKUP)
    results = scan(session, first, row(waybill_no, "arrived") | {"scan_id": first["scan_id"]})
    assert [said(each) for each in results] == ["applied", "SCAN_ID_REUSED"]


def test_scans_that_come_in_the_wrong_order_are_folded_in_the_right_one(store: Any, waybill_no: str) -> None:
    first, second = moments(2)
    departed, arrived = row(waybill_no, "departed", first), row(waybill_no, "arrived", second)
    [early] = scan(manager(DELIVERY), arrived)
    assert said(early) == "PARCEL_STATE_CONFLICT"
    [late] = scan(manager(PICKUP), departed)
    assert (said(late), late["status"]) == ("applied", "at_outlet")
    assert parcel_of(waybill_no).late_scans == 0, "the flagged one counts now"
    assert events_of(store, waybill_no)[-2:] == ["ParcelDeparted", "ParcelArrived"]


def test_the_same_upload_works_through_invoke(waybill_no: str) -> None:
    answer = invoke("scan", "record_scans", {"scans": [row(waybill_no, "departed")]}, session=manager(PICKUP))
    assert answer.data["results"][0]["applied"] is True


# --- exceptions and returns --------------------------------------------------------------------------------------


def test_an_exception_is_opened_and_answered(store: Any, waybill_no: str) -> None:
    session = manager(PICKUP)
    opening = row(waybill_no, "exception_opened", reason="carrier_damaged_parcel", note="外箱破损")
    assert [said(each) for each in scan(session, opening)] == ["applied"]
    overlay = parcel_of(waybill_no).overlay
    assert (overlay.reason, overlay.fault_party) == ("carrier_damaged_parcel", "carrier")
    second = row(waybill_no, "exception_opened", reason="weather_delay")
    assert said(scan(session, second)[0]) == "EXCEPTION_OPEN", "one question at a time"
    assert said(scan(session, row(waybill_no, "departed"))[0]) == "applied", "the parcel travels on meanwhile"
    resolved = decide(waybill_no, "exception-resolution", sign_in("dispatcher"), {"note": "已重新包装"}).data
    assert (resolved["applied"], resolved["status"]) == (True, "in_transit")
    assert parcel_of(waybill_no).overlay is None
    assert [each for each in events_of(store, waybill_no) if "Exception" in each] == [
        "ExceptionOpened",
        "ExceptionResolved",
    ]


def test_an_exception_needs_a_reason(waybill_no: str) -> None:
    assert said(scan(manager(PICKUP), row(waybill_no, "exception_opened"))[0]) == "REASON_UNKNOWN"


def test_there_is_nothing_to_resolve_without_an_exception(waybill_no: str) -> None:
    answer = decide(waybill_no, "exception-resolution", sign_in("dispatcher"), {})
    assert (answer.status, answer.code) == (409, "EXCEPTION_REQUIRED")


def test_a_refused_parcel_goes_back_to_its_consignor(store: Any, waybill_no: str, courier: Any) -> None:
    scan(session_of(courier), row(waybill_no, "out_for_delivery"))
    report(waybill_no, Step.REFUSED, courier, reason="consignee_refused")
    key, body = request_id(), {"reason": "consignee_refused"}
    dispatcher = sign_in("dispatcher")
    started = decide(waybill_no, "return", dispatcher, body, key=key).data
    assert (started["status"], started["applied"]) == ("returning", True)
    assert decide(waybill_no, "return", dispatcher, body, key=key).data == started
    assert decide(waybill_no, "return", dispatcher, body).code == "PARCEL_STATE_CONFLICT"
    results = scan(manager(DELIVERY), row(waybill_no, "departed"))
    results += scan(manager(PICKUP), row(waybill_no, "arrived"))
    results += scan(session_of(courier), row(waybill_no, "returned"))
    assert [said(each) for each in results] == ["applied"] * 3
    assert parcel_of(waybill_no).status is Status.RETURNED
    assert events_of(store, waybill_no)[-1] == "ParcelReturned"


@pytest.mark.parametrize(("reason", "code"), [("because", "REASON_UNKNOWN"), (None, "INPUT_INVALID")])
def test_a_return_needs_a_known_reason(waybill_no: str, courier: Any, reason: Any, code: str) -> None:
    report(waybill_no, Step.OUT_FOR_DELIVERY, courier)
    report(waybill_no, Step.REFUSED, courier, reason="consignee_refused")
    assert decide(waybill_no, "return", sign_in("dispatcher"), {"reason": reason}).code == code


def test_a_parcel_on_its_way_is_not_sent_back_just_so(courier: Any) -> None:
    out = place_order(sign_in("customer"))
    bring_out(out, courier)
    answer = decide(out, "return", sign_in("dispatcher"), {"reason": "consignor_request"})
    assert (answer.status, answer.code) == (409, "PARCEL_STATE_CONFLICT")
    assert answer.body["error"]["details"]["status"] == "out_for_delivery"


@pytest.mark.parametrize("role", ["outlet_manager", "courier", "customer_service"])
def test_only_dispatchers_decide(waybill_no: str, role: str) -> None:
    session = sign_in(role)
    assert decide(waybill_no, "return", session, {"reason": "consignor_request"}).code == "ROLE_FORBIDDEN"
    assert decide(waybill_no, "exception-resolution", session, {}).code == "ROLE_FORBIDDEN"
