"""Calls by any door, whole or broken, and what all refusals have in common."""

import json
import re
from typing import Any
from urllib.parse import quote, urlencode

from logistics.domain.ids import new_id
from logistics.domain.roles import Actor, Role
from logistics.store.mongo import database
from tests.refusals.actions import Way, sound
from tests.support.calls import Answer, handler, http_event, request_id
from tests.support.people import session_of

_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")
_STATUSES = {400, 401, 403, 404, 405, 409, 413, 422, 503}


def send(way: Way, data: Any, session: str = "", key: str | None = None) -> Answer:
    """Call an action with this input; key="" leaves the request id out."""
    main = handler(way.action.function)
    if way.kind == "http":
        reply = main(_http_event(way, data, session, key), None)
        return Answer(reply["statusCode"], json.loads(reply["body"]))
    event = {"action": way.door, "data": data}
    if key != "":
        event["request_id"] = key or request_id()
    if session:
        event["session"] = session
    return answered(main(event, None))


def answered(reply: Any) -> Answer:
    """A function's reply to any kind of event, unwrapped."""
    if "statusCode" in reply:
        return Answer(reply["statusCode"], json.loads(reply.get("body") or '{"data": {}}'))
    return Answer(200 if "error" not in reply else 400, reply)


def refused(answer: Answer) -> str:
    """The code of a refusal, which must be one for people to read and programs to tell apart, and tell no secrets."""
    assert answer.status in _STATUSES, f"{answer.status}: {answer.body}"
    error = answer.body["error"]
    assert set(error) == {"code", "message", "details"}, error
    assert error["code"] != "INTERNAL" and error["code"].replace("_", "").isalnum() and error["code"].isupper(), error
    assert error["message"] and "Traceback" not in json.dumps(error), error
    return str(error["code"])


def not_chinese(answer: Answer) -> list[str]:
    """What a refusal says beside its fields that a customer could not read."""
    return [each for each in _texts(answer.body["error"]["details"]["fields"]) if not _CHINESE.match(each)]


def _texts(said: Any) -> list[str]:
    if isinstance(said, str):
        return [said]
    return [text for each in (said.values() if isinstance(said, dict) else said) for text in _texts(each)]


def fingerprint() -> Any:
    """All that MongoDB holds, as digests by collection."""
    return database().command("dbHash")["collections"]


def somebody(role: str, outlet_id: str | None = None) -> str:
    """A session of an account of this role that has nothing to do with anything."""
    from datetime import UTC, datetime

    return session_of(Actor(new_id(datetime.now(UTC)), Role(role), outlet_id))


def one_who_may(way: Way) -> str:
    """A session that opens this action; "" when none is needed."""
    return somebody(sorted(way.action.roles)[0]) if way.action.roles else ""


def method_of(way: Way) -> str:
    return way.door.split()[0]


def in_path(way: Way) -> list[str]:
    """The names of the fields that stand in an HTTP way's path."""
    return re.findall("<([a-z_]+)>", way.door)


def path_of(way: Way, **named: Any) -> str:
    """The path, with what its places are given or else with what is sound there."""
    path = way.door.split()[1]
    for name in in_path(way):
        value = named[name] if isinstance(named.get(name), str) else sound(way.name)[name]
        path = path.replace(f"<{name}>", quote(value, safe=""))
    return path


def _http_event(way: Way, data: Any, session: str, key: str | None) -> dict[str, Any]:
    named = data if isinstance(data, dict) else {}
    path = path_of(way, **{name: named[name] for name in in_path(way) if name in named})
    stands = [name for name in in_path(way) if isinstance(named.get(name), str)]
    body = {name: value for name, value in named.items() if name not in stands} if named else data
    if method_of(way) != "GET":
        return http_event(method_of(way), path, body, session, key) | {"body": json.dumps(body)}
    event = http_event("GET", path, None, session, key)
    query = body if isinstance(body, dict) else {"data": json.dumps(body)}
    return event | {"rawQueryString": urlencode(query, doseq=True)}
