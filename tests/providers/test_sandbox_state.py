"""What the sandbox keeps: across restarts and crashes everything but the faults."""

import requests
from wechatpy.exceptions import WeChatClientException

from tests.providers.conftest import StartSandbox
from tests.providers.sandbox_process import SandboxProcess
from tests.providers.wechat_client import SIGNED, SandboxWeChatClient


def _sends(client: SandboxWeChatClient, openid: str, times: int) -> list[int]:
    codes = []
    for _ in range(times):
        try:
            codes.append(client.wxa.send_subscribe_message(openid, "tmpl_signed", SIGNED)["errcode"])
        except WeChatClientException as refusal:
            codes.append(refusal.errcode)
    return codes


def test_a_killed_sandbox_comes_back_with_tokens_subscriptions_and_messages(
    start_sandbox: StartSandbox, openid: str
) -> None:
    first = start_sandbox()
    client = SandboxWeChatClient(first.url)
    first.order("/wechat/subscriptions", openid=openid, template_id="tmpl_signed", count=2)
    assert _sends(client, openid, 1) == [0]
    first.order("/faults", provider="wechat", kind="busy", count=9)
    first.kill()

    second = start_sandbox()
    client.root = f"{second.url}/"
    assert _sends(client, openid, 2) == [0, 43101]
    assert len(second.messages(openid=openid)) == 2


def test_a_fresh_start_forgets(start_sandbox: StartSandbox, openid: str) -> None:
    first = start_sandbox()
    first.order("/wechat/subscriptions", openid=openid, template_id="tmpl_signed", count=1)
    assert first.stop() == 0

    second = start_sandbox("--fresh")
    assert _sends(SandboxWeChatClient(second.url), openid, 1) == [40003]


def test_it_says_that_it_is_well_and_knows_no_other_path(sandbox: SandboxProcess) -> None:
    assert requests.get(f"{sandbox.url}/_sandbox/health", timeout=10).json() == {"status": "ok"}
    assert requests.get(f"{sandbox.url}/_sandbox/nothing", timeout=10).status_code == 404
    assert requests.get(f"{sandbox.url}/cgi-bin/nothing", timeout=10).status_code == 404
    oversized = requests.post(f"{sandbox.url}/cgi-bin/stable_token", data=b"x" * (4 * 1024 * 1024 + 1), timeout=10)
    assert oversized.status_code == 413
