"""Booking: slots with rules and counted room, goods that must not be sent, several pieces, papers that go back.

Guangzhou to Hangzhou, 1.5 kg: 20.50 yuan; each further piece 1.00, a signed paper that goes back 5.00.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.pickup_slots import Slot, SlotRules, choosable, objection, slots_of
from logistics.privacy.parties import Side, open_party
from logistics.store.mongo import Unit, database
from tests.support.calls import http, invoke
from tests.support.orders import TIANHE, assign, order_body, parcel_of, pick_up, place_order, quote_for
from tests.support.people import actor, sign_in

pytestmark = pytest.mark.usefixtures("store")

OUTLET = "GZ-TH-1"
SHANGHAI_NOON = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)  # 12:00


def at(hour: int, minute: int = 0, day: int = 9) -> datetime:
    """A clock time of March 2026 in Shanghai."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


# --- the rules ---------------------------------------------------------------------------------------------------


def test_a_day_has_six_slots_of_two_hours() -> None:
    slots = slots_of(SlotRules(), date(2026, 3, 9))
    assert [(slot.start, slot.end) for slot in slots] == [(at(h), at(h + 2)) for h in (8, 10, 12, 14, 16, 18)]


@pytest.mark.parametrize(
    ("now", "why"), [(at(9), ""), (at(13), ""), (at(13, 1), "past_cutoff"), (at(15), "past_cutoff")]
)
def test_a_slot_can_be_chosen_until_an_hour_before_it_ends(now: datetime, why: str) -> None:
    assert objection(SlotRules(), Slot(at(12), at(14)), now) == why


def test_on_a_closed_day_nobody_comes() -> None:
    rules = SlotRules(closed_days=("2026-03-10",))
    assert objection(rules, Slot(at(8, day=10), at(10, day=10)), at(9)) == "closed"
    assert objection(rules, Slot(at(8, day=11), at(10, day=11)), at(9)) == ""


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (at(14), at(16), [14]),
        (at(13), at(17), [12, 14, 16]),  # 12-14 can be chosen until 13:00, and it is noon
        (at(9), at(11), []),  # over, and past its cut-off
        (at(21), at(23), []),
        (at(19, day=10), at(20, day=10), [18]),
    ],
)
def test_a_wish_for_a_stretch_of_the_day_touches_some_slots(start: datetime, end: datetime, hours: list[int]) -> None:
    slots = choosable(SlotRules(), start, end, SHANGHAI_NOON)
    assert [(slot.start + timedelta(hours=8)).hour for slot in slots] == hours


# --- slots -------------------------------------------------------------------------------------------------------


@pytest.fixture
def outlet(store: Unit) -> Iterator[dict[str, Any]]:
    """The outlet as an administrator sees it; afterwards as it was."""
    before = database()["outlets"].find_one({"_id": OUTLET})
    yield invoke("admin", "show_outlet", {"outlet_id": OUTLET}, sign_in("administrator")).data
    database()["outlets"].replace_one({"_id": OUTLET}, before or {})


def set_slots(outlet: dict[str, Any], **rules: Any) -> Any:
    changed = outlet | {"slots": outlet["slots"] | rules}
    return invoke("admin", "save_outlet", changed, sign_in("administrator"))


def tomorrow() -> list[dict[str, Any]]:
    """Tomorrow's slots as customers are told."""
    query = {"adcode": "440106"} | TIANHE
    told = http("create_order", "GET", "/pickup-slots", query=query, key="").data
    assert told["outlet_id"] == OUTLET
    assert len(told["slots"]) == 18, "three days"
    slots: list[dict[str, Any]] = told["slots"][6:12]
    return slots


def visit(slot: dict[str, Any]) -> dict[str, Any]:
    return {"pickup_from": slot["from"], "pickup_until": slot["until"]}


def order(session: str, **changes: Any) -> Any:
    quoted = {name: changes[name] for name in ("pieces", "return_receipt", "insured_value_fen") if name in changes}
    body = order_body(quote_for(**quoted)["quote_id"], **changes)
    return http("create_order", "POST", "/orders", body, session=session)


def used(slot: dict[str, Any]) -> int:
    row = database()["pickup_slots"].find_one({"from": datetime.fromisoformat(slot["from"])})
    return row["used"] if row else 0


def test_the_last_place_of_a_slot_goes_to_one_of_many(outlet: dict[str, Any]) -> None:
    assert set_slots(outlet, capacity=3).status == 200
    slot = tomorrow()[1]
    session = sign_in("customer")
    bodies = [order_body(quote_for()["quote_id"], **visit(slot)) for _ in range(8)]
    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda body: http("create_order", "POST", "/orders", body, session=session), bodies))
    assert sorted(answer.code for answer in answers) == [""] * 3 + ["PICKUP_SLOT_FULL"] * 5
    assert used(slot) == database()["parcels"].count_documents({}) == 3
    assert [(each["open"], each["why"]) for each in tomorrow()[:3]] == [(True, ""), (False, "full"), (True, "")]


