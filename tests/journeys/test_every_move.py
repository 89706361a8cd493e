"""Every state and every move of the carrier's model, each reached over HTTP by those whose step it is.

The table is the model's own (order → waybill → delivery and its troubles), written by hand. What money decides
(待支付 and what follows from it) comes with the payment function and is not in here.
"""

import pytest

from tests.domain.test_states import TABLE
from tests.journeys.road import Road

pytestmark = pytest.mark.usefixtures("store")

ASSIGNED = ("place", "assign")
PICKED_UP = (*ASSIGNED, "pick_up")
IN_TRANSIT = (*PICKED_UP, "depart")
AT_OUTLET = (*IN_TRANSIT, "arrive")
OUT = (*AT_OUTLET, "take_out")
FAILED = (*OUT, "fail")
REFUSED = (*OUT, "refuse")
STORED = (*AT_OUTLET, "keep_at_the_counter")
INTERCEPTED = (*IN_TRANSIT, "intercept")
RETURNING = (*REFUSED, "start_return")

# (from, to): the steps that make the move.
MOVES: dict[tuple[str, str], tuple[str, ...]] = {
    ("draft", "placed"): ("place",),
    ("placed", "assigned"): ASSIGNED,
    ("placed", "cancelled"): ("place", "cancel"),
    ("assigned", "assigned"): (*ASSIGNED, "reassign"),
    ("assigned", "placed"): (*ASSIGNED, "release"),
    ("assigned", "picked_up"): PICKED_UP,
    ("assigned", "pickup_failed"): (*ASSIGNED, "fail_pickup"),
    ("assigned", "cancelled"): (*ASSIGNED, "cancel"),
    ("pickup_failed", "assigned"): (*ASSIGNED, "fail_pickup", "assign"),
    ("pickup_failed", "cancelled"): (*ASSIGNED, "fail_pickup", "cancel"),
    ("picked_up", "in_transit"): IN_TRANSIT,
    ("picked_up", "out_for_delivery"): (*PICKED_UP, "take_out_at_once"),
    ("picked_up", "intercepted"): (*PICKED_UP, "intercept"),
    ("in_transit", "at_outlet"): AT_OUTLET,
    ("in_transit", "intercepted"): INTERCEPTED,
    ("at_outlet", "in_transit"): (*IN_TRANSIT, "arrive@GZ-HUB", "depart@GZ-HUB"),
    ("at_outlet", "out_for_delivery"): OUT,
    ("at_outlet", "stored"): STORED,
    ("at_outlet", "signed"): (*AT_OUTLET, "sign_at_the_counter"),
    ("at_outlet", "returning"): (*AT_OUTLET, "start_return"),
    ("at_outlet", "intercepted"): (*AT_OUTLET, "intercept"),
    ("out_for_delivery", "signed"): (*OUT, "sign"),
    ("out_for_delivery", "stored"): (*OUT, "keep_in_a_locker"),
    ("out_for_delivery", "delivery_failed"): FAILED,
    ("out_for_delivery", "refused"): REFUSED,
    ("out_for_delivery", "intercepted"): (*OUT, "intercept"),
    ("delivery_failed", "out_for_delivery"): (*FAILED, "take_out"),
    ("delivery_failed", "at_outlet"): (*FAILED, "bring_back"),
    ("delivery_failed", "stored"): (*FAILED, "keep_in_a_locker"),
    ("delivery_failed", "returning"): (*FAILED, "start_return"),
    ("stored", "signed"): (*STORED, "collect_by_code"),
    ("stored", "returning"): (*STORED, "start_return"),
    ("refused", "returning"): RETURNING,
    ("refused", "out_for_delivery"): (*REFUSED, "take_out"),
    ("refused", "disposed"): (*REFUSED, "give_up", "dispose"),
    ("intercepted", "in_transit"): (*INTERCEPTED, "redirect"),
    ("intercepted", "returning"): (*INTERCEPTED, "start_return"),
    ("returning", "returned"): (*RETURNING, "return_to_sender"),
    ("returning", "lost"): (*RETURNING, "report_missing", "declare_lost"),
    ("returning", "disposed"): (*RETURNING, "dispose"),
}
PAID_MOVES = {("draft", "pending_payment"), ("pending_payment", "placed"), ("pending_payment", "cancelled")}
# An exception lies over any live state after pickup, and is resolved back to it, or the parcel is lost, and found.
LIVE = {
    "placed": ("place",),
    "assigned": ASSIGNED,
    "pickup_failed": (*ASSIGNED, "fail_pickup"),
    "picked_up": PICKED_UP,
    "in_transit": IN_TRANSIT,
    "at_outlet": AT_OUTLET,
    "out_for_delivery": OUT,
    "stored": STORED,
    "delivery_failed": FAILED,
    "refused": REFUSED,
    "intercepted": INTERCEPTED,
    "returning": RETURNING,
}


def test_the_table_holds_every_move_of_the_model() -> None:
    modelled = {(state, to) for state, moves in TABLE.items() for to in moves.values()}
    losses = {(state, "lost") for state in LIVE} | {("draft", "lost"), ("pending_payment", "lost")}
    assert modelled - losses - PAID_MOVES == set(MOVES) - losses


@pytest.mark.parametrize(("origin", "target"), MOVES, ids=[f"{start} to {end}" for start, end in MOVES])
def test_each_move_is_made_by_those_whose_step_it_is(origin: str, target: str) -> None:
    steps = MOVES[origin, target]
    road = Road().walk(*steps[:-1])
    assert origin == "draft" or road.parcel["status"] == origin
    road.walk(steps[-1])
    assert road.parcel["status"] == target


@pytest.mark.parametrize("state", LIVE)
def test_a_question_lies_over_each_live_state_and_is_answered_back_to_it(state: str) -> None:
    road = Road().walk(*LIVE[state], "report_damage")
    assert (road.parcel["status"], road.parcel["exception"]) == (state, "包裹破损")
    road.walk("resume")
    assert (road.parcel["status"], road.parcel.get("exception")) == (state, None)


@pytest.mark.parametrize("state", LIVE)
def test_a_parcel_lost_in_each_live_state_is_found_in_it_again(state: str) -> None:
    road = Road().walk(*LIVE[state], "report_missing", "declare_lost")
    assert road.parcel["status"] == "lost"
    road.walk("find")
    assert road.parcel["status"] == state


def test_a_signature_by_mistake_is_taken_back_and_given_again() -> None:
    road = Road().walk(*OUT, "sign", "take_the_signature_back")
    assert road.parcel["status"] == "out_for_delivery"
    assert road.walk("sign").parcel["status"] == "signed"


def test_a_scan_by_mistake_is_withdrawn_and_the_parcel_is_where_it_was() -> None:
    road = Road().walk(*AT_OUTLET, "take_out", "withdraw_the_last_scan")
    assert road.parcel["status"] == "at_outlet"
