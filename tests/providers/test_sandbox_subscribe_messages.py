"""Subscribe messages through wechatpy: one accepted subscription is exactly one send."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from wechatpy.exceptions import WeChatClientException

from tests.providers.conftest import StartSandbox
from tests.providers.sandbox_process import SandboxProcess
from tests.providers.wechat_client import PUBLIC_ORIGIN, SIGNED, SandboxWeChatClient

STATUS_TEMPLATES = [
    "tmpl_order_placed",
    "tmpl_courier_assigned",
    "tmpl_picked_up",
    "tmpl_out_for_delivery",
    "tmpl_signed",
    "tmpl_delivery_failed",
    "tmpl_refused",
    "tmpl_returned",
    "tmpl_stored",
    "tmpl_instruction",
    "tmpl_running_late",
    "tmpl_pickup_failed",
    "tmpl_lost",
    "tmpl_payment",
    "tmpl_claim",
]


@pytest.fixture
def client(sandbox: SandboxProcess) -> SandboxWeChatClient:
    return SandboxWeChatClient(sandbox.url)


def _refusal(client: SandboxWeChatClient, openid: Any, template: Any, data: Any, page: str | None = None) -> Any:
    with pytest.raises(WeChatClientException) as caught:
        client.wxa.send_subscribe_message(openid, template, data, page)
    return caught.value


def _changed(**changes: str | None) -> dict[str, Any]:
    wanted: dict[str, dict[str, Any]] = {**SIGNED, **{key: {"value": value} for key, value in changes.items()}}
    return {key: item for key, item in wanted.items() if item["value"] is not None}


@pytest.mark.parametrize("template", STATUS_TEMPLATES)
def test_every_status_template_takes_waybill_status_note_and_time(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str, template: str
) -> None:
    sandbox.order("/wechat/subscriptions", openid=openid, template_id=template, count=1)
    sent = client.wxa.send_subscribe_message(openid, template, SIGNED, "pages/index/index?waybill_no=1")
    assert (sent["errcode"], sent["errmsg"]) == (0, "ok")
    (message,) = sandbox.messages(kind="subscribe", openid=openid)
    assert (message["provider"], message["template"], message["recipient"]) == ("wechat", template, openid)
    assert message["fields"] == {
        "character_string1": "WB123456789018",
        "phrase2": "已签收",
        "thing3": "本人签收，感谢使用",
        "time4": "2026年3月1日 15:01",
    }


def test_two_accepted_subscriptions_are_two_sends_and_the_third_is_43101(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str
) -> None:
    sandbox.order("/wechat/subscriptions", openid=openid, template_id="tmpl_signed", count=2)
    client.wxa.send_subscribe_message(openid, "tmpl_signed", SIGNED)
    client.wxa.send_subscribe_message(openid, "tmpl_signed", SIGNED)
    refusal = _refusal(client, openid, "tmpl_signed", SIGNED)
    assert refusal.errcode == 43101
    assert re.fullmatch(r"user refuse to accept the msg rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}", refusal.errmsg)
    assert len(sandbox.messages(openid=openid)) == 2


def test_a_subscription_to_one_template_is_none_to_another(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str
) -> None:
    sandbox.order("/wechat/subscriptions", openid=openid, template_id="tmpl_signed", count=1)
    assert _refusal(client, openid, "tmpl_refused", SIGNED).errcode == 43101


def test_twenty_senders_at_once_use_five_subscriptions_five_times(sandbox: SandboxProcess, openid: str) -> None:
    sandbox.order("/wechat/subscriptions", openid=openid, template_id="tmpl_signed", count=5)
    token = SandboxWeChatClient(sandbox.url).access_token

    def send(_: int) -> int:
        body = {"touser": openid, "template_id": "tmpl_signed", "data": SIGNED}
        url = f"{sandbox.url}/cgi-bin/message/subscribe/send"
        return int(requests.post(url, params={"access_token": token}, json=body, timeout=10).json()["errcode"])

    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(send, range(20)))
    assert codes == [0] * 5 + [43101] * 15
    assert len(sandbox.messages(openid=openid)) == 5


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (_changed(thing3="字" * 21), "data.thing3.value invalid"),
        (_changed(phrase2="派送中ing"), "data.phrase2.value invalid"),
        (_changed(phrase2="正在为您派送"), "data.phrase2.value invalid"),
        (_changed(character_string1="运单123"), "data.character_string1.value invalid"),
        (_changed(time4="2026-02-30 10:00"), "data.time4.value invalid"),
        (_changed(thing3=""), "data.thing3.value is empty"),
        (_changed(time4=None), "data.time4.value is empty"),
        (_changed(thing9="多余"), "data.thing9 is not in the template"),
        ("not an object", "data invalid"),
    ],
)
def test_a_wrong_argument_is_47003_and_names_the_field_and_spends_nothing(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str, data: Any, named: str
) -> None:
    sandbox.order("/wechat/subscriptions", openid=openid, template_id="tmpl_signed", count=1)
    refusal = _refusal(client, openid, "tmpl_signed", data)
    assert refusal.errcode == 47003
    assert refusal.errmsg.startswith(f"argument invalid! {named} rid: ")
    client.wxa.send_subscribe_message(openid, "tmpl_signed", SIGNED)


def test_an_unknown_user_template_or_page_has_its_own_code(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str
) -> None:
    sandbox.order("/wechat/subscriptions", openid=openid, template_id="tmpl_signed", count=1)
    assert _refusal(client, "", "tmpl_signed", SIGNED).errcode == 40003
    assert _refusal(client, "nobody", "tmpl_signed", SIGNED).errcode == 40003
    assert _refusal(client, openid, "", SIGNED).errcode == 40037
    assert _refusal(client, openid, "tmpl_unheard_of", SIGNED).errcode == 40037
    assert _refusal(client, openid, "tmpl_signed", SIGNED, "pages/unreleased/index").errcode == 41030


def test_display_options_are_checked(sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str) -> None:
    sandbox.order("/wechat/subscriptions", openid=openid, template_id="tmpl_signed", count=1)
    body = {"touser": openid, "template_id": "tmpl_signed", "data": SIGNED}
    url = f"{PUBLIC_ORIGIN}cgi-bin/message/subscribe/send"
    for spoilt in ({"miniprogram_state": "beta"}, {"lang": "fr_FR"}):
        with pytest.raises(WeChatClientException) as caught:
            client.post(url, data={**body, **spoilt})
        assert caught.value.errcode == 47003
    assert client.post(url, data={**body, "miniprogram_state": "developer", "lang": "zh_CN"})["errcode"] == 0


@pytest.mark.parametrize(("method", "body", "code"), [("GET", b"", 43002), ("POST", b"", 44002), ("POST", b"[", 47001)])
def test_a_send_must_be_a_post_with_a_json_object(
    sandbox: SandboxProcess, client: SandboxWeChatClient, method: str, body: bytes, code: int
) -> None:
    url = f"{sandbox.url}/cgi-bin/message/subscribe/send"
    answer = requests.request(method, url, params={"access_token": client.access_token}, data=body, timeout=10)
    assert (answer.status_code, answer.json()["errcode"]) == (200, code)


def test_pages_of_the_given_mini_program_count_as_released(
    start_sandbox: StartSandbox, tmp_path: Any, openid: str
) -> None:
    app_json = tmp_path / "app.json"
    app_json.write_text('{"pages": ["pages/home/home"], "subPackages": [{"root": "staff", "pages": ["tasks/list"]}]}')
    sandbox = start_sandbox("--app-json", str(app_json))
    client = SandboxWeChatClient(sandbox.url)
    sandbox.order("/wechat/subscriptions", openid=openid, template_id="tmpl_signed", count=2)
    client.wxa.send_subscribe_message(openid, "tmpl_signed", SIGNED, "pages/home/home")
    client.wxa.send_subscribe_message(openid, "tmpl_signed", SIGNED, "staff/tasks/list?day=1")


def test_messages_can_be_read_from_a_moment_on(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str
) -> None:
    sandbox.order("/wechat/subscriptions", openid=openid, template_id="tmpl_signed", count=2)
    client.wxa.send_subscribe_message(openid, "tmpl_signed", SIGNED)
    client.wxa.send_subscribe_message(openid, "tmpl_signed", _changed(thing3="第二条"))
    first, second = sandbox.messages(openid=openid)
    assert first["at"] < second["at"]
    assert [message["fields"]["thing3"] for message in sandbox.messages(openid=openid, since=second["at"])] == [
        "第二条"
    ]
    assert sandbox.messages(openid=openid, since="2099-01-01T00:00:00Z") == []
