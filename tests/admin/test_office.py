"""What the office does at the command line: orders, parked events, jobs, people, tariffs, books."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from logistics.domain.events import ParcelPickedUp
from logistics.domain.journal import Account, Entry, Line
from logistics.domain.letter import letter
from logistics.domain.rating import Rating
from logistics.domain.shanghai import business_day
from logistics.gateways.topic import wire_body
from tests.admin.conftest import Terminal
from tests.support.orders import parcel_of, place_order
from tests.support.people import person, sign_in


@pytest.fixture
def waybill_no(admin: Terminal) -> str:
    """An order for which no courier is on duty."""
    return place_order(sign_in("customer"))


def test_an_order_that_waits_is_listed_and_assigned_by_hand(admin: Terminal, waybill_no: str) -> None:
    admin.sign_in("dispatcher")
    waiting = admin("orders", "waiting", "--json").data
    assert [each["waybill_no"] for each in waiting] == [waybill_no]
    assert waybill_no in admin("orders", "waiting").out
    courier = person("courier", "GZ-TH-1")
    assigned = admin("orders", "assign", waybill_no, courier.id, "--json").data
    assert (assigned["status"], assigned["courier_id"]) == ("assigned", courier.id)
    assert admin("orders", "waiting", "--json").data == []
    assert admin("orders", "release", waybill_no, "--json").data["status"] == "placed"


def test_a_courier_who_falls_out_is_replaced_with_one_command(admin: Terminal, waybill_no: str) -> None:
    admin.sign_in("dispatcher")
    ill, well = person("courier", "GZ-TH-1", 0).id, person("courier", "GZ-TH-1", 1).id
    admin("orders", "assign", waybill_no, ill, "--json")
    done = admin("orders", "reassign", ill, well, "--json").data
    assert (done["moved"], done["left"]) == ([waybill_no], [])
    assert admin("orders", "reassign", well, ill, waybill_no, "--json").data["moved"] == [waybill_no]


def test_a_change_repeated_under_its_request_id_is_done_once(admin: Terminal, waybill_no: str) -> None:
    admin.sign_in("dispatcher")
    courier = person("courier", "GZ-TH-1").id
    first = admin("orders", "assign", waybill_no, courier, "--json")
    shown = first.err.split("request id ")[1].strip()
    version = parcel_of(waybill_no).version
    again = admin("--request-id", shown, "orders", "assign", waybill_no, courier, "--json")
    assert again.data == first.data
    assert parcel_of(waybill_no).version == version
    other = admin("--request-id", shown, "orders", "assign", waybill_no, person("courier", "GZ-TH-1", 1).id, "--json")
    assert other.refused == "REQUEST_ID_REUSED"


def test_an_order_is_shown_with_timeline_events_and_messages(admin: Terminal, waybill_no: str) -> None:
    shown = admin.sign_in("administrator")("order", "show", waybill_no, "--json").data
    assert [each["step"] for each in shown["order"]["timeline"]] == ["placed"]
    assert [each["type"] for each in shown["events"]] == ["OrderPlaced"]
    assert shown["messages"] == []
    told = admin("order", "show", waybill_no).out
    assert "订单已提交" in told
    assert "OrderPlaced" in told
    assert "林小满" not in told
    assert "13800000001" not in told


def test_an_outlet_manager_sees_what_their_role_allows_and_no_other_outlets_order(
    admin: Terminal, waybill_no: str
) -> None:
    shown = admin.sign_in("outlet_manager", "GZ-TH-1")("order", "show", waybill_no, "--json").data
    assert shown["order"]["waybill_no"] == waybill_no
    assert shown["events"] is None
    stranger = admin.sign_in("outlet_manager", "NJ-XW-1")("order", "show", waybill_no, "--json")
    assert (stranger.code, stranger.refused) == (1, "PARCEL_NOT_FOUND")


@pytest.mark.usefixtures("empty_queues")
def test_a_parked_event_is_listed_and_sent_again(admin: Terminal, waybill_no: str, store: Any) -> None:
    event = letter(ParcelPickedUp(waybill_no, "scan", None), datetime.now(UTC))
    store.parked.park("notify", wire_body(event), "SMS_DOWN")
    admin.sign_in("administrator")
    assert [
        (each["function"], each["waybill_no"], each["error"]) for each in admin("parked", "list", "--json").data
    ] == [("notify", waybill_no, "SMS_DOWN")]
    assert admin("parked", "redrive", "notify", waybill_no, "--json").data == {"event_ids": [event.id]}
    assert admin("parked", "list", "--json").data == []
    assert admin("parked", "redrive", "notify", waybill_no, "--json").refused == "PARKED_NOT_FOUND"


def test_only_an_administrator_sends_parked_events_again(admin: Terminal, waybill_no: str) -> None:
    refused = admin.sign_in("dispatcher")("parked", "redrive", "notify", waybill_no, "--json")
    assert refused.refused == "ROLE_FORBIDDEN"


def test_a_scheduled_job_runs_now_under_either_name(admin: Terminal, waybill_no: str) -> None:
    admin.sign_in("dispatcher")
    assert admin("run", "retry_waiting", "--json").data == {"waiting": 1, "tried": 1, "assigned": 0}
    assert admin("run", "dispatch_match.retry_waiting", "--json").data["waiting"] == 1


def test_a_job_needs_the_schedules_key_and_somebody_who_may(admin: Terminal) -> None:
    forged = admin.sign_in("dispatcher")("run", "sweep", "--schedule-key", "made-up", "--json")
    assert forged.refused == "SCHEDULE_FORGED"
    assert admin.sign_in("finance")("run", "sweep", "--json").refused == "ROLE_FORBIDDEN"


@pytest.mark.usefixtures("as_seeded")
def test_a_courier_is_added_shown_locked_out_and_let_in_again(admin: Terminal) -> None:
    admin.sign_in("administrator")
    words = ("--name", "温如故", "--phone", "19900009001", "--outlet", "GZ-TH-1")
    courier = admin("couriers", "add", *words, "--json").data["id"]
    assert admin("couriers", "add", *words, "--json").data == {"id": courier, "changed": []}
    shown = admin("couriers", "show", courier, "--json").data
    assert (shown["role"], shown["outlet_id"], shown["phone_masked"]) == ("courier", "GZ-TH-1", "199****9001")
    assert courier in {each["id"] for each in admin("couriers", "list", "--outlet", "GZ-TH-1", "--json").data}
    assert admin("couriers", "deactivate", courier).code == 0
    assert admin("couriers", "show", courier, "--json").data["active"] is False
    assert admin("couriers", "activate", courier).code == 0
    changed = admin("staff", "change", courier, *words[:4], "--role", "driver", "--outlet", "GZ-HUB", "--json").data
    assert changed["changed"] == ["capacity", "outlet_id", "role"]
    assert admin("staff", "deactivate", courier).code == 0


def test_an_outlet_is_written_as_it_was_printed(admin: Terminal, tmp_path: Path) -> None:
    admin.sign_in("administrator")
    outlet = admin("outlets", "show", "GZ-TH-1", "--json").data
    file = tmp_path / "outlet.json"
    file.write_text(json.dumps(outlet))
    assert admin("outlets", "save", str(file), "--json").data == {"id": "GZ-TH-1", "changed": []}
    assert {each["id"] for each in admin("outlets", "list", "--adcode", "440106", "--json").data} == {
        "GZ-TH-1",
        "GZ-TH-2",
    }
    assert admin("outlets", "save", str(tmp_path / "none.json")).code == 2


@pytest.mark.usefixtures("as_seeded")
def test_a_tariff_is_published_from_a_known_one(admin: Terminal, tmp_path: Path) -> None:
    admin.sign_in("administrator")
    known = admin("tariffs", "list", "--product", "economy", "--route-class", "remote", "--json").data[0]
    tariff = admin("tariffs", "show", known["version"], "--json").data
    file = tmp_path / "tariff.json"
    starts = (datetime.now(UTC) + timedelta(days=400)).replace(microsecond=0)
    file.write_text(json.dumps({**tariff, "product": "night_line", "valid_from": starts.isoformat(), "valid_to": None}))
    version = admin("tariffs", "publish", str(file), "--json").data["version"]
    assert admin("tariffs", "show", version, "--json").data["rule"] == tariff["rule"]
    assert admin("tariffs", "publish", str(file), "--json").refused == "TARIFF_OVERLAP"


def test_the_books_of_a_waybill_are_shown_and_checked(admin: Terminal, waybill_no: str, store: Any) -> None:
    lines = (Line(Account.COURIER_CASH, "courier", 500), Line(Account.GOODS_MONEY_OWED, "sender", -500))
    entry = Entry("cash_collected:1", "cash_collected", waybill_no, datetime.now(UTC), lines)
    store.transact(lambda: store.journal.post(entry))
    admin.sign_in("finance")
    shown = admin("journal", "show", waybill_no, "--json").data
    assert (shown["sum_fen"], len(shown["entries"])) == (0, 1)
    assert admin("journal", "check", "--json").data["balanced"] is True
    store.db["balances"].update_one({"account": "courier_cash"}, {"$inc": {"amount_fen": 1}})
    broken = admin("journal", "check", "--json")
    assert (broken.code, broken.refused) == (1, "JOURNAL_DIFFERS")


def test_what_is_under_way_is_counted(admin: Terminal, waybill_no: str) -> None:
    counts = admin.sign_in("dispatcher")("events", "counts", "--json").data
    assert counts["unsent"] == 1
    assert {each["function"] for each in counts["queues"]} >= {"dispatch_match", "notify"}
    assert [each["type"] for each in admin("events", "list", waybill_no, "--json").data] == ["OrderPlaced"]


def test_migrating_again_does_nothing(admin: Terminal) -> None:
    assert admin.sign_in("administrator")("migrate", "--json").data == {"ran": []}


def test_ratings_are_listed_for_the_office(admin: Terminal, store: Any, waybill_no: str) -> None:
    now = datetime.now(UTC)
    store.ratings.add(Rating(waybill_no, "consignee", "customer", 2, ("late",), "", now, "courier", ("GZ-TH-1",)))
    admin.sign_in("outlet_manager", "GZ-TH-1")
    shown = admin("ratings", "list", "--stars-at-most", "2", "--json").data["ratings"]
    assert [(each["waybill_no"], each["stars"], each["tags"]) for each in shown] == [(waybill_no, 2, ["late"])]
    assert waybill_no in admin("ratings", "list").out
    assert admin("ratings", "list", "--stars-at-most", "1", "--json").data["ratings"] == []
    assert admin.sign_in("outlet_manager", "NJ-XW-1")("ratings", "list", "--json").data["ratings"] == []


def test_corrections_of_read_addresses_are_counted_for_the_dispatcher(admin: Terminal, store: Any) -> None:
    now = datetime.now(UTC)
    store.parse_corrections.count(business_day(now), "paste", {"name", "region"}, "wrong")
    store.parse_corrections.count(business_day(now), "paste", {"region"}, "wrong")
    shown = admin.sign_in("dispatcher")("readings", "corrections", "--json").data["corrections"]
    assert [(each["field"], each["kind"], each["count"]) for each in shown] == [
        ("region", "wrong", 2),
        ("name", "wrong", 1),
    ]
    assert "3 corrections" in admin("readings", "corrections", "--days", "1").out
