"""Promises on their way: estimates, one warning, parcels that went astray, and the figures of what was due."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.events import DeliveryFailed, ParcelArrived, ParcelDeparted, ParcelPickedUp, ParcelSigned
from logistics.domain.ids import new_id
from logistics.domain.line_network import Departure, Line
from logistics.domain.promise import Handling
from logistics.domain.roles import EVERYTHING, Actor
from logistics.domain.shanghai import SHANGHAI
from logistics.domain.states import Status, Step
from logistics.store.mongo import Unit
from tests.support.calls import deliver_outbox, http, queue, schedule
from tests.support.orders import parcel_of, pick_up, place_order, report
from tests.support.people import actor, sign_in
from tests.support.told import Side, World, placed

PICKUP, HUB, DELIVERY, ASTRAY = "GZ-TH-1", "GZ-HUB", "HZ-BJ-1", "NJ-XW-1"
EVERY_HOUR = tuple(Departure(f"{hour:02d}:00") for hour in range(24))
HOUR = 3_600


@pytest.fixture(autouse=True)
def lines(store: Any) -> None:
    """A van every hour from everywhere to the hub and back; couriers go out every hour too."""
    for outlet in (PICKUP, DELIVERY, ASTRAY):
        for start, end in ((outlet, HUB), (HUB, outlet)):
            store.lines.save(Line(f"{start}_{end}", start, end, EVERY_HOUR, HOUR, cut_off_s=0, handling_s=0))
    waves = tuple(f"{hour:02d}:30" for hour in range(24))
    store.lines.save_handling(Handling(DELIVERY, 0, 0, waves, HOUR))
    store.lines.save_handling(Handling(PICKUP, 0, 0, waves, HOUR))


@pytest.fixture
def waybill_no() -> str:
    placed = place_order(sign_in("customer"))
    pick_up(placed, actor("courier", PICKUP))
    return placed


def happened(waybill_no: str, step: Step, outlet_id: str) -> str:
    recorded = report(waybill_no, step, actor("outlet_manager", outlet_id))
    scan_id: str = recorded.parcel.scans[-1].id
    return scan_id


def promise(store: Any, waybill_no: str, at: datetime, **more: Any) -> None:
    store.db["parcels"].update_one({"_id": waybill_no}, {"$set": {"promised_at": at} | more})


def warnings(store: Any, waybill_no: str) -> list[Any]:
    return [each for each in store.outbox.of(waybill_no) if each["type"] == "ParcelRunningLate"]


def hours_until(at: datetime | None) -> float:
    assert at is not None
    return (at - datetime.now(UTC)).total_seconds() / HOUR


# --- estimates -------------------------------------------------------------------------------------------------


def test_each_step_brings_the_estimate_nearer(waybill_no: str) -> None:
    """Two drives of an hour, each after up to an hour's wait, then a wave within the hour and an hour's round."""
    assert queue("line_haul", ParcelPickedUp(waybill_no, "x", None)) == []
    assert 3 <= hours_until(parcel_of(waybill_no).estimated_at) <= 6
    for step, outlet, event, least, most in (
        (Step.DEPARTED, PICKUP, ParcelDeparted, 3, 5),
        (Step.ARRIVED, HUB, ParcelArrived, 2, 4),
        (Step.DEPARTED, HUB, ParcelDeparted, 2, 3.01),
        (Step.ARRIVED, DELIVERY, ParcelArrived, 1, 2.01),
    ):
        scan_id = happened(waybill_no, step, outlet)
        assert queue("line_haul", event(waybill_no, scan_id, outlet)) == []
        assert least - 0.1 <= hours_until(parcel_of(waybill_no).estimated_at) <= most, (step, outlet)
    assert parcel_of(waybill_no).overlay is None


def test_an_estimate_is_no_new_version_so_that_nobody_must_look_again(waybill_no: str) -> None:
    version = parcel_of(waybill_no).version
    queue("line_haul", ParcelPickedUp(waybill_no, "x", None))
    after = parcel_of(waybill_no)
    assert after.estimated_at is not None
    assert after.version == version


def test_what_cannot_be_estimated_any_more_loses_its_estimate(store: Any, waybill_no: str) -> None:
    queue("line_haul", ParcelPickedUp(waybill_no, "x", None))
    store.db["parcels"].update_one({"_id": waybill_no}, {"$set": {"status": str(Status.SIGNED)}})
    queue("line_haul", ParcelSigned(waybill_no, "x", None, "self", 0))
    assert parcel_of(waybill_no).estimated_at is None


def test_a_broken_promise_is_told_once_however_often_it_is_estimated(store: Any, waybill_no: str) -> None:
    promise(store, waybill_no, datetime.now(UTC) + timedelta(hours=1))
    for number in range(3):
        queue("line_haul", ParcelPickedUp(waybill_no, f"x{number}", None))
    [warning] = warnings(store, waybill_no)
    parcel = parcel_of(waybill_no)
    assert parcel.told_late
    assert warning["data"]["estimated_at"] == parcel.estimated_at.isoformat()
    late = http("line_haul", "GET", "/late-parcels", session=sign_in("dispatcher"), key="").data["parcels"]
    assert [row["waybill_no"] for row in late] == [waybill_no]


def test_a_promise_that_can_be_kept_is_no_warning(store: Any, waybill_no: str) -> None:
    promise(store, waybill_no, datetime.now(UTC) + timedelta(hours=24))
    queue("line_haul", ParcelPickedUp(waybill_no, "x", None))
    assert warnings(store, waybill_no) == []
    assert http("line_haul", "GET", "/late-parcels", session=sign_in("dispatcher"), key="").data["parcels"] == []


def test_a_parcel_of_which_nothing_is_heard_is_looked_at_again(store: Any, waybill_no: str) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    promise(store, waybill_no, datetime.now(UTC) + timedelta(hours=1), estimated_at=yesterday)
    assert schedule("line_haul", "watch_estimates") == {"looked_at": 1}
    assert parcel_of(waybill_no).estimated_at > datetime.now(UTC)
    assert len(warnings(store, waybill_no)) == 1
    assert schedule("line_haul", "watch_estimates") == {"looked_at": 0}


def test_an_outlet_sees_only_its_own_late_parcels(store: Any, waybill_no: str) -> None:
    promise(store, waybill_no, datetime.now(UTC) - timedelta(hours=1))
    for outlet, seen in ((DELIVERY, [waybill_no]), (ASTRAY, [])):
        late = http("line_haul", "GET", "/late-parcels", session=sign_in("outlet_manager", outlet), key="")
        assert [row["waybill_no"] for row in late.data["parcels"]] == seen


def test_both_sides_are_told_when_it_will_come_instead(
    world: World, sender: Side, receiver: Side, courier: Actor, store: Any
) -> None:
    for side in (sender, receiver):
        world.accept(side)
        world.order("/wechat/login-codes", openid=side.openid)
    number = placed(sender, receiver)
    pick_up(number, courier)
    promise(store, number, datetime.now(UTC) + timedelta(hours=1))
    queue("line_haul", ParcelPickedUp(number, "x", None))
    deliver_outbox("notify")
    comes = parcel_of(number).estimated_at.astimezone(SHANGHAI)
    for side in (sender, receiver):
        [told] = [each for each in world.received(side) if each["template"] == "tmpl_running_late"]
        assert told["fields"]["thing3"] == f"预计{comes.month}月{comes.day}日 {comes:%H:%M}送达，抱歉"


def test_parties_see_the_estimate_where_they_follow_it(waybill_no: str) -> None:
    queue("line_haul", ParcelPickedUp(waybill_no, "x", None))
    shown = http("track", "GET", f"/parcels/{waybill_no}", session=sign_in("customer"), key="").data["estimated_at"]
    assert datetime.fromisoformat(shown) == parcel_of(waybill_no).estimated_at


# --- astray ----------------------------------------------------------------------------------------------------


def arrived(waybill_no: str, outlet_id: str) -> ParcelArrived:
    return ParcelArrived(waybill_no, happened(waybill_no, Step.ARRIVED, outlet_id), outlet_id)


def test_a_parcel_where_no_way_of_its_leads_is_an_incident_once(store: Any, waybill_no: str) -> None:
    happened(waybill_no, Step.DEPARTED, PICKUP)
    event = arrived(waybill_no, ASTRAY)
    for _ in range(2):
        assert queue("line_haul", event) == []
    parcel = parcel_of(waybill_no)
    assert (parcel.at_outlet_id, parcel.overlay.reason) == (ASTRAY, "carrier_sorting_error")
    opened = [scan for scan in store.scans.of(waybill_no) if scan.step is Step.EXCEPTION_OPENED]
    assert [str(scan.actor_role) for scan in opened] == ["system"]


@pytest.mark.parametrize("outlet_id", [HUB, DELIVERY, PICKUP])
def test_a_parcel_on_its_way_is_none(waybill_no: str, outlet_id: str) -> None:
    happened(waybill_no, Step.DEPARTED, PICKUP)
    queue("line_haul", arrived(waybill_no, outlet_id))
    assert parcel_of(waybill_no).overlay is None


def test_without_a_timetable_nobody_can_say(store: Any, waybill_no: str) -> None:
    store.db["lines"].delete_many({})
    happened(waybill_no, Step.DEPARTED, PICKUP)
    queue("line_haul", arrived(waybill_no, ASTRAY))
    assert parcel_of(waybill_no).overlay is None


# --- figures ---------------------------------------------------------------------------------------------------


def test_what_was_due_is_counted_signed_or_not(store: Any) -> None:
    """Six are due: two in time, one too late after an absence, one too late for no known reason, one refused, one still
    open. The seventh was cancelled, the eighth is due tomorrow."""
    now = datetime.now(UTC)
    due, in_time, too_late = now - timedelta(hours=2), now - timedelta(hours=3), now - timedelta(hours=1)
    ends: list[tuple[Status, datetime | None, int]] = [
        (Status.SIGNED, in_time, 1),
        (Status.SIGNED, due, 2),
        (Status.SIGNED, too_late, 2),
        (Status.SIGNED, too_late, 1),
        (Status.REFUSED, None, 1),
        (Status.AT_OUTLET, None, 0),
        (Status.CANCELLED, None, 0),
        (Status.SIGNED, now, 1),
    ]
    numbers = [place_order(sign_in("customer")) for _ in ends]
    for number, (status, signed_at, attempts) in zip(numbers, ends, strict=True):
        promise(store, number, due, status=str(status), signed_at=signed_at, attempts=attempts)
    promise(store, numbers[-1], now + timedelta(days=1))
    _reasons(store, numbers[2], "consignee_not_home")
    _reasons(store, numbers[4], "carrier_late", "consignee_refused")
    query = {"from": (now - timedelta(days=1)).isoformat(), "until": (now + timedelta(days=2)).isoformat()}
    answer = http("line_haul", "GET", "/on-time", query=query, session=sign_in("dispatcher"), key="").data
    total = answer["total"]
    assert (total["on_time"]["good"], total["on_time"]["n"]) == (2, 6)
    assert (total["first_attempt"]["good"], total["first_attempt"]["n"]) == (2, 5)
    assert total["on_time"]["low"] == pytest.approx(0.0968, abs=5e-5)  # Wilson for 2 of 6
    assert total["on_time"]["high"] == pytest.approx(0.7000, abs=5e-5)
    assert answer["faults"] == {"carrier": 2, "consignee": 2}
    assert [(row["outlet_id"], row["on_time"]["n"]) for row in answer["by_outlet"]] == [(DELIVERY, 6)]
    assert [(row["product"], row["on_time"]["n"]) for row in answer["by_product"]] == [("standard", 6)]
    elsewhere = http("line_haul", "GET", "/on-time", query=query, session=sign_in("outlet_manager", ASTRAY), key="")
    assert elsewhere.data["total"]["on_time"] == {"good": 0, "n": 0, "rate": None, "low": None, "high": None}


def _reasons(store: Any, waybill_no: str, *reasons: str) -> None:
    now = datetime.now(UTC)
    for minute, reason in enumerate(reasons):
        row = {"_id": f"{waybill_no}{minute}", "waybill_no": waybill_no, "step": str(Step.DELIVERY_FAILED)}
        row |= {"reason": reason, "actor_id": "x", "received_at": now}
        store.db["scans"].insert_one(row | {"occurred_at": now + timedelta(minutes=minute)})


def test_visits_are_counted_by_the_end_of_their_time(store: Any) -> None:
    now = datetime.now(UTC)
    until = now - timedelta(hours=2)
    visits = [until - timedelta(hours=1), until + timedelta(hours=1), None]
    for picked_up_at in visits:
        number = place_order(sign_in("customer"))
        store.db["parcels"].update_one({"_id": number}, {"$set": {"pickup_until": until, "picked_up_at": picked_up_at}})
    share = store.promises.pickups(EVERYTHING, now - timedelta(days=1), now, "")
    assert (share.good, share.n) == (1, 3)


@pytest.mark.parametrize("days", [0, -1, 93])
def test_a_period_has_an_end_and_a_limit(days: int) -> None:
    now = datetime.now(UTC)
    query = {"from": now.isoformat(), "until": (now + timedelta(days=days)).isoformat()}
    assert (
        http("line_haul", "GET", "/on-time", query=query, session=sign_in("dispatcher"), key="").code
        == "PERIOD_INVALID"
    )


def test_news_of_an_unknown_parcel_is_passed_over() -> None:
    assert queue("line_haul", DeliveryFailed("WB000000000000", "x", None, None, 1)) == []


def test_estimates_written_meanwhile_never_make_a_scan_fail(store: Any, waybill_no: str) -> None:
    """An estimate every few milliseconds, while a parcel goes from outlet to outlet: both wait for each other."""
    stop = threading.Event()

    def keep_estimating() -> None:
        unit, minutes = Unit(datetime.now(UTC)), 0
        while not stop.is_set():
            minutes += 10
            at = unit.now + timedelta(minutes=minutes)
            unit.transact(lambda at=at: unit.promises.estimate(unit.parcels.get(waybill_no, EVERYTHING), at, False))

    writers = [threading.Thread(target=keep_estimating) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(8):
            for step, outlet in (("departed", PICKUP), ("arrived", PICKUP)):
                now = datetime.now(UTC)
                row = {"scan_id": new_id(now), "waybill_no": waybill_no, "step": step, "occurred_at": now.isoformat()}
                sent = http("scan", "POST", "/scans", {"scans": [row]}, session=sign_in("outlet_manager", outlet))
                assert [each["applied"] for each in sent.data["results"]] == [True]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert parcel_of(waybill_no).estimated_at is not None
