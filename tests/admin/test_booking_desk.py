"""What the office does about bookings at the command line: tables of orders, pickup slots, payment instructions."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from logistics.domain.ids import new_id
from logistics.store.mongo import database
from tests.admin.conftest import Terminal
from tests.support.orders import assign, parcel_of, place_order
from tests.support.people import actor, session_of

OUTLET = "GZ-TH-1"


@pytest.fixture
def outlet_as_it_was(admin: Terminal) -> Iterator[None]:
    before = database()["outlets"].find_one({"_id": OUTLET})
    yield
    database()["outlets"].replace_one({"_id": OUTLET}, before or {})


def test_customer_service_places_a_customers_table_of_orders(admin: Terminal, tmp_path: Path) -> None:
    merchant = actor("merchant")
    file = tmp_path / "orders.csv"
    file.write_text(admin.sign_in("customer_service")("orders", "template", "--json").data["content"], encoding="utf-8")
    placed = admin("orders", "batch", str(file), "--customer", merchant.id, "--json").data
    assert (placed["placed"], placed["refused"]) == (1, 0)
    assert parcel_of(placed["rows"][0]["waybill_no"]).placed_by == merchant.id
    assert admin("orders", "batch", str(tmp_path / "orders.doc"), "--customer", merchant.id).code == 2


def test_customer_service_answers_for_a_sender_who_is_asked_about_a_price(admin: Terminal) -> None:
    waybill_no = place_order(session_of(actor("customer")))
    assign(waybill_no, actor("courier", OUTLET))
    asked = new_id(datetime.now(UTC))
    answer = admin.sign_in("customer_service")("orders", "price", waybill_no, asked, "--agree", "--json")
    assert answer.refused == "MEASUREMENT_OUTDATED", "nothing was measured"


@pytest.mark.usefixtures("outlet_as_it_was")
def test_an_administrator_sets_the_room_and_closed_days_of_an_outlet(admin: Terminal) -> None:
    admin.sign_in("administrator")
    assert admin("slots", "set", OUTLET, "--capacity", "7", "--close", "2036-02-17", "--json").code == 0
    shown = admin("slots", "show", OUTLET, "--json").data
    assert (shown["capacity"], shown["closed_days"], shown["first_hour"]) == (7, ["2036-02-17"], 8)
    assert admin("slots", "set", OUTLET, "--reopen", "2036-02-17").code == 0
    again = admin("slots", "show", OUTLET, "--json").data
    assert (again["capacity"], again["closed_days"]) == (7, [])
    admin.sign_in("outlet_manager", OUTLET)
    assert admin("slots", "set", OUTLET, "--capacity", "1", "--json").refused == "ROLE_FORBIDDEN"


def test_finance_lists_payment_instructions(admin: Terminal) -> None:
    assert admin.sign_in("finance")("journal", "instructions", "--json").data == []
