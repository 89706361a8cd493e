"""At the command line: incidents asked, decided, lost, found, and mistakes taken back."""

from tests.admin.conftest import Terminal
from tests.support.doors import Door


def test_an_incident_is_opened_listed_and_decided(admin: Terminal) -> None:
    door = Door().go_out()
    admin.sign_in("dispatcher")
    asked = admin("incidents", "open", door.waybill_no, "carrier_damaged_parcel", "--note", "外箱破损", "--json").data
    listed = admin("incidents", "list", "--json").data
    assert [(each["incident_id"], each["waybill_no"], each["overdue"]) for each in listed] == [
        (asked["incident_id"], door.waybill_no, False)
    ]
    assert "包裹破损" in admin("incidents", "list").out
    shown = admin("incidents", "show", asked["incident_id"], "--json").data
    assert (shown["waybill_no"], shown["note"], shown["opened_role"]) == (door.waybill_no, "外箱破损", "dispatcher")
    assert "外箱破损" in admin("incidents", "show", asked["incident_id"]).out
    assert admin("incidents", "show", "01JD0000000000000000000000", "--json").refused == "INCIDENT_NOT_FOUND"
    assert admin("incidents", "decide", asked["incident_id"], "burn").code == 2
    decided = admin("incidents", "decide", asked["incident_id"], "resume", "--json").data
    assert (decided["status"], decided["decision"]) == ("out_for_delivery", "resume")
    assert admin("incidents", "list", "--json").data == []
    assert [each["decision"] for each in admin("incidents", "list", "--closed", "--json").data] == ["resume"]
    assert admin("incidents", "decide", asked["incident_id"], "lost", "--json").refused == "INCIDENT_CLOSED"


def test_what_was_lost_is_found(admin: Terminal) -> None:
    door = Door().go_out()
    admin.sign_in("dispatcher")
    asked = admin("incidents", "open", door.waybill_no, "carrier_parcel_missing", "--json").data
    assert admin("incidents", "decide", asked["incident_id"], "lost", "--json").data["status"] == "lost"
    assert admin("incidents", "found", door.waybill_no, "--json").data["status"] == "out_for_delivery"


def test_a_scan_by_mistake_is_taken_back_by_the_id_that_the_timeline_shows(admin: Terminal) -> None:
    door = Door().go_out()
    admin.sign_in("dispatcher")
    shown = admin("order", "show", door.waybill_no, "--json").data["order"]["timeline"]
    wrong = next(each["scan_id"] for each in shown if each["step"] == "out_for_delivery")
    corrected = admin("correct", door.waybill_no, wrong, "carrier_scanned_by_mistake", "--json").data
    assert corrected["status"] == "picked_up"
    again = admin("correct", door.waybill_no, wrong, "carrier_scanned_by_mistake", "--json")
    assert again.refused == "SCAN_NOT_COUNTED"
    assert admin("correct", door.waybill_no, wrong, "because", "--json").refused in (
        "SCAN_NOT_COUNTED",
        "REASON_UNKNOWN",
    )


def test_a_correction_has_a_reason_of_the_list(admin: Terminal) -> None:
    door = Door().go_out()
    admin.sign_in("dispatcher")
    shown = admin("order", "show", door.waybill_no, "--json").data["order"]["timeline"]
    assert admin("correct", door.waybill_no, shown[0]["scan_id"], "because", "--json").refused == "REASON_UNKNOWN"
