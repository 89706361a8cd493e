"""The smaller state machines: the custody of cash, claims, payments. Every listed move, and no other."""

from collections.abc import Callable
from enum import StrEnum
from itertools import product

import pytest

from logistics.domain.claim import CLAIM_LABELS, ClaimStatus, move_claim
from logistics.domain.cod import Cod, CodStatus
from logistics.domain.faults import Conflict, Fault, Forbidden
from logistics.domain.payment import PAYMENT_LABELS, PaymentStatus, move_payment, path_to
from logistics.domain.roles import Role

CUSTOMERS = "customer merchant partner"
HOLDERS = "courier outlet_manager"
COUNTER = "cashier outlet_manager"
COD = {
    "due>collected": HOLDERS,
    "collected>due": HOLDERS,
    "due>void": "system",
    "void>due": "system",
    "collected>declared": HOLDERS + " finance",
    "collected>confirmed": "system",
    "declared>counted": COUNTER,
    "declared>discrepancy": COUNTER,
    "counted>banked": COUNTER,
    "counted>discrepancy": "finance",
    "banked>confirmed": "finance system",
    "banked>discrepancy": "finance system",
    "confirmed>remittable": "system finance",
    "remittable>remitted": "finance",
    "discrepancy>declared": "finance",
    "discrepancy>counted": "finance",
    "discrepancy>banked": "finance",
}
CLAIM = {
    "submitted>evidence_requested": "customer_service",
    "evidence_requested>submitted": CUSTOMERS,
    "submitted>assessed": "customer_service system",
    "submitted>rejected": "customer_service",
    "assessed>agreed": CUSTOMERS,
    "assessed>appealed": CUSTOMERS,
    "rejected>appealed": CUSTOMERS,
    "appealed>assessed": "customer_service",
    "appealed>rejected": "customer_service",
    "agreed>paid": "finance system",
    "submitted>withdrawn": "system",
    "evidence_requested>withdrawn": "system",
    "assessed>withdrawn": "system",
    "appealed>withdrawn": "system",
    "agreed>withdrawn": "system",
}
PAYMENT = {
    "unpaid>prepaid": "system",
    "unpaid>received": "system",
    "unpaid>on_account": "system",
    "prepaid>top_up_due": "system",
    "top_up_due>topped_up": "system",
    "prepaid>refund_due": "system customer_service finance",
    "top_up_due>refund_due": "system customer_service finance",
    "topped_up>refund_due": "system customer_service finance",
    "received>refund_due": "system customer_service finance",
    "refund_due>refunded": "system",
    "received>unpaid": "system",
    "on_account>unpaid": "system",
    "top_up_due>prepaid": "system",
    "top_up_due>refunded": "system",
    "topped_up>top_up_due": "system",
    "refunded>top_up_due": "system",
    "refunded>refund_due": "system customer_service finance",
    "refund_due>top_up_due": "system",
    "refund_due>prepaid": "system",
    "refund_due>topped_up": "system",
    "refund_due>received": "system",
    "refunded>received": "system",
}


def move_cod(status: CodStatus, to: CodStatus, role: Role) -> CodStatus:
    return Cod(100, status).move(to, role).status


@pytest.mark.parametrize(
    ("kind", "move", "table", "code"),
    [
        (CodStatus, move_cod, COD, "COD_STATE_CONFLICT"),
        (ClaimStatus, move_claim, CLAIM, "CLAIM_STATE_CONFLICT"),
        (PaymentStatus, move_payment, PAYMENT, "PAYMENT_STATE_CONFLICT"),
    ],
)
def test_exactly_the_listed_moves_exist_for_exactly_the_listed_roles(
    kind: type[StrEnum], move: Callable[..., StrEnum], table: dict[str, str], code: str
) -> None:
    for status, to, role in product(kind, kind, Role):
        listed = table.get(f"{status}>{to}")
        if listed is None:
            with pytest.raises(Conflict) as refused:
                move(status, to, role)
            assert (refused.value.code, refused.value.details) == (code, {"status": status, "to": to})
        elif role in listed.split():
            assert move(status, to, role) == to
        else:
            with pytest.raises(Forbidden) as forbidden:
                move(status, to, role)
            assert forbidden.value.code == "ROLE_FORBIDDEN"


def test_a_discrepancy_lets_nothing_go_on_to_the_bank_s_confirmation() -> None:
    for to in (CodStatus.CONFIRMED, CodStatus.REMITTABLE, CodStatus.REMITTED):
        with pytest.raises(Fault):
            move_cod(CodStatus.DISCREPANCY, to, Role.FINANCE)


def test_every_state_has_a_chinese_name() -> None:
    assert set(CLAIM_LABELS) == set(ClaimStatus) and set(PAYMENT_LABELS) == set(PaymentStatus)
    assert (CodStatus.DUE.label, CodStatus.VOID.label, CodStatus.DISCREPANCY.label) == ("待收", "作废", "差异")


@pytest.mark.parametrize(
    ("status", "to", "way"),
    [
        ("unpaid", "unpaid", ""),
        ("unpaid", "refund_due", "prepaid refund_due"),
        ("prepaid", "topped_up", "top_up_due topped_up"),
        ("refunded", "topped_up", "top_up_due topped_up"),
    ],
)
def test_what_happened_unseen_is_walked_through_state_by_state(status: str, to: str, way: str) -> None:
    assert path_to(PaymentStatus(status), PaymentStatus(to)) == [PaymentStatus(each) for each in way.split()]
