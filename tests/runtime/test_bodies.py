"""What callers write: HTTP bodies, WebSocket messages and query strings that are not what they should be."""

import base64
import json
from typing import Any

import pytest

from tests.runtime.calls import code, over_http, socket_event
from tests.runtime.sample import WAYBILL, main
from tests.support.calls import http_event

PATH = f"/notes/{WAYBILL}"
NOT_JSON = {
    "cut off": '{"text": "a"',
    "not json": "text=a",
    "nan": '{"text": NaN}',
    "infinity": '{"text": -Infinity}',
    "lone surrogate": '{"text": "\\ud83d"}',
    "lone surrogate as a name": '{"\\uD83D": "a"}',
    "nested": "[" * 100_000,
    "a number of ten thousand digits": '{"text": ' + "9" * 10_000 + "}",
}


@pytest.mark.parametrize("raw", NOT_JSON.values(), ids=NOT_JSON.keys())
def test_an_http_body_that_is_not_json_is_refused(customer: str, raw: str) -> None:
    answer = over_http("POST", PATH, raw=raw, session=customer)
    assert (answer.status, answer.code) == (422, "BODY_NOT_JSON")


@pytest.mark.parametrize("raw", NOT_JSON.values(), ids=NOT_JSON.keys())
def test_a_socket_message_that_is_not_json_is_refused(customer: str, raw: str) -> None:
    main(socket_event("$connect", session=customer), None)
    reply = main(socket_event("write_note", body=raw), None)
    assert code(json.loads(reply["body"])) == "BODY_NOT_JSON"


def test_a_body_that_is_not_utf8_is_refused(customer: str) -> None:
    event = http_event("POST", PATH, session=customer, raw=base64.b64encode(b'{"text": "\xff\xfe"}').decode())
    reply = main(event | {"isBase64Encoded": True}, None)
    assert code(json.loads(reply["body"])) == "BODY_NOT_JSON"


@pytest.mark.parametrize("raw", ["[]", '"text"', "5", "null", "true"])
def test_a_body_that_is_no_object_is_refused(customer: str, raw: str) -> None:
    answer = over_http("POST", PATH, raw=raw, session=customer)
    assert (answer.status, answer.code) == (422, "INPUT_INVALID")


def test_an_oversized_body_is_refused_unread(customer: str, db: Any) -> None:
    answer = over_http("POST", PATH, raw=json.dumps({"text": "a" * 300_000}), session=customer)
    assert (answer.status, answer.code) == (413, "BODY_TOO_LARGE")
    assert answer.body["error"]["message"] == "内容太大，请减少后重试", "a customer reads it"
    assert db["sample_notes"].count_documents({}) == 0


def test_what_stands_in_the_path_may_not_stand_in_the_body_too(customer: str) -> None:
    answer = over_http("POST", PATH, {"text": "a", "waybill_no": "WB548895943331"}, session=customer)
    assert (answer.status, answer.code) == (422, "INPUT_INVALID")


@pytest.mark.parametrize(
    "text", ["", "   ", "a" * 41, "a\u0000b", "a\nb", "a\u0085b", "a\u2028b", "a\u202eb", 5, None, ["a"]]
)
def test_a_text_out_of_bounds_is_refused(customer: str, text: Any) -> None:
    answer = over_http("POST", PATH, {"text": text}, session=customer)
    assert (answer.status, answer.code) == (422, "INPUT_INVALID")


def test_a_query_argument_given_twice_is_no_text() -> None:
    event = http_event("GET", PATH) | {"rawQueryString": "colour=red&colour=blue"}
    assert code(json.loads(main(event, None)["body"])) == "INPUT_INVALID"


@pytest.mark.parametrize("path", ["/notes/%ff", "/notes/%00", "/notes/..%2f..", "/notes/%ED%A0%80"])
def test_a_path_of_odd_bytes_is_refused(path: str, db: Any) -> None:
    assert over_http("GET", path).status in (404, 422)
