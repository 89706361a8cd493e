"""IdCardVerification through the pinned Tencent Cloud SDK. All identity numbers are made up."""

import pytest
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

from tests.providers.sandbox_process import SandboxProcess
from tests.providers.tencent_clients import WELL_FORMED_NUMBER as WELL_FORMED
from tests.providers.tencent_clients import check_identity

# The standard's second example, for a person who is registered first.
REGISTERED = "440524188001010014"


@pytest.mark.parametrize(
    ("number", "name", "result"),
    [
        (WELL_FORMED, "林小满", "0"),
        (WELL_FORMED.lower(), "林小满", "0"),
        (WELL_FORMED, "阿依古丽·买买提", "0"),
        (WELL_FORMED, "不符", "-1"),
        ("110105194912310021", "林小满", "-2"),
        ("110105194902300028", "林小满", "-2"),
        ("11010519491231002", "林小满", "-2"),
        ("身份证号", "林小满", "-2"),
        (WELL_FORMED, "满", "-3"),
        (WELL_FORMED, "Lin Xiaoman", "-3"),
    ],
)
def test_a_number_and_a_name_have_the_documented_result(
    sandbox: SandboxProcess, number: str, name: str, result: str
) -> None:
    assert check_identity(sandbox, number, name)[0] == result


def test_a_registered_person_matches_under_the_registered_name_only(sandbox: SandboxProcess) -> None:
    sandbox.order("/faceid/people", name="周望舒", id_card=REGISTERED)
    assert check_identity(sandbox, REGISTERED, "周望舒") == ("0", "姓名和身份证号一致")
    assert check_identity(sandbox, REGISTERED, "林小满") == ("-1", "姓名和身份证号不一致")


@pytest.mark.parametrize("result", ["-4", "-5", "-6", "-7"])
def test_the_authority_can_be_out_of_order(sandbox: SandboxProcess, result: str) -> None:
    sandbox.order("/faceid/people", name="秦时月", id_card=REGISTERED, result=result)
    assert check_identity(sandbox, REGISTERED, "秦时月")[0] == result


@pytest.mark.parametrize(("number", "name"), [(None, "林小满"), (WELL_FORMED, None), ("", "林小满"), (WELL_FORMED, "")])
def test_both_parameters_are_needed(sandbox: SandboxProcess, number: str | None, name: str | None) -> None:
    with pytest.raises(TencentCloudSDKException) as caught:
        check_identity(sandbox, number, name)
    assert caught.value.get_code() == "MissingParameter"


def test_a_malformed_number_cannot_be_registered(sandbox: SandboxProcess) -> None:
    assert "id_card" in sandbox.refused_order("/faceid/people", name="周望舒", id_card="123")
