"""Late scans on the parcel's row: effects fire once, are compensated when undone, and the row follows the fold."""

from dataclasses import replace

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from logistics.domain import events
from logistics.domain.cod import CodStatus
from logistics.domain.faults import Fault
from logistics.domain.parcel import Parcel
from logistics.domain.roles import SYSTEM
from logistics.domain.scan import Scan
from logistics.domain.states import Status, Step, is_command
from logistics.domain.timeline import fold
from tests.domain.parcels import (
    COURIER,
    CUSTOMER,
    DISPATCHER,
    DRIVER,
    MANAGER,
    OTHER_COURIER,
    add,
    assigned,
    at,
    event_names,
    out_for_delivery,
    picked_up,
    scan,
)

ARRIVED = scan(Step.ARRIVED, MANAGER, 30, received=80)


def since(parcel: Parcel, before: Parcel) -> list[events.Event]:
    return list(parcel.events[len(before.events) :])


def test_the_missing_arrival_makes_what_followed_count_and_tells_it_in_order() -> None:
    parcel = add(picked_up(), scan(Step.DEPARTED, DRIVER, 20))
    parcel = add(parcel, scan(Step.OUT_FOR_DELIVERY, OTHER_COURIER, 40))
    parcel = add(parcel, scan(Step.SIGNED, OTHER_COURIER, 60))
    assert (parcel.status, parcel.late_scans, parcel.signed_at) == (Status.IN_TRANSIT, 2, None)
    whole = add(parcel, ARRIVED)
    assert (whole.status, whole.late_scans, whole.signed_at) == (Status.SIGNED, 0, at(60))
    assert [type(event).__name__ for event in since(whole, parcel)] == [
        "ParcelArrived",
        "ParcelOutForDelivery",
        "ParcelSigned",
    ]
    assert whole.last_scan_at == at(60) and whole.courier_id == OTHER_COURIER.id
    assert whole.signatures == ("signed-60",)


def test_a_cancellation_is_undone_by_the_pickup_that_came_before_it() -> None:
    cancelled = assigned(cod_fen=5000).cancel("consignor_changed_mind", CUSTOMER, at(20))
    assert cancelled.cod.status is CodStatus.VOID
    parcel = add(cancelled, scan(Step.PICKED_UP, COURIER, 10, received=30))
    undone = cancelled.scans[-1]
    assert since(parcel, cancelled) == [
        events.ScanUndone("WB000000000000", undone.id, "cancelled", "picked_up-10"),
        events.CodReinstated("WB000000000000", 5000, 0),
        events.ParcelPickedUp("WB000000000000", "picked_up-10", COURIER.id),
    ]
    assert (parcel.status, parcel.cod.status, parcel.picked_up_at) == (Status.PICKED_UP, CodStatus.DUE, at(10))
    assert (parcel.late_scans, parcel.courier_id) == (1, COURIER.id)


def test_a_pickup_is_taken_off_the_row_when_an_earlier_failure_shows_it_did_not_count() -> None:
    before = picked_up()
    parcel = add(before, scan(Step.PICKUP_FAILED, COURIER, 5, received=30))
    assert (parcel.status, parcel.picked_up_at, parcel.inspected) == (Status.PICKUP_FAILED, None, False)
    assert [type(event).__name__ for event in since(parcel, before)] == ["ScanUndone", "PickupFailed"]


def test_a_late_failed_attempt_leaves_the_signature_and_tells_nothing() -> None:
    signed = add(out_for_delivery(), scan(Step.SIGNED, OTHER_COURIER, 60))
    parcel = add(signed, scan(Step.DELIVERY_FAILED, OTHER_COURIER, 50, received=70))
    assert (parcel.status, parcel.late_scans, since(parcel, signed)) == (Status.SIGNED, 1, [])
    assert (parcel.signed_by, parcel.signed_at) == ("李*", at(60))


def test_late_attempts_are_told_with_their_own_number() -> None:
    signed = add(out_for_delivery(), scan(Step.SIGNED, OTHER_COURIER, 60))
    parcel = add(signed, scan(Step.DELIVERY_FAILED, OTHER_COURIER, 50, received=70))
    parcel = add(parcel, scan(Step.OUT_FOR_DELIVERY, OTHER_COURIER, 55, received=71))
    failed, again = since(parcel, signed)
    assert isinstance(failed, events.DeliveryFailed) and failed.attempt == 1
    assert isinstance(again, events.ParcelOutForDelivery) and again.attempt == 2
    assert (parcel.attempts, parcel.late_scans) == (2, 0)


def test_an_acceptance_survives_a_late_scan_but_not_another_assignment() -> None:
    accepted = assigned().accept(COURIER, at(2))
    accepted = add(accepted, scan(Step.EXCEPTION_OPENED, COURIER, 4))
    late = scan(Step.EXCEPTION_OPENED, COURIER, 3, received=6)
    assert add(accepted, late).accepted_at == at(2)
    reassigned = scan(Step.ASSIGNED, DISPATCHER, 2, received=6, courier_id=OTHER_COURIER.id)
    assert add(accepted, reassigned).accepted_at is None


def test_a_scan_sent_again_changes_nothing() -> None:
    parcel = add(out_for_delivery(), scan(Step.SIGNED, OTHER_COURIER, 60))
    again = add(parcel, parcel.scans[-1])
    assert again is parcel


def test_a_dispatcher_takes_a_signature_back_and_the_courier_signs_anew() -> None:
    signed = add(out_for_delivery(), scan(Step.SIGNED, OTHER_COURIER, 60))
    open_again = add(signed, scan(Step.SIGNATURE_REVOKED, DISPATCHER, 70))
    assert (open_again.status, open_again.signed_at, open_again.signed_by) == (Status.OUT_FOR_DELIVERY, None, None)
    assert event_names(open_again)[-1] == "SignatureRevoked"
    final = add(open_again, scan(Step.SIGNED, OTHER_COURIER, 80))
    assert (final.status, final.signed_at, final.signatures) == (Status.SIGNED, at(80), ("signed-60", "signed-80"))


PEOPLE = (COURIER, OTHER_COURIER, MANAGER, DRIVER, CUSTOMER, DISPATCHER, SYSTEM)
FACTS = [step for step in Step if not is_command(step)]


@st.composite
def arrivals(draw: st.DrawFn) -> list[Scan]:
    """Facts by anybody at any minute, as phones send them."""
    count = draw(st.integers(1, 12))
    return [
        scan(draw(st.sampled_from(FACTS)), draw(st.sampled_from(PEOPLE)), draw(st.integers(2, 12)), id=f"scan-{each}")
        for each in range(count)
    ]


@seed(20250303)
@settings(max_examples=150, deadline=None)
@given(arrivals())
def test_the_row_always_agrees_with_a_fold_of_all_scans(facts: list[Scan]) -> None:
    parcel = assigned()
    for fact in facts:
        try:
            parcel = add(parcel, fact)
        except Fault:  # refused by a guard: then nothing was kept
            continue
        folded = fold(parcel.scans, parcel.signatures)
        assert parcel.state == folded.state
        assert (parcel.signatures, parcel.late_scans) == (folded.signatures, len(folded.flagged))
        assert (parcel.signed_at is not None) == (parcel.status is Status.SIGNED)
        assert replace(parcel, events=(), scans=()) == parcel
