"""A handler always answers, always with JSON, and what it logs names nobody."""

import json
from typing import Any

import pytest

from tests.runtime.calls import code, deliver, over_http, over_invoke, signed
from tests.runtime.sample import PHONE, WAYBILL

PATH = f"/notes/{WAYBILL}"


def test_an_accident_says_nothing_of_itself(db: Any) -> None:
    answer = over_http("GET", "/accident")
    assert (answer.status, answer.code) == (500, "INTERNAL")
    assert answer.body == {"error": {"code": "INTERNAL", "message": "系统出了点问题，请稍后再试", "details": {}}}
    assert over_invoke("crash") == answer.body


def test_a_reply_that_is_not_json_is_an_accident(db: Any) -> None:
    assert over_http("GET", "/nonsense").code == "INTERNAL"
    assert code(over_invoke("answer_nonsense")) == "INTERNAL"


def test_a_use_case_without_a_reply_answers_all_the_same(db: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert over_invoke("say_nothing") == {"data": {}}
    printed = capsys.readouterr()
    assert printed.out == "", "stdout belongs to the runner"
    assert "a library that prints" in printed.err


def test_a_time_among_the_details_travels_as_text(db: Any) -> None:
    details = over_invoke("write_and_fail", {"text": "a", "waybill_no": WAYBILL})["error"]["details"]
    assert details["since"].startswith("20")


def test_every_call_is_one_line_with_who_what_and_how_long(customer: str, log_lines: Any) -> None:
    over_http("POST", PATH, {"text": "a"}, session=customer, key="k1")
    over_http("POST", PATH, {"text": "b"}, session=customer, key="k1")
    first, second = (line for line in log_lines() if line["event"] == "call")
    milliseconds = first.pop("ms")
    assert 0 < milliseconds < 60_000
    assert first.pop("at").endswith("+00:00")
    assert first == {
        "event": "call",
        "request_id": "k1",
        "function": "sample",
        "action": "write_note",
        "trigger": "http",
        "actor": "customer-a",
        "role": "customer",
        "outcome": "ok",
    }
    assert second["outcome"] == "REQUEST_ID_REUSED"


def test_log_lines_are_json_without_personal_data(customer: str, db: Any, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    over_invoke("crash")
    over_http("POST", PATH, {"text": f"call {PHONE}"}, session=customer, key=PHONE)
    over_http("POST", PATH, {"text": f"call {PHONE}", "name": "张伟"}, session=customer)
    db["sample_broken"].insert_one({"_id": WAYBILL})
    deliver(signed(WAYBILL))
    written = capfd.readouterr().err
    lines = [json.loads(line) for line in written.splitlines()]
    assert {line["event"] for line in lines} >= {"call", "call_failed", "message_failed"}
    assert PHONE not in written
    assert "张伟" not in written
    assert customer not in written
