"""Where a parcel lies: which scans say so, and that only the counter of that outlet deals with it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from logistics.domain.faults import Conflict
from logistics.domain.parcel import Parcel
from logistics.domain.roles import SYSTEM, Actor, Role
from logistics.domain.scan import Scan
from logistics.domain.states import Status, Step
from logistics.domain.timeline import admit, fold
from tests.domain.parcels import (
    COURIER,
    CUSTOMER,
    DISPATCHER,
    DRIVER,
    MANAGER,
    OTHER_COURIER,
    add,
    at_outlet,
    scan,
)

HERE = "outlet-b"  # where at_outlet() and the manager are
ELSEWHERE_MANAGER = Actor("manager-2", Role.OUTLET_MANAGER, "outlet-a")
ELSEWHERE_DRIVER = Actor("driver-2", Role.DRIVER, "outlet-a")


def lying() -> list[Scan]:
    """The history of a parcel that lies at outlet-b."""
    return [
        scan(Step.PLACED, CUSTOMER, 0),
        scan(Step.ASSIGNED, SYSTEM, 1),
        scan(Step.PICKED_UP, COURIER, 10),
        scan(Step.DEPARTED, DRIVER, 20),
        scan(Step.ARRIVED, MANAGER, 30),
    ]


# What happens after the arrival at outlet-b, and the outlet where the parcel lies then.
WHEREABOUTS: dict[str, tuple[list[Scan], str | None]] = {
    "it came in": ([], "outlet-b"),
    "it went on": ([scan(Step.DEPARTED, MANAGER, 40)], None),
    "it came in at the next one": (
        [scan(Step.DEPARTED, MANAGER, 40), scan(Step.ARRIVED, ELSEWHERE_MANAGER, 50)],
        "outlet-a",
    ),
    "a courier took it": ([scan(Step.OUT_FOR_DELIVERY, OTHER_COURIER, 40)], None),
    "a courier brought it back": (
        [
            scan(Step.OUT_FOR_DELIVERY, OTHER_COURIER, 40),
            scan(Step.DELIVERY_FAILED, OTHER_COURIER, 50),
            scan(Step.BACK_AT_OUTLET, OTHER_COURIER, 60),
        ],
        "outlet-b",
    ),
    "a courier stored it in a locker": (
        [scan(Step.OUT_FOR_DELIVERY, OTHER_COURIER, 40), scan(Step.STORED, OTHER_COURIER, 50)],
        None,
    ),
    "the counter keeps it": ([scan(Step.STORED, MANAGER, 40)], "outlet-b"),
    "it is to be sent back": ([scan(Step.RETURN_STARTED, DISPATCHER, 40)], "outlet-b"),
    "it is on its way back": ([scan(Step.RETURN_STARTED, DISPATCHER, 40), scan(Step.DEPARTED, MANAGER, 50)], None),
    "it came in on its way back": (
        [
            scan(Step.RETURN_STARTED, DISPATCHER, 40),
            scan(Step.DEPARTED, MANAGER, 50),
            scan(Step.ARRIVED, ELSEWHERE_MANAGER, 60),
        ],
        "outlet-a",
    ),
    "its consignor has it again": (
        [scan(Step.RETURN_STARTED, DISPATCHER, 40), scan(Step.RETURNED, OTHER_COURIER, 50)],
        None,
    ),
    "it was redirected": ([scan(Step.INTERCEPTED, CUSTOMER, 40), scan(Step.REDIRECTED, CUSTOMER, 50)], None),
    "its signature at the counter was taken back": (
        [scan(Step.SIGNED, MANAGER, 40), scan(Step.SIGNATURE_REVOKED, DISPATCHER, 50)],
        "outlet-b",
    ),
    "another outlet says that it went on": ([scan(Step.DEPARTED, ELSEWHERE_MANAGER, 40)], "outlet-b"),
}


@pytest.mark.parametrize("case", WHEREABOUTS)
def test_arrivals_say_where_a_parcel_lies_until_it_leaves(case: str) -> None:
    later, outlet_id = WHEREABOUTS[case]
    assert fold([*lying(), *later]).state.at_outlet_id == outlet_id, "folded"
    parcel = at_outlet()
    for each in later:
        parcel = add(parcel, each)
    assert parcel.at_outlet_id == outlet_id, "scan by scan"


def test_a_late_arrival_writes_the_same_as_one_in_time() -> None:
    """Left and came in; the departure is sent last."""
    known = [each for each in lying() if each.step is not Step.DEPARTED]
    parcel = at_outlet()
    before = replace(parcel, at_outlet_id=None, status=Status.PICKED_UP, scans=(), events=())
    missing = scan(Step.DEPARTED, DRIVER, 20, received=70)
    assert before.apply(admit(known, missing), missing).at_outlet_id == parcel.at_outlet_id == HERE


# --- the wrong counter -------------------------------------------------------------------------------------------


def kept() -> Parcel:
    return add(at_outlet(), scan(Step.STORED, MANAGER, 40))


def returning() -> Parcel:
    return add(at_outlet(), scan(Step.RETURN_STARTED, DISPATCHER, 40))


@pytest.mark.parametrize(
    ("start", "step"),
    [(at_outlet, Step.DEPARTED), (returning, Step.DEPARTED), (at_outlet, Step.STORED)],
)
def test_what_another_counter_says_is_kept_and_flagged(start: Callable[[], Parcel], step: Step) -> None:
    before = start()
    wrong = scan(step, ELSEWHERE_MANAGER, 50)
    admission = admit(before.scans, wrong)
    after = before.apply(admission, wrong)
    assert admission.flagged == {wrong.id: "PARCEL_ELSEWHERE"}
    assert (after.status, after.late_scans, after.scans[-1]) == (before.status, 1, wrong)
    assert add(before, scan(step, MANAGER, 50)).late_scans == 0, "their own counter may"


@pytest.mark.parametrize(("start", "step"), [(at_outlet, Step.SIGNED), (kept, Step.SIGNED), (returning, Step.DISPOSED)])
def test_another_counter_hands_nothing_over_and_disposes_of_nothing(start: Callable[[], Parcel], step: Step) -> None:
    before = start()
    with pytest.raises(Conflict) as refused:
        add(before, scan(step, ELSEWHERE_MANAGER, 50))
    assert refused.value.code == "PARCEL_ELSEWHERE"
    assert add(before, scan(step, MANAGER, 50)).status in (Status.SIGNED, Status.DISPOSED)


def test_a_driver_fetches_from_any_outlet() -> None:
    assert add(at_outlet(), scan(Step.DEPARTED, ELSEWHERE_DRIVER, 40)).status is Status.IN_TRANSIT


def test_a_signature_that_waits_for_its_arrival_counts_only_where_the_parcel_came_in() -> None:
    """The counter's signature is sent first, the arrival after it."""
    before = lying()[:-1]
    arrived = lying()[-1]
    for manager, flags in ((MANAGER, {}), (ELSEWHERE_MANAGER, {"early": "PARCEL_ELSEWHERE"})):
        early = scan(Step.SIGNED, manager, 40, id="early")
        assert fold([*before, early]).flagged == {"early": "PARCEL_STATE_CONFLICT"}
        assert admit([*before, early], arrived).flagged == flags


