"""Late and disordered scans: what counts, what is flagged, and that a signature stands."""

from datetime import timedelta

import pytest

from logistics.domain.roles import SYSTEM, Actor, Role
from logistics.domain.scan import Scan
from logistics.domain.states import Status, Step
from logistics.domain.timeline import admit, fold
from tests.domain.parcels import COURIER, CUSTOMER, DISPATCHER, DRIVER, MANAGER, OTHER_COURIER, at, scan

PLACED = scan(Step.PLACED, CUSTOMER, 0)
ASSIGNED = scan(Step.ASSIGNED, SYSTEM, 1)
PICKED_UP = scan(Step.PICKED_UP, COURIER, 10)
DEPARTED = scan(Step.DEPARTED, DRIVER, 20)
ARRIVED = scan(Step.ARRIVED, MANAGER, 30)
OUT = scan(Step.OUT_FOR_DELIVERY, OTHER_COURIER, 40)
SIGNED = scan(Step.SIGNED, OTHER_COURIER, 60)
REVOKED = scan(Step.SIGNATURE_REVOKED, DISPATCHER, 90)
WAY = [PLACED, ASSIGNED, PICKED_UP, DEPARTED, ARRIVED, OUT]


def ids(scans: tuple[Scan, ...]) -> list[str]:
    return [each.id for each in scans]


def test_a_journey_in_order_applies_scan_by_scan() -> None:
    folded = fold([*WAY, SIGNED])
    assert (folded.status, folded.flagged, folded.last_applied) == (Status.SIGNED, {}, SIGNED)
    assert folded.state.attempts == 1 and folded.state.courier_id == OTHER_COURIER.id
    assert folded.signatures == (SIGNED.id,)


def test_no_scans_are_a_draft() -> None:
    assert fold([]).status is Status.DRAFT and fold([]).last_applied is None


def test_a_scan_that_does_not_fit_is_flagged_and_counts_once_the_missing_one_arrives() -> None:
    known = [scan for scan in WAY if scan is not ARRIVED]
    missing = fold([*known, SIGNED])
    assert missing.flagged == dict.fromkeys((OUT.id, SIGNED.id), "PARCEL_STATE_CONFLICT")
    admission = admit([*known, SIGNED], ARRIVED)
    assert ids(admission.newly_applied) == [ARRIVED.id, OUT.id, SIGNED.id]
    assert (admission.undone, admission.flagged, admission.folded.status) == ((), {}, Status.SIGNED)


def test_a_late_fact_undoes_a_command_that_was_decided_without_it() -> None:
    cancelled = scan(Step.CANCELLED, CUSTOMER, 15)
    admission = admit([PLACED, ASSIGNED, cancelled], PICKED_UP)
    assert admission.folded.status is Status.PICKED_UP
    assert ids(admission.newly_applied) == [PICKED_UP.id]
    assert ids(admission.undone) == [cancelled.id]


def test_a_late_failed_attempt_never_undoes_a_signature() -> None:
    failed = scan(Step.DELIVERY_FAILED, OTHER_COURIER, 50, received=70)
    admission = admit([*WAY, SIGNED], failed, (SIGNED.id,))
    assert admission.folded.status is Status.SIGNED
    assert admission.flagged == {failed.id: "SIGNATURE_STANDS"}
    assert (admission.newly_applied, admission.undone) == ((), ())


def test_the_failed_attempt_counts_when_the_second_one_arrives_too() -> None:
    failed = scan(Step.DELIVERY_FAILED, OTHER_COURIER, 50, received=70)
    again = scan(Step.OUT_FOR_DELIVERY, OTHER_COURIER, 55, received=71)
    admission = admit([*WAY, SIGNED, failed], again, (SIGNED.id,))
    assert (admission.folded.status, admission.flagged) == (Status.SIGNED, {})
    assert ids(admission.newly_applied) == [failed.id, again.id]
    assert admission.folded.attempt_of(SIGNED) == 2 and admission.folded.attempt_of(failed) == 1


def test_a_late_refusal_or_interception_never_undoes_a_signature() -> None:
    for late in (scan(Step.REFUSED, OTHER_COURIER, 50), scan(Step.INTERCEPTED, CUSTOMER, 35)):
        admission = admit([*WAY, SIGNED], late, (SIGNED.id,))
        assert (admission.folded.status, admission.flagged[late.id]) == (Status.SIGNED, "SIGNATURE_STANDS")


