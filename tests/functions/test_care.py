"""Ratings: each side of a signed parcel says once, within a month, what they think; the office reads what is theirs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.consignment import Proof
from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.store.mongo import Unit, database
from tests.support.calls import http, invoke
from tests.support.orders import CONSIGNEE_PHONE, _change, bring_out, parcel_of, pick_up, place_order, report
from tests.support.people import actor, session_of, sign_in

pytestmark = pytest.mark.usefixtures("store")

WORD = {"stars": 4, "tags": ["on_time", "polite"], "comment": "很快"}


def rate(waybill_no: str, session: str, word: dict[str, Any] = WORD, **options: Any) -> Any:
    return http("care", "POST", f"/parcels/{waybill_no}/rating", word, session=session, **options)


def tracked(waybill_no: str, session: str) -> Any:
    return http("track", "GET", f"/parcels/{waybill_no}", session=session, key="").data


def ratings(session: str, **query: Any) -> Any:
    return http("care", "GET", "/ratings", session=session, query=query, key="")


def sign(waybill_no: str, by: Actor, kind: str = "self") -> None:
    _change(
        waybill_no,
        lambda parcel, now: parcel.add_proof(Proof("proofs/one.jpg", "photo", by.id, 2048, "ab" * 32, now)),
    )
    report(waybill_no, Step.SIGNED, by, evidence=("proofs/one.jpg",), details={"signed_kind": kind, "signed_by": "欧*"})


@pytest.fixture
def courier() -> Actor:
    return actor("courier", "GZ-TH-1")


@pytest.fixture
def sender() -> str:
    return sign_in("customer")


@pytest.fixture
def receiver() -> str:
    return sign_in("customer", at=1, phone=CONSIGNEE_PHONE)


@pytest.fixture
def signed(sender: str, courier: Actor) -> str:
    waybill_no = place_order(sender)
    bring_out(waybill_no, courier)
    sign(waybill_no, courier)
    return waybill_no


def test_each_side_says_once_what_it_thinks(store: Unit, signed: str, sender: str, receiver: str, courier: Any) -> None:
    said = rate(signed, receiver).data
    assert (said["waybill_no"], said["stars"], set(said)) == (signed, 4, {"waybill_no", "stars", "rated_at"})
    assert rate(signed, sender, {"stars": 2, "tags": ["late"]}).status == 200
    for session in (sender, receiver):
        again = rate(signed, session)
        assert (again.status, again.code) == (409, "RATING_ALREADY_GIVEN")
    told = [(row["type"], row["data"]) for row in store.outbox.of(signed) if row["type"] == "DeliveryRated"]
    assert [data | {"waybill_no": ""} for _, data in told] == [
        {"waybill_no": "", "side": "consignee", "stars": 4, "courier_id": courier.id},
        {"waybill_no": "", "side": "consignor", "stars": 2, "courier_id": courier.id},
    ]


def test_a_repeated_call_gets_the_first_answer(signed: str, receiver: str) -> None:
    first, again = rate(signed, receiver, key="one"), rate(signed, receiver, key="one")
    assert first.body == again.body and first.status == 200
    assert rate(signed, receiver, key="").code == "REQUEST_ID_REQUIRED"


def test_the_page_offers_it_until_it_is_done_and_then_shows_ones_own(signed: str, sender: str, receiver: str) -> None:
    assert (tracked(signed, receiver)["actions"], tracked(signed, receiver)["rating"]) == (["rate"], None)
    rate(signed, receiver)
    view = tracked(signed, receiver)
    assert view["actions"] == []
    assert view["rating"] | {"rated_at": ""} == WORD | {"side": "consignee", "rated_at": ""}
    assert view["ratings"] is None
    other = tracked(signed, sender)
    assert (other["actions"], other["rating"], other["ratings"]) == (["rate"], None, None)


def test_staff_see_what_both_sides_said(signed: str, sender: str, receiver: str) -> None:
    rate(signed, receiver)
    rate(signed, sender, {"stars": 1})
    view = tracked(signed, sign_in("customer_service"))
    assert sorted((each["side"], each["stars"]) for each in view["ratings"]) == [("consignee", 4), ("consignor", 1)]
    assert view["rating"] is None and "rate" not in view["actions"]


def test_before_the_signature_there_is_nothing_to_rate(sender: str, courier: Actor) -> None:
    waybill_no = place_order(sender)
    bring_out(waybill_no, courier)
    refused = rate(waybill_no, sender)
    assert (refused.status, refused.code) == (409, "PARCEL_STATE_CONFLICT")
    assert tracked(waybill_no, sender)["actions"] == []


@pytest.mark.parametrize(
    ("ago", "code"), [(timedelta(days=29, hours=23), ""), (timedelta(days=30, hours=1), "RATING_TOO_LATE")]
)
def test_a_month_after_the_signature_it_is_too_late(signed: str, receiver: str, ago: timedelta, code: str) -> None:
    database().parcels.update_one({"_id": signed}, {"$set": {"signed_at": datetime.now(UTC) - ago}})
    assert tracked(signed, receiver)["actions"] == ([] if code else ["rate"])
    assert rate(signed, receiver).code == code


def test_a_parcel_fetched_at_the_counter_is_no_couriers_delivery(store: Unit, sender: str) -> None:
    waybill_no, local = place_order(sender), actor("courier", "GZ-TH-1")
    pick_up(waybill_no, local)
    report(waybill_no, Step.DEPARTED, actor("outlet_manager", "GZ-TH-1"))
    manager = actor("outlet_manager", "HZ-BJ-1")
    report(waybill_no, Step.ARRIVED, manager)
    sign(waybill_no, manager, "counter")
    rate(waybill_no, sender)
    (row,) = ratings(sign_in("dispatcher")).data["ratings"]
    assert row["courier_id"] is None


def test_strangers_and_staff_have_no_word(signed: str, courier: Actor) -> None:
    stranger = rate(signed, sign_in("customer", at=4))
    assert (stranger.status, stranger.code) == (404, "PARCEL_NOT_FOUND")
    assert rate(signed, session_of(courier)).code == "ROLE_FORBIDDEN"
    assert rate(signed, "").code == "LOGIN_REQUIRED"


@pytest.mark.parametrize(
    "word",
    [
        {"stars": 0},
        {"stars": 6},
        {"stars": "5"},
        {},
        {"stars": 5, "tags": ["wonderful"]},
        {"stars": 5, "comment": "长" * 201},
        {"stars": 5, "comment": "a\x00b"},
        {"stars": 5, "courier_id": "x"},
    ],
)
def test_malformed_words_are_refused(signed: str, receiver: str, word: dict[str, Any]) -> None:
    refused = rate(signed, receiver, word)
    assert (refused.status, refused.code) == (422, "INPUT_INVALID")


def test_a_tag_said_twice_counts_once_and_a_phone_in_the_words_is_taken_out(signed: str, receiver: str) -> None:
    rate(signed, receiver, {"stars": 3, "tags": ["late", "late"], "comment": "打 13800000001 找我"})
    said = tracked(signed, receiver)["rating"]
    assert (said["tags"], "13800000001" in said["comment"], "找我" in said["comment"]) == (["late"], False, True)


# --- the office ------------------------------------------------------------------------------------------------


@pytest.fixture
def three(sender: str, courier: Actor) -> list[str]:
    """Three parcels with 5, 1 and 3 stars."""
    made = []
    for stars in (5, 1, 3):
        waybill_no = place_order(sender)
        bring_out(waybill_no, courier)
        sign(waybill_no, courier)
        rate(waybill_no, sender, {"stars": stars})
        made.append(waybill_no)
    return made


def test_the_office_reads_the_latest_first_and_looks_for_the_bad(three: list[str], courier: Actor) -> None:
    session = sign_in("customer_service")

    def numbers(**query: Any) -> list[str]:
        return [row["waybill_no"] for row in ratings(session, **query).data["ratings"]]

    assert numbers() == [three[2], three[1], three[0]]
    assert numbers(stars_at_most=3) == [three[2], three[1]]
    assert numbers(courier_id=courier.id, stars_at_most=1) == [three[1]]
    assert numbers(courier_id=actor("courier", "SZ-FT-1").id) == []


def test_pages_follow_one_another(three: list[str]) -> None:
    session = sign_in("dispatcher")
    first = ratings(session, limit=2).data
    rest = invoke("care", "list_ratings", {"limit": 2, "before": first["next"]}, session).data
    assert [row["waybill_no"] for page in (first, rest) for row in page["ratings"]] == list(reversed(three))
    assert "next" not in rest


@pytest.mark.parametrize(
    ("role", "outlet_id", "sees"),
    [
        ("outlet_manager", "GZ-TH-1", 3),
        ("outlet_manager", "HZ-BJ-1", 3),
        ("outlet_manager", "SZ-FT-1", 0),
        ("administrator", "", 3),
    ],
)
def test_an_outlet_reads_what_is_its_business(three: list[str], role: str, outlet_id: str, sees: int) -> None:
    assert len(ratings(sign_in(role, outlet_id)).data["ratings"]) == sees


@pytest.mark.parametrize("query", [{"before": "1764000000000-WB000000000000"}, {"limit": 101}, {"stars_at_most": 0}])
def test_malformed_lists_are_refused(query: dict[str, Any]) -> None:
    assert ratings(sign_in("dispatcher"), **query).code == "INPUT_INVALID"


def test_couriers_do_not_read_them(three: list[str], courier: Actor) -> None:
    assert ratings(session_of(courier)).code == "ROLE_FORBIDDEN"
    assert tracked(three[0], session_of(courier))["status"] == str(parcel_of(three[0]).status)
