"""What an outlet's office must look at: kept, pushed once to whoever looks at the outlet, gone when it is done."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from logistics.domain.letter import letter
from logistics.domain.live_events import PromiseAtRisk
from logistics.domain.states import Step
from logistics.domain.trouble_events import DispatchEscalated
from logistics.gateways.topic import wire_body
from tests.functions.test_locate_live import connect, office, say
from tests.support.calls import handler, http, queue, record
from tests.support.connections import Connections, connections
from tests.support.orders import assign, bring_out, place_order, report
from tests.support.people import actor, sign_in

pytestmark = pytest.mark.usefixtures("store")

OUTLET = "GZ-TH-1"


@pytest.fixture
def gateway(store: Any, setting: Any) -> Iterator[Connections]:
    with connections() as made:
        setting(CONNECTIONS_URL=made.url)
        yield made


def listed(session: str = "") -> list[tuple[str, str]]:
    asked = http("locate", "GET", f"/outlets/{OUTLET}/alerts", session=session or sign_in("dispatcher"))
    return [(each["kind"], each["waybill_no"]) for each in asked.data["alerts"]]


def declined_often(waybill_no: str) -> DispatchEscalated:
    return DispatchEscalated(waybill_no, "declined_often", 3, OUTLET)


def test_an_order_that_nobody_takes_is_on_the_screen_at_once_and_once(gateway: Connections) -> None:
    office("manager")
    waybill_no = place_order(sign_in("customer"))
    message = wire_body(letter(declined_often(waybill_no), datetime.now(UTC)))
    for _ in range(2):
        assert handler("locate")({"Records": [record(message, 1)]}, None)["batchItemFailures"] == []
    (told,) = gateway.of("manager")
    assert (told["type"], told["data"]["kind"], told["data"]["waybill_no"]) == (
        "alert",
        "DispatchEscalated",
        waybill_no,
    )
    assert told["data"]["data"] == {"why": "declined_often", "declined": 3}
    assert listed() == [("DispatchEscalated", waybill_no)]


def test_who_watches_a_parcel_or_another_outlet_hears_nothing(gateway: Connections) -> None:
    office("elsewhere", "SZ-FT-1")
    courier = actor("courier", OUTLET)
    waybill_no = place_order(sign_in("customer"))
    bring_out(waybill_no, courier)
    connect("office-parcel", sign_in("dispatcher"))
    say("office-parcel", "watch_parcel", waybill_no=waybill_no)
    assert queue("locate", declined_often(waybill_no)) == []
    assert gateway.of("elsewhere") == gateway.of("office-parcel") == []


def test_it_is_listed_as_long_as_it_waits_for_somebody() -> None:
    courier = actor("courier", OUTLET)
    order, parcel = place_order(sign_in("customer")), place_order(sign_in("customer"))
    bring_out(parcel, courier)
    late = ("2026-03-01T10:00:00+00:00", "2026-03-01T10:40:00+00:00")
    assert queue("locate", declined_often(order), PromiseAtRisk(parcel, courier.id, 1, *late, OUTLET)) == []
    assert sorted(listed(sign_in("outlet_manager", OUTLET))) == sorted(
        [("DispatchEscalated", order), ("PromiseAtRisk", parcel)]
    )
    assign(order, courier)
    assert listed() == [("PromiseAtRisk", parcel)]
    report(parcel, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    assert listed() == []


def test_an_office_sees_its_own_outlets_alerts_alone() -> None:
    asked = http("locate", "GET", f"/outlets/{OUTLET}/alerts", session=sign_in("outlet_manager", "SZ-FT-1"))
    assert asked.code == "OUTLET_NOT_FOUND"
