"""The faults a test or a person can order, as the vendors' SDKs meet them."""

import time

import pytest
import requests
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from wechatpy.exceptions import WeChatClientException

from tests.providers.sandbox_process import SandboxProcess
from tests.providers.tencent_clients import WELL_FORMED_NUMBER, check_identity
from tests.providers.wechat_client import SIGNED, SandboxWeChatClient

SEND = "/cgi-bin/message/subscribe/send"


@pytest.fixture
def client(sandbox: SandboxProcess, openid: str) -> SandboxWeChatClient:
    sandbox.order("/wechat/subscriptions", openid=openid, template_id="tmpl_signed", count=1)
    client = SandboxWeChatClient(sandbox.url)
    client.fetch_access_token()
    return client


def _send(client: SandboxWeChatClient, openid: str) -> int:
    return int(client.wxa.send_subscribe_message(openid, "tmpl_signed", SIGNED)["errcode"])


def test_an_expired_token_is_answered_once_and_the_next_token_works(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str
) -> None:
    sandbox.order("/faults", provider="wechat", path=SEND, kind="expired_token")
    old = client.access_token
    with pytest.raises(WeChatClientException) as caught:
        _send(client, openid)
    assert caught.value.errcode == 42001
    assert client.fetch_access_token()["access_token"] != old
    assert _send(client, openid) == 0


def test_a_busy_platform_answers_minus_one_as_often_as_ordered(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str
) -> None:
    sandbox.order("/faults", provider="wechat", kind="busy", count=2)
    for _ in range(2):
        with pytest.raises(WeChatClientException) as caught:
            _send(client, openid)
        assert caught.value.errcode == -1
    assert _send(client, openid) == 0


def test_a_slow_call_has_done_nothing_when_the_caller_gives_up(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str
) -> None:
    sandbox.order("/faults", provider="wechat", path=SEND, kind="slow", delay_s=0.8)
    client.timeout = 0.2
    with pytest.raises(requests.Timeout):
        _send(client, openid)
    assert sandbox.messages(openid=openid) == []


def test_a_late_reply_hides_a_message_that_was_sent(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str
) -> None:
    sandbox.order("/faults", provider="wechat", path=SEND, kind="late", delay_s=0.8)
    client.timeout = 0.3
    with pytest.raises(requests.Timeout):
        _send(client, openid)
    assert len(sandbox.messages(openid=openid)) == 1


def test_a_reset_connection_breaks_the_call_and_only_that_one(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str
) -> None:
    sandbox.order("/faults", provider="wechat", path=SEND, kind="reset")
    with pytest.raises(requests.ConnectionError):
        _send(client, openid)
    assert _send(client, openid) == 0


def test_nonsense_is_not_json_and_a_500_is_an_http_error(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str
) -> None:
    sandbox.order("/faults", provider="wechat", path=SEND, kind="nonsense")
    sandbox.order("/faults", provider="wechat", path=SEND, kind="http_500")
    answer = client.wxa.send_subscribe_message(openid, "tmpl_signed", SIGNED)
    assert isinstance(answer, requests.Response)
    assert answer.text.startswith("<html>")
    with pytest.raises(WeChatClientException) as caught:
        _send(client, openid)
    assert caught.value.response.status_code == 500
    assert _send(client, openid) == 0


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("expired_token", "AuthFailure.SignatureExpire"),
        ("busy", "InternalError"),
        ("http_500", "ServerNetworkError"),
        ("reset", "ClientNetworkError"),
        ("nonsense", "JSONDecodeError"),
    ],
)
def test_each_fault_of_tencent_cloud_reaches_its_sdk(sandbox: SandboxProcess, kind: str, code: str) -> None:
    sandbox.order("/faults", provider="faceid", path="IdCardVerification", kind=kind)
    with pytest.raises(TencentCloudSDKException) as caught:
        check_identity(sandbox, WELL_FORMED_NUMBER, "林小满")
    assert caught.value.get_code() == code
    assert check_identity(sandbox, WELL_FORMED_NUMBER, "林小满")[0] == "0"


def test_a_slow_identity_check_still_answers(sandbox: SandboxProcess) -> None:
    sandbox.order("/faults", provider="faceid", kind="slow", delay_s=0.3)
    started = time.monotonic()
    assert check_identity(sandbox, WELL_FORMED_NUMBER, "林小满")[0] == "0"
    assert time.monotonic() - started >= 0.3


def test_a_fault_is_for_its_provider_and_its_operation_only(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str
) -> None:
    sandbox.order("/faults", provider="sms", kind="busy")
    sandbox.order("/faults", provider="wechat", path="/sns/jscode2session", kind="busy")
    sandbox.order("/faults", provider="wechat", path="push", kind="duplicate")
    assert check_identity(sandbox, WELL_FORMED_NUMBER, "林小满")[0] == "0"
    assert _send(client, openid) == 0


def test_open_faults_can_be_listed_and_cleared(sandbox: SandboxProcess) -> None:
    sandbox.order("/faults", provider="wechat", path=SEND, kind="slow", count=3, delay_s=2)
    listed = requests.get(f"{sandbox.url}/_sandbox/faults", timeout=10).json()
    assert listed == {"faults": [{"provider": "wechat", "path": SEND, "kind": "slow", "count": 3, "delay_s": 2.0}]}
    sandbox.clear_faults()
    assert requests.get(f"{sandbox.url}/_sandbox/faults", timeout=10).json() == {"faults": []}


@pytest.mark.parametrize(
    ("order", "named"),
    [
        ({"provider": "nobody", "kind": "busy"}, "provider"),
        ({"provider": "wechat", "kind": "sleepy"}, "kind"),
        ({"provider": "wechat", "kind": "duplicate", "path": SEND}, "kind"),
        ({"provider": "wechat", "kind": "busy", "count": 0}, "count"),
        ({"provider": "wechat", "kind": "slow", "delay_s": -1}, "delay_s"),
    ],
)
def test_a_fault_that_cannot_be_is_refused(sandbox: SandboxProcess, order: dict[str, object], named: str) -> None:
    assert named in sandbox.refused_order("/faults", **order)
