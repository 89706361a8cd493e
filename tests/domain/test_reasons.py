"""Reasons: each step has its own, and each says who is at fault."""

import pytest

from logistics.domain.faults import Invalid
from logistics.domain.reasons import REASONS, check_reason, fault_party, reason_text
from logistics.domain.states import Step


@pytest.mark.parametrize(
    ("code", "party"),
    [
        ("carrier_damaged_parcel", "carrier"),
        ("consignor_not_available", "consignor"),
        ("consignee_not_home", "consignee"),
        ("weather_delay", "weather"),
        ("force_majeure_event", "force_majeure"),
        ("authority_regulatory_hold", "authority"),
    ],
)
def test_the_code_says_who_is_at_fault(code: str, party: str) -> None:
    assert fault_party(code) == party


def test_every_reason_has_a_party_and_a_chinese_text() -> None:
    for step, known in REASONS.items():
        for code in known:
            assert fault_party(code)
            assert reason_text(step, code) and not reason_text(step, code).isascii(), code


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (Step.DELIVERY_FAILED, None),
        (Step.DELIVERY_FAILED, ""),
        (Step.DELIVERY_FAILED, "consignee_asleep"),
        (Step.DELIVERY_FAILED, "consignor_not_ready"),  # known, but of a failed pickup
        (Step.PICKUP_FAILED, None),
        (Step.REFUSED, None),
        (Step.CANCELLED, None),
        (Step.EXCEPTION_OPENED, None),
        (Step.RETURN_STARTED, None),
        (Step.SIGNATURE_REVOKED, None),
        (Step.RELEASED, "consignee_refused"),
    ],
)
def test_a_reason_the_step_does_not_know_is_refused(step: Step, code: str | None) -> None:
    with pytest.raises(Invalid) as refused:
        check_reason(step, code)
    assert refused.value.code == "REASON_UNKNOWN"


def test_a_release_needs_no_reason() -> None:
    check_reason(Step.RELEASED, None)


def test_a_text_that_names_no_party_is_no_reason() -> None:
    with pytest.raises(Invalid):
        fault_party("bad_luck")
