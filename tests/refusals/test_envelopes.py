"""Events as nobody's platform sends them: made up, twisted, or commands in disguise. All are refused in words."""

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.refusals.actions import FUNCTIONS, ULID, WAYBILL, ways
from tests.refusals.sending import answered, fingerprint, refused, somebody
from tests.support.calls import handler, http_event, record

TWISTED: list[Any] = [None, 5, 1.5, True, "", "x", "\x00", [], ["a"], {}, {"a": 1}, {"$gt": ""}, "9" * 5_000, "\u202e"]


@pytest.fixture(autouse=True)
def unchanged(store: Any) -> Iterator[None]:
    before = fingerprint()
    yield
    assert fingerprint() == before, "a refused event changed something"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_twisted_event_is_refused_or_read_as_what_it_still_is(function: str) -> None:
    """Each place of each envelope holds something else once; a guest's call is then refused as any other."""
    for kind, event in _events(function).items():
        for path in _places(event):
            for value in TWISTED:
                reply = handler(function)(_with(event, path, value), None)
                assert isinstance(reply, dict) and json.dumps(reply), f"{kind} {path} = {value!r}"
                if "batchItemFailures" in reply and "error" not in reply:
                    continue
                if answered(reply).body.get("data") != {}:
                    refused(answered(reply))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_made_up_message_is_handed_back_and_does_nothing(function: str) -> None:
    types = [door for kind, door in handler(function).actions if kind == "queue"] or ["OrderPlaced"]
    for kind in types:
        message = {"id": ULID, "type": kind, "waybill_no": WAYBILL, "occurred_at": _now(), "data": {"key": "x"}}
        for mac in ({}, {"mac": ""}, {"mac": "0" * 64}, {"mac": None}, {"mac": "\u202e"}, {"mac": {"$ne": ""}}):
            rows = [record(message | mac, receives=9)]
            reply = handler(function)({"Records": rows}, None)
            assert [each["itemIdentifier"] for each in reply["batchItemFailures"]] == [rows[0]["messageId"]]
    for body in ("", "{", "null", "[]", '"text"', "5", "[" * 900, '{"mac": "\\ud800"}'):
        rows = [record({}, receives=9) | {"body": body}]
        assert len(handler(function)({"Records": rows}, None)["batchItemFailures"]) == 1, body


def test_a_message_changed_after_it_was_sealed_is_made_up(store: Any) -> None:
    from logistics.gateways.topic import sealed

    whole = sealed({"id": ULID, "type": "OrderPlaced", "waybill_no": WAYBILL, "occurred_at": _now(), "data": {}})
    for name, value in {"id": "x", "type": "TimerDue", "waybill_no": "", "data": {"a": 1}, "more": 1}.items():
        reply = handler("notify")({"Records": [record(whole | {name: value}, receives=9)]}, None)
        assert len(reply["batchItemFailures"]) == 1, name


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_made_up_schedule_starts_nothing(function: str) -> None:
    names = [door for kind, door in handler(function).actions if kind == "schedule"] or ["sweep"]
    for name in names:
        for key in ({}, {"key": ""}, {"key": None}, {"key": "wrong"}, {"key": ["x"]}, {"key": "密" * 8}):
            reply = handler(function)({"schedule": name} | key, None)
            assert refused(answered(reply)) == "SCHEDULE_FORGED", f"{name} {key}"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_actions_of_the_platform_cannot_be_called_by_people(function: str) -> None:
    inner = [door for kind, door in handler(function).actions if kind in ("queue", "schedule")]
    for session in ("", somebody("administrator")):
        for name in [*inner, "__init__", "main", "", "_serverless-wsgi", "$where"]:
            event = {"action": name, "data": {"waybill_no": WAYBILL, "key": "x"}, "session": session}
            assert refused(answered(handler(function)(event, None))) == "ACTION_NOT_FOUND", name


@pytest.mark.parametrize("function", FUNCTIONS)
def test_commands_to_the_wsgi_handler_run_nothing(function: str, tmp_path: Any) -> None:
    mark = tmp_path / "ran"
    for command in ("exec", "command", "manage", "flask"):
        order = {"_serverless-wsgi": {"command": command, "data": f"open({str(mark)!r}, 'w')"}}
        for event in (order, http_event("GET", "/") | order, {"action": "x"} | order, {"Records": []} | order):
            reply = handler(function)(event, None)
            if "Records" not in event:
                assert refused(answered(reply)) in ("EVENT_MALFORMED", "ROUTE_NOT_FOUND"), command
            assert not mark.exists()


def test_what_the_platform_says_in_the_event_is_not_believed() -> None:
    said = {"userInfo": {"openId": "o1", "appId": "a"}, "tcbContext": {"openid": "o1"}}
    for way in ways("invoke"):
        if way.action.roles:
            reply = handler(way.action.function)({"action": way.door, "data": {}} | said, None)
            assert refused(answered(reply)) == "LOGIN_REQUIRED", str(way)


def _events(function: str) -> dict[str, dict[str, Any]]:
    """A sound event of each kind, of somebody who may do nothing."""
    actions = handler(function).actions
    doors = {kind: door for kind, door in actions}
    method, path = doors.get("http", "POST /nowhere").split()
    message = {"id": ULID, "type": doors.get("queue", "x"), "waybill_no": WAYBILL, "data": {}, "mac": "0"}
    request = {"connectionId": "nobodys", "routeKey": doors.get("socket", "track"), "eventType": "MESSAGE"}
    return {
        "http": http_event(method, path.replace("<waybill_no>", WAYBILL), {"a": 1}),
        "invoke": {"action": doors.get("invoke", "x"), "data": {"a": 1}, "request_id": "r", "session": "s" * 43},
        "queue": {"Records": [record(message), record(message)]},
        "schedule": {"schedule": doors.get("schedule", "sweep"), "key": "wrong", "id": "e"},
        "socket": {"requestContext": request, "body": "{}", "headers": {"authorization": "Bearer " + "s" * 43}},
    }


def _places(event: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    for key, value in event.items() if isinstance(event, dict) else enumerate(event) if isinstance(event, list) else ():
        yield from _places(value, (*at, key))


def _with(event: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(event)
    holder: Any = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return changed


def _now() -> str:
    return datetime.now(UTC).isoformat()
