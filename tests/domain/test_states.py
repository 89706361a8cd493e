"""The whole table of moves, written here by hand: where each step leads, by whom, and nothing else."""

import itertools

import pytest

from logistics.domain.states import LIVE, TERMINAL, Aim, Status, Step, is_command, move_for, roles_for

# from -> what may happen there -> to
TABLE: dict[str, dict[str, str]] = {
    "draft": {"submitted": "pending_payment", "placed": "placed"},
    "pending_payment": {"paid": "placed", "cancelled": "cancelled"},
    "placed": {"assigned": "assigned", "cancelled": "cancelled"},
    "assigned": {
        "assigned": "assigned",
        "released": "placed",
        "picked_up": "picked_up",
        "pickup_failed": "pickup_failed",
        "cancelled": "cancelled",
    },
    "pickup_failed": {"assigned": "assigned", "cancelled": "cancelled"},
    "picked_up": {"departed": "in_transit", "out_for_delivery": "out_for_delivery", "intercepted": "intercepted"},
    "in_transit": {"arrived": "at_outlet", "intercepted": "intercepted"},
    "at_outlet": {
        "departed": "in_transit",
        "out_for_delivery": "out_for_delivery",
        "stored": "stored",
        "signed": "signed",
        "return_started": "returning",
        "intercepted": "intercepted",
    },
    "out_for_delivery": {
        "signed": "signed",
        "stored": "stored",
        "delivery_failed": "delivery_failed",
        "refused": "refused",
        "intercepted": "intercepted",
    },
    "delivery_failed": {
        "out_for_delivery": "out_for_delivery",
        "back_at_outlet": "at_outlet",
        "stored": "stored",
        "return_started": "returning",
    },
    "stored": {"signed": "signed", "return_started": "returning"},
    "refused": {"return_started": "returning", "out_for_delivery": "out_for_delivery", "disposed": "disposed"},
    "intercepted": {"redirected": "in_transit", "return_started": "returning"},
    "returning": {"returned": "returned", "lost": "lost", "disposed": "disposed"},
    "signed": {},
    "returned": {},
    "cancelled": {},
    "lost": {},
    "disposed": {},
}
CUSTOMERS = {"customer", "merchant", "partner"}
ROLES: dict[tuple[str, str], set[str]] = {
    ("draft", "submitted"): CUSTOMERS | {"customer_service"},
    ("draft", "placed"): CUSTOMERS | {"customer_service"},
    ("pending_payment", "paid"): {"system"},
    ("placed", "assigned"): {"system", "dispatcher", "outlet_manager"},
    ("assigned", "released"): {"system", "dispatcher", "outlet_manager", "courier"},
    ("pending_payment", "cancelled"): CUSTOMERS | {"customer_service", "system"},
    ("placed", "cancelled"): CUSTOMERS | {"customer_service", "system"},
    ("assigned", "picked_up"): {"courier"},
    ("assigned", "pickup_failed"): {"courier"},
    ("picked_up", "departed"): {"outlet_manager", "driver"},
    ("in_transit", "arrived"): {"outlet_manager", "driver"},
    ("at_outlet", "out_for_delivery"): {"courier"},
    ("refused", "out_for_delivery"): {"courier"},
    ("out_for_delivery", "stored"): {"courier"},
    ("at_outlet", "stored"): {"courier", "outlet_manager"},
    ("out_for_delivery", "delivery_failed"): {"courier"},
    ("delivery_failed", "back_at_outlet"): {"courier", "outlet_manager"},
    ("out_for_delivery", "refused"): {"courier"},
    ("out_for_delivery", "signed"): {"courier"},
    ("at_outlet", "signed"): {"outlet_manager"},
    ("stored", "signed"): {"courier", "outlet_manager", "customer", "system"},
    ("in_transit", "intercepted"): CUSTOMERS | {"customer_service"},
    ("intercepted", "redirected"): CUSTOMERS | {"dispatcher"},
    ("refused", "return_started"): CUSTOMERS | {"dispatcher", "system"},
    ("returning", "returned"): {"courier"},
    ("refused", "disposed"): {"outlet_manager"},
    ("returning", "disposed"): {"outlet_manager"},
    ("returning", "lost"): {"dispatcher", "system"},
    ("in_transit", "lost"): {"dispatcher", "system"},
    ("lost", "found"): {"dispatcher"},
    ("signed", "signature_revoked"): {"dispatcher"},
    ("in_transit", "exception_resolved"): {"dispatcher"},
}
# Steps that are not rows of the table above: they lie over it, or take back what ended it.
BESIDE = {"exception_opened", "exception_resolved", "found", "signature_revoked", "scan_withdrawn"}
COMMANDS = {
    "submitted",
    "placed",
    "paid",
    "assigned",
    "released",
    "cancelled",
    "intercepted",
    "redirected",
    "return_started",
    "disposed",
    "exception_resolved",
    "lost",
    "found",
    "signature_revoked",
    "scan_withdrawn",
}


