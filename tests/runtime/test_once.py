"""A change that may be repeated happens once, and every repeat gets the first reply."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.runtime.calls import code, over_http, over_invoke, socket_event
from tests.runtime.sample import ANOTHER, WAYBILL, main

PATH = f"/notes/{WAYBILL}"


def test_a_repeat_gets_the_first_reply_and_changes_nothing(customer: str, db: Any) -> None:
    first = over_http("POST", PATH, {"text": "a"}, session=customer, key="k1")
    again = over_http("POST", PATH, {"text": "a"}, session=customer, key="k1")
    assert again.data == first.data
    assert db["sample_notes"].count_documents({}) == 1
    assert db["outbox"].count_documents({}) == 2


def test_a_repeat_over_another_trigger_gets_the_first_reply_too(customer: str, db: Any) -> None:
    data = {"text": "a", "waybill_no": WAYBILL}
    first = over_http("POST", PATH, {"text": "a"}, session=customer, key="k1")
    assert over_invoke("write_note", data, session=customer, request_id="k1") == {"data": first.data}
    main(socket_event("$connect", session=customer), None)
    reply = main(socket_event("write_note", body={"data": data, "request_id": "k1"}), None)
    assert first.data["note_id"] in reply["body"]
    assert db["sample_notes"].count_documents({}) == 1


def test_the_same_request_id_with_another_body_is_a_conflict(customer: str, db: Any) -> None:
    over_http("POST", PATH, {"text": "a"}, session=customer, key="k1")
    for path, text in ((PATH, "b"), (f"/notes/{ANOTHER}", "a")):
        answer = over_http("POST", path, {"text": text}, session=customer, key="k1")
        assert (answer.status, answer.code) == (409, "REQUEST_ID_REUSED")
    assert db["sample_notes"].count_documents({}) == 1


def test_request_ids_of_two_callers_are_two_requests(customer: str, other_customer: str, db: Any) -> None:
    over_http("POST", PATH, {"text": "a"}, session=customer, key="k1")
    over_http("POST", PATH, {"text": "a"}, session=other_customer, key="k1")
    assert sorted(row["by"] for row in db["sample_notes"].find()) == ["customer-a", "customer-b"]


@pytest.mark.parametrize(
    ("key", "wanted"),
    [("", "REQUEST_ID_REQUIRED"), ("a" * 65, "REQUEST_ID_INVALID"), ("é", "REQUEST_ID_INVALID")],
    ids=["none", "too long", "not ascii"],
)
def test_a_change_needs_a_sound_request_id(customer: str, db: Any, key: str, wanted: str) -> None:
    answer = over_http("POST", PATH, {"text": "a"}, session=customer, key=key)
    assert (answer.status, answer.code) == (422, wanted)
    data = {"text": "a", "waybill_no": WAYBILL}
    assert code(over_invoke("write_note", data, session=customer, request_id=key)) == wanted
    assert db["sample_notes"].count_documents({}) == 0


def test_a_request_id_that_is_no_text_is_refused(customer: str) -> None:
    reply = over_invoke("write_note", {"text": "a", "waybill_no": WAYBILL}, session=customer, request_id=7)
    assert code(reply) == "REQUEST_ID_INVALID"


def test_duplicates_at_the_same_moment_run_once(customer: str, db: Any) -> None:
    def call(_: int) -> Any:
        return over_http("POST", PATH, {"text": "a"}, session=customer, key="k1").data

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(call, range(16)))
    assert all(reply == replies[0] for reply in replies)
    assert db["sample_notes"].count_documents({}) == 1
    assert db["outbox"].count_documents({}) == 2


def test_a_replay_does_not_ask_the_provider_again(customer: str, db: Any) -> None:
    first = over_http("POST", f"{PATH}/check", {"text": "a"}, session=customer, key="k1")
    again = over_http("POST", f"{PATH}/check", {"text": "a"}, session=customer, key="k1")
    assert first.data["answer"] == "checked"
    assert again.data == first.data
    assert db["sample_asked"].count_documents({}) == 1


def test_a_provider_that_is_down_leaves_no_trace_and_the_request_can_be_repeated(customer: str, db: Any) -> None:
    answer = over_http("POST", f"{PATH}/check", {"text": "busy"}, session=customer, key="k1")
    assert (answer.status, answer.code) == (503, "PROVIDER_UNAVAILABLE")
    assert db["sample_notes"].count_documents({}) == 0
    assert db["replies"].count_documents({}) == 0


def test_a_remembered_reply_shows_nothing_of_the_request(customer: str, db: Any) -> None:
    over_http("POST", PATH, {"text": "call 13912345678"}, session=customer, key="k1")
    kept = str(db["replies"].find_one())
    assert "13912345678" not in kept
    assert "call" not in kept
