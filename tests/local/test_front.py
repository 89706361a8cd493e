"""HTTP requests become API Gateway events by the routes of serverless.yml, and replies go back as they were meant."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
import requests

from scripts.local.deployment import Deployment
from scripts.local.front import HttpFront, LambdaFront
from scripts.local.runtime_api import FunctionError, InvocationTimeout, WorkerDied
from tests.local.template import TEMPLATE

Event = dict[str, Any]


class Recorder:
    """Stands for the functions: remembers events and gives the reply it was told, or raises it."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Event]] = []
        self.reply: Any = {"statusCode": 204}

    def __call__(self, function: str, event: Event) -> Any:
        self.calls.append((function, event))
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply


@pytest.fixture
def functions() -> Recorder:
    return Recorder()


@pytest.fixture
def http(functions: Recorder) -> Iterator[str]:
    front = HttpFront(Deployment(TEMPLATE).routes, functions)
    front.start()
    yield front.url
    front.stop()


def test_a_request_becomes_the_event_of_its_route(http: str, functions: Recorder) -> None:
    requests.get(f"{http}/parcels/WB%201?a=1&a=2&b=", headers={"X-Thing": "t", "Cookie": "c=1; d=2"}, timeout=5)
    function, event = functions.calls[0]
    assert function == "first"
    assert (event["version"], event["routeKey"]) == ("2.0", "GET /parcels/{waybill_no}")
    assert (event["rawPath"], event["pathParameters"]) == ("/parcels/WB 1", {"waybill_no": "WB 1"})
    assert (event["rawQueryString"], event["queryStringParameters"]) == ("a=1&a=2&b=", {"a": "1,2", "b": ""})
    assert (event["headers"]["x-thing"], event["cookies"]) == ("t", ["c=1", "d=2"])
    assert event["requestContext"]["http"]["method"] == "GET"
    assert event["requestContext"]["http"]["sourceIp"] == "127.0.0.1"
    assert "body" not in event


def test_text_bodies_travel_as_text_and_others_as_base64(http: str, functions: Recorder) -> None:
    requests.post(f"{http}/parcels", json={"name": "李"}, timeout=5)
    requests.post(f"{http}/parcels", data=b"\xff\x00", headers={"Content-Type": "image/png"}, timeout=5)
    text, binary = (event for _, event in functions.calls)
    assert (json.loads(text["body"]), text["isBase64Encoded"]) == ({"name": "李"}, False)
    assert (base64.b64decode(binary["body"]), binary["isBase64Encoded"]) == (b"\xff\x00", True)


@pytest.mark.parametrize(("method", "path"), [("GET", "/nowhere"), ("DELETE", "/parcels"), ("GET", "/parcels/a/b")])
def test_what_no_route_takes_is_not_found(http: str, functions: Recorder, method: str, path: str) -> None:
    assert requests.request(method, http + path, timeout=5).status_code == 404
    assert functions.calls == []


def test_status_headers_cookies_and_binary_bodies_reach_the_client(http: str, functions: Recorder) -> None:
    body = base64.b64encode(b"\x89PNG").decode()
    functions.reply = {
        "statusCode": 201,
        "headers": {"Content-Type": "image/png", "X-A": "1"},
        "cookies": ["k=v"],
        "body": body,
        "isBase64Encoded": True,
    }
    reply = requests.post(f"{http}/parcels", timeout=5)
    assert (reply.status_code, reply.content, reply.headers["x-a"]) == (201, b"\x89PNG", "1")
    assert reply.cookies["k"] == "v"


@pytest.mark.parametrize(
    ("failure", "status"), [(FunctionError({}), 500), (WorkerDied("x"), 500), (InvocationTimeout("x"), 503)]
)
def test_a_call_without_a_reply_is_the_gateways_own_error(
    http: str, functions: Recorder, failure: Exception, status: int
) -> None:
    functions.reply = failure
    assert requests.post(f"{http}/parcels", timeout=5).status_code == status


def test_boto3_invokes_functions_and_sees_their_errors(functions: Recorder) -> None:
    front = LambdaFront(functions, prefix="sample-dev-")
    front.start()
    client = boto3.client(
        "lambda",
        endpoint_url=front.url,
        region_name="ap-southeast-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    try:
        functions.reply = {"data": 1}
        good = client.invoke(FunctionName="sample-dev-first", Payload=b'{"action": "x"}')
        functions.reply = FunctionError({"errorType": "ValueError"})
        bad = client.invoke(FunctionName="sample-dev-first", Payload=b"{}")
    finally:
        front.stop()
    assert functions.calls[0] == ("first", {"action": "x"})
    assert (json.load(good["Payload"]), good.get("FunctionError")) == ({"data": 1}, None)
    assert (json.load(bad["Payload"]), bad["FunctionError"]) == ({"errorType": "ValueError"}, "Unhandled")
