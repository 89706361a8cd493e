"""The parcel's own rules: what each step needs, who may take it, what it leaves on the row, whom it tells."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from logistics.domain import events
from logistics.domain.consignment import PaymentTerms, Proof
from logistics.domain.faults import Conflict, Fault, Forbidden, Invalid
from logistics.domain.parcel import Parcel
from logistics.domain.roles import SYSTEM, Actor, Role
from logistics.domain.states import Status, Step
from tests.domain.parcels import (
    COURIER,
    CUSTOMER,
    DISPATCHER,
    DRIVER,
    MANAGER,
    MORNING,
    OTHER_COURIER,
    PROOF,
    add,
    assigned,
    at,
    at_outlet,
    draft,
    event_names,
    in_transit,
    out_for_delivery,
    picked_up,
    placed,
    scan,
)


def refusal_of(act: Callable[[], object]) -> Fault:
    with pytest.raises(Fault) as refused:
        act()
    return refused.value


def test_a_whole_journey_tells_each_step_once() -> None:
    parcel = add(out_for_delivery(), scan(Step.SIGNED, OTHER_COURIER, 60))
    assert event_names(parcel) == [
        "OrderPlaced",
        "CourierAssigned",
        "ParcelPickedUp",
        "ParcelDeparted",
        "ParcelArrived",
        "ParcelOutForDelivery",
        "ParcelSigned",
    ]
    assert [one.step for one in parcel.scans] == [
        Step.PLACED,
        Step.ASSIGNED,
        Step.PICKED_UP,
        Step.DEPARTED,
        Step.ARRIVED,
        Step.OUT_FOR_DELIVERY,
        Step.SIGNED,
    ]
    assert (parcel.status, parcel.late_scans, parcel.attempts) == (Status.SIGNED, 0, 1)
    assert (parcel.placed_at, parcel.picked_up_at, parcel.signed_at) == (at(0), at(10), at(60))
    assert (parcel.signed_by, parcel.signed_kind, parcel.last_scan_at) == ("李*", "self", at(60))
    assert (parcel.courier_id, parcel.held_by) == (OTHER_COURIER.id, (COURIER.id, OTHER_COURIER.id))


def test_a_prepaid_order_waits_for_its_payment() -> None:
    parcel = replace(draft(), terms=PaymentTerms.PREPAID).place(CUSTOMER, at(0))
    assert (parcel.status, parcel.events, parcel.waiting_since) == (Status.PENDING_PAYMENT, (), None)
    paid = parcel.record(scan(Step.PAID, SYSTEM, 5))
    assert (paid.status, event_names(paid), paid.waiting_since) == (Status.PLACED, ["OrderPlaced"], at(5))


def test_the_placed_order_tells_amounts_and_no_personal_data() -> None:
    (told,) = placed(cod_fen=5000).events
    assert told == events.OrderPlaced(
        "WB000000000000", "customer-1", "standard", "on_account", 1800, 5000, "outlet-a", "outlet-b"
    )


# --- commands ----------------------------------------------------------------------------------------------------


def test_an_order_waits_until_a_courier_is_assigned_and_again_when_released() -> None:
    parcel = placed()
    assert parcel.waiting_since == at(0)
    parcel = parcel.assign(COURIER.id, DISPATCHER, at(3), "outlet-a")
    assert (parcel.status, parcel.courier_id, parcel.assigned_at, parcel.waiting_since) == (
        Status.ASSIGNED,
        COURIER.id,
        at(3),
        None,
    )
    assert parcel.events[-1] == events.CourierAssigned("WB000000000000", COURIER.id, parcel.scans[-1].id, "outlet-a")
    parcel = parcel.release(SYSTEM, at(9))
    assert (parcel.status, parcel.courier_id, parcel.assignment_id, parcel.waiting_since) == (
        Status.PLACED,
        None,
        None,
        at(9),
    )
    assert parcel.events[-1] == events.CourierReleased("WB000000000000", COURIER.id, parcel.scans[-1].id)


def test_a_reassignment_must_be_accepted_anew() -> None:
    parcel = assigned().accept(COURIER, at(2))
    assert parcel.accepted_at == at(2) and parcel.accept(COURIER, at(3)) == parcel
    parcel = parcel.assign(OTHER_COURIER.id, DISPATCHER, at(4))
    assert (parcel.courier_id, parcel.accepted_at) == (OTHER_COURIER.id, None)
    assert refusal_of(lambda: parcel.accept(COURIER, at(5))).code == "PARCEL_NOT_YOURS"


def test_declining_puts_the_order_back_and_remembers_who_declined() -> None:
    parcel = assigned().decline("carrier_too_far", COURIER, at(2))
    assert (parcel.status, parcel.declined_by, parcel.courier_id) == (Status.PLACED, (COURIER.id,), None)
    assert event_names(parcel)[-2:] == ["CourierReleased", "AssignmentDeclined"]


@pytest.mark.parametrize("reason", ["", "consignee_refused", "no_mood"])
def test_declining_needs_a_reason_of_its_own(reason: str) -> None:
    assert refusal_of(lambda: assigned().decline(reason, COURIER, at(2))).code == "REASON_UNKNOWN"


def test_only_the_assigned_courier_accepts_or_declines() -> None:
    for act in (
        lambda: assigned().accept(OTHER_COURIER, at(2)),
        lambda: assigned().decline("carrier_too_far", OTHER_COURIER, at(2)),
    ):
        refused = refusal_of(act)
        assert isinstance(refused, Forbidden) and refused.code == "PARCEL_NOT_YOURS"
    assert refusal_of(lambda: placed().accept(COURIER, at(2))).code == "PARCEL_STATE_CONFLICT"


@pytest.mark.parametrize("before", [placed, assigned])
def test_an_order_is_cancelled_before_its_pickup(before: Callable[[], Parcel]) -> None:
    parcel = before().cancel("consignor_changed_mind", CUSTOMER, at(5))
    assert (parcel.status, parcel.waiting_since) == (Status.CANCELLED, None)
    assert event_names(parcel)[-1] == "OrderCancelled"


@pytest.mark.parametrize("before", [picked_up, in_transit, out_for_delivery])
def test_after_pickup_a_cancellation_is_refused_with_the_present_state(before: Callable[[], Parcel]) -> None:
    parcel = before()
    refused = refusal_of(lambda: parcel.cancel("consignor_changed_mind", CUSTOMER, at(90)))
    assert isinstance(refused, Conflict)
    assert (refused.code, refused.details) == (
        "PARCEL_STATE_CONFLICT",
        {"status": parcel.status, "step": Step.CANCELLED},
    )
    assert not refused.message.isascii()


def test_a_command_happens_after_all_that_is_known_even_when_clocks_disagree() -> None:
    parcel = placed().assign(COURIER.id, SYSTEM, MORNING)
    assert parcel.assigned_at is not None and parcel.placed_at is not None
    assert parcel.assigned_at > parcel.placed_at and parcel.status is Status.ASSIGNED


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: placed().assign(COURIER.id, COURIER, at(1)), "STEP_FORBIDDEN"),
        (lambda: placed().assign(COURIER.id, CUSTOMER, at(1)), "STEP_FORBIDDEN"),
        (lambda: assigned().release(OTHER_COURIER, at(2)), "PARCEL_NOT_YOURS"),
        (lambda: placed().cancel("consignor_changed_mind", COURIER, at(1)), "STEP_FORBIDDEN"),
        (lambda: draft().place(COURIER, at(1)), "STEP_FORBIDDEN"),
        (lambda: add(in_transit(), scan(Step.LOST, MANAGER, 50)), "STEP_FORBIDDEN"),
        (lambda: add(in_transit(), scan(Step.INTERCEPTED, DISPATCHER, 50)), "STEP_FORBIDDEN"),
        (lambda: add(assigned(), scan(Step.PICKED_UP, DRIVER, 50)), "STEP_FORBIDDEN"),
        (lambda: add(out_for_delivery(), scan(Step.SIGNED, DRIVER, 50)), "STEP_FORBIDDEN"),
    ],
)
def test_a_role_that_never_may_is_refused(act: Callable[[], object], code: str) -> None:
    refused = refusal_of(act)
    assert isinstance(refused, Forbidden) and refused.code == code


def test_a_second_interception_is_refused() -> None:
    parcel = add(in_transit(), scan(Step.INTERCEPTED, CUSTOMER, 25))
    parcel = add(parcel, scan(Step.REDIRECTED, CUSTOMER, 26))
    refused = refusal_of(lambda: add(parcel, scan(Step.INTERCEPTED, CUSTOMER, 27)))
    assert isinstance(refused, Conflict) and refused.code == "PARCEL_ALREADY_INTERCEPTED"


# --- what a fact must bring ----------------------------------------------------------------------------------------


def test_without_a_verified_name_nothing_is_picked_up() -> None:
    parcel = placed().assign(COURIER.id, SYSTEM, at(1))
    assert refusal_of(lambda: add(parcel, scan(Step.PICKED_UP, COURIER, 10))).code == "REAL_NAME_REQUIRED"
    assert refusal_of(lambda: parcel.verify_real_name("", at(2))).code == "REAL_NAME_REQUIRED"


@pytest.mark.parametrize("details", [{}, {"inspected": False}, {"inspected": "true"}, {"inspected": 1}])
def test_without_an_inspection_nothing_is_picked_up(details: dict[str, object]) -> None:
    act = scan(Step.PICKED_UP, COURIER, 10, details=details)
    assert refusal_of(lambda: add(assigned(), act)).code == "INSPECTION_REQUIRED"


@pytest.mark.parametrize("details", [{}, {"consent_id": ""}, {"consent_id": True}])
def test_without_consent_nothing_is_left_in_a_locker(details: dict[str, object]) -> None:
    act = scan(Step.STORED, OTHER_COURIER, 50, details=details)
    assert refusal_of(lambda: add(out_for_delivery(), act)).code == "CONSENT_REQUIRED"
    assert add(out_for_delivery(), scan(Step.STORED, OTHER_COURIER, 50)).status is Status.STORED


@pytest.mark.parametrize("step", [Step.DELIVERY_FAILED, Step.REFUSED, Step.EXCEPTION_OPENED])
@pytest.mark.parametrize("reason", [None, "bad_luck", "consignor_not_ready"])
def test_what_goes_wrong_needs_a_reason_of_its_own(step: Step, reason: str | None) -> None:
    refused = refusal_of(lambda: add(out_for_delivery(), scan(step, OTHER_COURIER, 50, reason=reason)))
    assert isinstance(refused, Invalid) and refused.code == "REASON_UNKNOWN"


@pytest.mark.parametrize("kind", [None, "neighbour", True])
def test_a_signature_says_who_took_the_parcel(kind: object) -> None:
    act = scan(Step.SIGNED, OTHER_COURIER, 60, details={"signed_kind": kind})
    assert refusal_of(lambda: add(out_for_delivery(), act)).code == "SIGNED_KIND_INVALID"


def test_a_courier_s_signature_needs_a_checked_proof_of_this_parcel() -> None:
    bare = scan(Step.SIGNED, OTHER_COURIER, 60, evidence=())
    assert refusal_of(lambda: add(out_for_delivery(), bare)).code == "PROOF_REQUIRED"
    foreign = scan(Step.SIGNED, OTHER_COURIER, 60, evidence=("proofs/another.jpg",))
    assert refusal_of(lambda: add(out_for_delivery(), foreign)).code == "PROOF_UNKNOWN"


def test_the_same_proof_is_attached_once() -> None:
    parcel = draft().add_proof(replace(PROOF, kind="signature"))
    assert parcel.proofs == (PROOF,)
    second = Proof("proofs/two.jpg", "signature", "courier-1", 9, "cd" * 32, MORNING)
    assert parcel.add_proof(second).proofs == (PROOF, second)


def test_a_courier_who_never_held_the_parcel_reports_nothing_about_it() -> None:
    stranger = Actor("courier-9", Role.COURIER, "outlet-z")
    for step in (Step.SIGNED, Step.DELIVERY_FAILED, Step.REFUSED, Step.STORED, Step.OUT_FOR_DELIVERY):
        assert (
            refusal_of(lambda step=step: add(out_for_delivery(), scan(step, stranger, 60))).code == "PARCEL_NOT_YOURS"
        )


def test_a_courier_takes_a_parcel_over_only_from_an_outlet_that_handles_it() -> None:
    neighbour = Actor("courier-3", Role.COURIER, "outlet-b")
    assert add(at_outlet(), scan(Step.OUT_FOR_DELIVERY, neighbour, 40)).courier_id == "courier-3"
    without = Actor("courier-3", Role.COURIER)
    assert refusal_of(lambda: add(at_outlet(), scan(Step.OUT_FOR_DELIVERY, without, 40))).code == "PARCEL_NOT_YOURS"


# --- facts that do not fit -----------------------------------------------------------------------------------------


def test_a_fact_that_does_not_fit_is_kept_flagged_and_tells_nothing() -> None:
    before = picked_up()
    parcel = add(before, scan(Step.ARRIVED, MANAGER, 30))
    assert (parcel.status, parcel.late_scans, parcel.events) == (Status.PICKED_UP, 1, before.events)
    assert parcel.scans[-1].step is Step.ARRIVED and parcel.last_scan_at == at(30)


def test_whoever_has_the_parcel_before_them_sees_it_even_when_the_scan_is_flagged() -> None:
    elsewhere = Actor("manager-9", Role.OUTLET_MANAGER, "outlet-c")
    assert add(picked_up(), scan(Step.ARRIVED, elsewhere, 30)).outlet_ids == ("outlet-a", "outlet-b", "outlet-c")


def test_the_newest_scan_needs_no_history() -> None:
    parcel = in_transit()
    assert not parcel.needs_history(scan(Step.ARRIVED, MANAGER, 21))
    for minute in (20, 15):
        late = scan(Step.ARRIVED, MANAGER, minute)
        assert parcel.needs_history(late)
        with pytest.raises(ValueError, match="folded"):
            parcel.record(late)


def test_a_scan_of_another_waybill_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="another waybill"):
        in_transit().record(replace(scan(Step.ARRIVED, MANAGER, 30), waybill_no="WB000000000017"))


def test_an_exception_lies_over_the_row_and_names_the_party_at_fault() -> None:
    parcel = add(in_transit(), scan(Step.EXCEPTION_OPENED, DRIVER, 25))
    assert parcel.status is Status.IN_TRANSIT and parcel.overlay is not None
    assert parcel.events[-1] == events.ExceptionOpened(
        "WB000000000000", "exception_opened-25", "carrier_damaged_parcel", "carrier"
    )
    resolved = add(parcel, scan(Step.EXCEPTION_RESOLVED, DISPATCHER, 26))
    assert resolved.overlay is None and event_names(resolved)[-1] == "ExceptionResolved"


def test_a_parcel_that_is_not_lost_under_an_exception_is_not_lost() -> None:
    refused = refusal_of(lambda: add(in_transit(), scan(Step.LOST, DISPATCHER, 25)))
    assert isinstance(refused, Conflict) and refused.code == "EXCEPTION_REQUIRED"


def test_a_return_ends_with_the_consignor() -> None:
    parcel = add(out_for_delivery(), scan(Step.REFUSED, OTHER_COURIER, 50))
    parcel = add(parcel, scan(Step.RETURN_STARTED, SYSTEM, 60, reason="consignee_refused"))
    assert (parcel.status, parcel.return_reason) == (Status.RETURNING, "consignee_refused")
    parcel = add(parcel, scan(Step.DEPARTED, DRIVER, 70))
    assert parcel.status is Status.RETURNING and parcel.late_scans == 0
    parcel = add(parcel, scan(Step.RETURNED, COURIER, 90))
    assert (parcel.status, event_names(parcel)[-1]) == (Status.RETURNED, "ParcelReturned")
