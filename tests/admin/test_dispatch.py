"""Why a courier was chosen, at the command line."""

from datetime import UTC, datetime, timedelta

from logistics.domain.events import OrderPlaced
from logistics.store import positions
from tests.admin.conftest import Terminal
from tests.support.calls import queue
from tests.support.orders import TIANHE, place_order
from tests.support.people import person, sign_in


def test_it_is_told_why_him_and_why_not_the_other(admin: Terminal) -> None:
    near, stranger = person("courier", "GZ-TH-1"), person("courier", "HZ-BJ-1")
    for each in (near, stranger):
        duty = positions.Duty(each.id, "4401", each.outlet_id, 10, datetime.now(UTC) + timedelta(hours=1))
        positions.go_on_duty(duty, (TIANHE["lng"], TIANHE["lat"]))
    waybill_no = place_order(sign_in("customer"))
    assert queue("dispatch_match", OrderPlaced(waybill_no, "somebody", "standard", "on_account", 1, 0)) == []
    admin.sign_in("dispatcher")
    admin("orders", "assign", waybill_no, near.id, "--reason", "熟悉这个园区")
    by_hand, found = admin("order", "why", waybill_no, "--json").data
    assert (by_hand["courier_id"], by_hand["reason"], by_hand["considered"]) == (near.id, "熟悉这个园区", [])
    assert [(row["courier_id"], row["why_not"]) for row in found["considered"]] == [
        (near.id, None),
        (stranger.id, "area"),
    ]
    shown = admin("order", "why", waybill_no).out
    assert "熟悉这个园区" in shown
