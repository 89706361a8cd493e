"""At the command line: whom an outlet's couriers reach when, and what comes after it was promised."""

from datetime import UTC, datetime, timedelta
from typing import Any

from logistics.domain.trouble_events import DispatchEscalated
from logistics.store.arrivals import KeptArrival
from logistics.store.mongo import Unit
from tests.admin.conftest import Terminal
from tests.support.calls import queue
from tests.support.orders import place_order
from tests.support.people import actor, sign_in

OUTLET = "GZ-TH-1"
IN_TIME, LATE, OVER, OLD = "WB000000000001", "WB000000000002", "WB000000000003", "WB000000000004"


def test_an_outlet_sees_who_is_expected_when_and_what_will_be_late(admin: Terminal, store: Any) -> None:
    now = datetime.now(UTC)
    courier_id = actor("courier", OUTLET).id

    def kept(waybill_no: str, minutes: int, promised: int, worked_out: int = 0, done: bool = False) -> KeptArrival:
        expected = now + timedelta(minutes=minutes)
        spoken = (expected - timedelta(minutes=5), expected, expected + timedelta(minutes=10))
        at, done_at = now - timedelta(minutes=worked_out), now if done else None
        head = (waybill_no, courier_id, OUTLET, "delivery", 1, 2, *spoken, spoken[2], at)
        return KeptArrival(*head, promised_at=now + timedelta(minutes=promised), done_at=done_at)

    rows = [kept(IN_TIME, 40, 60), kept(LATE, 30, 20), kept(OVER, 30, 20, done=True), kept(OLD, 30, 20, worked_out=11)]
    Unit(now).arrivals.keep(rows)
    admin.sign_in("outlet_manager", OUTLET)
    found = admin("orders", "arriving", OUTLET, "--json").data
    assert [(each["waybill_no"], each["is_late"]) for each in found] == [(LATE, True), (IN_TIME, False)]
    assert [each["waybill_no"] for each in admin("orders", "arriving", OUTLET, "--late", "--json").data] == [LATE]
    assert "1 visits ahead of" in admin("orders", "arriving", OUTLET, "--late").out
    assert admin("orders", "arriving", "GZ-TH-2", "--json").refused == "OUTLET_NOT_FOUND"


def test_an_outlet_sees_what_waits_for_somebody(admin: Terminal, store: Any) -> None:
    waybill_no = place_order(sign_in("customer"))
    assert queue("locate", DispatchEscalated(waybill_no, "nobody_found", 0, OUTLET)) == []
    admin.sign_in("outlet_manager", OUTLET)
    assert [each["waybill_no"] for each in admin("orders", "alerts", OUTLET, "--json").data] == [waybill_no]
    assert "nobody_found" in admin("orders", "alerts", OUTLET).out