def test_a_signature_that_stood_still_stands_when_a_late_scan_moves_the_parcel() -> None:
    """Signed at outlet-b's counter; then it turns out that it had gone to outlet-a before."""
    signed = scan(Step.SIGNED, MANAGER, 60)
    known = [*lying(), signed, scan(Step.DEPARTED, MANAGER, 40, received=70)]
    late = scan(Step.ARRIVED, ELSEWHERE_MANAGER, 50, received=71)
    admission = admit(known, late, (signed.id,))
    assert (admission.folded.status, admission.flagged) == (Status.SIGNED, {})


# --- rows of an older release ------------------------------------------------------------------------------------


def test_where_nobody_wrote_it_down_any_counter_may() -> None:
    unknown = replace(at_outlet(), at_outlet_id=None)
    assert add(unknown, scan(Step.SIGNED, ELSEWHERE_MANAGER, 40)).status is Status.SIGNED


def test_a_row_that_an_older_release_moved_on_is_folded_from_its_scans() -> None:
    """The older release scanned the parcel into outlet-a and left the column as it was."""
    moved = add(add(at_outlet(), scan(Step.DEPARTED, MANAGER, 40)), scan(Step.ARRIVED, ELSEWHERE_MANAGER, 50))
    stale = replace(moved, at_outlet_id=HERE)
    signed = add(stale, scan(Step.SIGNED, ELSEWHERE_MANAGER, 60))
    assert (signed.status, signed.late_scans) == (Status.SIGNED, 0)


# --- proof -------------------------------------------------------------------------------------------------------


def test_the_counter_needs_a_proof_as_a_courier_does() -> None:
    with pytest.raises(Conflict) as refused:
        add(at_outlet(), scan(Step.SIGNED, MANAGER, 40, evidence=()))
    assert refused.value.code == "PROOF_REQUIRED"
    from_locker = add(kept(), scan(Step.SIGNED, CUSTOMER, 50, evidence=()))
    assert from_locker.status is Status.SIGNED, "a customer who takes it out needs none"
