"""A wrong scan is taken back by a decision; a signature that rests upon it is to be revoked first."""

import pytest

from logistics.domain.faults import Conflict
from logistics.domain.parcel import Parcel
from logistics.domain.scan import Scan
from logistics.domain.states import Status, Step
from logistics.domain.timeline import fold
from tests.domain.parcels import DISPATCHER, OTHER_COURIER, add, event_names, out_for_delivery, scan


def withdrawal(wrong: Scan, minute: int = 90) -> Scan:
    reason = {"reason": "carrier_scanned_by_mistake", "details": {"scan_id": wrong.id}}
    return scan(Step.SCAN_WITHDRAWN, DISPATCHER, minute, id=f"withdraw-{wrong.id}", **reason)


def last(parcel: Parcel, step: Step) -> Scan:
    return [each for each in parcel.scans if each.step is step][-1]


def test_what_followed_from_a_withdrawn_scan_is_undone() -> None:
    failed = add(out_for_delivery(), scan(Step.DELIVERY_FAILED, OTHER_COURIER, 50))
    after = add(failed, withdrawal(last(failed, Step.DELIVERY_FAILED)))
    assert (after.status, after.late_scans) == (Status.OUT_FOR_DELIVERY, 1)
    assert event_names(after)[-2:] == ["ScanUndone", "ScanWithdrawn"]


@pytest.mark.parametrize("step", [Step.PICKED_UP, Step.OUT_FOR_DELIVERY])
def test_no_scan_is_withdrawn_from_under_a_signature(step: Step) -> None:
    signed = add(out_for_delivery(), scan(Step.SIGNED, OTHER_COURIER, 60))
    with pytest.raises(Conflict) as refused:
        add(signed, withdrawal(last(signed, step)))
    assert refused.value.code == "SIGNATURE_STANDS"


def test_after_the_revocation_it_may_be_withdrawn() -> None:
    signed = add(out_for_delivery(), scan(Step.SIGNED, OTHER_COURIER, 60))
    revoked = add(signed, scan(Step.SIGNATURE_REVOKED, DISPATCHER, 70))
    after = add(revoked, withdrawal(last(revoked, Step.OUT_FOR_DELIVERY)))
    assert after.status is Status.AT_OUTLET
    assert after.signatures == ()


def test_a_withdrawal_takes_back_one_scan_and_not_the_next_of_its_kind() -> None:
    failed = add(out_for_delivery(), scan(Step.DELIVERY_FAILED, OTHER_COURIER, 50))
    after = add(failed, withdrawal(last(failed, Step.DELIVERY_FAILED)))
    again = add(after, scan(Step.DELIVERY_FAILED, OTHER_COURIER, 51, received=95))
    assert again.status is Status.DELIVERY_FAILED, "another failure is another fact"


def test_a_withdrawal_that_is_known_before_its_scan_lets_it_count_nowhere() -> None:
    wrong = scan(Step.DELIVERY_FAILED, OTHER_COURIER, 50, received=95)
    told = add(out_for_delivery(), withdrawal(wrong))
    after = add(told, wrong)
    assert (after.status, after.late_scans) == (Status.OUT_FOR_DELIVERY, 1)
    assert event_names(after) == event_names(told), "what never counted is not announced"
    assert fold(after.scans).flagged == {wrong.id: "SCAN_WITHDRAWN"}
