"""From outlet to outlet on a vehicle: loaded, driven, counted out; what is missing or too much becomes an incident."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.line_network import Departure, Line
from logistics.domain.roles import Actor, Role
from logistics.domain.states import Status, Step
from tests.support.calls import Answer, http
from tests.support.orders import order_body, parcel_of, pick_up, place_order, quote_for, report
from tests.support.people import actor, person, session_of, sign_in

PICKUP, HUB, DELIVERY, ASTRAY = "GZ-TH-1", "GZ-HUB", "HZ-BJ-1", "NJ-XW-1"
EVERY_HOUR = tuple(Departure(f"{hour:02d}:00") for hour in range(24))
LINES = {
    "TH-HUB": (PICKUP, HUB),
    "TH-NJ": (PICKUP, ASTRAY),
    "HUB-TH": (HUB, PICKUP),
    "HUB-BJ": (HUB, DELIVERY),
    "BJ-HUB": (DELIVERY, HUB),
    "NJ-HUB": (ASTRAY, HUB),
}


@pytest.fixture(autouse=True)
def lines(store: Any) -> None:
    """Outlets hang on the hub; one wrong-way line goes to Nanjing."""
    for line_id, (start, end) in LINES.items():
        travel_s = 36_000 if ASTRAY in (start, end) else 3_600
        store.lines.save(Line(line_id, start, end, EVERY_HOUR, travel_s, cut_off_s=0, handling_s=600))


def manager(outlet_id: str) -> str:
    return sign_in("outlet_manager", outlet_id)


def driver() -> str:
    return session_of(Actor(person("driver").id, Role.DRIVER, HUB))


def picked_up(pieces: int = 1) -> str:
    body = order_body(quote_for(pieces=pieces)["quote_id"], pieces=pieces)
    waybill_no: str = http("create_order", "POST", "/orders", body, session=sign_in("customer")).data["waybill_no"]
    pick_up(waybill_no, actor("courier", PICKUP))
    return waybill_no


def opened(session: str, line_id: str = "TH-HUB", *numbers: str) -> str:
    body = {"line_id": line_id, "vehicle": "粤A12345", "numbers": list(numbers)}
    answer = http("line_haul", "POST", "/manifests", body, session=session)
    manifest_id: str = answer.data["manifest_id"]
    return manifest_id


def load(session: str, manifest_id: str, *numbers: str) -> dict[str, Any]:
    answer = http("line_haul", "POST", f"/manifests/{manifest_id}/loading", {"numbers": list(numbers)}, session=session)
    return {row["number"]: row for row in answer.data["results"]}


def depart(session: str, manifest_id: str, at: datetime | None = None) -> Answer:
    body = {"occurred_at": (at or datetime.now(UTC)).isoformat()}
    return http("line_haul", "POST", f"/manifests/{manifest_id}/departure", body, session=session)


def arrive(session: str, manifest_id: str, *numbers: str, at: datetime | None = None) -> Answer:
    body = {"numbers": list(numbers), "occurred_at": (at or datetime.now(UTC)).isoformat()}
    return http("line_haul", "POST", f"/manifests/{manifest_id}/arrival", body, session=session)


def steps_of(store: Any, waybill_no: str) -> list[str]:
    scans = sorted(store.scans.of(waybill_no), key=lambda scan: scan.order)
    return [str(scan.step) for scan in scans if scan.step not in (Step.PLACED, Step.ASSIGNED, Step.PICKED_UP)]


def test_a_vehicle_takes_parcels_to_the_hub_and_the_next_one_to_the_last_outlet(store: Any) -> None:
    first, second = picked_up(), picked_up()
    for start, end, line_id in ((PICKUP, HUB, "TH-HUB"), (HUB, DELIVERY, "HUB-BJ")):
        manifest_id = opened(manager(start), line_id, first, second)
        left = depart(manager(start), manifest_id).data
        assert (left["state"], left["parcels"], left["flagged"]) == ("departed", 2, [])
        assert {parcel_of(each).status for each in (first, second)} == {Status.IN_TRANSIT}
        came = arrive(manager(end), manifest_id, first, second).data
        assert (came["state"], came["loaded"], came["arrived"]) == ("closed", 2, 2)
        assert (came["missing"], came["surplus"], came["flagged"]) == ([], [], [])
        assert {parcel_of(each).at_outlet_id for each in (first, second)} == {end}
    assert steps_of(store, first) == ["departed", "arrived", "departed", "arrived"]
    assert parcel_of(first).overlay is None


def test_a_driver_works_at_both_ends_wherever_their_own_outlet_is(store: Any) -> None:
    waybill_no = picked_up()
    manifest_id = opened(driver(), "TH-HUB", waybill_no)
    depart(driver(), manifest_id)
    arrive(driver(), manifest_id, waybill_no)
    places = [scan.outlet_id for scan in store.scans.of(waybill_no) if scan.step in (Step.DEPARTED, Step.ARRIVED)]
    assert sorted(str(each) for each in places) == [HUB, PICKUP]


def test_another_outlets_staff_neither_see_nor_move_a_manifest() -> None:
    manifest_id = opened(manager(PICKUP))
    body = {"numbers": ["x"]}
    path = f"/manifests/{manifest_id}"
    assert http("line_haul", "GET", path, session=manager(DELIVERY)).code == "MANIFEST_NOT_FOUND"
    assert http("line_haul", "POST", f"{path}/loading", body, session=manager(HUB)).code == "OUTLET_NOT_YOURS"
    assert depart(manager(HUB), manifest_id).code == "OUTLET_NOT_YOURS"
    assert http(
        "line_haul", "POST", "/manifests", {"line_id": "TH-HUB", "vehicle": "粤A1"}, session=manager(HUB)
    ).code == ("OUTLET_NOT_YOURS")
    listed = http("line_haul", "GET", "/manifests", session=manager(DELIVERY), key="")
    assert listed.data["manifests"] == []


def test_each_number_that_cannot_be_loaded_is_answered_and_holds_up_no_other() -> None:
    good, elsewhere, unpicked, taken = picked_up(), picked_up(), place_order(sign_in("customer")), picked_up()
    report(elsewhere, Step.DEPARTED, actor("outlet_manager", PICKUP))
    report(elsewhere, Step.ARRIVED, actor("outlet_manager", HUB))
    opened(manager(PICKUP), "TH-HUB", taken)
    manifest_id = opened(manager(PICKUP))
    rows = load(
        manager(PICKUP), manifest_id, good, elsewhere, unpicked, taken, "WB000000000000", "6901234567892", f"{good}-002"
    )
    said = {number: row.get("error", {}).get("code", "loaded") for number, row in rows.items()}
    assert said == {
        good: "loaded",
        elsewhere: "PARCEL_ELSEWHERE",
        unpicked: "PARCEL_STATE_CONFLICT",
        taken: "PARCEL_ON_ANOTHER_MANIFEST",
        "WB000000000000": "PARCEL_NOT_FOUND",
        "6901234567892": "WAYBILL_INVALID",
    }


def test_the_wrong_direction_is_told_while_loading_and_stays_on_the_manifest() -> None:
    waybill_no = picked_up()
    manifest_id = opened(manager(PICKUP), "TH-NJ")
    row = load(manager(PICKUP), manifest_id, waybill_no)[waybill_no]
    assert (row["warning"], row["next_stop"]) == ("WRONG_DIRECTION", HUB)
    depart(manager(PICKUP), manifest_id)
    assert arrive(manager(ASTRAY), manifest_id, waybill_no).data["misdirected"] == [waybill_no]


def test_a_parcel_that_does_not_come_out_is_missing_and_an_incident_by_itself(store: Any) -> None:
    came, gone = picked_up(), picked_up()
    manifest_id = opened(manager(PICKUP), "TH-HUB", came, gone)
    depart(manager(PICKUP), manifest_id)
    said = arrive(manager(HUB), manifest_id, came).data
    assert (said["arrived"], said["missing"], said["surplus"]) == (1, [gone], [])
    missing = parcel_of(gone)
    assert (missing.status, missing.overlay.reason) == (Status.IN_TRANSIT, "carrier_parcel_missing")
    assert parcel_of(came).overlay is None
    assert told(store, gone).count("ExceptionOpened") == 1


def test_a_parcel_that_nobody_loaded_is_scanned_in_and_an_incident(store: Any) -> None:
    loaded, extra = picked_up(), picked_up()
    manifest_id = opened(manager(PICKUP), "TH-HUB", loaded)
    depart(manager(PICKUP), manifest_id)
    report(extra, Step.DEPARTED, actor("outlet_manager", PICKUP))
    said = arrive(manager(HUB), manifest_id, loaded, extra, "WB000000000000", "??").data
    assert (said["surplus"], sorted(said["unknown"])) == ([extra], ["??", "WB000000000000"])
    parcel = parcel_of(extra)
    assert (parcel.at_outlet_id, parcel.overlay.reason) == (HUB, "carrier_sorting_error")
    assert parcel_of(loaded).overlay is None


def test_pieces_are_counted_in_and_out(store: Any) -> None:
    waybill_no = picked_up(pieces=3)
    manifest_id = opened(manager(PICKUP))
    row = load(manager(PICKUP), manifest_id, f"{waybill_no}-001", f"{waybill_no}-003")[waybill_no]
    assert (row["pieces"], row["of"]) == ([1, 3], 3)
    assert depart(manager(PICKUP), manifest_id).data["incomplete"] == [waybill_no]
    said = arrive(manager(HUB), manifest_id, f"{waybill_no}-001", f"{waybill_no}-002").data
    assert (said["missing"], said["surplus"]) == ([f"{waybill_no}-003"], [f"{waybill_no}-002"])
    parcel = parcel_of(waybill_no)
    assert (parcel.at_outlet_id, parcel.overlay.reason) == (HUB, "carrier_parcel_missing")


def test_two_managers_load_the_same_parcel_and_one_gets_it() -> None:
    waybill_no = picked_up()
    sessions = [manager(PICKUP), driver()]
    manifests = [opened(session) for session in sessions]
    rows: list[dict[str, Any]] = []

    def work(session: str, manifest_id: str) -> None:
        rows.append(load(session, manifest_id, waybill_no)[waybill_no])

    threads = [threading.Thread(target=work, args=pair) for pair in zip(sessions, manifests, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = sorted(row.get("error", {}).get("code", "loaded") for row in rows)
    assert said == ["PARCEL_ON_ANOTHER_MANIFEST", "loaded"]


def test_what_was_taken_off_again_can_go_with_another_vehicle() -> None:
    waybill_no = picked_up()
    first, second = opened(manager(PICKUP), "TH-HUB", waybill_no), opened(manager(PICKUP))
    body = {"numbers": [waybill_no]}
    answer = http("line_haul", "POST", f"/manifests/{first}/unloading", body, session=manager(PICKUP))
    assert answer.data["loaded"] == 0
    assert "error" not in load(manager(PICKUP), second, waybill_no)[waybill_no]
    assert depart(manager(PICKUP), first).code == "MANIFEST_EMPTY"


def test_nothing_is_loaded_after_the_departure() -> None:
    waybill_no, late = picked_up(), picked_up()
    manifest_id = opened(manager(PICKUP), "TH-HUB", waybill_no)
    depart(manager(PICKUP), manifest_id)
    body = {"numbers": [late]}
    answer = http("line_haul", "POST", f"/manifests/{manifest_id}/loading", body, session=manager(PICKUP))
    assert answer.code == "MANIFEST_STATE_CONFLICT"


def test_a_departure_that_died_halfway_goes_on_when_repeated(store: Any) -> None:
    """The database refuses the second parcel's scan: the manifest has left, and one parcel on it has not."""
    first, second = sorted((picked_up(), picked_up()))
    manifest_id, session = opened(manager(PICKUP), "TH-HUB", first, second), manager(PICKUP)
    with refusing(store, "scans", {"waybill_no": second, "step": "departed"}):
        assert depart(session, manifest_id).status >= 500
    assert (parcel_of(first).status, parcel_of(second).status) == (Status.IN_TRANSIT, Status.PICKED_UP)
    again = depart(session, manifest_id).data
    assert (again["parcels"], again["flagged"]) == (2, [])
    assert parcel_of(second).status is Status.IN_TRANSIT
    for waybill_no in (first, second):
        assert told(store, waybill_no).count("ParcelDeparted") == 1


