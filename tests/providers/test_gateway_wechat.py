"""The WeChat gateway against the sandbox: what each answer of WeChat becomes, and how the token is shared."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from logistics.domain.faults import Conflict, Unauthenticated, Unavailable
from logistics.gateways.wechat import Delivery, Wechat
from logistics.store.redis import redis
from logistics.store.tokens import read_token, swap_token
from tests.providers.sandbox_process import SandboxProcess

TOKEN_KEY = "wechat:wx0000000000000001_access_token"
FIELDS = {"character_string1": "WB123456789017", "phrase2": "派送中", "thing3": "请保持电话畅通", "time4": "15:01"}
PAGE = "pages/index/index"


@pytest.fixture
def wechat(variables: dict[str, str], setting: Any, sandbox: SandboxProcess) -> Wechat:
    setting(WECHAT_BASE_URL=sandbox.url, PROVIDER_TIMEOUT_MS="1000")
    redis().delete(TOKEN_KEY)
    return Wechat(read_token, swap_token)


@pytest.fixture
def known_openid(sandbox: SandboxProcess, wechat: Wechat, openid: str) -> str:
    """Somebody who has opened the mini-program."""
    code = sandbox.order("/wechat/login-codes", openid=openid)["code"]
    wechat.code_to_session(code)
    return openid


def send(wechat: Wechat, openid: str, **changes: Any) -> Any:
    sent = {"template_id": "tmpl_out_for_delivery", "page": PAGE, "data": FIELDS} | changes
    return wechat.send_subscribe_message(openid, **sent)


def test_a_login_code_stands_for_a_person_and_is_good_once(
    wechat: Wechat, sandbox: SandboxProcess, openid: str
) -> None:
    code = sandbox.order("/wechat/login-codes", openid=openid)["code"]
    assert wechat.code_to_session(code) == (openid, None)
    with pytest.raises(Unauthenticated) as second:
        wechat.code_to_session(code)
    assert second.value.code == "LOGIN_CODE_INVALID"


def test_logging_in_needs_no_access_token(wechat: Wechat, known_openid: str) -> None:
    assert redis().get(TOKEN_KEY) is None


def test_a_phone_code_stands_for_a_number_in_e164(wechat: Wechat, sandbox: SandboxProcess, phone: str) -> None:
    code = sandbox.order("/wechat/phone-codes", phone=phone)["code"]
    assert wechat.phone_number(code) == phone
    with pytest.raises(Unauthenticated) as second:
        wechat.phone_number(code)
    assert second.value.code == "PHONE_CODE_INVALID"


def test_another_persons_phone_code_is_refused(
    wechat: Wechat, sandbox: SandboxProcess, phone: str, openid: str
) -> None:
    code = sandbox.order("/wechat/phone-codes", phone=phone, openid="osomebodyelse0000000000000000")["code"]
    with pytest.raises(Unauthenticated):
        wechat.phone_number(code, openid)


def test_one_acceptance_is_one_message(wechat: Wechat, sandbox: SandboxProcess, known_openid: str) -> None:
    sandbox.order("/wechat/subscriptions", openid=known_openid, template_id="tmpl_out_for_delivery")
    assert send(wechat, known_openid).sent
    again = send(wechat, known_openid)
    assert (again.delivery, again.errcode) == (Delivery.NOT_ACCEPTED, 43101)
    assert [row["fields"] for row in sandbox.messages(openid=known_openid)] == [FIELDS]


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"data": FIELDS | {"thing3": "二十一个字的内容超过了微信模板字段的长度限制啊"}}, 47003),
        ({"template_id": "tmpl_unknown"}, 40037),
        ({"page": "pages/unpublished/index"}, 41030),
    ],
)
def test_what_wechat_will_not_deliver_is_an_outcome(
    wechat: Wechat, sandbox: SandboxProcess, known_openid: str, changes: dict[str, Any], errcode: int
) -> None:
    sandbox.order("/wechat/subscriptions", openid=known_openid, template_id="tmpl_out_for_delivery")
    outcome = send(wechat, known_openid, **changes)
    assert (outcome.delivery, outcome.errcode) == (Delivery.REFUSED, errcode)


def test_an_expired_token_is_renewed_once_and_the_call_repeated(
    wechat: Wechat, sandbox: SandboxProcess, phone: str
) -> None:
    first = sandbox.order("/wechat/phone-codes", phone=phone)["code"]
    wechat.phone_number(first)
    old = redis().get(TOKEN_KEY)
    sandbox.order("/faults", provider="wechat", path="/wxa/business/getuserphonenumber", kind="expired_token")
    second = sandbox.order("/wechat/phone-codes", phone=phone)["code"]
    assert wechat.phone_number(second) == phone
    assert redis().get(TOKEN_KEY) not in (None, old)


def test_a_token_that_is_never_taken_ends_in_a_refusal_and_not_in_a_loop(
    wechat: Wechat, sandbox: SandboxProcess, phone: str
) -> None:
    code = sandbox.order("/wechat/phone-codes", phone=phone)["code"]
    sandbox.order("/faults", provider="wechat", path="/wxa/business/getuserphonenumber", kind="expired_token", count=9)
    with pytest.raises(Unavailable) as refusal:
        wechat.phone_number(code)
    assert refusal.value.code == "PROVIDER_UNAVAILABLE"


def test_processes_that_start_together_all_work_and_end_up_with_one_token(
    wechat: Wechat, sandbox: SandboxProcess
) -> None:
    phones = [f"+8619900{at:06d}" for at in range(6)]
    codes = [sandbox.order("/wechat/phone-codes", phone=phone)["code"] for phone in phones]
    with ThreadPoolExecutor(len(codes)) as pool:
        assert list(pool.map(lambda code: Wechat(read_token, swap_token).phone_number(code), codes)) == phones
    assert 0 < redis().ttl(TOKEN_KEY) <= 7200 - 300


def test_a_slower_process_does_not_overwrite_a_newer_token(wechat: Wechat) -> None:
    redis().set(TOKEN_KEY, "newest")
    assert swap_token(TOKEN_KEY, "old", "late", 60) == "newest"
    assert redis().get(TOKEN_KEY) == "newest"


@pytest.mark.parametrize("kind", ["reset", "http_500", "nonsense", "busy", "slow"])
def test_a_provider_that_fails_is_unavailable_and_its_error_tells_no_secret(
    wechat: Wechat, sandbox: SandboxProcess, openid: str, kind: str, variables: dict[str, str]
) -> None:
    code = sandbox.order("/wechat/login-codes", openid=openid)["code"]
    path = "/sns/jscode2session"
    sandbox.order("/faults", provider="wechat", path=path, kind=kind, count=2, delay_s=1.5)
    with pytest.raises(Unavailable) as refusal:
        wechat.code_to_session(code)
    fault = refusal.value
    assert fault.code == "PROVIDER_UNAVAILABLE"
    assert variables["WECHAT_SECRET"] not in f"{fault}{fault.details}"
    assert fault.__cause__ is None
    assert fault.__context__ is None or fault.__suppress_context__


def test_a_broken_connection_is_tried_once_more(wechat: Wechat, sandbox: SandboxProcess, openid: str) -> None:
    code = sandbox.order("/wechat/login-codes", openid=openid)["code"]
    sandbox.order("/faults", provider="wechat", path="/sns/jscode2session", kind="reset")
    assert wechat.code_to_session(code)[0] == openid


def test_a_message_is_not_sent_twice_over_a_broken_connection(
    wechat: Wechat, sandbox: SandboxProcess, known_openid: str
) -> None:
    sandbox.order("/wechat/subscriptions", openid=known_openid, template_id="tmpl_out_for_delivery", count=2)
    sandbox.order("/faults", provider="wechat", path="/cgi-bin/message/subscribe/send", kind="reset")
    with pytest.raises(Unavailable) as refusal:
        send(wechat, known_openid)
    assert refusal.value.details["maybe_done"] is True
    assert sandbox.messages(openid=known_openid) == []


def test_nobody_listening_means_certainly_not_done(variables: dict[str, str], setting: Any) -> None:
    setting(WECHAT_BASE_URL="http://127.0.0.1:9")
    redis().set(TOKEN_KEY, "any")
    with pytest.raises(Unavailable) as refusal:
        send(Wechat(read_token, swap_token), "onobody0000000000000000000000")
    assert refusal.value.details["maybe_done"] is False
    redis().delete(TOKEN_KEY)


def test_wrong_credentials_are_a_refusal_for_a_person_to_look_at(
    wechat: Wechat, setting: Any, sandbox: SandboxProcess
) -> None:
    setting(WECHAT_SECRET="not-the-secret", WECHAT_BASE_URL=sandbox.url)
    with pytest.raises(Conflict) as refusal:
        Wechat(read_token, swap_token).code_to_session("any")
    assert (refusal.value.code, refusal.value.details["provider_code"]) == ("PROVIDER_REFUSED", "40125")
