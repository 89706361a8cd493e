"""Who may do what: every action by every door, for every role, and for those who are nobody."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.store.redis import redis
from logistics.store.sessions import revoke_sessions
from tests.refusals.actions import FUNCTIONS, ONCE, PEOPLE, SOUND, WHO_MAY, Way, sound, ways
from tests.refusals.sending import fingerprint, refused, send, somebody
from tests.support.calls import handler
from tests.support.counting import mongo_commands
from tests.support.people import actor, session_of

GARBAGE = {"no_such_field": 1}


@pytest.fixture(autouse=True)
def unchanged(store: Any) -> Iterator[None]:
    before = fingerprint()
    yield
    assert fingerprint() == before, "a refused call changed something"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_tables_know_every_action_that_people_reach(function: str) -> None:
    found = {way.name: way.action for way in ways("http", "invoke", "socket") if way.action.function == function}
    assert found.keys() == {name for name in WHO_MAY if name.startswith(f"{function}.")}
    for name, action in found.items():
        known = {field.data_key or each for each, field in action.load.load_fields.items()}
        assert set(sound(name)) == known, f"{name}: the sound input leaves fields out"
        assert action.load.load(sound(name)) is not None, f"{name}: the sound input is refused"
    assert {name for name, action in found.items() if action.once} == {
        name for name in ONCE if name.startswith(f"{function}.")
    }
    assert SOUND.keys() <= WHO_MAY.keys()


@pytest.mark.parametrize("role", PEOPLE)
def test_a_role_does_what_is_its_own_and_nothing_else(role: str) -> None:
    session = somebody(role, "GZ-TH-1")
    for way in _guarded():
        with mongo_commands() as commands:
            code = refused(send(way, GARBAGE, session, key=""))
        assert commands == [], f"{way} asked the store before it asked who calls"
        if role in WHO_MAY[way.name]:
            wanted = {"REQUEST_ID_REQUIRED"} if way.name in ONCE else {"INPUT_INVALID"}
        else:
            wanted = {"ROLE_FORBIDDEN"}
        assert code in wanted, f"{way} as {role}: {code}"


def test_a_guest_is_asked_to_sign_in_before_anything_is_looked_at() -> None:
    for way in _guarded():
        with mongo_commands() as commands:
            assert refused(send(way, GARBAGE, key="")) == "LOGIN_REQUIRED", str(way)
        assert commands == [], str(way)


def test_tokens_that_are_not_good_open_nothing() -> None:
    courier = actor("courier")
    tokens = {
        "revoked": session_of(courier),
        "expired": session_of(courier),
        "of years ago": _of(courier, datetime.now(UTC) - timedelta(days=800)),
        "made up": "s" + "A" * 43,
        "too short": "abc",
        "a wild card": "*" * 43,
        "not ASCII": "令" * 30,
    }
    redis().delete(*[key for key in redis().keys("session:*") if _is(key, tokens["expired"])])
    assert send(_any_way("login.who_am_i"), {}, tokens["revoked"]).status == 200
    revoke_sessions(courier.id)
    for way in ways("http", "invoke"):
        for name, token in tokens.items():
            if way.kind == "http" and not token.isascii():
                continue  # a header is Latin-1
            code = refused(send(way, sound(way.name), token))
            assert code == "SESSION_INVALID", f"{way} with a token that is {name}: {code}"


def test_a_socket_without_a_session_opens_nothing() -> None:
    for way in ways("socket"):
        request = {"connectionId": "nobodys", "routeKey": way.door}
        event = {"requestContext": request, "body": "{}", "headers": None}
        reply = handler(way.action.function)(event, None)
        assert reply["statusCode"] == 401, str(way)


def _guarded() -> list[Way]:
    return [way for way in ways("http", "invoke") if WHO_MAY[way.name]]


def _any_way(name: str) -> Way:
    return next(way for way in ways("invoke") if way.name == name)


def _of(somebody: Any, at: datetime) -> str:
    from logistics.store.sessions import open_session

    return open_session(somebody, at)


def _is(key: Any, token: str) -> bool:
    from hashlib import sha256

    return str(key).endswith(sha256(token.encode()).hexdigest())
