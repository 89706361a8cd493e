"""Incidents (问题件), their clock and their end, parcels that nobody sees any more, and scans that are taken back."""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.states import Status, Step
from tests.support.calls import deliver_outbox, http, schedule
from tests.support.doors import Door, outsider
from tests.support.orders import report
from tests.support.people import actor, session_of, sign_in
from tests.support.proofs import fact

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def door(store: Any) -> Door:
    return Door().go_out()


def ask(door: Door, who: str, reason: str = "carrier_damaged_parcel", **more: Any) -> Any:
    return door.post("incidents", who, fact(reason=reason) | more, "incident")


def decide(incident_id: str, decision: str, session: str) -> Any:
    body = {"decision": decision, "note": "已核实"}
    return http("incident", "POST", f"/incidents/{incident_id}/decision", body, session=session)


def correct(door: Door, scan_id: str, reason: str, who: str = "dispatcher") -> Any:
    return door.post("corrections", who, {"scan_id": scan_id, "reason": reason, "note": "更正"}, "incident")


def latest(store: Any, door: Door, step: Step) -> str:
    return str([each.id for each in store.scans.of(door.waybill_no) if each.step is step][-1])


@pytest.mark.parametrize("who", ["courier", "manager", "dispatcher", "sender", "receiver"])
def test_anyone_on_the_way_may_ask_and_the_desk_sees_its_clock(door: Door, who: str) -> None:
    incident_id = ask(door, who).data["incident_id"]
    assert (door.parcel.status, door.parcel.overlay.scan_id) == (Status.OUT_FOR_DELIVERY, incident_id)
    queue = http("incident", "GET", "/incidents", query={"state": "open"}, session=door.session["dispatcher"], key="")
    [row] = [each for each in queue.data["incidents"] if each["incident_id"] == incident_id]
    assert (row["reason"], row["fault_party"], row["overdue"]) == ("carrier_damaged_parcel", "carrier", False)
    wait = datetime.fromisoformat(row["due_at"]) - datetime.fromisoformat(row["opened_at"])
    assert abs(wait - timedelta(hours=12)) < timedelta(seconds=5), "damage is decided within half a day"


def test_strangers_and_other_outlets_ask_nothing_and_decide_nothing(door: Door) -> None:
    body = fact(reason="carrier_damaged_parcel")
    for session in (outsider(), sign_in("outlet_manager", "NJ-XW-1")):
        asked = http("incident", "POST", f"/parcels/{door.waybill_no}/incidents", body, session=session)
        assert asked.code == "PARCEL_NOT_FOUND"
    incident_id = ask(door, "courier").data["incident_id"]
    for who in ("courier", "manager", "sender", "receiver"):
        assert decide(incident_id, "lost", door.session[who]).code == "ROLE_FORBIDDEN"
    assert door.parcel.overlay.scan_id == incident_id
    seen = [
        http("incident", "GET", f"/incidents/{incident_id}", session=session, key="")
        for session in (door.session["manager"], sign_in("outlet_manager", "NJ-XW-1"), door.session["sender"])
    ]
    assert [each.code or each.status for each in seen] == [200, "PARCEL_NOT_FOUND", "ROLE_FORBIDDEN"]


def test_a_picture_that_is_anothers_is_no_evidence(door: Door) -> None:
    theirs = door.proof("manager")
    assert ask(door, "courier", evidence=[theirs]).code == "PROOF_UNCHECKED"
    assert door.parcel.overlay is None


@pytest.mark.parametrize(
    ("decision", "status"), [("resume", "out_for_delivery"), ("repack", "out_for_delivery"), ("lost", "lost")]
)
def test_a_decision_ends_it_once(door: Door, decision: str, status: str) -> None:
    incident_id = ask(door, "courier").data["incident_id"]
    assert decide(incident_id, decision, door.session["dispatcher"]).data["status"] == status
    assert door.parcel.overlay is None
    assert decide(incident_id, "lost", door.session["dispatcher"]).code == "INCIDENT_CLOSED"
    assert decide("01JD0000000000000000000000", "lost", door.session["dispatcher"]).code == "INCIDENT_NOT_FOUND"


def test_of_two_who_decide_at_once_one_is_heard(door: Door, store: Any) -> None:
    incident_id = ask(door, "courier").data["incident_id"]
    desks = [door.session["dispatcher"], session_of(actor("dispatcher", at=1))]
    answers: list[Any] = []
    calls = [
        threading.Thread(target=lambda said=said: answers.append(decide(incident_id, *said)))
        for said in (("resume", desks[0]), ("lost", desks[1]))
    ]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert sorted(each.status for each in answers) == [200, 409]
    ends = [each.step for each in store.scans.of(door.waybill_no) if each.step in (Step.LOST, Step.EXCEPTION_RESOLVED)]
    assert len(ends) == 1


def test_only_what_was_refused_or_goes_back_is_given_up(door: Door) -> None:
    incident_id = ask(door, "courier").data["incident_id"]
    assert decide(incident_id, "dispose", door.session["dispatcher"]).code == "PARCEL_STATE_CONFLICT"
    assert door.parcel.overlay.scan_id == incident_id


