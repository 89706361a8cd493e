"""How an event gets in: classified by its envelope, let in only if this deployment opens that kind, answered always."""

import gc
import hmac
import json
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from logistics.domain.faults import Forbidden, Invalid
from logistics.domain.roles import GUEST, SYSTEM, Actor
from logistics.runtime.context import Context
from logistics.runtime.envelopes import check_envelope
from logistics.runtime.replies import refusal, to_json
from logistics.runtime.run import run
from logistics.settings import settings

if TYPE_CHECKING:
    from logistics.runtime.function import Function

_PLATFORM_KEYS = ("userInfo", "tcbContext")


def answer(function: "Function", event: Any, context: object) -> Any:
    """The reply to an event: never None, never an exception, always JSON."""
    try:
        with redirect_stdout(sys.stderr):  # stdout is the wire of local runners; a library may print
            reply = _dispatch(function, event, context)
        if "statusCode" not in reply:  # the body of an HTTP answer is JSON text already
            to_json(reply)
        return reply
    except Exception as error:
        body, status = refusal(error, function=function.name)
        return _wrapped(event, body, status)
    finally:
        _resume_collecting()


def _resume_collecting() -> None:
    """After the first event the collector works again, but not on what was loaded until then: that stays anyway."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def kind_of(event: Mapping[str, Any]) -> str:
    """Name the trigger by the platform's envelope, if this deployment lets that kind in.

    Where callers write the raw event themselves (wx.cloud.callFunction) deploy with TRIGGERS=invoke. Elsewhere a
    made-up envelope gains nothing either: queue messages carry our mac, schedules our key, people their session.
    """
    if "Records" in event:
        kind = "queue"
    elif isinstance(request := event.get("requestContext"), Mapping):
        kind = "socket" if "connectionId" in request else "http"
    else:
        kind = "schedule" if "schedule" in event else "invoke"
    if kind not in settings().triggers:
        raise Forbidden("TRIGGER_CLOSED", f"{kind} events are not let in here")
    return kind


def _dispatch(function: "Function", event: Any, context: object) -> Any:
    if not isinstance(event, Mapping):
        raise Invalid("EVENT_MALFORMED", "an event is a JSON object")
    kind = kind_of(event)
    check_envelope(kind, event)
    match kind:
        case "http":
            return function.web.answer(event, context)
        case "queue":
            from logistics.runtime.batch import drain

            return drain(function, event["Records"])
        case "schedule":
            return _schedule(function, event)
        case "socket":
            from logistics.runtime.sockets import answer as socket_answer

            return socket_answer(function, event)
    return _invoke(function, event, context)


def _invoke(function: "Function", event: Mapping[str, Any], context: object) -> dict[str, Any]:
    known = {key: value for key, value in event.items() if key not in _PLATFORM_KEYS}
    if unknown := known.keys() - {"action", "data", "request_id", "session"}:
        raise Invalid("EVENT_MALFORMED", "unknown keys in the call", keys=sorted(map(str, unknown))[:10])
    action = function.action("invoke", known.get("action"))
    request_id = known.get("request_id") or ""
    if not isinstance(request_id, str):
        raise Invalid("REQUEST_ID_INVALID", "a request id is a text")
    now = datetime.now(UTC)
    actor = session_actor(known.get("session"), now) if known.get("session") else _platform_actor(context, now)
    ctx = Context(actor=actor, now=now, request_id=request_id, trigger="invoke")
    return {"data": run(action, known.get("data", {}), ctx)}


def bearer(header: str) -> str:
    """The token of an Authorization header of the one form we take, "Bearer <token>"; "" for any other."""
    scheme, _, token = header.partition(" ")
    return token if scheme == "Bearer" else ""


def session_actor(token: object, now: datetime) -> Actor:
    """Who holds a session token; an unknown one is refused rather than taken for a guest."""
    from logistics.domain.faults import Unauthenticated
    from logistics.store.sessions import actor_of

    if not isinstance(token, str) or not 20 <= len(token) <= 100 or not token.isascii():
        raise Unauthenticated("SESSION_INVALID", "登录已失效，请重新登录")
    actor = actor_of(token, now)
    if actor is None:
        raise Unauthenticated("SESSION_INVALID", "登录已失效，请重新登录")
    return actor


def _platform_actor(context: object, now: datetime) -> Actor:
    """The customer whose OPENID the platform vouches for (never the event), where that is configured."""
    if settings().platform_context != "tencent" or not isinstance(context, Mapping):
        return GUEST
    from logistics.runtime.platform import openid_of
    from logistics.store.mongo import Unit

    openid = openid_of(context)
    return Unit(now).customers.actor_for(openid) if openid else GUEST


def _schedule(function: "Function", event: Mapping[str, Any]) -> dict[str, Any]:
    settings().must("schedule_key")
    if not hmac.compare_digest(str(event.get("key", "")).encode(), settings().schedule_key.encode()):
        raise Forbidden("SCHEDULE_FORGED", "the schedule event does not come from this deployment")
    action = function.action("schedule", event["schedule"])
    ctx = Context(actor=SYSTEM, request_id=str(event.get("id", ""))[:64], trigger="schedule")
    return {"data": run(action, {}, ctx)}


def _wrapped(event: Any, body: dict[str, Any], status: int) -> dict[str, Any]:
    """A refusal in the shape the caller's trigger expects."""
    if isinstance(event, Mapping) and isinstance(event.get("requestContext"), Mapping):
        headers = {"content-type": "application/json; charset=utf-8"}
        return {"statusCode": status, "headers": headers, "body": json.dumps(body, ensure_ascii=False)}
    if isinstance(event, Mapping) and isinstance(event.get("Records"), list):
        ids = [record.get("messageId") for record in event["Records"] if isinstance(record, Mapping)]
        failures = [{"itemIdentifier": each} for each in ids if isinstance(each, str)]
        return body | {"batchItemFailures": failures}
    return body