def test_a_signature_that_never_stood_protects_nothing() -> None:
    failed = scan(Step.DELIVERY_FAILED, OTHER_COURIER, 50)
    folded = fold([*WAY, failed, SIGNED])
    assert (folded.status, folded.flagged) == (Status.DELIVERY_FAILED, {SIGNED.id: "PARCEL_STATE_CONFLICT"})


def test_a_second_signature_is_flagged() -> None:
    second = scan(Step.SIGNED, OTHER_COURIER, 61)
    assert fold([*WAY, SIGNED, second]).flagged == {second.id: "PARCEL_ALREADY_SIGNED"}
    earlier = scan(Step.SIGNED, OTHER_COURIER, 59)
    admission = admit([*WAY, SIGNED], earlier, (SIGNED.id,))
    assert admission.folded.signatures == (SIGNED.id,) and admission.flagged == {earlier.id: "SIGNATURE_STANDS"}


def test_an_older_scan_of_the_way_leaves_the_parcel_signed() -> None:
    admission = admit([*WAY, SIGNED], scan(Step.ARRIVED, MANAGER, 25, received=80), (SIGNED.id,))
    assert admission.folded.status is Status.SIGNED and SIGNED in admission.folded.applied


def test_only_a_dispatcher_takes_a_signature_back_and_the_parcel_is_where_it_was() -> None:
    folded = fold([*WAY, SIGNED, REVOKED], (SIGNED.id,))
    assert (folded.status, folded.flagged) == (Status.OUT_FOR_DELIVERY, {})
    by_manager = scan(Step.SIGNATURE_REVOKED, MANAGER, 90)
    assert fold([*WAY, SIGNED, by_manager]).flagged == {by_manager.id: "STEP_FORBIDDEN"}


def test_a_revoked_signature_and_the_next_one_both_stay_in_the_history() -> None:
    final = scan(Step.SIGNED, OTHER_COURIER, 120)
    scans = [*WAY, SIGNED, REVOKED, final]
    standing = (SIGNED.id, final.id)
    late = scan(Step.REFUSED, OTHER_COURIER, 100, received=130)
    admission = admit(scans, late, standing)
    assert admission.folded.signatures == standing and admission.folded.status is Status.SIGNED
    assert admission.flagged == {late.id: "SIGNATURE_STANDS"}


def test_a_parcel_counted_lost_is_found_where_it_was() -> None:
    opened, lost = scan(Step.EXCEPTION_OPENED, MANAGER, 31), scan(Step.LOST, DISPATCHER, 32)
    found = scan(Step.FOUND, DISPATCHER, 33)
    assert fold([*WAY[:5], lost]).flagged == {lost.id: "EXCEPTION_REQUIRED"}
    closed = fold([*WAY[:5], opened, lost])
    assert (closed.status, closed.state.overlay) == (Status.LOST, None)
    assert fold([*WAY[:5], opened, lost, found]).status is Status.AT_OUTLET


def test_an_exception_lies_over_the_state_until_it_is_resolved() -> None:
    opened = scan(Step.EXCEPTION_OPENED, DRIVER, 25)
    folded = fold([*WAY[:4], opened])
    assert folded.status is Status.IN_TRANSIT and folded.state.overlay is not None
    assert (folded.state.overlay.reason, folded.state.overlay.fault_party) == ("carrier_damaged_parcel", "carrier")
    again = scan(Step.EXCEPTION_OPENED, MANAGER, 26)
    assert fold([*WAY[:4], opened, again]).flagged == {again.id: "EXCEPTION_OPEN"}
    # Facts go on, for they happened whether or not a question was open.
    assert fold([*WAY, opened, SIGNED]).status is Status.SIGNED
    resolved = scan(Step.EXCEPTION_RESOLVED, DISPATCHER, 28)
    assert fold([*WAY[:4], opened, resolved]).state.overlay is None
    assert fold([*WAY[:4], resolved]).flagged == {resolved.id: "EXCEPTION_REQUIRED"}