def test_what_was_lost_is_where_it_was_once_it_is_found(door: Door) -> None:
    assert door.post("found", "dispatcher", {"note": "在车上"}, "incident").code == "PARCEL_STATE_CONFLICT"
    decide(ask(door, "courier").data["incident_id"], "lost", door.session["dispatcher"])
    assert door.post("found", "courier", {"note": "在车上"}, "incident").code == "ROLE_FORBIDDEN"
    assert door.post("found", "dispatcher", {"note": "在车上"}, "incident").data["status"] == "out_for_delivery"


def test_what_nobody_saw_for_ten_days_is_asked_about_and_a_week_later_lost(door: Door, store: Any) -> None:
    def silent_for(days: int) -> None:
        seen = datetime.now(UTC) - timedelta(days=days)
        store.db.parcels.update_one({"_id": door.waybill_no}, {"$set": {"last_scan_at": seen}})

    silent_for(9)
    schedule("incident", "find_missing")
    assert door.parcel.overlay is None
    silent_for(11)
    schedule("incident", "find_missing")
    assert (door.parcel.overlay.reason, door.parcel.status) == ("carrier_parcel_missing", Status.OUT_FOR_DELIVERY)
    schedule("incident", "find_missing")
    assert door.parcel.status is Status.OUT_FOR_DELIVERY, "it is searched for"


def test_a_question_that_is_open_again_takes_its_time_back_from_the_promise(door: Door, store: Any) -> None:
    promised_at = door.parcel.promised_at
    incident_id = ask(door, "courier", "consignor_poor_packaging").data["incident_id"]
    three_hours_ago = datetime.now(UTC) - timedelta(hours=3)
    store.db.incidents.update_one({"_id": incident_id}, {"$set": {"opened_at": three_hours_ago}})
    signed_at = datetime.now(UTC)
    time.sleep(0.005)  # of two facts of one millisecond the one known first counts
    decide(incident_id, "lost", door.session["dispatcher"])
    assert timedelta(hours=3) <= door.parcel.promised_at - promised_at < timedelta(hours=3, minutes=1)
    door.sign(occurred_at=signed_at.isoformat())  # offline, before it was given up
    deliver_outbox("incident")
    assert door.parcel.status is Status.SIGNED and store.incidents.find(incident_id).open
    assert (door.parcel.promised_at, store.incidents.find(incident_id).granted_s) == (promised_at, 0)
    decide(incident_id, "resume", door.session["dispatcher"])
    assert timedelta(hours=3) <= door.parcel.promised_at - promised_at < timedelta(hours=3, minutes=1)


def test_those_who_wait_in_front_keep_nobody_behind_them_waiting(door: Door, store: Any) -> None:
    incident_id = ask(door, "courier", "carrier_parcel_missing").data["incident_id"]
    asked = store.db.incidents.find_one({"_id": incident_id})
    long_ago = datetime.now(UTC) - timedelta(days=30)
    store.db.incidents.insert_many(
        asked | {"_id": f"01JD{number:022}", "waybill_no": "WB000000000000", "opened_at": long_ago}
        for number in range(450)
    )
    before = datetime.now(UTC) + timedelta(minutes=1)
    found = [each.id for each in store.incidents.opened_before("carrier_parcel_missing", before)]
    assert (len(found), len(set(found)), found[-1]) == (451, 451, incident_id)


def test_a_wrong_scan_is_taken_back_and_what_followed_is_undone(door: Door, store: Any) -> None:
    wrong = latest(store, door, Step.OUT_FOR_DELIVERY)
    assert correct(door, wrong, "carrier_scanned_by_mistake", "manager").code == "ROLE_FORBIDDEN"
    assert correct(door, wrong, "no_such_reason").code == "REASON_UNKNOWN"
    assert correct(door, "01JD0000000000000000000000", "carrier_scanned_by_mistake").code == "SCAN_NOT_FOUND"
    before = len(store.scans.of(door.waybill_no))
    assert correct(door, wrong, "carrier_scanned_by_mistake").data["status"] == "picked_up"
    assert len(store.scans.of(door.waybill_no)) == before + 1, "nothing is deleted"
    assert correct(door, wrong, "carrier_scanned_by_mistake").code == "SCAN_NOT_COUNTED"
    assert store.db.audit.count_documents({"subject": f"scans:{wrong}"}) == 1


def test_a_signature_is_revoked_and_until_then_keeps_the_road_that_led_to_it(door: Door, store: Any) -> None:
    assert door.sign().data["status"] == "signed"
    road = latest(store, door, Step.OUT_FOR_DELIVERY)
    assert correct(door, road, "carrier_scanned_by_mistake").code == "SIGNATURE_STANDS"
    revoked = correct(door, latest(store, door, Step.SIGNED), "consignee_dispute")
    assert revoked.data["status"] == "out_for_delivery"


def test_a_decision_is_no_scan_that_can_be_corrected(door: Door, store: Any) -> None:
    report(door.waybill_no, Step.INTERCEPTED, door.sender)
    intercepted = latest(store, door, Step.INTERCEPTED)
    assert correct(door, intercepted, "carrier_scanned_by_mistake").code == "SCAN_NOT_CORRECTABLE"
    assert door.parcel.status is Status.INTERCEPTED
