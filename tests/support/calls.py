"""Real event envelopes to a function's handler, and its answers unwrapped."""

import importlib
import itertools
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from logistics.domain.ids import new_id

_counter = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: `data` when it went well, `code` when it was refused."""

    status: int
    body: dict[str, Any]

    @property
    def data(self) -> Any:
        assert "data" in self.body, f"refused: {self.body}"
        return self.body["data"]

    @property
    def code(self) -> str:
        return self.body.get("error", {}).get("code", "")


def handler(function: str) -> Any:
    return importlib.import_module(f"functions.{function}.handler").main


def request_id() -> str:
    return f"test-{next(_counter)}-{new_id(datetime.now(UTC))}"


def http_event(
    method: str,
    path: str,
    body: Any = None,
    session: str = "",
    key: str | None = None,
    ip: str = "203.0.113.7",
    query: dict[str, Any] | None = None,
    raw: str | None = None,
) -> dict[str, Any]:
    """An API Gateway HTTP API event, payload version 2.0."""
    headers = {"content-type": "application/json", "host": "api.example.test", "user-agent": "tests"}
    if session:
        headers["authorization"] = f"Bearer {session}"
    if key != "":
        headers["idempotency-key"] = key or request_id()
    text = raw if raw is not None else (None if body is None else json.dumps(body, ensure_ascii=False))
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": ip, "userAgent": "tests"}
    request = {"apiId": "api", "http": http, "requestId": request_id(), "stage": "$default"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": urlencode(query or {}),
        "headers": headers,
        "queryStringParameters": {name: str(value) for name, value in (query or {}).items()},
        "requestContext": request,
        "body": text,
        "isBase64Encoded": False,
    }


def http(function: str, method: str, path: str, body: Any = None, **options: Any) -> Answer:
    """Call a function over HTTP. key="" sends no Idempotency-Key; none given sends a fresh one."""
    reply = handler(function)(http_event(method, path, body, **options), None)
    return Answer(reply["statusCode"], json.loads(reply["body"]))


def invoke(function: str, action: str, data: Any = None, session: str = "", key: str | None = None) -> Answer:
    """Call a function directly, as the command line and wx.cloud.callFunction do."""
    event: dict[str, Any] = {"action": action, "data": data or {}}
    if key != "":
        event["request_id"] = key or request_id()
    if session:
        event["session"] = session
    body = handler(function)(event, None)
    return Answer(200 if "data" in body else 400, body)


def record(message: dict[str, Any], receives: int = 1, group: str | None = None) -> dict[str, Any]:
    """One SQS record as a FIFO queue with a raw SNS subscription delivers it."""
    attributes = {"ApproximateReceiveCount": str(receives), "SentTimestamp": "1764000000000"}
    attributes["MessageGroupId"] = message.get("waybill_no", "") if group is None else group
    return {
        "messageId": request_id(),
        "receiptHandle": "handle",
        "body": json.dumps(message, ensure_ascii=False),
        "attributes": {name: value for name, value in attributes.items() if value},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:ap-southeast-1:000000000000:queue.fifo",
        "awsRegion": "ap-southeast-1",
    }


def queue(function: str, *events: Any, receives: int = 1) -> list[str]:
    """Deliver domain events (or wire messages) to a function; answers the ids of those that failed."""
    from logistics.domain.letter import letter
    from logistics.gateways.topic import wire_body

    messages = [each if isinstance(each, dict) else wire_body(letter(each, datetime.now(UTC))) for each in events]
    records = [record(message, receives) for message in messages]
    reply = handler(function)({"Records": records}, None)
    failed = {row["itemIdentifier"] for row in reply["batchItemFailures"]}
    return [message["id"] for row, message in zip(records, messages, strict=True) if row["messageId"] in failed]


def schedule(function: str, name: str) -> Any:
    """Run a scheduled job as EventBridge would."""
    reply = handler(function)({"schedule": name, "key": os.environ["SCHEDULE_KEY"]}, None)
    assert "data" in reply, f"refused: {reply}"
    return reply["data"]


def deliver_outbox(*functions: str) -> None:
    """Hand every event of the outbox to the functions that subscribe to it, in order, until no new ones appear."""
    from logistics.gateways.topic import wire_body
    from logistics.store.mongo import Unit

    subscriptions = {name: {what for kind, what in handler(name).actions if kind == "queue"} for name in functions}
    done: set[str] = set()
    for _ in range(20):
        letters = [each for each in Unit(datetime.now(UTC)).outbox.all() if each.id not in done]
        if not letters:
            return
        for each in letters:
            done.add(each.id)
            for name, types in subscriptions.items():
                if each.type in types:
                    failed = queue(name, wire_body(each))
                    assert not failed, f"{name} could not handle {each.type}"
    raise AssertionError("events go round in circles")
