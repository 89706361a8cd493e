"""WebSocket events: the token is shown once, at $connect; afterwards the connection stands for its session."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from logistics.domain.faults import Invalid, Unauthenticated
from logistics.runtime.context import Context
from logistics.runtime.entry import bearer, session_actor
from logistics.runtime.envelopes import parsed
from logistics.runtime.replies import to_json
from logistics.runtime.run import run
from logistics.store import sessions, watching

if TYPE_CHECKING:
    from logistics.runtime.function import Function


def answer(function: "Function", event: Mapping[str, Any]) -> dict[str, Any]:
    """$connect binds the connection to a session, $disconnect frees it, any other route runs its action."""
    request = event["requestContext"]
    route, connection_id = request.get("routeKey"), str(request["connectionId"])
    now = datetime.now(UTC)
    if route == "$disconnect":
        sessions.drop_connection(connection_id)
        watching.forget(connection_id)
        return {"statusCode": 200}
    if route == "$connect":
        return _connect(event, connection_id, now)
    action = function.action("socket", route)
    actor = sessions.connection_actor(connection_id, now)
    if actor is None:
        raise Unauthenticated("SESSION_INVALID", "登录已失效，请重新登录")
    message = _message(event)
    request_id = str(message.get("request_id", ""))[:64]
    ctx = Context(actor=actor, now=now, request_id=request_id, trigger="socket", connection_id=connection_id)
    reply = {"data": run(action, message.get("data", {}), ctx)}
    return {"statusCode": 200, "body": to_json(reply)}


def _connect(event: Mapping[str, Any], connection_id: str, now: datetime) -> dict[str, Any]:
    sessions.bind_connection(connection_id, session_actor(_token(event), now))
    return {"statusCode": 200}


def _token(event: Mapping[str, Any]) -> str:
    """The bearer token of the opening request; a header, because addresses end up in the logs of whoever is between."""
    headers = {str(name).lower(): value for name, value in (event.get("headers") or {}).items()}
    return bearer(str(headers.get("authorization", "")))


def _message(event: Mapping[str, Any]) -> dict[str, Any]:
    message = parsed(event.get("body") or "{}")
    if not isinstance(message, dict):
        raise Invalid("BODY_NOT_JSON", "a message is a JSON object")
    return message
