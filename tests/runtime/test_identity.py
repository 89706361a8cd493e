"""Who is asking: what we or the platform can vouch for, and never what the event says."""

import json
from typing import Any

import pytest

from tests.runtime.calls import code, over_http, over_invoke, socket_event
from tests.runtime.conftest import signed_in
from tests.runtime.sample import WAYBILL, main
from tests.support.calls import http_event

PATH = f"/notes/{WAYBILL}"
READ = {"waybill_no": WAYBILL}


def test_a_session_says_who_is_asking_on_every_trigger(customer: str) -> None:
    assert over_http("GET", PATH, session=customer).data["actor"] == "customer-a"
    assert over_invoke("count_notes", READ, session=customer)["data"]["actor"] == "customer-a"


@pytest.mark.parametrize(
    "token", ["x", "c" + "A" * 43, "c" + "A" * 400, "c" + "é" * 30], ids=["short", "unknown", "long", "not ascii"]
)
def test_an_unknown_token_is_refused_and_not_taken_for_a_guest(db: Any, token: str) -> None:
    answer = over_http("GET", PATH, session=token)
    assert (answer.status, answer.code) == (401, "SESSION_INVALID")
    assert code(over_invoke("count_notes", READ, session=token)) == "SESSION_INVALID"


@pytest.mark.parametrize("form", ["{}", "bearer {}", "Basic {}", "Bearer  {}"])
def test_a_token_travels_in_one_form_only(customer: str, form: str) -> None:
    event = http_event("GET", PATH)
    event["headers"]["authorization"] = form.format(customer)
    assert main(event, None)["statusCode"] == 401


@pytest.mark.parametrize("token", [5, ["x"], {"$gt": ""}, True])
def test_a_token_that_is_no_text_is_refused(db: Any, token: Any) -> None:
    assert code(over_invoke("count_notes", READ, session=token)) == "SESSION_INVALID"


def test_a_guest_is_asked_to_sign_in_and_another_role_is_refused(db: Any) -> None:
    guest = over_http("POST", PATH, {"text": "a"})
    assert (guest.status, guest.code) == (401, "LOGIN_REQUIRED")
    courier = over_http("POST", PATH, {"text": "a"}, session=signed_in("courier-a", "courier"))
    assert (courier.status, courier.code) == (403, "ROLE_FORBIDDEN")
    assert db["sample_notes"].count_documents({}) == 0


def test_who_may_not_do_it_learns_nothing_about_the_input(db: Any) -> None:
    assert over_http("POST", "/notes/nonsense", {"text": 5}, key="").code == "LOGIN_REQUIRED"


def test_a_revoked_session_is_refused(customer: str) -> None:
    from logistics.store.sessions import revoke_sessions

    assert over_http("GET", PATH, session=customer).status == 200
    assert revoke_sessions("customer-a") == 1
    assert over_http("GET", PATH, session=customer).code == "SESSION_INVALID"


def platform(openid: str, source: str = "wx_client", old_form: bool = False) -> dict[str, str]:
    """The context of a cloud function as the platform makes it."""
    values = {"WX_OPENID": openid, "TCB_SOURCE": source, "SCF_NAMESPACE": "test"}
    if old_form:
        return {"environ": ";".join(f"{name}={value}" for name, value in values.items())}
    return {"environment": json.dumps(values)}


@pytest.fixture
def known_customer(db: Any) -> tuple[str, str]:
    """A customer's openid and account id."""
    from datetime import UTC, datetime

    from logistics.store.mongo import Unit

    openid = "oAbCdEfGhIjKlMnOpQrStUvWxYz0"
    return openid, Unit(datetime.now(UTC)).customers.actor_for(openid).id


@pytest.mark.parametrize("old_form", [False, True])
def test_where_tencent_vouches_the_openid_of_the_context_is_believed(
    known_customer: tuple[str, str], setting: Any, old_form: bool
) -> None:
    openid, account_id = known_customer
    setting(PLATFORM_CONTEXT="tencent")
    reply = over_invoke("count_notes", READ, platform(openid, old_form=old_form), userInfo={"openId": "oFAKE"})
    assert reply["data"]["actor"] == account_id


def test_an_openid_in_the_event_is_never_believed(known_customer: tuple[str, str], setting: Any) -> None:
    openid, _ = known_customer
    setting(PLATFORM_CONTEXT="tencent")
    reply = over_invoke("count_notes", READ, {}, userInfo={"openId": openid}, tcbContext=platform(openid))
    assert reply["data"]["actor"] == "guest"


@pytest.mark.parametrize("source", ["wx_http", "scf", "wx_unknown", "wx_client,scf", ""])
def test_a_call_that_does_not_come_from_the_mini_program_is_a_guests(
    known_customer: tuple[str, str], setting: Any, source: str
) -> None:
    setting(PLATFORM_CONTEXT="tencent")
    assert over_invoke("count_notes", READ, platform(known_customer[0], source))["data"]["actor"] == "guest"


def test_elsewhere_a_context_that_looks_like_tencents_is_not_believed(known_customer: tuple[str, str]) -> None:
    assert over_invoke("count_notes", READ, platform(known_customer[0]))["data"]["actor"] == "guest"


def test_a_socket_is_opened_with_a_session_only(customer: str) -> None:
    assert main(socket_event("$connect"), None)["statusCode"] == 401
    assert main(socket_event("$connect", session="c" + "A" * 43), None)["statusCode"] == 401
    assert main(socket_event("$connect", session=customer), None) == {"statusCode": 200}


def write_over_socket(connection: str = "C1") -> tuple[int, str]:
    body = {"action": "write_note", "request_id": "k1", "data": {"waybill_no": WAYBILL, "text": "a"}}
    reply = main(socket_event("write_note", connection, body), None)
    return reply["statusCode"], code(json.loads(reply["body"]))


def test_a_socket_speaks_for_the_session_that_opened_it(customer: str, db: Any) -> None:
    main(socket_event("$connect", session=customer), None)
    assert write_over_socket() == (200, "")
    assert db["sample_notes"].find_one()["by"] == "customer-a"


def test_a_socket_that_nobody_opened_is_refused(customer: str, db: Any) -> None:
    main(socket_event("$connect", session=customer), None)
    assert write_over_socket("C2") == (401, "SESSION_INVALID")
    main(socket_event("$disconnect"), None)
    assert write_over_socket() == (401, "SESSION_INVALID")
    assert db["sample_notes"].count_documents({}) == 0


def test_revoking_a_session_silences_its_socket(customer: str, db: Any) -> None:
    from logistics.store.sessions import revoke_sessions

    main(socket_event("$connect", session=customer), None)
    revoke_sessions("customer-a")
    assert write_over_socket() == (401, "SESSION_INVALID")


def test_an_unknown_socket_route_is_refused(customer: str) -> None:
    main(socket_event("$connect", session=customer), None)
    reply = main(socket_event("no_such_route", body={}), None)
    assert (reply["statusCode"], code(json.loads(reply["body"]))) == (404, "ACTION_NOT_FOUND")
