"""The request signature of Tencent Cloud: what is not signed right is not let in."""

import pytest

from tests.providers.sandbox_process import SandboxProcess
from tests.providers.tc3_signing import SignedCall


def _code(sandbox: SandboxProcess, call: SignedCall) -> str:
    response = call.send(sandbox.url)
    assert response["RequestId"]
    return str(response.get("Error", {"Code": "accepted"})["Code"])


@pytest.mark.parametrize("age_s", [0, 290, -290])
def test_a_right_signature_within_five_minutes_is_accepted(sandbox: SandboxProcess, age_s: int) -> None:
    assert _code(sandbox, SignedCall(age_s=age_s)) == "accepted"


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8"])
def test_the_content_type_is_signed_as_sent(sandbox: SandboxProcess, content_type: str) -> None:
    assert _code(sandbox, SignedCall(content_type=content_type)) == "accepted"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (SignedCall(age_s=310), "AuthFailure.SignatureExpire"),
        (SignedCall(age_s=-310), "AuthFailure.SignatureExpire"),
        (SignedCall(secret_key="another"), "AuthFailure.SignatureFailure"),
        (SignedCall(service="sms"), "AuthFailure.SignatureFailure"),
        (SignedCall(sent_body=b'{"IdCard": "110101199003074477", "Name": "x"}'), "AuthFailure.SignatureFailure"),
        (SignedCall(secret_id="AKIDunknown"), "AuthFailure.SecretIdNotFound"),
        (SignedCall(authorization="Bearer abc"), "AuthFailure.InvalidAuthorization"),
        (SignedCall(version="2017-03-12"), "NoSuchVersion"),
        (SignedCall(action="DescribeNothing"), "InvalidAction"),
    ],
)
def test_each_way_to_sign_wrong_has_its_code(sandbox: SandboxProcess, call: SignedCall, code: str) -> None:
    assert _code(sandbox, call) == code
