"""Providers in trouble, one kind of trouble after another: the answer says so, nothing changes, the next try works."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from logistics.domain.ids import new_id
from logistics.domain.states import Status
from logistics.store.mongo import database
from tests.support.calls import Answer, deliver_outbox, http, invoke, request_id
from tests.support.orders import assign, bring_out, parcel_of, place_order
from tests.support.people import actor, session_of, sign_in
from tests.support.proofs import confirm, uploaded
from tests.support.told import Side, World, age, placed, rows, send_due

UNAVAILABLE, REFUSED = (503, "PROVIDER_UNAVAILABLE"), (409, "PROVIDER_REFUSED")
KINDS = ("expired_token", "slow", "late", "reset", "nonsense", "http_500", "busy")
# Tencent Cloud has no token to expire but a signature: one that is too old is our clock's fault, for a person to mend.
TENCENT_CLOUD = [(kind, REFUSED if kind == "expired_token" else UNAVAILABLE) for kind in KINDS]
OUTLET = "GZ-TH-1"

pytestmark = pytest.mark.usefixtures("impatient")


@pytest.fixture
def unreachable_storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Nothing listens where the bucket should be, until the patch is undone."""
    from logistics.gateways.aws import aws

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    aws.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    aws.cache_clear()


@pytest.mark.parametrize("kind", KINDS)
def test_signing_in_waits_for_wechat_to_come_back(world: World, kind: str) -> None:
    openid = f"o{new_id(datetime.now(UTC))}x"
    world.fault("wechat", kind, path="/sns/jscode2session", delay_s=1, count=2)
    _fails_and_changes_nothing(lambda: http("login", "POST", "/sessions", {"code": _login_code(world, openid)}), kind)
    _well_again(world)
    session = http("login", "POST", "/sessions", {"code": _login_code(world, openid)}).data["session"]

    world.fault("wechat", kind, path="/wxa/business/getuserphonenumber", delay_s=1, count=2)
    _fails_and_changes_nothing(lambda: _bind(world, openid, session), kind)
    assert invoke("login", "who_am_i", session=session).data["phone_masked"] == "", "still signed in, still unbound"
    _well_again(world)
    assert _bind(world, openid, session).status == 200


@pytest.mark.parametrize(("kind", "said"), TENCENT_CLOUD)
def test_a_code_that_could_not_be_sent_may_be_asked_for_again_at_once(
    world: World, network: Any, kind: str, said: tuple[int, str]
) -> None:
    number = network.account("courier").phone
    world.fault("sms", kind, delay_s=1, count=2)
    answer = http("login", "POST", "/sessions/code", {"phone": number})
    assert (answer.status, answer.code) == said, answer.body
    _well_again(world)
    assert http("login", "POST", "/sessions/code", {"phone": number}).status == 200


@pytest.mark.parametrize(("kind", "said"), TENCENT_CLOUD)
def test_a_parcel_waits_until_its_consignors_identity_can_be_checked(
    world: World, kind: str, said: tuple[int, str]
) -> None:
    courier = actor("courier", OUTLET)
    waybill_no, key = place_order(sign_in("customer")), request_id()
    assign(waybill_no, courier)
    before = parcel_of(waybill_no)
    world.fault("faceid", kind, delay_s=1, count=2)
    body = {"name": "林小满", "id_number": "11010519491231002X"}
    path = f"/parcels/{waybill_no}/real-name"

    def verify() -> Answer:
        return http("pick_up", "POST", path, body, session=session_of(courier), key=key)

    _fails_and_changes_nothing(verify, kind, said)
    assert parcel_of(waybill_no) == before and before.status is Status.ASSIGNED
    _well_again(world)
    assert verify().status == 200, "the same request, sent again"


@pytest.mark.parametrize("kind", KINDS)
def test_no_message_is_lost_to_a_provider_in_trouble(world: World, sender: Side, receiver: Side, kind: str) -> None:
    world.accept(sender)
    waybill_no = placed(sender, receiver)
    world.fault("wechat", kind, path="/cgi-bin/message/subscribe/send", delay_s=1, count=2)
    deliver_outbox("notify")
    (row,) = rows(waybill_no)
    states = {"sent", "waiting", "unknown"}
    assert row["state"] in states, row
    listed = invoke("notify", "list_messages", {"waybill_no": waybill_no}, sign_in("customer_service"))
    assert [each["state"] for each in listed.data["messages"]] == [row["state"]], "the operator sees it"
    _well_again(world)
    age()
    send_due()
    (row,) = rows(waybill_no)
    maybe_arrived = kind in ("slow", "late", "reset", "nonsense", "http_500")
    assert row["state"] == "sent" or (maybe_arrived and row["state"] == "unknown"), row
    assert world.templates(sender).count("tmpl_order_placed") <= 1


def test_a_proof_is_confirmed_once_storage_answers_again(world: World, unreachable_storage: pytest.MonkeyPatch) -> None:
    from logistics.gateways.aws import aws

    courier = actor("courier", OUTLET)
    waybill_no, session, key = place_order(sign_in("customer")), session_of(courier), request_id()
    bring_out(waybill_no, courier)
    unreachable_storage.undo()
    aws.cache_clear()
    file = uploaded(waybill_no, session)

    unreachable_storage.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    aws.cache_clear()
    _fails_and_changes_nothing(lambda: confirm(waybill_no, session, file, key=key), "down")
    assert parcel_of(waybill_no).proofs == ()
    unreachable_storage.undo()
    aws.cache_clear()
    assert confirm(waybill_no, session, file, key=key).status == 200, "the same request, sent again"


def _fails_and_changes_nothing(attempt: Any, kind: str, said: tuple[int, str] = UNAVAILABLE) -> None:
    before = database().command("dbHash")["collections"]
    answer = attempt()
    assert (answer.status, answer.code) == said, f"{kind}: {answer.body}"
    assert database().command("dbHash")["collections"] == before, kind


def _well_again(world: World) -> None:
    requests.delete(f"{world.url}/faults", timeout=10).raise_for_status()


def _login_code(world: World, openid: str) -> str:
    answer = requests.post(f"{world.url}/wechat/login-codes", json={"openid": openid}, timeout=10)
    return str(answer.json()["code"])


def _bind(world: World, openid: str, session: str) -> Answer:
    order = {"phone": "+8619912349999", "openid": openid}
    code = requests.post(f"{world.url}/wechat/phone-codes", json=order, timeout=10).json()["code"]
    return http("login", "POST", "/sessions/phone", {"phone_code": code}, session=session)
