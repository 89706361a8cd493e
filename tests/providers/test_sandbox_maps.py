"""The location service as documented: key, signature, quotas, status numbers. Signatures were made with md5sum."""

from typing import Any

import pytest
import requests

from tests.providers.conftest import StartSandbox
from tests.providers.sandbox_process import SandboxProcess

KEY = "SANDB-OX000-00000-00000-00000-00001"
ADDRESS = "广东省广州市天河区体育西路101号"
# printf '%s' '/ws/geocoder/v1/?address=<ADDRESS>&key=<KEY>&policy=1sandbox-maps-secret' | md5sum
ADDRESS_SIG = "c004edb1d04fbda11b7cacbbfc1b8327"
# printf '%s' '/ws/geocoder/v1?key=<KEY>&location=28.7033487,115.8660847sandbox-maps-secret' | md5sum
POINT, POINT_SIG = "28.7033487,115.8660847", "2455e34d87ec9c3327a8d43e626ef8da"


def asked(sandbox: SandboxProcess, path: str = "/ws/geocoder/v1/", **params: str) -> dict[str, Any]:
    answer = requests.get(f"{sandbox.url}{path}", params=params, timeout=10)
    assert answer.status_code == 200
    return dict(answer.json())


def found(sandbox: SandboxProcess) -> dict[str, Any]:
    return asked(sandbox, address=ADDRESS, key=KEY, policy="1", sig=ADDRESS_SIG)


def test_a_signed_question_is_answered(sandbox: SandboxProcess) -> None:
    answer = found(sandbox)
    assert (answer["status"], answer["message"]) == (0, "query ok")
    result = answer["result"]
    assert result["ad_info"]["adcode"] == "440106"
    assert (result["level"], result["reliability"] >= 7) == (9, True)
    assert result["address_components"]["street"] == "体育西路"
    assert abs(result["location"]["lat"] - 23.125) < 0.01 and abs(result["location"]["lng"] - 113.362) < 0.01


def test_the_signed_path_is_the_called_one(sandbox: SandboxProcess) -> None:
    signed = {"location": POINT, "key": KEY, "sig": POINT_SIG}
    assert asked(sandbox, "/ws/geocoder/v1", **signed)["result"]["ad_info"]["adcode"].startswith("3601")
    assert asked(sandbox, "/ws/geocoder/v1/", **signed)["status"] == 111


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"key": ""}, 301),
        ({"key": "abc"}, 311),
        ({"key": "OTHER-00000-00000-00000-00000-00000"}, 190),
        ({"sig": "0" * 32}, 111),
        ({"sig": ""}, 111),
        ({"address": "广东省广州市天河区体育西路102号"}, 111),
    ],
)
def test_who_is_not_known_or_did_not_sign_is_refused(
    sandbox: SandboxProcess, changes: dict[str, str], status: int
) -> None:
    params = {"address": ADDRESS, "key": KEY, "policy": "1", "sig": ADDRESS_SIG}
    assert asked(sandbox, **params | changes)["status"] == status


@pytest.mark.parametrize(("limit", "status"), [("per_second", 120), ("day", 121)])
def test_past_its_quota_a_key_is_refused(start_sandbox: StartSandbox, limit: str, status: int) -> None:
    sandbox = start_sandbox()
    sandbox.order("/maps/limits", **{limit: 1})
    statuses = [found(sandbox)["status"] for _ in range(4)]
    assert statuses[0] == 0 and status in statuses
    sandbox.order("/maps/limits", **{limit: 0})
    assert found(sandbox)["status"] == 0


@pytest.mark.parametrize(("kind", "status"), [("busy", 120), ("expired_token", 112)])
def test_it_fails_when_told_to(sandbox: SandboxProcess, kind: str, status: int) -> None:
    sandbox.order("/faults", provider="maps", kind=kind, path="geocode")
    assert found(sandbox)["status"] == status
    assert found(sandbox)["status"] == 0


def test_a_registered_place_is_where_it_was_put(start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox()
    sandbox.order("/maps/places", address=ADDRESS, adcode="440106", lat=23.1, lng=113.3, level=11, reliability=6)
    result = found(sandbox)["result"]
    assert (result["location"], result["level"], result["reliability"]) == ({"lat": 23.1, "lng": 113.3}, 11, 6)


def test_a_place_needs_a_division(sandbox: SandboxProcess) -> None:
    assert "adcode" in sandbox.refused_order("/maps/places", address="x", adcode="999999", lat=1, lng=1)
