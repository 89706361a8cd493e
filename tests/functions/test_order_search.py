"""Looking for an order among all of one's own: by number, by the recipient's phone, by the goods, sent or received."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.waybill import new_waybill_no
from logistics.store.mongo import Unit, database
from logistics.store.parcel_search import ParcelSearch
from tests.support.calls import http, invoke
from tests.support.orders import CONSIGNEE_PHONE, order_body, place_order
from tests.support.people import actor, sign_in

pytestmark = pytest.mark.usefixtures("store")


def found(session: str, q: str = "", **query: Any) -> list[str]:
    answer = http("create_order", "GET", "/orders", session=session, query=query | ({"q": q} if q else {}))
    return [row["waybill_no"] for row in answer.data["orders"]]


def to(phone: str) -> dict[str, Any]:
    return order_body("")["consignee"] | {"phone": phone}


@pytest.fixture
def mine() -> dict[str, str]:
    """Three orders of one customer: books to one phone, tea to another, honey to a landline."""
    session = sign_in("customer")
    return {
        "books": place_order(session, goods={"description": "两本书 Python", "category": "books"}),
        "tea": place_order(session, goods={"description": "5斤茶叶", "category": "food"}, consignee=to("13900004321")),
        "honey": place_order(
            session, goods={"description": "蜂蜜(易碎)", "category": "food"}, consignee=to("0571-87651234")
        ),
    }


WORDS: list[tuple[str, set[str]]] = [
    ("13900004321", {"tea"}),
    ("+86 139-0000-4321", {"tea"}),
    ("１３９００００４３２１", {"tea"}),
    ("0571-87651234", {"honey"}),
    ("茶", {"tea"}),
    ("python", {"books"}),
    ("蜂蜜(易碎)", {"honey"}),
    ("(", {"honey"}),
    (".*", set()),
    ("$", set()),
    ("两本书  PYTHON ", {"books"}),
    ("WB", {"books", "tea", "honey"}),
    ("wbx9", set()),
    ("13900009999", set()),
    ("没有这样的东西", set()),
]


@pytest.mark.parametrize(("q", "names"), WORDS)
def test_a_word_finds_what_it_may_mean(mine: dict[str, str], q: str, names: set[str]) -> None:
    several = q != "WB"  # two letters are no part of a number, but every number begins with them
    assert {name for name, number in mine.items() if number in found(sign_in("customer"), q)} == (
        names if several else set()
    )


def test_a_whole_number_finds_its_order_however_it_is_typed(mine: dict[str, str]) -> None:
    session, number = sign_in("customer"), mine["tea"]
    for typed in (number, number.lower(), f" {number[:4]} {number[4:8]} {number[8:]} "):
        assert found(session, typed) == [number], typed


def test_a_part_of_a_number_finds_it(mine: dict[str, str]) -> None:
    session, number = sign_in("customer"), mine["honey"]
    for part in (number[:7], number[4:11], number[-6:], number[-6:].lower()):
        assert number in found(session, part), part


def test_four_digits_are_a_phones_tail_or_part_of_a_number_and_the_newest_comes_first(mine: dict[str, str]) -> None:
    session = sign_in("customer")
    again = place_order(session, consignee=to("13900004321"))
    assert [number for number in found(session, "4321") if number in (mine["tea"], again)] == [again, mine["tea"]]


def test_nobody_finds_anothers_orders(mine: dict[str, str]) -> None:
    stranger = sign_in("customer", at=3)
    for q in (mine["tea"], "4321", "13900004321", "茶", mine["tea"][4:10]):
        assert found(stranger, q) == []


def test_sent_and_received_are_told_apart() -> None:
    both, other = sign_in("customer", at=1, phone=CONSIGNEE_PHONE), sign_in("customer", at=2)
    received, sent = place_order(other), place_order(both, consignee=to("13900004321"))
    to_myself = place_order(both)
    assert found(both, direction="received") == [received]
    assert found(both, direction="sent") == [to_myself, sent]
    assert found(both) == [to_myself, sent, received]
    assert found(both, received, direction="sent") == []
    assert found(both, received[3:9], direction="received") == [received]


def test_without_a_bound_phone_nothing_is_received() -> None:
    session = sign_in("customer")
    place_order(session)
    assert found(session, direction="received") == []


def test_a_search_is_filtered_and_paged_like_any_list(mine: dict[str, str]) -> None:
    session = sign_in("customer")
    more = [place_order(session, goods={"description": "茶叶", "category": "food"}) for _ in range(3)]
    first = invoke("create_order", "list_my_orders", {"q": "茶叶", "limit": 2}, session).data
    rest = invoke("create_order", "list_my_orders", {"q": "茶叶", "limit": 2, "before": first["next"]}, session).data
    seen = [row["waybill_no"] for page in (first, rest) for row in page["orders"]]
    assert seen == [*reversed(more), mine["tea"]] and "next" not in rest
    assert found(session, "茶叶", status="cancelled") == []


@pytest.mark.parametrize(
    "query", [{"direction": "up"}, {"q": "x" * 41}, {"q": "a\x00b"}, {"direction": "sent,received"}]
)
def test_malformed_searches_are_refused(query: dict[str, Any]) -> None:
    answer = http("create_order", "GET", "/orders", session=sign_in("customer"), query=query)
    assert (answer.status, answer.code) == (422, "INPUT_INVALID")


# --- what it costs ---------------------------------------------------------------------------------------------

ROWS = 1_500
SEARCHES: dict[str, Callable[[dict[str, Any]], ParcelSearch]] = {
    "no word": lambda row: ParcelSearch(),
    "part of a number": lambda row: ParcelSearch(number=row["_id"][3:12]),
    "a whole number": lambda row: ParcelSearch(waybill_no=row["_id"]),
    "four digits": lambda row: ParcelSearch(number="0002", phone_tail=(b"a tail of nobody",), goods="0002"),
    "goods": lambda row: ParcelSearch(goods="蜂蜜"),
    "goods sent": lambda row: ParcelSearch("sent", goods="蜂蜜"),
    "goods received": lambda row: ParcelSearch("received", goods="蜂蜜"),
}


@pytest.fixture
def many(store: Unit) -> dict[str, Any]:
    """A customer with many orders, of which a few are honey."""
    row = database().parcels.find_one({"_id": place_order(sign_in("customer"))})
    assert row is not None
    start = datetime(2026, 1, 1, tzinfo=UTC)
    copies = [
        row
        | {"_id": new_waybill_no("WB"), "quote_id": None, "placed_at": start + timedelta(minutes=at)}
        | ({"goods": row["goods"] | {"description": "蜂蜜"}} if at % 500 == 0 else {})
        for at in range(ROWS)
    ]
    database().parcels.insert_many(copies)
    return copies[7]


@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize("page", [None, (datetime(2026, 1, 1, 20, tzinfo=UTC), "WB000000000000")])
def test_a_search_reads_only_what_it_shows(store: Unit, many: dict[str, Any], name: str, page: Any) -> None:
    """Texts are compared in the index, in the order of the list: rows that do not fit are never fetched."""
    scope = actor("customer", phone=CONSIGNEE_PHONE).scope
    database()["system.profile"].drop()
    database().command("profile", 2)
    shown = store.parcels.page(scope, [], page, 21, SEARCHES[name](many))
    database().command("profile", 0)
    seen = database()["system.profile"].find_one({"ns": "logistics.parcels", "op": "query"})
    database()["system.profile"].drop()
    assert seen is not None and "COLLSCAN" not in seen["planSummary"], seen["planSummary"]
    assert name == "a whole number" or not seen.get("hasSortStage"), seen["planSummary"]
    assert seen["docsExamined"] <= 3 * len(shown) + 3, f"{seen['docsExamined']} rows for {len(shown)}"
