"""Where couriers are and were, at the command line."""

from datetime import UTC, datetime, timedelta

from logistics.store.mongo import Unit
from logistics.store.visits import Visit
from tests.admin.conftest import Terminal
from tests.functions.test_locate import fix, send
from tests.support.people import actor

OUTLET = "GZ-TH-1"


def test_the_outlet_sees_where_its_couriers_are_and_were(admin: Terminal) -> None:
    courier = actor("courier", OUTLET)
    send(courier, fix(1, 10), fix(2, 5, north_m=30))
    admin.sign_in("outlet_manager", OUTLET)
    [seen] = admin("couriers", "where", OUTLET, "--json").data["positions"]
    assert (seen["courier_id"], seen["state"]) == (courier.id, "live")
    assert courier.id in admin("couriers", "where", OUTLET).out
    day = (datetime.now(UTC) - timedelta(seconds=10) + timedelta(hours=8)).date().isoformat()
    assert admin("couriers", "track", courier.id, "--day", day, "--json").data["fixes"] >= 1
    assert "km" in admin("couriers", "track", courier.id, "--day", day).out
    assert admin("couriers", "where", "GZ-TH-2").code == 1


def test_the_outlet_sees_when_its_couriers_came_to_which_door(admin: Terminal, store: Unit) -> None:
    """One visit is over, one is not; the third was on another day."""
    courier = actor("courier", OUTLET)
    came = datetime(2026, 3, 9, 2, tzinfo=UTC)
    for fence_id, hours in (("outlet:GZ-TH-1", 0), ("delivery:113.3300,23.1300", 1), ("outlet:GZ-TH-1", 24)):
        numbers = ("WB000000000001",) if fence_id.startswith("delivery") else ()
        store.visits.arrive(Visit(courier.id, fence_id, numbers, came + timedelta(hours=hours)))
    store.visits.leave(courier.id, "outlet:GZ-TH-1", came + timedelta(minutes=20))
    admin.sign_in("outlet_manager", OUTLET)
    asked = ("couriers", "visits", courier.id, "--day", "2026-03-09")
    rows = admin(*asked, "--json").data["visits"]
    assert [(row["place"].partition(":")[0], row["waybill_nos"]) for row in rows] == [
        ("outlet", []),
        ("delivery", ["WB000000000001"]),
    ]
    told = admin(*asked).out
    assert "10:20" in told and "still there" in told
    stranger = actor("courier", "GZ-TH-2")
    assert admin("couriers", "visits", stranger.id, "--day", "2026-03-09", "--json").refused == "STAFF_NOT_FOUND"


def test_an_address_of_a_map_is_told_for_what_one_may_see(admin: Terminal) -> None:
    admin.sign_in("outlet_manager", OUTLET)
    courier = actor("courier", OUTLET)
    for subject in (OUTLET, courier.id):
        assert admin("couriers", "map", subject, "--json").data["path"].startswith("/web/map#")
    whole = admin("couriers", "map", OUTLET, "--site", "https://api.example.com/").out.replace("\n", "")
    assert "https://api.example.com/web/map#" in whole
    assert admin("couriers", "map", "GZ-TH-2").code == 1, "another outlet's"
    assert admin("couriers", "map", "WB000000000000").code == 1, "nobody's"