def test_a_cancelled_order_gives_its_place_back(outlet: dict[str, Any]) -> None:
    set_slots(outlet, capacity=1)
    slot, session = tomorrow()[0], sign_in("customer")
    waybill_no = order(session, **visit(slot)).data["waybill_no"]
    assert order(session, **visit(slot)).code == "PICKUP_SLOT_FULL"
    path = f"/orders/{waybill_no}/cancellation"
    assert http("create_order", "POST", path, {"reason": "consignor_changed_mind"}, session=session).status == 200
    assert used(slot) == 0
    assert order(session, **visit(slot)).status == 200


def test_a_changed_order_takes_another_place_and_leaves_the_old_one(outlet: dict[str, Any]) -> None:
    session = sign_in("customer")
    old, new = tomorrow()[0], tomorrow()[3]
    waybill_no = order(session, **visit(old)).data["waybill_no"]
    promised_at = parcel_of(waybill_no).promised_at
    changed = change(waybill_no, session, **visit(new)).data
    assert changed["changed"] == ["pickup_from", "pickup_until"]
    assert (used(old), used(new)) == (0, 1)
    assert parcel_of(waybill_no).promised_at == promised_at + timedelta(hours=6), "the promise runs from the visit"


def test_a_change_to_a_full_slot_changes_nothing(outlet: dict[str, Any]) -> None:
    set_slots(outlet, capacity=1)
    session = sign_in("customer")
    mine, taken = tomorrow()[0], tomorrow()[1]
    waybill_no = order(session, **visit(mine)).data["waybill_no"]
    order(session, **visit(taken))
    assert change(waybill_no, session, remark="轻放", **visit(taken)).code == "PICKUP_SLOT_FULL"
    assert (used(mine), used(taken)) == (1, 1), "the old place is still held"


def test_a_wish_wider_than_a_slot_counts_in_the_first_with_room(outlet: dict[str, Any]) -> None:
    set_slots(outlet, capacity=1)
    session, slots = sign_in("customer"), tomorrow()
    wide = {"pickup_from": slots[0]["from"], "pickup_until": slots[1]["until"]}
    answers = [order(session, **wide).code for _ in range(3)]
    assert answers == ["", "", "PICKUP_SLOT_FULL"]
    assert [used(each) for each in slots[:3]] == [1, 1, 0]


def test_on_a_closed_day_no_order_is_taken_and_the_slots_say_so(outlet: dict[str, Any]) -> None:
    slot = tomorrow()[2]
    day = (datetime.fromisoformat(slot["from"]) + timedelta(hours=8)).date().isoformat()
    set_slots(outlet, closed_days=[day])
    assert {each["why"] for each in tomorrow()} == {"closed"}
    assert order(sign_in("customer"), **visit(slot)).code == "PICKUP_SLOT_CLOSED"


def test_slots_are_kept_when_an_outlet_is_saved_without_them(outlet: dict[str, Any]) -> None:
    set_slots(outlet, capacity=7)
    plain = {name: value for name, value in outlet.items() if name != "slots"}
    assert invoke("admin", "save_outlet", plain, sign_in("administrator")).status == 200
    shown = invoke("admin", "show_outlet", {"outlet_id": OUTLET}, sign_in("administrator")).data
    assert shown["slots"]["capacity"] == 7
    assert set_slots(outlet, first_hour=19, last_hour=20).code == "OUTLET_SLOTS_INVALID"


def test_an_order_as_soon_as_possible_takes_no_place(outlet: dict[str, Any]) -> None:
    set_slots(outlet, capacity=0)
    assert order(sign_in("customer")).status == 200


# --- what is sent ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goods", "allowed"),
    [
        ({"description": "仿真枪", "category": "other"}, False),
        ({"description": "玩具枪", "category": "other"}, True),
        ({"description": "礼物", "category": "other", "declared": [{"name": "汽 油", "count": 1}]}, False),
    ],
)
def test_goods_that_must_not_be_sent_are_refused_before_and_at_ordering(goods: dict[str, Any], allowed: bool) -> None:
    asked = {name: value for name, value in goods.items() if name != "category"}
    verdict = http("create_order", "POST", "/goods-check", asked, key="").data
    answer = order(sign_in("customer"), goods=goods)
    assert verdict["allowed"] is allowed
    assert answer.code == ("" if allowed else "GOODS_PROHIBITED")
    if not allowed:
        details = answer.body["error"]["details"]
        assert (details["class"], details["word"]) == (verdict["class"], verdict["word"])


