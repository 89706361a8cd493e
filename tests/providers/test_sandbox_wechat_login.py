"""Login codes and phone codes through wechatpy: each is good once, for five minutes."""

import base64
from typing import Any

import pytest
import requests
from wechatpy.exceptions import WeChatClientException

from tests.providers.sandbox_process import SandboxProcess
from tests.providers.wechat_client import APP_SECRET, APPID, SandboxWeChatClient


@pytest.fixture
def client(sandbox: SandboxProcess) -> SandboxWeChatClient:
    return SandboxWeChatClient(sandbox.url)


def _errcode(call: Any, *args: Any, **named: Any) -> int:
    with pytest.raises(WeChatClientException) as caught:
        call(*args, **named)
    return int(caught.value.errcode)


def test_a_login_code_gives_the_openid_and_a_session_key(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str
) -> None:
    code = sandbox.order("/wechat/login-codes", openid=openid)["code"]
    session = client.wxa.code_to_session(code)
    assert session["openid"] == openid
    assert len(base64.b64decode(session["session_key"])) == 16
    assert "unionid" not in session


def test_a_user_bound_to_an_open_platform_account_has_a_unionid(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str
) -> None:
    code = sandbox.order("/wechat/login-codes", openid=openid, unionid="union-1")["code"]
    assert client.wxa.code_to_session(code)["unionid"] == "union-1"


def test_a_login_code_is_good_once(sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str) -> None:
    code = sandbox.order("/wechat/login-codes", openid=openid)["code"]
    client.wxa.code_to_session(code)
    assert _errcode(client.wxa.code_to_session, code) == 40163


def test_an_old_or_unknown_login_code_is_refused(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str
) -> None:
    stale = sandbox.order("/wechat/login-codes", openid=openid, expires_in=0)["code"]
    assert _errcode(client.wxa.code_to_session, stale) == 40029
    assert _errcode(client.wxa.code_to_session, "made-up") == 40029


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"appid": "wx0000000000000009"}, 40013),
        ({"appid": ""}, 41002),
        ({"secret": "another"}, 40125),
        ({"secret": ""}, 41004),
        ({"js_code": ""}, 41008),
        ({"grant_type": "client_credential"}, 40002),
    ],
)
def test_a_login_with_a_wrong_parameter_names_it_by_its_code(
    sandbox: SandboxProcess, changes: dict[str, str], code: int
) -> None:
    asked = {"appid": APPID, "secret": APP_SECRET, "js_code": "x", "grant_type": "authorization_code", **changes}
    answer = requests.get(f"{sandbox.url}/sns/jscode2session", params=asked, timeout=10)
    assert (answer.status_code, answer.json()["errcode"]) == (200, code)


@pytest.mark.parametrize(
    ("given", "shown", "pure", "country"),
    [
        ("19900001234", "19900001234", "19900001234", "86"),
        ("+8619900001234", "19900001234", "19900001234", "86"),
        ("+85251234567", "85251234567", "51234567", "852"),
    ],
)
def test_a_phone_code_gives_the_number_and_our_watermark(
    sandbox: SandboxProcess, client: SandboxWeChatClient, given: str, shown: str, pure: str, country: str
) -> None:
    code = sandbox.order("/wechat/phone-codes", phone=given)["code"]
    info = client.phone_number(code=code)["phone_info"]
    assert (info["phoneNumber"], info["purePhoneNumber"], info["countryCode"]) == (shown, pure, country)
    assert info["watermark"]["appid"] == APPID


def test_a_phone_code_is_good_once_and_for_its_owner_only(
    sandbox: SandboxProcess, client: SandboxWeChatClient, openid: str, phone: str
) -> None:
    code = sandbox.order("/wechat/phone-codes", phone=phone, openid=openid)["code"]
    assert _errcode(client.phone_number, code=code, openid="somebody-else") == 40029
    assert client.phone_number(code=code, openid=openid)["errcode"] == 0
    assert _errcode(client.phone_number, code=code, openid=openid) == 40029


def test_an_old_phone_code_is_refused(sandbox: SandboxProcess, client: SandboxWeChatClient, phone: str) -> None:
    code = sandbox.order("/wechat/phone-codes", phone=phone, expires_in=0)["code"]
    assert _errcode(client.phone_number, code=code) == 40029


def test_a_control_order_that_makes_no_sense_is_refused(sandbox: SandboxProcess) -> None:
    assert "openid" in sandbox.refused_order("/wechat/login-codes")
    assert "phone" in sandbox.refused_order("/wechat/phone-codes", phone="12345")
