"""The network at the command line: lines, handling, rosters, manifests, and what promises came to."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.admin.conftest import Terminal
from tests.support.orders import parcel_of, pick_up, place_order
from tests.support.people import actor, person, sign_in

LINE = {
    "id": "TH-HUB",
    "from_outlet_id": "GZ-TH-1",
    "to_outlet_id": "GZ-HUB",
    "departures": [{"clock": "21:30", "weekdays": [5, 1]}, {"clock": "12:00"}],
    "travel_s": 3600,
}


@pytest.fixture
def line(admin: Terminal, tmp_path: Path) -> str:
    """A line from Tianhe to the hub, written by the administrator."""
    saved = save(admin.sign_in("administrator"), tmp_path, LINE)
    assert saved.data["id"] == "TH-HUB"
    return "TH-HUB"


def save(admin: Terminal, folder: Path, line: Any) -> Any:
    file = folder / "line.json"
    file.write_text(json.dumps(line), encoding="utf-8")
    return admin("lines", "save", str(file), "--json")


def test_a_line_is_written_listed_and_its_change_noted(admin: Terminal, line: str, tmp_path: Path) -> None:
    [listed] = admin("lines", "list", "--outlet", "GZ-HUB", "--json").data
    assert [each["clock"] for each in listed["departures"]] == ["12:00", "21:30"]
    assert listed["departures"][1]["weekdays"] == [1, 5]
    assert "12:00, 21:30 on 15" in admin("lines", "list").out
    assert save(admin, tmp_path, LINE | {"departures": [{"clock": "12:00"}]}).data["changed"] == ["departures"]
    changes = admin("invoke", "admin", "list_changes", "subject=lines:TH-HUB", "--json").data["changes"]
    assert changes[0]["changes"]["departures"] == [["12:00 on 1234567", "21:30 on 15"], ["12:00 on 1234567"]]


def test_a_line_needs_two_outlets_that_exist(admin: Terminal, tmp_path: Path) -> None:
    admin.sign_in("dispatcher")
    assert save(admin, tmp_path, LINE | {"to_outlet_id": "GZ-TH-1"}).refused == "LINE_CIRCULAR"
    assert save(admin, tmp_path, LINE | {"to_outlet_id": "ZZ-9"}).refused == "LINE_OUTLET_UNKNOWN"
    admin.sign_in("outlet_manager", "GZ-TH-1")
    assert save(admin, tmp_path, LINE).refused == "ROLE_FORBIDDEN"


def test_how_an_outlet_works_is_written_by_whoever_plans_the_network(admin: Terminal) -> None:
    admin.sign_in("dispatcher")
    admin("handling", "save", "GZ-TH-1", "--wave", "14:00", "--wave", "08:30", "--sorting", "45")
    [listed] = admin("handling", "list", "--json").data
    assert (listed["outlet_id"], listed["waves"], listed["sort_s"]) == ("GZ-TH-1", ["08:30", "14:00"], 2700)
    assert admin("handling", "save", "ZZ-9", "--wave", "08:30", "--json").refused == "OUTLET_NOT_FOUND"


def test_an_outlet_writes_the_shifts_of_its_own_couriers(admin: Terminal) -> None:
    admin.sign_in("outlet_manager", "GZ-TH-1")
    mine, strange = person("courier", "GZ-TH-1").id, person("courier", "HZ-BJ-1").id
    admin("rosters", "save", "GZ-TH-1", "2026-03-09", "--shift", f"{mine}=08:00-18:00")
    [roster] = admin("rosters", "list", "2026-03-09", "--json").data
    assert roster["shifts"] == [{"courier_id": mine, "start": "08:00", "end": "18:00"}]
    assert "08:00" in admin("rosters", "list", "2026-03-01", "2026-03-31").out
    for outlet, shift, refused in (
        ("HZ-BJ-1", f"{strange}=08:00-18:00", "OUTLET_NOT_FOUND"),
        ("GZ-TH-1", f"{strange}=08:00-18:00", "SHIFT_COURIER_UNKNOWN"),
        ("GZ-TH-1", f"{mine}=18:00-08:00", "SHIFT_INVALID"),
        ("GZ-TH-1", f"{mine}=8 to 18", "INPUT_INVALID"),
    ):
        assert admin("rosters", "save", outlet, "2026-03-09", "--shift", shift, "--json").refused == refused
    admin.sign_in("outlet_manager", "HZ-BJ-1")
    assert admin("rosters", "list", "2026-03-09", "--json").data == []


def test_a_vehicle_is_loaded_sent_and_counted_out(admin: Terminal, line: str) -> None:
    came, gone = (place_order(sign_in("customer")) for _ in range(2))
    for number in (came, gone):
        pick_up(number, actor("courier", "GZ-TH-1"))
    admin.sign_in("outlet_manager", "GZ-TH-1")
    manifest_id = admin("manifests", "open", line, "粤A12345", came, "--json").data["manifest_id"]
    assert admin("manifests", "load", manifest_id, gone, "--json").data["loaded"] == 2
    assert admin("manifests", "depart", manifest_id, "--json").data["parcels"] == 2
    admin.sign_in("outlet_manager", "GZ-HUB")
    counted = admin("manifests", "arrive", manifest_id, came, "--json").data
    assert (counted["state"], counted["missing"]) == ("closed", [gone])
    assert parcel_of(gone).overlay.reason == "carrier_parcel_missing"
    assert "1 of 2, 1 missing, 0 surplus" in admin("manifests", "list").out
    assert came in admin("manifests", "show", manifest_id).out


def test_what_is_late_and_what_was_on_time(admin: Terminal, store: Any) -> None:
    late, now = place_order(sign_in("customer")), datetime.now(UTC)
    due = {"promised_at": now - timedelta(hours=1)}
    store.db["parcels"].update_one({"_id": late}, {"$set": due})
    admin.sign_in("dispatcher")
    assert [each["waybill_no"] for each in admin("orders", "late", "--json").data] == [late]
    period = [(now + timedelta(days=days)).isoformat() for days in (-1, 1)]
    figures = admin("orders", "on-time", *period, "--json").data
    assert (figures["total"]["on_time"]["good"], figures["total"]["on_time"]["n"]) == (0, 1)
    assert "0.0% of 1 (0.0% to 79.3%)" in admin("orders", "on-time", *period).out
