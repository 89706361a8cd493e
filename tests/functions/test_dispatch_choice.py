"""Who may be sent and who is best: shift, area, skills, cash in hand, and where somebody's tour leads anyway."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.events import OrderPlaced
from logistics.domain.roles import Actor
from logistics.domain.roster import Roster, Shift
from logistics.domain.shanghai import SHANGHAI, business_day
from logistics.store import positions
from logistics.store.tours import KeptTour, PlannedStop
from tests.support.calls import invoke, queue
from tests.support.orders import TIANHE, assign, parcel_of, place_order
from tests.support.people import actor, sign_in
from tests.support.prepaid import FREIGHT_FEN

pytestmark = pytest.mark.usefixtures("store")

METRES = 1 / 111_195  # degrees of latitude to a metre, on a sphere of 6371 km


@pytest.fixture
def near() -> Actor:
    """The courier 100 m away."""
    return on_duty(actor("courier", "GZ-TH-1", 0), 100)


@pytest.fixture
def far() -> Actor:
    """The courier 900 m away, whom nothing speaks against."""
    return on_duty(actor("courier", "GZ-TH-1", 1), 900, "heavy")


def on_duty(courier: Actor, metres_north: float, *skills: str) -> Actor:
    until = datetime.now(UTC) + timedelta(hours=8)
    duty = positions.Duty(courier.id, "4401", str(courier.outlet_id), 20, until, skills)
    positions.go_on_duty(duty, (TIANHE["lng"], TIANHE["lat"] + metres_north * METRES))
    return courier


def match(waybill_no: str) -> str | None:
    placed = OrderPlaced(waybill_no, "somebody", "standard", "on_account", 1, 0)
    assert queue("dispatch_match", placed) == []
    courier_id: str | None = parcel_of(waybill_no).courier_id
    return courier_id


def why_not(waybill_no: str) -> dict[str, str | None]:
    """By courier, from the latest decision as a dispatcher sees it."""
    shown = invoke("dispatch_match", "show_decision", {"waybill_no": waybill_no}, sign_in("dispatcher")).data
    return {row["courier_id"]: row["why_not"] for row in shown["decisions"][0]["considered"]}


def test_who_is_on_the_roster_for_another_time_is_left_alone(near: Actor, far: Actor, store: Any) -> None:
    """Whom the roster does not name works when they say so."""
    another = Shift(near.id, "00:00", "00:01") if datetime.now(SHANGHAI).hour else Shift(near.id, "23:00", "23:01")
    day = business_day(datetime.now(UTC)).isoformat()
    store.rosters.save(Roster("GZ-TH-1", day, (another,)))
    order = place_order(sign_in("customer"))
    assert match(order) == far.id
    assert why_not(order) == {far.id: None, near.id: "off_shift"}


def test_who_is_on_the_roster_now_is_sent(near: Actor, far: Actor, store: Any) -> None:
    day = business_day(datetime.now(UTC)).isoformat()
    store.rosters.save(Roster("GZ-TH-1", day, (Shift(near.id, "00:00", "24:00"),)))
    assert match(place_order(sign_in("customer"))) == near.id


def test_the_outlet_must_serve_the_district(far: Actor) -> None:
    stranger = on_duty(actor("courier", "HZ-BJ-1", 0), 50)
    order = place_order(sign_in("customer"))
    assert match(order) == far.id
    assert why_not(order) == {far.id: None, stranger.id: "area"}


@pytest.mark.parametrize(
    ("weight_g", "pieces", "winner"),
    [(19_999, 1, "near"), (20_000, 1, "far"), (38_000, 2, "near"), (40_000, 2, "far")],
)
def test_heavy_pieces_go_to_who_can_carry_them(
    near: Actor, far: Actor, weight_g: int, pieces: int, winner: str
) -> None:
    order = place_order(sign_in("customer"), weight_g=weight_g, pieces=pieces)
    assert match(order) == {"near": near, "far": far}[winner].id
    assert why_not(order)[near.id] == (None if winner == "near" else "skill")


@pytest.mark.parametrize(
    ("terms", "holding_fen", "winner"),
    [
        ("on_receipt", 10_000 - FREIGHT_FEN, "near"),
        ("on_receipt", 10_001 - FREIGHT_FEN, "far"),  # the order will bring more than the limit at the consignee's door
        ("on_account", 10_000, "near"),
    ],
)
def test_who_holds_enough_cash_gets_nothing_that_brings_more(
    near: Actor, far: Actor, store: Any, terms: str, holding_fen: int, winner: str
) -> None:
    store.cash_limits.set(near.id, 10_000, "somebody")
    kept = {"account": "courier_cash", "holder": near.id, "slot": "WB000000000000", "amount_fen": holding_fen}
    store.db["balances"].insert_one(kept | {"_id": f"courier_cash:{near.id}:WB", "at": datetime.now(UTC)})
    order = place_order(sign_in("customer"), terms=terms)
    assert match(order) == {"near": near, "far": far}[winner].id
    assert why_not(order)[near.id] == (None if winner == "near" else "cash")


def tour(store: Any, courier: Actor, order: str) -> None:
    now = datetime.now(UTC)
    stop = PlannedStop("pickup", (order,), now, now)
    store.tours.keep(KeptTour(courier.id, 1, now, (stop,), now, 0, 0))


def at(metres_north: float) -> dict[str, float]:
    return {"lng": TIANHE["lng"], "lat": TIANHE["lat"] + metres_north * METRES}


@pytest.mark.parametrize(
    ("stop_m", "added_m", "cost_m", "winner"),
    [
        # On the way south to a stop 300 m past the pickup, nothing is added: half of 600 m, 300 for the task in hand
        # and 2000/400 for that share of the room is 605; without the tour it would be 905, more than the idle 700.
        (-300, 0, 605, "tour"),
        # On the way north to 1000 m, 600 m down from there lead back 1000: (600 + 1000) / 2 + 305 = 1105.
        (1_000, 1_000, 1_105, "idle"),
    ],
)
def test_whose_tour_leads_past_is_sent(store: Any, stop_m: float, added_m: int, cost_m: int, winner: str) -> None:
    touring = on_duty(actor("courier", "GZ-TH-1", 0), 600)
    idle = on_duty(actor("courier", "GZ-TH-1", 1), -700)
    in_hand = place_order(sign_in("customer", at=7), consignor=consignor_at(stop_m))
    assign(in_hand, touring)
    tour(store, touring, in_hand)
    order = place_order(sign_in("customer"))
    assert match(order) == {"tour": touring, "idle": idle}[winner].id
    shown = invoke("dispatch_match", "show_decision", {"waybill_no": order}, sign_in("dispatcher")).data
    rows = {row["courier_id"]: row for row in shown["decisions"][0]["considered"]}
    assert abs(rows[touring.id]["added_m"] - added_m) < 8
    assert abs(rows[touring.id]["cost_m"] - cost_m) < 8
    assert rows[idle.id]["added_m"] is None


def consignor_at(metres_north: float) -> dict[str, Any]:
    return {
        "name": "林小满",
        "phone": "13800000001",
        "address": "广东省广州市天河区体育西路101号2栋301室",
        "adcode": "440106",
        "location": at(metres_north),
    }
