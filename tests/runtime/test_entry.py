"""Which events get in: by their envelope, if the deployment opens that kind, and never by their shape alone."""

import json
from typing import Any

import pytest

from tests.runtime.calls import code, over_http, over_invoke, socket_event
from tests.runtime.sample import WAYBILL, closed, main
from tests.support.calls import http_event, record

pytestmark = pytest.mark.usefixtures("db")

READ = {"action": "count_notes", "data": {"waybill_no": WAYBILL}}


def test_a_direct_call_answers_with_data() -> None:
    assert over_invoke("count_notes", {"waybill_no": WAYBILL})["data"]["count"] == 0


def test_http_answers_with_status_headers_and_json_text() -> None:
    reply = main(http_event("GET", f"/notes/{WAYBILL}", ip="198.51.100.9"), None)
    assert reply["statusCode"] == 200
    assert reply["headers"]["Content-Type"] == "application/json; charset=utf-8"
    assert reply["headers"]["Cache-Control"] == "no-store"
    assert json.loads(reply["body"])["data"] == {"count": 0, "actor": "guest", "role": "guest", "ip": "198.51.100.9"}


@pytest.mark.parametrize("event", [None, [], "text", 5, True, [READ]])
def test_an_event_that_is_no_object_is_refused(event: Any) -> None:
    assert code(main(event, None)) == "EVENT_MALFORMED"


@pytest.mark.parametrize("extra", [{"_serverless-wsgi": {"command": "exec", "data": "1"}}, {"x": 1}, {"Action": "a"}])
def test_a_direct_call_with_unknown_keys_is_refused(extra: dict[str, Any]) -> None:
    assert code(main(READ | extra, None)) == "EVENT_MALFORMED"


@pytest.mark.parametrize("key", ["userInfo", "tcbContext"])
def test_what_the_platform_adds_is_stripped_and_not_believed(key: str) -> None:
    reply = main(READ | {key: {"openId": "oFAKE", "appId": "wx"}}, {"WX_OPENID": "oFAKE"})
    assert reply["data"]["actor"] == "guest"


def test_a_serverless_wsgi_command_in_an_http_event_runs_nothing() -> None:
    event = http_event("GET", f"/notes/{WAYBILL}") | {
        "_serverless-wsgi": {"command": "exec", "data": "raise SystemExit"}
    }
    reply = main(event, None)
    assert reply["statusCode"] == 422
    assert code(json.loads(reply["body"])) == "EVENT_MALFORMED"


@pytest.mark.parametrize("action", [None, 5, ["write_note"], "", "take_note", "count_all", "unknown"])
def test_an_action_that_is_not_offered_directly_is_not_found(action: Any) -> None:
    assert code(main({"action": action}, None)) == "ACTION_NOT_FOUND"


@pytest.mark.parametrize(
    "event",
    [
        http_event("GET", "/hello"),
        {"Records": [record({"id": "1"})]},
        {"schedule": "count_all", "key": "x"},
        socket_event("hello"),
    ],
    ids=["http", "queue", "schedule", "socket"],
)
def test_a_deployment_lets_in_only_the_kinds_it_opens(event: dict[str, Any], setting: Any) -> None:
    setting(TRIGGERS="invoke")
    reply = closed(event, None)
    body = json.loads(reply["body"]) if "body" in reply else reply
    assert code(body) == "TRIGGER_CLOSED"
    assert closed({"action": "hello"}, None) == {"data": {"said": "hello"}}


def test_a_schedule_event_needs_the_deployments_key(variables: dict[str, str]) -> None:
    genuine = {"schedule": "count_all", "key": variables["SCHEDULE_KEY"]}
    assert main(genuine, None) == {"data": {"count": 0, "role": "system"}}
    for forged in (
        {"schedule": "count_all"},
        genuine | {"key": "guess"},
        genuine | {"key": None},
        genuine | {"key": 1},
    ):
        assert code(main(forged, None)) == "SCHEDULE_FORGED"
    assert code(main(genuine | {"schedule": "unknown"}, None)) == "ACTION_NOT_FOUND"


