"""The identity check against the sandbox, which checks the signature by itself. All identity numbers are made up."""

from typing import Any

import pytest

from logistics.domain.faults import Conflict, Unavailable
from logistics.gateways.faceid import Verdict, check_identity
from tests.providers.sandbox_process import SandboxProcess

NUMBER, REGISTERED = "11010519491231002X", "440524188001010014"


@pytest.fixture
def provider(variables: dict[str, str], setting: Any, sandbox: SandboxProcess) -> SandboxProcess:
    setting(FACEID_BASE_URL=sandbox.url, PROVIDER_TIMEOUT_MS="1000")
    return sandbox


@pytest.mark.parametrize(
    ("name", "number", "verdict"),
    [
        ("林小满", NUMBER, Verdict.SAME),
        ("不符", NUMBER, Verdict.DIFFERENT),
        ("林小满", "123", Verdict.NUMBER_INVALID),
        ("Lin Xiaoman", NUMBER, Verdict.NAME_INVALID),
    ],
)
def test_the_verdict_is_the_providers(provider: SandboxProcess, name: str, number: str, verdict: Verdict) -> None:
    assert check_identity(name, number).verdict is verdict


@pytest.mark.parametrize(("result", "verdict"), [("-5", Verdict.NO_RECORD), ("-7", Verdict.TOO_OFTEN)])
def test_what_the_register_says_of_a_person(provider: SandboxProcess, result: str, verdict: Verdict) -> None:
    provider.order("/faceid/people", name="秦时月", id_card=REGISTERED, result=result)
    assert check_identity("秦时月", REGISTERED).verdict is verdict


def test_every_check_has_a_token_of_its_own(provider: SandboxProcess) -> None:
    tokens = {check_identity("林小满", NUMBER).token for _ in range(3)}
    assert len(tokens) == 3
    assert not any(NUMBER in token or not token for token in tokens)


@pytest.mark.parametrize("result", ["-4", "-6"])
def test_an_authority_out_of_order_is_no_verdict(provider: SandboxProcess, result: str) -> None:
    provider.order("/faceid/people", name="秦时月", id_card=REGISTERED, result=result)
    with pytest.raises(Unavailable) as refusal:
        check_identity("秦时月", REGISTERED)
    assert refusal.value.code == "PROVIDER_UNAVAILABLE"


@pytest.mark.parametrize("kind", ["nonsense", "http_500", "busy", "slow"])
def test_a_provider_that_fails_is_unavailable_and_its_error_names_nobody(provider: SandboxProcess, kind: str) -> None:
    provider.order("/faults", provider="faceid", kind=kind, delay_s=1.5)
    with pytest.raises(Unavailable) as refusal:
        check_identity("林小满", NUMBER)
    said = f"{refusal.value} {refusal.value.details} {refusal.value.__cause__}"
    assert NUMBER not in said and "林小满" not in said


def test_a_wrong_key_is_refused_for_a_person_to_look_at(provider: SandboxProcess, setting: Any) -> None:
    setting(TENCENT_SECRET_KEY="not-the-key", FACEID_BASE_URL=provider.url)
    with pytest.raises(Conflict) as refusal:
        check_identity("林小满", NUMBER)
    assert refusal.value.code == "PROVIDER_REFUSED"