@pytest.mark.parametrize(
    "refused",
    [
        ("manifests", {"state": "arrived"}),
        ("scans", {"step": "arrived"}),
        ("scans", {"step": "exception_opened"}),
        ("manifests", {"state": "closed"}),
    ],
    ids=lambda refused: f"{refused[0]} {next(iter(refused[1].values()))}",
)
def test_an_arrival_that_died_anywhere_ends_the_same_when_repeated(store: Any, refused: tuple[str, Any]) -> None:
    came, gone = picked_up(), picked_up()
    manifest_id = opened(manager(PICKUP), "TH-HUB", came, gone)
    depart(manager(PICKUP), manifest_id)
    session = manager(HUB)
    with refusing(store, *refused):
        assert arrive(session, manifest_id, came).status >= 500
    said = arrive(session, manifest_id, came).data
    assert (said["state"], said["arrived"], said["missing"]) == ("closed", 1, [gone])
    assert steps_of(store, came) == ["departed", "arrived"]
    assert steps_of(store, gone) == ["departed", "exception_opened"]
    assert told(store, gone).count("ExceptionOpened") == 1


@contextmanager
def refusing(store: Any, collection: str, rows: dict[str, Any]) -> Iterator[None]:
    """The database itself refuses such rows for a while, as it does when a process dies before it writes them."""
    from logistics.store.validators import VALIDATORS

    known = {"$jsonSchema": VALIDATORS[collection]} if collection in VALIDATORS else {}
    store.db.command("collMod", collection, validator={"$nor": [rows]})
    try:
        yield
    finally:
        store.db.command("collMod", collection, validator=known)


