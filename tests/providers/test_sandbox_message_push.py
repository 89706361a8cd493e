"""Message push: what the sandbox sends is checked and opened by wechatpy's own crypto."""

import json
import time
from collections.abc import Iterator

import pytest
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException
from wechatpy.utils import check_signature

from scripts.sandbox.wechat.push_crypto import signature
from tests.providers.push_receiver import PushReceiver
from tests.providers.sandbox_process import SandboxProcess
from tests.providers.wechat_client import APPID

TOKEN = "sandboxpushtoken"
AES_KEY = "7KhQsWvL5F5j9b785LGHjQqd9RUtjHmwZ7vbPz2XpLw"
EVENT = {
    "FromUserName": "o-push-test",
    "MsgType": "event",
    "Event": "subscribe_msg_change_event",
    "List": {"TemplateId": "tmpl_signed", "SubscribeStatusString": "reject"},
}


@pytest.fixture
def receiver() -> Iterator[PushReceiver]:
    with PushReceiver() as receiver:
        yield receiver


def test_the_signature_is_that_of_a_published_example() -> None:
    assert signature("AAAAA", "1714036504", "1514711492") == "f464b24fc39322e44b38aa78f5edd27bd1441696"


def test_the_address_is_verified_by_an_echo(sandbox: SandboxProcess, receiver: PushReceiver) -> None:
    assert sandbox.order("/wechat/push-checks", url=receiver.url) == {"verified": True}
    (query,) = receiver.checks
    check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_secure_push_is_signed_and_opens_with_the_key(
    sandbox: SandboxProcess, receiver: PushReceiver, form: str
) -> None:
    order = sandbox.order("/wechat/pushes", url=receiver.url, message=EVENT, format=form)
    assert order["delivered"] is True
    ((query, body),) = receiver.arrived
    assert query["encrypt_type"] == "aes"
    assert b"subscribe_msg_change_event" not in body
    sealed = json.loads(body) if form == "json" else body.decode()
    crypto = WeChatCrypto(TOKEN, AES_KEY, APPID)
    opened = crypto.decrypt_message(sealed, query["msg_signature"], query["timestamp"], query["nonce"])
    if form == "json":
        message = json.loads(opened)
        assert (message["Event"], message["List"]) == (EVENT["Event"], EVENT["List"])
        assert message["ToUserName"] == "gh_000000000001"
    else:
        assert "<Event>subscribe_msg_change_event</Event>" in opened
        assert "<List><TemplateId>tmpl_signed</TemplateId>" in opened


def test_a_push_for_one_mini_program_does_not_open_for_another(sandbox: SandboxProcess, receiver: PushReceiver) -> None:
    sandbox.order("/wechat/pushes", url=receiver.url, message=EVENT)
    ((query, body),) = receiver.arrived
    other = WeChatCrypto(TOKEN, AES_KEY, "wx0000000000000009")
    with pytest.raises(InvalidAppIdException):
        other.decrypt_message(json.loads(body), query["msg_signature"], query["timestamp"], query["nonce"])


def test_a_plain_push_is_only_signed(sandbox: SandboxProcess, receiver: PushReceiver) -> None:
    sandbox.order("/wechat/pushes", url=f"{receiver.url}?from=wechat", message=EVENT, mode="plain")
    ((query, body),) = receiver.arrived
    check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
    assert query["from"] == "wechat"
    assert "msg_signature" not in query
    assert json.loads(body)["Event"] == "subscribe_msg_change_event"


def test_a_push_is_repeated_until_the_answer_is_success(sandbox: SandboxProcess, receiver: PushReceiver) -> None:
    receiver.answers = [(500, "down"), (200, "later"), (200, "success")]
    order = sandbox.order("/wechat/pushes", url=receiver.url, message=EVENT)
    assert order["delivered"] is True
    assert [attempt["status"] for attempt in order["deliveries"][0]] == [500, 200, 200]


def test_after_three_repeats_the_platform_gives_up(sandbox: SandboxProcess, receiver: PushReceiver) -> None:
    receiver.answers = [(500, "down")]
    assert sandbox.order("/wechat/pushes", url=receiver.url, message=EVENT)["delivered"] is False
    assert len(receiver.arrived) == 4


def test_a_push_can_come_twice(sandbox: SandboxProcess, receiver: PushReceiver) -> None:
    sandbox.order("/faults", provider="wechat", path="push", kind="duplicate")
    assert sandbox.order("/wechat/pushes", url=receiver.url, message=EVENT)["delivered"] is True
    first, second = receiver.arrived
    assert first == second


def test_a_push_can_come_late(sandbox: SandboxProcess, receiver: PushReceiver) -> None:
    sandbox.order("/faults", provider="wechat", path="push", kind="late", delay_s=0.3)
    assert sandbox.order("/wechat/pushes", url=receiver.url, message=EVENT) == {"late_s": 0.3}
    assert receiver.arrived == []
    deadline = time.monotonic() + 5
    while not receiver.arrived and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(receiver.arrived) == 1


def test_a_push_never_leaves_this_machine(sandbox: SandboxProcess) -> None:
    assert "127.0.0.1" in sandbox.refused_order("/wechat/pushes", url="http://push.example.com/", message=EVENT)