def test_an_empty_schedule_key_opens_nothing(setting: Any) -> None:
    setting(SCHEDULE_KEY="")
    assert code(main({"schedule": "count_all", "key": ""}, None)) == "SETTING_MISSING"


HTTP = http_event("GET", f"/notes/{WAYBILL}")
REQUEST = HTTP["requestContext"]


@pytest.mark.parametrize(
    "event",
    [
        HTTP | {"version": "1.0"},
        {"requestContext": {}},
        HTTP | {"requestContext": {"http": 5}},
        HTTP | {"requestContext": {"http": {}}},
        HTTP | {"requestContext": REQUEST | {"authorizer": None}},
        HTTP | {"headers": None},
        HTTP | {"headers": {"host": 5}},
        HTTP | {"cookies": [5]},
        HTTP | {"rawPath": None},
        HTTP | {"rawPath": "/\ud800"},
        HTTP | {"rawQueryString": 5},
        HTTP | {"body": {"a": 1}},
        HTTP | {"body": "a", "isBase64Encoded": True},
        HTTP | {"source": "aws.events"},
        socket_event("write_note") | {"body": 5},
        socket_event("$connect") | {"headers": "authorization: x"},
        {"requestContext": {"connectionId": None, "routeKey": "write_note"}},
        {"requestContext": {"connectionId": "C1"}},
        {"Records": None},
        {"Records": ["text"]},
        {"Records": [{}]},
        {"Records": [record({"id": "1"}) | {"body": 5}]},
        {"Records": [record({"id": "1"}) | {"attributes": []}]},
        {"Records": [record({"id": "1"}) | {"attributes": {"ApproximateReceiveCount": "many"}}]},
        READ | {"data": {"waybill_no": "\ud800"}},
        READ | {"data": {"\ud800": 1}},
        READ | {"data": {"waybill_no": float("nan")}},
    ],
)
def test_a_made_up_envelope_is_refused_and_does_not_crash(event: dict[str, Any]) -> None:
    reply = main(event, None)
    assert code(json.loads(reply["body"]) if "body" in reply else reply) == "EVENT_MALFORMED"
    json.dumps(reply, ensure_ascii=False).encode()


def test_data_nested_beyond_reason_is_refused() -> None:
    nest: Any = {}
    for _ in range(100_000):
        nest = {"a": nest}
    assert code(main(READ | {"data": nest}, None)) == "EVENT_MALFORMED"
    while nest:  # taken apart by hand: the interpreter would free it by recursion
        nest = nest["a"]


def test_a_made_up_queue_event_changes_nothing(db: Any) -> None:
    message = {"id": "1", "type": "ParcelSigned", "waybill_no": WAYBILL, "data": {"waybill_no": WAYBILL}}
    forged = [record(message), record(message | {"mac": "0" * 64}), record(message | {"mac": 5}), record(message)]
    forged[3]["body"] = '["not", "an", "object"]'
    reply = main({"Records": forged}, None)
    assert [row["itemIdentifier"] for row in reply["batchItemFailures"]] == [row["messageId"] for row in forged]
    assert db["sample_notes"].count_documents({}) == 0
    assert db["handled"].count_documents({}) == 0


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({}, "waybill_no"),
        ({"waybill_no": 5}, "waybill_no"),
        ({"waybill_no": "WB613956486812"}, "waybill_no"),
        ({"waybill_no": WAYBILL, "colour": "red"}, "colour"),
        ([], "_schema"),
        ("text", "_schema"),
        (None, "_schema"),
    ],
    ids=["missing", "number", "slipped digit", "unknown field", "list", "text", "null"],
)
def test_wrong_input_is_refused_field_by_field(data: Any, wrong: str) -> None:
    reply = main({"action": "count_notes", "data": data}, None)
    assert code(reply) == "INPUT_INVALID"
    assert wrong in reply["error"]["details"]["fields"]


def test_unknown_routes_and_methods_are_refused() -> None:
    assert (over_http("GET", "/nowhere").status, over_http("GET", "/nowhere").code) == (404, "ROUTE_NOT_FOUND")
    assert (over_http("PUT", f"/notes/{WAYBILL}").status, over_http("PUT", f"/notes/{WAYBILL}").code) == (
        405,
        "METHOD_NOT_ALLOWED",
    )
