"""Number protection as the vendor's own client meets it: joined, over, ended, used up, and refused when ill-formed."""

import time
from typing import Any

import pytest
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

from tests.providers.sandbox_process import SandboxProcess
from tests.providers.tc3_signing import SECRET_ID, SECRET_KEY

APP, COURIER, CONSIGNEE, OTHER = "npp0000000001", "008619900000001", "008613800000002", "008613800000003"


def ask(sandbox: SandboxProcess, action: str, key: str = SECRET_KEY, **said: str) -> dict[str, Any]:
    """One call of the vendor's client; what it says for the application unless told otherwise."""
    profile = ClientProfile(httpProfile=HttpProfile("http", sandbox.host_and_port, reqTimeout=10))
    client = CommonClient("npp", "2019-08-23", Credential(SECRET_ID, key), "ap-guangzhou", profile)
    answer: dict[str, Any] = client.call_json(action, {"BizAppId": APP} | said)["Response"]
    return answer


def join(sandbox: SandboxProcess, dst: str = CONSIGNEE, src: str = COURIER, **said: str) -> dict[str, Any]:
    return ask(sandbox, "GetVirtualNum", Src=src, Dst=dst, **said)


def reaches(sandbox: SandboxProcess, caller: str, number: str) -> str:
    told = sandbox.order("/npp/calls", **{"from": f"+{caller[2:]}", "number": number.removeprefix("0086")})
    return str(told["reaches"])


@pytest.fixture(autouse=True)
def pool(sandbox: SandboxProcess) -> None:
    sandbox.order("/npp/numbers", numbers=20)


def test_two_people_reach_each_other_and_nobody_else_does(sandbox: SandboxProcess) -> None:
    joined = join(sandbox)
    assert joined["ErrorCode"] == "0" and joined["VirtualNum"].startswith("0086")
    assert reaches(sandbox, COURIER, joined["VirtualNum"]) == "+8613800000002"
    assert reaches(sandbox, CONSIGNEE, joined["VirtualNum"]) == "+8619900000001"
    assert reaches(sandbox, OTHER, joined["VirtualNum"]) == ""
    other = join(sandbox, OTHER)
    assert other["VirtualNum"] != joined["VirtualNum"], "the courier dials one number for each of two people"
    for bind_id in (joined["BindId"], other["BindId"]):
        assert ask(sandbox, "DelVirtualNum", BindId=bind_id)["ErrorCode"] == "0"
        assert ask(sandbox, "DelVirtualNum", BindId=bind_id)["ErrorCode"] == "108"
    assert reaches(sandbox, COURIER, joined["VirtualNum"]) == ""


def test_a_binding_is_over_by_itself(sandbox: SandboxProcess) -> None:
    joined = join(sandbox, MaxAssignTime="1")
    time.sleep(1.1)
    assert reaches(sandbox, COURIER, joined["VirtualNum"]) == ""
    assert ask(sandbox, "DelVirtualNum", BindId=joined["BindId"])["ErrorCode"] == "108"


def test_an_empty_pool_has_no_number(sandbox: SandboxProcess) -> None:
    sandbox.order("/npp/numbers", numbers=0)
    refused = join(sandbox, dst=OTHER)
    assert (refused["ErrorCode"], refused["BindId"], refused["VirtualNum"]) == ("107", None, None)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"Dst": "13800000002"}, "101"),
        ({"Dst": COURIER}, "101"),
        ({"MaxAssignTime": "604801"}, "101"),
        ({"MaxAssignTime": "0"}, "101"),
        ({"BizAppId": "another"}, "110"),
    ],
)
def test_what_is_ill_formed_is_refused(sandbox: SandboxProcess, said: dict[str, str], code: str) -> None:
    assert ask(sandbox, "GetVirtualNum", **{"Src": COURIER, "Dst": CONSIGNEE} | said)["ErrorCode"] == code


def test_a_wrong_signature_and_a_missing_parameter_are_refused_as_requests(sandbox: SandboxProcess) -> None:
    with pytest.raises(TencentCloudSDKException) as refusal:
        ask(sandbox, "GetVirtualNum", key="not-the-key", Src=COURIER, Dst=CONSIGNEE)
    assert refusal.value.get_code() == "AuthFailure.SignatureFailure"
    with pytest.raises(TencentCloudSDKException) as refusal:
        ask(sandbox, "GetVirtualNum", Src=COURIER)
    assert refusal.value.get_code() == "MissingParameter"
