"""What a function cannot handle is parked with everything that follows it, until a person lets it go on."""

import time
from random import Random
from typing import Any

import pytest

from scripts.demonstration.api import wait_until
from scripts.demonstration.journey import Journey
from tests.crashes.company import Company
from tests.crashes.trouble import FailPoints
from tests.support.invariants import Ending

pytestmark = [pytest.mark.slow, pytest.mark.alone]

FAILED, BEHIND = "OrderPlaced", "CourierAssigned"


def _parked(company: Company) -> list[dict[str, Any]]:
    return list(company.db["parked"].find({"released_at": None}).sort("body.id", 1))


def _journey(company: Company, number: int) -> Journey:
    journey = Journey(company.api, company.people, Random(number), number=number)
    journey.ask_price()
    journey.place()
    return journey


def test_a_parked_waybill_waits_in_order_and_is_redriven_in_order(company: Company) -> None:
    points, administrator = FailPoints(company), company.people.staff("administrator")
    points.set("notify", "insert", namespace="logistics.messages", errorCode=8)
    journey = _journey(company, 41)
    wait_until(lambda: _parked(company), "the failed message to be parked", 30)
    points.off()
    with company.at_work():
        journey.wait_for_courier()
        wait_until(lambda: len(_parked(company)) == 2, "the next message to be parked behind it", 30)
        other = _journey(company, 42)
        other.wait_for_courier()
    assert [row["body"]["type"] for row in _parked(company)] == [FAILED, BEHIND]
    assert [row["error"] for row in _parked(company)][1] == "BEHIND_A_FAILURE"
    assert {row["waybill_no"] for row in _parked(company)} == {journey.waybill_no}, "other waybills go on"

    data = {"function": "notify", "waybill_no": journey.waybill_no}
    call = {"action": "redrive", "data": data, "session": administrator.session, "request_id": f"redrive-{time.time()}"}
    reply = company.call("relay", call)
    assert len(reply["data"]["event_ids"]) == 2
    journey.accept()
    other.accept()
    company.settle()
    heard = company.db["messages"].find({"waybill_no": journey.waybill_no}).sort("created_at", 1)
    assert [row["event_type"] for row in heard] == [FAILED, BEHIND]
    endings = [Ending(each.waybill_no, "assigned", "none") for each in (journey, other)]
    assert company.broken(endings) == []