def test_pieces_and_a_paper_that_goes_back_are_quoted_and_billed_alike() -> None:
    quote = quote_for(pieces=3, return_receipt=True)
    lines = {each["code"]: each["amount_fen"] for each in quote["fee_lines"]}
    assert lines == {"freight": 2050, "pieces": 200, "return_receipt": 500}
    declared = [{"name": "书", "count": 6}, {"name": "书签", "count": 2}]
    goods = {"description": "书", "category": "books", "declared": declared}
    placed = order(sign_in("customer"), pieces=3, return_receipt=True, goods=goods).data
    parcel = parcel_of(placed["waybill_no"])
    assert (parcel.price.total_fen, parcel.goods.pieces, parcel.return_receipt) == (2750, 3, True)
    assert [(each.name, each.count) for each in parcel.goods.declared] == [("书", 6), ("书签", 2)]


def test_an_order_with_more_pieces_than_were_quoted_is_refused() -> None:
    body = order_body(quote_for()["quote_id"], pieces=2)
    assert http("create_order", "POST", "/orders", body, session=sign_in("customer")).code == "QUOTE_ALTERED"


@pytest.mark.parametrize("pieces", [0, -1, 100, 1.5, "2"])
def test_a_waybill_has_one_to_ninety_nine_pieces(pieces: Any) -> None:
    body = order_body(quote_for()["quote_id"], pieces=pieces)
    assert http("create_order", "POST", "/orders", body, session=sign_in("customer")).code == "INPUT_INVALID"


@pytest.mark.parametrize(
    ("category", "insured_value_fen", "code"),
    [("documents", 100_000, ""), ("documents", 100_100, "INSURED_VALUE_TOO_HIGH"), ("books", 100_100, "")],
)
def test_papers_are_insured_up_to_a_thousand_yuan(category: str, insured_value_fen: int, code: str) -> None:
    goods = {"description": "一份材料", "category": category}
    assert order(sign_in("customer"), goods=goods, insured_value_fen=insured_value_fen).code == code


@pytest.mark.parametrize(
    ("modes", "code"),
    [
        (["photo", "code"], ""),
        (["identity", "own_signature"], ""),
        (["signature", "own_signature"], "PROOF_MODES_INVALID"),
        (["photo", "photo"], "PROOF_MODES_INVALID"),
        (["fingerprint"], "INPUT_INVALID"),
    ],
)
def test_an_order_says_how_its_delivery_is_proved(modes: list[str], code: str) -> None:
    answer = order(sign_in("customer"), proof_modes=modes)
    assert answer.code == code
    if not code:
        assert parcel_of(answer.data["waybill_no"]).proof_modes == tuple(modes)


# --- changes before pickup ---------------------------------------------------------------------------------------


def change(waybill_no: str, session: str, **what: Any) -> Any:
    return http("create_order", "POST", f"/orders/{waybill_no}/changes", what, session=session)


def test_what_is_inside_and_a_remark_may_be_changed_before_pickup(store: Unit) -> None:
    session = sign_in("customer")
    waybill_no = place_order(session)
    told = change(waybill_no, session, goods_description="三本书，电话13700000003", remark="门铃坏了").data
    assert told == {"waybill_no": waybill_no, "status": "placed", "changed": ["remark", "goods_description"]}
    parcel = parcel_of(waybill_no)
    assert "13700000003" not in parcel.goods.description and parcel.goods.description.startswith("三本书")
    opened = open_party(parcel.consignor, Side.CONSIGNOR, waybill_no)
    assert (opened.remark, opened.name) == ("门铃坏了", "林小满")
    assert [row["type"] for row in store.outbox.of(waybill_no)][-1] == "OrderChanged"


def test_after_pickup_and_by_others_nothing_is_changed() -> None:
    session, courier = sign_in("customer"), actor("courier")
    waybill_no = place_order(session)
    assert change(waybill_no, sign_in("customer", at=1), remark="x").code == "PARCEL_NOT_FOUND"
    receiver = sign_in("customer", at=2, phone="13900000002")
    assert change(waybill_no, receiver, remark="x").code == "ORDER_NOT_YOURS"
    assert change(waybill_no, session).code == "NOTHING_TO_CHANGE"
    assert change(waybill_no, session, goods_description="鞭炮").code == "GOODS_PROHIBITED"
    assert change(waybill_no, session, pickup_from="2036-01-01T10:00:00+08:00").code == "PICKUP_SLOT_INVALID"
    assign(waybill_no, courier)
    assert change(waybill_no, session, remark="小心").status == 200
    other = place_order(session)
    pick_up(other, courier)
    assert change(other, session, remark="x").code == "PARCEL_STATE_CONFLICT"