def target(status: str, step: str) -> str | None:
    """Where the code says a step leads; None where it is refused, or goes on under an exception or a return."""
    move = move_for(Step(step), Status(status))
    if move is None or move.needs_exception or not isinstance(move.target, Status):
        return None
    return move.target


def test_the_table_names_every_state() -> None:
    assert set(TABLE) == set(Status)


@pytest.mark.parametrize("status", TABLE)
def test_from_each_state_exactly_the_listed_moves_exist(status: str) -> None:
    found = {step: target(status, step) for step in Step if step not in BESIDE}
    assert {step: to for step, to in found.items() if to is not None} == TABLE[status]


@pytest.mark.parametrize(("status", "step"), ROLES)
def test_each_move_belongs_to_its_roles(status: str, step: str) -> None:
    move = move_for(Step(step), Status(status))
    assert move is not None and move.roles == ROLES[status, step]


def test_terminal_states() -> None:
    assert {"signed", "returned", "cancelled", "lost", "disposed"} == TERMINAL
    assert set(TABLE) - {"signed", "returned", "cancelled", "lost", "disposed"} == LIVE


def test_an_exception_may_be_opened_in_every_live_state_by_anyone_signed_in() -> None:
    for status in Status:
        move = move_for(Step.EXCEPTION_OPENED, status)
        assert (move is not None) == (status not in {"signed", "returned", "cancelled", "lost", "disposed"}), status
    assert "guest" not in roles_for(Step.EXCEPTION_OPENED)
    assert roles_for(Step.EXCEPTION_OPENED) >= {"customer", "courier", "driver", "cashier", "system"}


def test_a_parcel_is_declared_lost_from_any_live_state_but_only_under_an_exception_unless_it_was_returning() -> None:
    for status in Status:
        move = move_for(Step.LOST, status)
        listed = {status: move.needs_exception} if move else {}
        live = status not in {"signed", "returned", "cancelled", "lost", "disposed"}
        assert listed == ({status: status != "returning"} if live else {}), status


def test_only_a_loss_is_found_again_and_only_a_signature_is_revoked() -> None:
    for step, only in ((Step.FOUND, "lost"), (Step.SIGNATURE_REVOKED, "signed")):
        moves = {status: move_for(step, status) for status in Status}
        assert [status for status, move in moves.items() if move] == [only]
        found = moves[Status(only)]
        assert found is not None and found.target is Aim.BACK


def test_a_return_trip_is_scanned_on_its_way_without_changing_its_state() -> None:
    for step in (Step.DEPARTED, Step.ARRIVED):
        move = move_for(step, Status.RETURNING)
        assert move is not None and move.target is Aim.STAY


def test_facts_and_commands() -> None:
    assert {step for step in Step if is_command(step)} == COMMANDS


def test_every_state_has_a_chinese_label_of_its_own() -> None:
    labels = [status.label for status in Status]
    assert len(set(labels)) == len(labels) == 19
    assert all(ord(sign) > 0x4E00 for sign in itertools.chain.from_iterable(labels))
    assert (Status.PLACED.label, Status.SIGNED.label, Status.STORED.label) == ("待接单", "已签收", "已入柜")
