"""Real event envelopes handed to the sample function."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from logistics.domain.events import ParcelSigned
from tests.runtime.sample import main
from tests.support.calls import Answer, http_event, record

Json = dict[str, Any]
_moments = itertools.count()


def over_http(method: str, path: str, body: Any = None, **options: Any) -> Answer:
    reply = main(http_event(method, path, body, **options), None)
    return Answer(reply["statusCode"], json.loads(reply["body"]))


def over_invoke(action: str, data: Any = None, context: Any = None, **more: Any) -> Json:
    reply = main({"action": action, "data": {} if data is None else data, **more}, context)
    assert isinstance(reply, dict)
    json.dumps(reply)
    return reply


def code(reply: Json) -> str:
    return str(reply.get("error", {}).get("code", ""))


def socket_event(route: str, connection: str = "C1", body: Any = None, session: str | None = None) -> Json:
    """An API Gateway WebSocket event; `session` is shown in the header of the opening request."""
    event: Json = {
        "requestContext": {"routeKey": route, "connectionId": connection, "eventType": "MESSAGE", "stage": "dev"},
        "isBase64Encoded": False,
    }
    if body is not None:
        event["body"] = body if isinstance(body, str) else json.dumps(body)
    if session is not None:
        event["headers"] = {"Authorization": f"Bearer {session}"}
    return event


def signed(waybill: str) -> Json:
    """A ParcelSigned message as it travels; each is a moment younger than the one before."""
    from logistics.domain.letter import letter
    from logistics.gateways.topic import wire_body

    event = ParcelSigned(waybill, scan_id="S1", courier_id=None, signed_kind="self", due_fen=0)
    return wire_body(letter(event, datetime.now(UTC) + timedelta(milliseconds=next(_moments))))


def deliver(*messages: Json, receives: int = 1) -> list[int]:
    """Hand messages to the sample function as one batch; answers the positions of those reported as failed."""
    records = [record(message, receives) for message in messages]
    reply = main({"Records": records}, None)
    failed = [row["itemIdentifier"] for row in reply["batchItemFailures"]]
    return [at for at, each in enumerate(records) if each["messageId"] in failed]
