"""Which number a payment is offered under: the same for the same sum, the next for another, never two that are open."""

from datetime import UTC, datetime, timedelta

import pytest

from logistics.domain.faults import Conflict
from logistics.domain.paying import Channel, Payment, PaymentState, Purpose, next_payment, paid_fen

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
WAYBILL = "WB482113907465"
PAYER, COURIER = "payer-1", "courier-1"


def known(number: str, amount_fen: int = 2050, state: str = "open", ends_in_s: int = 1800) -> Payment:
    door = number.startswith("D")
    return Payment(
        id=WAYBILL + number,
        subject=WAYBILL,
        purpose=Purpose.AT_THE_DOOR if door else Purpose.FREIGHT,
        channel=Channel.NATIVE if door else Channel.JSAPI,
        amount_fen=amount_fen,
        asked_by=COURIER if door else PAYER,
        at=NOW - timedelta(minutes=5),
        expires_at=NOW + timedelta(seconds=ends_in_s),
        state=PaymentState(state),
        transaction_id="42001" if state == "paid" else None,
    )


P1, P2 = known("P1"), known("P2")


@pytest.mark.parametrize(
    ("so_far", "purpose", "amount_fen", "closes", "number"),
    [
        pytest.param([], "freight", 2050, [], "P1", id="first"),
        pytest.param([P1], "freight", 2050, [], "P1", id="same_sum_same_number"),
        pytest.param([P1], "freight", 2550, ["P1"], "P2", id="another_sum_takes_the_next"),
        pytest.param([known("P1", 2050, "closed")], "freight", 2050, [], "P2", id="a_closed_one_never_comes_back"),
        pytest.param([known("P1", 2050, "paid")], "top_up", 500, [], "P2", id="more_to_pay"),
        pytest.param([known("P1", 2050, "paid"), P2], "top_up", 500, ["P2"], "P3", id="more_to_pay_changes"),
        pytest.param([known("P1", 2050, "paid")], "top_up", 2050, [], "P2", id="paid_is_not_offered_again"),
        pytest.param([P1, P2], "freight", 2050, ["P1"], "P2", id="two_open_ones_leave_one"),
        pytest.param([known("P1", ends_in_s=59)], "freight", 2050, ["P1"], "P2", id="too_little_time_left"),
        pytest.param([known("P1", ends_in_s=61)], "freight", 2050, [], "P1", id="time_enough"),
        pytest.param([P1], "at_the_door", 2050, [], "D1", id="the_door_counts_by_itself"),
        pytest.param([known("D1", 30000)], "at_the_door", 32350, ["D1"], "D2", id="another_sum_at_the_door"),
        pytest.param([known("D1", 30000, "paid")], "at_the_door", 30000, [], "D2", id="handed_back_and_due_again"),
    ],
)
def test_which_number_is_offered(
    so_far: list[Payment], purpose: str, amount_fen: int, closes: list[str], number: str
) -> None:
    kind = Purpose(purpose)
    channel = Channel.NATIVE if kind is Purpose.AT_THE_DOOR else Channel.JSAPI
    stale, offered = next_payment(so_far, WAYBILL, kind, channel, amount_fen, PAYER, NOW)
    assert [each.id for each in stale] == [WAYBILL + each for each in closes]
    assert (offered.id, offered.amount_fen) == (WAYBILL + number, amount_fen)


@pytest.mark.parametrize("amount_fen", [0, -1, -2050])
def test_there_is_no_payment_of_nothing(amount_fen: int) -> None:
    with pytest.raises(Conflict) as refused:
        next_payment([known("P1", 2050, "paid")], WAYBILL, Purpose.TOP_UP, Channel.JSAPI, amount_fen, PAYER, NOW)
    assert (refused.value.code, refused.value.details) == ("PAYMENT_NOTHING_DUE", {"paid_fen": 2050})


@pytest.mark.parametrize(
    ("order_ends_in_s", "offer_ends_in_s"),
    [(None, 7200), (1800, 1800), (86_400, 7200), (30, 120)],
)
def test_an_offer_ends_with_its_order_and_with_the_providers_patience(
    order_ends_in_s: int | None, offer_ends_in_s: int
) -> None:
    until = NOW + timedelta(seconds=order_ends_in_s) if order_ends_in_s else None
    _, offered = next_payment([], WAYBILL, Purpose.FREIGHT, Channel.JSAPI, 2050, PAYER, NOW, until)
    assert offered.expires_at == NOW + timedelta(seconds=offer_ends_in_s)


def test_paid_once_is_paid_whatever_comes_after() -> None:
    paid = P1.paid("42001", NOW)
    assert (paid.state, paid.paid_at) == (PaymentState.PAID, NOW)
    assert paid.paid("42001", NOW + timedelta(hours=1)) == paid
    assert paid.closed(NOW) == paid
    with pytest.raises(Conflict) as refused:
        paid.paid("42002", NOW)
    assert refused.value.code == "PAYMENT_TRANSACTION_DIFFERS"


def test_money_that_comes_after_the_closing_is_there_all_the_same() -> None:
    assert P1.closed(NOW).paid("42001", NOW).state is PaymentState.PAID


def test_only_what_was_paid_counts() -> None:
    assert paid_fen([known("P1", 2050, "paid"), known("P2", 500, "closed"), known("P3", 700, "paid"), P2]) == 2750


@pytest.mark.parametrize(
    ("purpose", "named"),
    [
        pytest.param("at_the_door", "courier-2", id="a_code_at_the_door_goes_over"),
        pytest.param("freight", PAYER, id="an_order_stays_with_its_payer"),
    ],
)
def test_whom_a_payment_that_is_asked_for_again_names(purpose: str, named: str) -> None:
    kind = Purpose(purpose)
    channel = Channel.NATIVE if kind is Purpose.AT_THE_DOOR else Channel.JSAPI
    _, first = next_payment([], WAYBILL, kind, channel, 2050, PAYER, NOW)
    stale, again = next_payment([first], WAYBILL, kind, channel, 2050, "courier-2", NOW)
    assert (stale, again.id, again.asked_by) == ([], first.id, named)
