"""The SMS gateway against the sandbox, which checks the signature by itself."""

from typing import Any

import pytest

from logistics.domain.faults import Conflict, Unavailable
from logistics.gateways.sms import send_sms
from logistics.gateways.tencent_cloud import authorization, call
from tests.providers.sandbox_process import SandboxProcess

LOGIN_CODE = "100001"


@pytest.fixture
def provider(variables: dict[str, str], setting: Any, sandbox: SandboxProcess) -> SandboxProcess:
    setting(SMS_BASE_URL=sandbox.url, FACEID_BASE_URL=sandbox.url, PROVIDER_TIMEOUT_MS="1000")
    return sandbox


def test_the_signature_is_the_one_of_the_protocol() -> None:
    """Made once with openssl, following the steps of the vendor's page one by one."""
    header = authorization("sms", "sms.example.test", 1_700_000_000, b'{"a":1}', "AKIDexample", "secret-example")
    assert header == (
        "TC3-HMAC-SHA256 Credential=AKIDexample/2023-11-14/sms/tc3_request, SignedHeaders=content-type;host, "
        "Signature=dad66946576e4d93b0e251b5d4ba2440818eba902f0b060d886e5950e6027a24"
    )


def test_a_message_arrives(provider: SandboxProcess, phone: str) -> None:
    outcome = send_sms(phone, LOGIN_CODE, ["123456", "5"])
    assert outcome.sent and outcome.code == "Ok" and outcome.serial_no
    [message] = provider.messages(phone=phone)
    assert message["template"] == LOGIN_CODE
    assert "123456" in message["text"]


@pytest.mark.parametrize(
    ("template", "params", "code"),
    [
        ("999999", ["123456", "5"], "FailedOperation.TemplateUnapprovedOrNotExist"),
        (LOGIN_CODE, ["123456"], "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"),
    ],
)
def test_a_number_that_is_not_served_is_an_outcome(
    provider: SandboxProcess, phone: str, template: str, params: list[str], code: str
) -> None:
    outcome = send_sms(phone, template, params)
    assert (outcome.sent, outcome.code, outcome.serial_no) == (False, code, "")


def test_a_number_on_the_blacklist_is_an_outcome(provider: SandboxProcess, phone: str) -> None:
    provider.order("/sms/numbers", phone=phone, code="FailedOperation.PhoneNumberInBlacklist")
    assert send_sms(phone, LOGIN_CODE, ["123456", "5"]).code == "FailedOperation.PhoneNumberInBlacklist"


def test_a_wrong_key_is_refused_for_a_person_to_look_at(provider: SandboxProcess, setting: Any, phone: str) -> None:
    setting(TENCENT_SECRET_KEY="not-the-key", SMS_BASE_URL=provider.url)
    with pytest.raises(Conflict) as refusal:
        send_sms(phone, LOGIN_CODE, ["123456", "5"])
    assert refusal.value.code == "PROVIDER_REFUSED"
    assert refusal.value.details == {"provider": "sms", "provider_code": "AuthFailure.SignatureFailure"}


@pytest.mark.parametrize(
    ("kind", "maybe_done"),
    [("reset", True), ("nonsense", True), ("http_500", True), ("busy", False), ("slow", True)],
)
def test_a_provider_that_fails_is_unavailable_and_the_message_is_sent_at_most_once(
    provider: SandboxProcess, phone: str, kind: str, maybe_done: bool
) -> None:
    provider.order("/faults", provider="sms", kind=kind, delay_s=1.5)
    with pytest.raises(Unavailable) as refusal:
        send_sms(phone, LOGIN_CODE, ["123456", "5"])
    assert refusal.value.code == "PROVIDER_UNAVAILABLE"
    assert refusal.value.details == {"provider": "sms", "maybe_done": maybe_done}


def test_a_repeatable_call_is_tried_once_more_over_a_broken_connection(provider: SandboxProcess) -> None:
    provider.order("/faults", provider="faceid", kind="reset")
    body = {"IdCard": "11010119900307793X", "Name": "林知远"}
    answer = call("faceid", provider.url, "IdCardVerification", "2018-03-01", body)
    assert "Result" in answer


def test_nobody_listening_means_certainly_not_sent(provider: SandboxProcess, setting: Any, phone: str) -> None:
    setting(SMS_BASE_URL="http://127.0.0.1:9")
    with pytest.raises(Unavailable) as refusal:
        send_sms(phone, LOGIN_CODE, ["123456", "5"])
    assert refusal.value.details["maybe_done"] is False