def told(store: Any, waybill_no: str) -> list[str]:
    return [each["type"] for each in store.outbox.of(waybill_no)]


def test_an_arrival_repeated_gives_the_same_statement_and_no_second_scan(store: Any) -> None:
    came, gone = picked_up(), picked_up()
    manifest_id = opened(manager(PICKUP), "TH-HUB", came, gone)
    depart(manager(PICKUP), manifest_id)
    first = arrive(manager(HUB), manifest_id, came).data
    assert arrive(manager(HUB), manifest_id, came).data == first
    assert steps_of(store, came) == ["departed", "arrived"]
    assert steps_of(store, gone) == ["departed", "exception_opened"]
    assert arrive(manager(HUB), manifest_id, came, gone).code == "MANIFEST_STATE_CONFLICT"


def test_a_phone_may_say_when_it_happened_and_cannot_arrive_before_it_left(store: Any) -> None:
    waybill_no = picked_up()
    manifest_id = opened(manager(PICKUP), "TH-HUB", waybill_no)
    depart(manager(PICKUP), manifest_id)
    said = arrive(manager(HUB), manifest_id, waybill_no, at=datetime.now(UTC) - timedelta(hours=5)).data
    assert said["flagged"] == []
    assert parcel_of(waybill_no).status is Status.AT_OUTLET


def test_what_has_arrived_may_go_on_with_the_next_vehicle() -> None:
    waybill_no = picked_up()
    manifest_id = opened(manager(PICKUP), "TH-HUB", waybill_no)
    depart(manager(PICKUP), manifest_id)
    arrive(manager(HUB), manifest_id, waybill_no)
    second = opened(manager(HUB), "HUB-BJ")
    row = load(manager(HUB), second, waybill_no)[waybill_no]
    assert "warning" not in row and "error" not in row
