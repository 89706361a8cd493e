"""Virtual numbers against the sandbox, which checks signature and fields by itself."""

from typing import Any

import pytest

from logistics.domain.faults import Conflict, Unavailable
from logistics.gateways.virtual_numbers import bind, unbind
from tests.providers.sandbox_process import SandboxProcess

COURIER, CONSIGNEE = "+8619900000011", "+8613800000012"


@pytest.fixture
def provider(variables: dict[str, str], setting: Any, sandbox: SandboxProcess) -> SandboxProcess:
    setting(VIRTUAL_NUMBERS_BASE_URL=sandbox.url, PROVIDER_TIMEOUT_MS="1000")
    sandbox.order("/npp/numbers", numbers=20)
    return sandbox


def test_a_number_leads_to_the_other_one_until_it_is_ended(provider: SandboxProcess) -> None:
    lent = bind(COURIER, CONSIGNEE, 600)
    assert lent.number.isdigit() and len(lent.number) == 11
    dialled = {"from": COURIER, "number": lent.number}
    assert provider.order("/npp/calls", **dialled) == {"reaches": CONSIGNEE}
    assert unbind(lent.bind_id)
    assert provider.order("/npp/calls", **dialled) == {"reaches": ""}
    assert not unbind(lent.bind_id), "what is over already is no error"


def test_no_number_is_free(provider: SandboxProcess) -> None:
    provider.order("/npp/numbers", numbers=0)
    with pytest.raises(Unavailable) as refusal:
        bind(COURIER, CONSIGNEE, 600)
    assert refusal.value.code == "VIRTUAL_NUMBERS_USED_UP"


@pytest.mark.parametrize("kind", ["nonsense", "http_500", "busy", "slow"])
def test_a_provider_that_fails_is_unavailable_and_its_error_names_nobody(provider: SandboxProcess, kind: str) -> None:
    provider.order("/faults", provider="npp", kind=kind, delay_s=1.5)
    with pytest.raises(Unavailable) as refusal:
        bind(COURIER, CONSIGNEE, 600)
    said = f"{refusal.value} {refusal.value.details} {refusal.value.__cause__}"
    assert refusal.value.code == "PROVIDER_UNAVAILABLE" and CONSIGNEE[3:] not in said


def test_a_wrong_application_is_refused_for_a_person_to_look_at(provider: SandboxProcess, setting: Any) -> None:
    setting(VIRTUAL_NUMBERS_APP_ID="another", VIRTUAL_NUMBERS_BASE_URL=provider.url)
    with pytest.raises(Conflict) as refusal:
        bind(COURIER, CONSIGNEE, 600)
    assert (refusal.value.code, refusal.value.details["provider_code"]) == ("PROVIDER_REFUSED", "110")
