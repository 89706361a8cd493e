"""Access tokens as the platform documents them, through wechatpy and plain requests."""

import re
import time
from typing import Any

import pytest
import requests
from wechatpy.exceptions import WeChatClientException

from tests.providers.conftest import StartSandbox
from tests.providers.sandbox_process import SandboxProcess
from tests.providers.wechat_client import APP_SECRET, APPID, SandboxWeChatClient

RID = re.compile(r" rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$")


def _stable(sandbox: SandboxProcess, **changes: object) -> dict[str, Any]:
    asked = {"grant_type": "client_credential", "appid": APPID, "secret": APP_SECRET, **changes}
    answer = requests.post(f"{sandbox.url}/cgi-bin/stable_token", json=asked, timeout=10)
    assert answer.status_code == 200
    return dict(answer.json())


def _classic(sandbox: SandboxProcess) -> str:
    asked = {"grant_type": "client_credential", "appid": APPID, "secret": APP_SECRET}
    answer = requests.get(f"{sandbox.url}/cgi-bin/token", params=asked, timeout=10).json()
    assert answer["expires_in"] == 7200
    return str(answer["access_token"])


def _error_with(sandbox: SandboxProcess, token: str | None) -> int:
    """The code a guarded call gives for a token; 40029 (no such phone code) means the token passed."""
    params = {} if token is None else {"access_token": token}
    url = f"{sandbox.url}/wxa/business/getuserphonenumber"
    answer = requests.post(url, params=params, json={"code": "unknown"}, timeout=10)
    assert answer.status_code == 200
    assert RID.search(answer.json()["errmsg"])
    return int(answer.json()["errcode"])


TOKEN_ACCEPTED = 40029


def test_the_stable_token_stays_the_same_while_it_is_valid(sandbox: SandboxProcess) -> None:
    first, second = _stable(sandbox), _stable(sandbox)
    assert first["access_token"] == second["access_token"]
    assert 300 <= second["expires_in"] <= 7200
    assert _error_with(sandbox, first["access_token"]) == TOKEN_ACCEPTED


def test_a_classic_call_kills_the_previous_classic_token_and_no_stable_one(sandbox: SandboxProcess) -> None:
    stable = _stable(sandbox)["access_token"]
    old, new = _classic(sandbox), _classic(sandbox)
    assert old != new
    assert _error_with(sandbox, old) == 40001
    assert _error_with(sandbox, new) == TOKEN_ACCEPTED
    assert _error_with(sandbox, stable) == TOKEN_ACCEPTED


def test_a_forced_refresh_revokes_the_old_token_but_not_twice_within_thirty_seconds(
    start_sandbox: StartSandbox,
) -> None:
    sandbox = start_sandbox()
    old = _stable(sandbox)["access_token"]
    new = _stable(sandbox, force_refresh=True)["access_token"]
    assert new != old
    assert _error_with(sandbox, old) == 40001
    assert _stable(sandbox, force_refresh=True)["access_token"] == new


def test_a_token_near_its_end_is_renewed_while_the_old_one_lives_on(start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("--token-seconds", "200")
    old, new = _stable(sandbox)["access_token"], _stable(sandbox)["access_token"]
    assert new != old
    assert _error_with(sandbox, old) == TOKEN_ACCEPTED


def test_a_token_past_its_time_is_42001_and_the_next_one_works(start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("--token-seconds", "1")
    token = _stable(sandbox)["access_token"]
    time.sleep(1.1)
    assert _error_with(sandbox, token) == 42001
    assert _error_with(sandbox, _stable(sandbox)["access_token"]) == TOKEN_ACCEPTED


@pytest.mark.parametrize(("token", "code"), [(None, 41001), ("", 41001), ("made-up", 40001)])
def test_a_missing_or_unknown_token_is_refused(sandbox: SandboxProcess, token: str | None, code: int) -> None:
    assert _error_with(sandbox, token) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"appid": ""}, 41002),
        ({"appid": "wx0000000000000009"}, 40013),
        ({"secret": ""}, 41004),
        ({"secret": "another"}, 40125),
        ({"grant_type": "authorization_code"}, 40002),
    ],
)
def test_a_token_needs_the_right_account(sandbox: SandboxProcess, changes: dict[str, str], code: int) -> None:
    assert _stable(sandbox, **changes)["errcode"] == code


def test_the_stable_token_is_asked_by_post_and_the_classic_by_get(sandbox: SandboxProcess) -> None:
    assert requests.get(f"{sandbox.url}/cgi-bin/stable_token", timeout=10).json()["errcode"] == 43002
    assert requests.post(f"{sandbox.url}/cgi-bin/token", timeout=10).json()["errcode"] == 43001


def test_the_sdk_fetches_its_token_by_itself_and_reports_a_wrong_secret(sandbox: SandboxProcess) -> None:
    assert SandboxWeChatClient(sandbox.url).access_token == _stable(sandbox)["access_token"]
    with pytest.raises(WeChatClientException) as caught:
        _ = SandboxWeChatClient(sandbox.url, secret="another").access_token
    assert caught.value.errcode == 40125
