"""At the command line: who takes out what, let out to the couriers, and one courier's way."""

from tests.admin.conftest import Terminal
from tests.functions.test_outlet_tours import EAST, OUTLET, lying
from tests.support.people import actor


def test_a_manager_plans_looks_and_releases(admin: Terminal) -> None:
    courier = actor("courier", OUTLET)
    numbers = {lying(place, courier) for place in EAST}
    admin.sign_in("outlet_manager", OUTLET)
    assert admin("tours", "show", OUTLET, "--json").refused == "TOUR_NOT_FOUND"
    assert admin("tours", "plan", OUTLET, "--json").refused == "COURIER_UNAVAILABLE", "nobody is on duty"
    made = admin("tours", "plan", OUTLET, "--courier", courier.id, "--json").data
    assert {number for stop in made["rounds"][0]["stops"] for number in stop["waybill_nos"]} == numbers
    shown = admin("tours", "show", OUTLET).out
    assert "not released" in shown and courier.id in shown
    assert admin("tours", "release", OUTLET, "--version", "9", "--json").refused == "TOUR_CHANGED"
    assert admin("tours", "release", OUTLET, "--version", "1", "--json").data["released_at"]
    assert admin("tours", "courier", courier.id, "--json").refused == "TOUR_NOT_FOUND"