@pytest.mark.parametrize("step", [Step.REDIRECTED, Step.DISPOSED])
def test_what_cannot_be_taken_back_waits_for_the_exception(step: Step) -> None:
    way = (
        [*WAY, scan(Step.INTERCEPTED, CUSTOMER, 41)]
        if step is Step.REDIRECTED
        else [*WAY, scan(Step.REFUSED, OTHER_COURIER, 41)]
    )
    last = scan(step, DISPATCHER if step is Step.REDIRECTED else MANAGER, 50)
    assert fold([*way, last]).flagged == {}
    assert fold([*way, scan(Step.EXCEPTION_OPENED, MANAGER, 45), last]).flagged == {last.id: "EXCEPTION_OPEN"}


def test_a_parcel_is_intercepted_once() -> None:
    first, second = scan(Step.INTERCEPTED, CUSTOMER, 41), scan(Step.INTERCEPTED, CUSTOMER, 43)
    redirected = scan(Step.REDIRECTED, CUSTOMER, 42)
    assert fold([*WAY, first, redirected, second]).flagged == {second.id: "PARCEL_ALREADY_INTERCEPTED"}


def test_a_courier_s_step_counts_only_while_the_parcel_was_theirs() -> None:
    reassigned = scan(Step.ASSIGNED, DISPATCHER, 15, courier_id=OTHER_COURIER.id)
    # courier-1 picked it up before the reassignment that was decided without knowing so
    assert fold([PLACED, ASSIGNED, PICKED_UP, reassigned]).flagged == {reassigned.id: "PARCEL_STATE_CONFLICT"}
    late = scan(Step.PICKED_UP, COURIER, 16)
    assert fold([PLACED, ASSIGNED, reassigned, late]).flagged == {late.id: "PARCEL_NOT_YOURS"}


def test_the_role_is_judged_with_the_state() -> None:
    # At the counter it is the outlet's staff who hand over, not a courier.
    by_courier = scan(Step.SIGNED, COURIER, 35)
    assert fold([*WAY[:5], by_courier]).flagged == {by_courier.id: "STEP_FORBIDDEN"}
    assert fold([*WAY[:5], scan(Step.SIGNED, MANAGER, 35)]).status is Status.SIGNED


def test_a_scan_sent_twice_changes_nothing() -> None:
    admission = admit([*WAY, SIGNED], SIGNED, (SIGNED.id,))
    assert admission.repeated and (admission.newly_applied, admission.undone) == ((), ())
    assert admission.folded == fold([*WAY, SIGNED])


def test_a_device_clock_ahead_of_ours_does_not_put_a_scan_after_everything_else() -> None:
    ahead = scan(Step.ARRIVED, MANAGER, 60 * 24 * 365, received=30)
    assert ahead.happened_at == at(30)
    assert fold([*WAY[:4], ahead, OUT]).status is Status.OUT_FOR_DELIVERY


@pytest.mark.parametrize(
    ("occurred", "last", "suspect"),
    [(32, 20, False), (33, 20, True), (20, 20, False), (19, 20, True), (19, None, False)],
)
def test_a_clock_is_suspect_two_minutes_ahead_of_ours_or_behind_the_last_scan(
    occurred: int, last: int | None, suspect: bool
) -> None:
    checked = scan(Step.ARRIVED, MANAGER, occurred, received=30).checked(None if last is None else at(last))
    assert checked.clock_suspect is suspect


def test_scans_keep_milliseconds_as_the_store_does() -> None:
    precise = at(0) + timedelta(microseconds=1999)
    kept = Scan("s", "WB000000000000", Step.ARRIVED, precise, precise, "m", Role.OUTLET_MANAGER)
    assert kept.occurred_at == at(0) + timedelta(milliseconds=1) == kept.received_at


def test_a_time_without_a_zone_is_no_time() -> None:
    naive = at(0).replace(tzinfo=None)
    with pytest.raises(ValueError, match="aware"):
        Scan("s", "WB000000000000", Step.ARRIVED, naive, naive, "m", Role.OUTLET_MANAGER)


def test_another_courier_of_the_route_may_be_named_by_the_dispatcher() -> None:
    named = scan(Step.ASSIGNED, DISPATCHER, 2, courier_id="courier-9")
    assert fold([PLACED, named]).state.courier_id == "courier-9"
    picked = scan(Step.PICKED_UP, Actor("courier-9", Role.COURIER), 5)
    assert fold([PLACED, named, picked]).status is Status.PICKED_UP
