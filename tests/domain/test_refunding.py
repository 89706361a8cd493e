"""Refunds of a payment: numbered without gaps, never more than was paid, moved only by news that is news."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from logistics.domain.faults import Conflict, Invalid
from logistics.domain.paying import Channel, Payment, PaymentState, Purpose
from logistics.domain.payment import PaymentStatus, path_to
from logistics.domain.refunding import Refund, RefundReason, RefundState, heard, left_fen, new_refund, unanswered
from tests.domain.parcels import MORNING, WAYBILL_NO

PAID = Payment(
    *(f"{WAYBILL_NO}P1", WAYBILL_NO, Purpose.FREIGHT, Channel.JSAPI, 2050, "customer-1", MORNING),
    expires_at=MORNING + timedelta(hours=2),
    state=PaymentState.PAID,
    paid_at=MORNING,
)
NEWS = {
    "wanted": "processing paid abnormal closed",
    "processing": "paid abnormal closed",
    "abnormal": "processing paid closed",
    "paid": "",
    "closed": "",
}


def ask(amount_fen: int, known: list[Refund], payment: Payment = PAID, after: timedelta = timedelta()) -> Refund:
    return new_refund(payment, known, amount_fen, RefundReason.OVERPAID, "system", MORNING + after)


def told(refund: Refund, state: str) -> Refund:
    return heard(refund, RefundState(state), MORNING + timedelta(hours=1), provider_id="5030", at=None)


def test_numbers_follow_from_the_payment_and_the_count() -> None:
    first = ask(50, [])
    assert (first.id, ask(50, [first]).id) == (f"{WAYBILL_NO}P1r1", f"{WAYBILL_NO}P1r2")
    assert (first.of_fen, first.state) == (2050, RefundState.WANTED)


def test_all_together_never_exceed_the_payment_whatever_became_of_them() -> None:
    for state in ("wanted", "processing", "paid", "abnormal"):
        known = [replace(ask(2000, []), state=RefundState(state))]
        assert left_fen(PAID, known) == 50 and ask(50, known).amount_fen == 50
        with pytest.raises(Conflict) as refused:
            ask(51, known)
        assert (refused.value.code, refused.value.details) == ("REFUND_EXCEEDS_PAYMENT", {"left_fen": 50})


def test_what_the_provider_closed_may_be_given_back_under_the_next_number() -> None:
    closed = replace(ask(2050, []), state=RefundState.CLOSED)
    assert ask(2050, [closed]).id.endswith("r2")


@pytest.mark.parametrize("amount_fen", [0, -1])
def test_nothing_is_no_refund(amount_fen: int) -> None:
    with pytest.raises(Invalid) as refused:
        ask(amount_fen, [])
    assert refused.value.code == "REFUND_AMOUNT_INVALID"


@pytest.mark.parametrize("state", ["open", "closed"])
def test_of_what_was_not_paid_nothing_is_left(state: str) -> None:
    with pytest.raises(Conflict) as refused:
        ask(1, [], replace(PAID, state=PaymentState(state)))
    assert refused.value.code == "REFUND_EXCEEDS_PAYMENT"


def test_the_provider_takes_fifty_refunds_within_a_year() -> None:
    many = [replace(ask(1, []), id=f"{WAYBILL_NO}P1r{number}") for number in range(1, 51)]
    assert ask(1, many[:49]).id.endswith("r50")
    assert ask(1, [], after=timedelta(days=364))
    for known, after in ((many, timedelta()), ([], timedelta(days=365))):
        with pytest.raises(Conflict) as refused:
            ask(1, known, after=after)
        assert refused.value.code == "REFUND_NOT_POSSIBLE"


def test_news_moves_a_refund_and_old_news_does_not() -> None:
    for state, said in product(NEWS, NEWS):
        refund = replace(ask(50, []), state=RefundState(state))
        after = told(refund, said)
        if said in NEWS[state].split():
            assert (after.state, after.provider_id) == (RefundState(said), "5030")
            assert (after.paid_at is not None) == (said == "paid")
            assert (after.next_at is not None) == (said in ("processing", "abnormal")), "asked for until it ends"
        else:
            assert after is refund


def test_tries_that_bring_no_word_come_rarer_up_to_an_hour() -> None:
    refund, waits = ask(50, []), []
    for _ in range(8):
        refund = unanswered(refund, MORNING, None)
        assert refund.next_at is not None
        waits.append((refund.next_at - MORNING).total_seconds() / 60)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_an_order_gets_lawfully_from_any_state_of_payment_to_any_that_money_can_bring() -> None:
    moved = set(PaymentStatus) - {PaymentStatus.UNPAID, PaymentStatus.ON_ACCOUNT, PaymentStatus.RECEIVED}
    for status, to in product(moved | {PaymentStatus.UNPAID}, moved):
        assert (path_to(status, to) or [status])[-1] is to
