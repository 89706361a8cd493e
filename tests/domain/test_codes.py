"""What WeChat and Kuaidi100 call our states."""

import pytest

from logistics.domain.codes import EXCEPTION, REASSIGNED, codes_for
from logistics.domain.consignment import SignedKind
from logistics.domain.states import Status


@pytest.mark.parametrize(
    ("status", "wechat", "kuaidi100"),
    [
        ("draft", None, None),
        ("pending_payment", 90010, None),
        ("placed", 90001, "101"),
        ("assigned", 90002, "102"),
        ("pickup_failed", 100002, "2"),
        ("picked_up", 100001, "103"),
        ("in_transit", 200001, "1002"),
        ("at_outlet", 200001, "1001"),
        ("out_for_delivery", 300002, "5"),
        ("stored", 300005, "501"),
        ("delivery_failed", 300004, "2"),
        ("refused", 400004, "14"),
        ("returning", 400003, "6"),
        ("returned", 400003, "4"),
        ("cancelled", 400001, "401"),
    ],
)
def test_states(status: str, wechat: int | None, kuaidi100: str | None) -> None:
    codes = codes_for(Status(status))
    assert (codes.wechat, codes.kuaidi100) == (wechat, kuaidi100)


@pytest.mark.parametrize(
    ("kind", "wechat", "kuaidi100"), [("self", 300003, "301"), ("proxy", 300007, "303"), ("counter", 300006, "304")]
)
def test_a_signature_is_told_by_who_took_the_parcel(kind: str, wechat: int, kuaidi100: str) -> None:
    codes = codes_for(Status.SIGNED, SignedKind(kind))
    assert (codes.wechat, codes.kuaidi100) == (wechat, kuaidi100)


def test_a_reassignment_and_an_exception_have_codes_of_their_own() -> None:
    assert (REASSIGNED.wechat, EXCEPTION.wechat) == (90003, 400005)
