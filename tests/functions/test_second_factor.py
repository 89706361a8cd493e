"""The second factor at the door of a deed: wrong, expired, reused and sixth codes; what a failed call does not burn."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from logistics.domain.states import Status
from logistics.store.mongo import Unit, database
from logistics.store.redis import redis
from tests.support.calls import http, invoke
from tests.support.factors import ask_code, code_for, codes, other_than
from tests.support.orders import parcel_of, pick_up
from tests.support.people import actor, customer, session_of
from tests.support.told import Side, World, placed

ELSEWHERE = {
    "name": "上官云起",
    "phone": "13700000003",
    "address": "江苏省南京市玄武区珠江路88号6层",
    "adcode": "320102",
}


@pytest.fixture
def session(sender: Side) -> str:
    return session_of(sender.actor)


@pytest.fixture
def parcel(sender: Side, receiver: Side, world: World, store: Unit) -> str:
    waybill_no = placed(sender, receiver)
    pick_up(waybill_no, actor("courier", "GZ-TH-1"))
    return waybill_no


def stop(waybill_no: str, session: str, code: str, **options: Any) -> Any:
    return http("redirect", "POST", f"/parcels/{waybill_no}/interception", {"code": code}, session=session, **options)


def test_a_code_goes_to_the_senders_own_phone_and_nowhere_else(
    world: World, sender: Side, receiver: Side, parcel: str, session: str
) -> None:
    told = ask_code(parcel, session, "intercept").data
    assert told == {"expires_in_s": 300, "next_in_s": 60}
    (code,) = codes(world, sender)
    assert len(code) == 6 and code.isdigit()
    assert codes(world, receiver) == []
    assert code not in str(list(database()["outbox"].find())) + str(list(database()["replies"].find()))


def test_a_wrong_code_tells_how_many_tries_are_left_and_the_sixth_is_too_late(
    world: World, sender: Side, parcel: str, session: str
) -> None:
    code = code_for(world, sender, parcel, session, "intercept")
    for left in (4, 3, 2, 1, 0):
        refused = stop(parcel, session, other_than(code))
        assert (refused.status, refused.code) == (403, "CODE_WRONG")
        assert refused.body["error"]["details"]["tries_left"] == left
    assert stop(parcel, session, code).code == "CODE_WRONG", "the sixth try is refused, though it is right"
    assert parcel_of(parcel).status is Status.PICKED_UP


def test_an_expired_code_opens_nothing(world: World, sender: Side, parcel: str, session: str) -> None:
    code = code_for(world, sender, parcel, session, "intercept")
    (key,) = redis().scan_iter("otp:intercept:*")
    assert 0 < redis().ttl(key) <= 300
    redis().delete(key)  # what five minutes do
    assert stop(parcel, session, code).code == "CODE_WRONG"


def test_a_used_code_is_used_up(
    world: World, sender: Side, receiver: Side, parcel: str, session: str, store: Unit
) -> None:
    code = code_for(world, sender, parcel, session, "intercept")
    assert stop(parcel, session, code).status == 200
    database().parcels.update_one({"_id": parcel}, {"$set": {"status": "picked_up", "intercepted": False}})
    assert stop(parcel, session, code).code == "CODE_WRONG"


def test_a_code_is_for_one_parcel_and_one_deed(
    world: World, sender: Side, receiver: Side, parcel: str, session: str
) -> None:
    other = placed(sender, receiver)
    pick_up(other, actor("courier", "GZ-TH-1"))
    code = code_for(world, sender, parcel, session, "intercept")
    assert stop(other, session, code).code == "CODE_WRONG"
    name = {"code": code, "name": "上官云起"}
    assert http("redirect", "POST", f"/parcels/{parcel}/recipient", name, session=session).code == "CODE_WRONG"


def test_the_same_request_gets_its_first_answer_without_a_code_being_asked_again(
    world: World, sender: Side, parcel: str, session: str
) -> None:
    code = code_for(world, sender, parcel, session, "intercept")
    first = stop(parcel, session, code, key="one")
    for key in redis().scan_iter("otp:*"):
        redis().delete(key)
    assert stop(parcel, session, code, key="one").body == first.body


def test_a_refused_transaction_does_not_burn_the_code_for_its_own_request(
    world: World, sender: Side, parcel: str, session: str
) -> None:
    stop(parcel, session, code_for(world, sender, parcel, session, "intercept"))
    code = code_for(world, sender, parcel, session, "redirect")

    def to(adcode: str, key: str) -> Any:
        body = {"code": code, "consignee": ELSEWHERE | {"adcode": adcode}}
        return http("redirect", "POST", f"/parcels/{parcel}/redirection", body, session=session, key=key)

    assert to("650102", "one").code == "NOT_SERVED"
    assert to("320102", "two").code == "CODE_WRONG", "the code belongs to the first request that brought it"
    assert to("320102", "one").data["status"] == "in_transit"


def test_an_aborted_transaction_does_not_burn_the_code(
    world: World, sender: Side, parcel: str, session: str, setting: Any
) -> None:
    code = code_for(world, sender, parcel, session, "intercept")
    setting(MONGODB_TIMEOUT_MS="1")  # no transaction ends in so short a time
    lost = stop(parcel, session, code, key="one")
    setting(MONGODB_TIMEOUT_MS="5000")
    assert lost.status >= 500 and parcel_of(parcel).status is Status.PICKED_UP
    assert stop(parcel, session, code, key="two").code == "CODE_WRONG"
    assert stop(parcel, session, code, key="one").data["status"] == "intercepted"


def test_of_two_requests_at_once_with_the_same_right_code_one_succeeds(
    world: World, sender: Side, parcel: str, session: str
) -> None:
    code = code_for(world, sender, parcel, session, "intercept")
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda key: stop(parcel, session, code, key=key), ("one", "two")))
    assert sorted(each.status for each in answers)[0] == 200
    assert [each.code for each in answers if each.status != 200] in (
        ["CODE_WRONG"],
        ["PARCEL_ALREADY_INTERCEPTED"],
    )
    steps = [each["step"] for each in database().scans.find({"waybill_no": parcel})]
    assert steps.count("intercepted") == 1


def test_another_code_must_wait_a_minute(parcel: str, session: str) -> None:
    assert ask_code(parcel, session, "intercept").status == 200
    refused = ask_code(parcel, session, "intercept")
    assert (refused.status, refused.code) == (403, "CODE_TOO_SOON")
    assert 0 < refused.body["error"]["details"]["retry_after_s"] <= 60


def test_whoever_bound_no_phone_must_do_so_first(receiver: Side, world: World, store: Unit) -> None:
    nobody = customer(3)
    waybill_no = placed(Side("", "13800000009", nobody), receiver)
    pick_up(waybill_no, actor("courier", "GZ-TH-1"))
    assert ask_code(waybill_no, session_of(nobody), "intercept").code == "PHONE_NOT_BOUND"


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "１２３４５６", "123456\n", 123456, None])
def test_what_is_no_code_is_refused_before_anything(parcel: str, session: str, code: Any) -> None:
    refused = invoke("redirect", "intercept_parcel", {"waybill_no": parcel, "code": code}, session=session)
    assert refused.code == "INPUT_INVALID"
