"""A prepaid order comes out even: what it costs, what was paid and what went back, whatever happened to it.

The expected sums are written by hand, or kept by a tally beside the rules while things happen.
"""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from logistics.domain.changing import changed
from logistics.domain.charge import STORAGE, Charge, Payer
from logistics.domain.cod import CodStatus
from logistics.domain.consignment import PaymentTerms
from logistics.domain.parcel import Parcel
from logistics.domain.paying import Channel, Payment, PaymentState, Purpose
from logistics.domain.payment import PaymentStatus, path_to
from logistics.domain.pricing import FeeLine, Price
from logistics.domain.refunding import Refund, RefundReason, RefundState, new_refund
from logistics.domain.settling_up import Standing, refunds_due, standing, wanted_fen
from logistics.domain.states import Status
from tests.domain.parcels import MORNING, WAYBILL_NO, draft

NOON = MORNING + timedelta(hours=4)
INSURED = (FeeLine("freight", "运费", 1500), FeeLine("insurance", "保价费", 300))


def order(*lines: FeeLine, **values: object) -> Parcel:
    bill = Price(1000, lines or INSURED, sum(line.amount_fen for line in lines or INSURED))
    return changed(draft(), **{"terms": PaymentTerms.PREPAID, "status": Status.PLACED, "price": bill} | values)


def fee(number: int, amount_fen: int, payer: Payer = Payer.CONSIGNOR) -> Charge:
    return Charge(f"{STORAGE}:{number}", STORAGE, "保管费", amount_fen, payer, MORNING)


def payment(number: int, amount_fen: int, state: PaymentState = PaymentState.PAID, **values: object) -> Payment:
    at = MORNING + timedelta(minutes=number)
    kind = Purpose.FREIGHT if number == 1 else Purpose.TOP_UP
    made = Payment(
        *(f"{WAYBILL_NO}P{number}", WAYBILL_NO, kind, Channel.JSAPI, amount_fen, "customer-1", at),
        expires_at=at + timedelta(hours=2),
        state=state,
        paid_at=at if state is PaymentState.PAID else None,
    )
    return replace(made, **values)  # type: ignore[arg-type]


def refund(number: int, amount_fen: int, state: RefundState = RefundState.PAID, **values: object) -> Refund:
    reason = values.pop("reason", RefundReason.OVERPAID)
    made = new_refund(payment(1, 10_000), [], amount_fen, reason, "system", NOON)  # type: ignore[arg-type]
    done = NOON if state is RefundState.PAID else None
    return replace(made, id=f"{WAYBILL_NO}P1r{number}", state=state, paid_at=done, **values)  # type: ignore[arg-type]


# --- one rule at a time ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parcel", "fen"),
    [
        (order(), 1800),
        (order(charges=(fee(1, 500), fee(2, -200))), 2100),
        (order(charges=(fee(1, 500, Payer.CONSIGNEE),)), 1800),
        (order(charges=(fee(1, 500, Payer.CONSIGNEE),), cod=changed(draft().cod, status=CodStatus.VOID)), 2300),
        (order(charges=(fee(1, 1800),), status=Status.RETURNED), 3600),
        (changed(order(charges=(fee(1, 500),)), status=Status.CANCELLED), 0),
        (changed(order(charges=(fee(1, 500),)), status=Status.LOST), 300),
        (changed(order(FeeLine("freight", "运费", 1500)), status=Status.LOST), 0),
    ],
    ids=[
        "the price",
        "and what falls to the consignor beside it",
        "not what the consignee pays at the door",
        "unless nobody takes it there any more",
        "a returned parcel's way back by its own charge",
        "nothing of a cancelled order",
        "of a lost parcel the insurance that pays for it",
        "of a lost parcel without insurance nothing",
    ],
)
def test_what_the_consignors_side_owes(parcel: Parcel, fen: int) -> None:
    assert wanted_fen(parcel) == fen


@pytest.mark.parametrize(
    ("parcel", "payments", "refunds", "owed_fen", "status"),
    [
        (order(), [], [], 1800, "unpaid"),
        (order(), [payment(1, 1800, PaymentState.OPEN)], [], 1800, "unpaid"),
        (order(), [payment(1, 1800, PaymentState.CLOSED)], [], 1800, "unpaid"),
        (order(), [payment(1, 1800)], [], 0, "prepaid"),
        (order(charges=(fee(1, 500),)), [payment(1, 1800)], [], 500, "top_up_due"),
        (order(charges=(fee(1, 500),)), [payment(1, 1800), payment(2, 500)], [], 0, "topped_up"),
        (order(charges=(fee(1, -500),)), [payment(1, 1800)], [], -500, "refund_due"),
        (order(charges=(fee(1, -500),)), [payment(1, 1800)], [refund(1, 500, RefundState.WANTED)], 0, "refund_due"),
        (order(charges=(fee(1, -500),)), [payment(1, 1800)], [refund(1, 500, RefundState.ABNORMAL)], 0, "refund_due"),
        (order(charges=(fee(1, -500),)), [payment(1, 1800)], [refund(1, 500, RefundState.CLOSED)], -500, "refund_due"),
        (order(charges=(fee(1, -500),)), [payment(1, 1800)], [refund(1, 500)], 0, "refunded"),
        (changed(order(), status=Status.CANCELLED), [], [], 0, "unpaid"),
        (changed(order(), status=Status.CANCELLED), [payment(1, 1800)], [refund(1, 1800)], 0, "refunded"),
        (changed(order(), status=Status.LOST), [payment(1, 1800)], [refund(1, 1500)], 0, "refunded"),
        (order(), [payment(1, 1800)], [refund(1, 500, reason=RefundReason.GOODWILL)], 0, "refunded"),
        (
            changed(order(), status=Status.CANCELLED),
            [payment(1, 1800)],
            [refund(1, 500, reason=RefundReason.GOODWILL)],
            -1300,
            "refund_due",
        ),
        (order(), [payment(1, 1800), payment(3, 900, purpose=Purpose.AT_THE_DOOR)], [], 0, "prepaid"),
        (
            order(charges=(fee(1, 200),)),
            [payment(1, 1800), payment(2, 200, paid_at=NOON + timedelta(hours=1))],
            [refund(1, 100), refund(2, 100, RefundState.CLOSED)],
            100,
            "top_up_due",
        ),
    ],
)
def test_how_an_order_stands(
    parcel: Parcel, payments: list[Payment], refunds: list[Refund], owed_fen: int, status: str
) -> None:
    stands = standing(parcel, payments, refunds)
    assert (stands.owed_fen, stands.status) == (owed_fen, PaymentStatus(status))


def test_the_newest_payment_goes_back_first_and_each_only_as_far_as_it_reaches() -> None:
    less = order(FeeLine("freight", "运费", 700))
    payments = [payment(1, 1800), payment(2, 500), payment(4, 100, PaymentState.CLOSED)]
    gone = [replace(refund(1, 200), payment_id=payments[0].id)]
    due = refunds_due(less, payments, gone, NOON)
    assert [(each.id[-2:], fen) for each, fen, _ in due] == [("P2", 500), ("P1", 900)]


def test_what_the_provider_does_not_take_back_any_more_waits_for_a_person() -> None:
    gone = changed(order(), status=Status.CANCELLED)
    old = [payment(1, 1800)]
    assert refunds_due(gone, old, [], MORNING + timedelta(days=366)) == []
    assert standing(gone, old, []).status is PaymentStatus.REFUND_DUE


@pytest.mark.parametrize(
    ("status", "reason"), [("cancelled", "cancelled"), ("lost", "lost"), ("in_transit", "overpaid")]
)
def test_a_refund_says_why(status: str, reason: str) -> None:
    parcel = changed(order(FeeLine("freight", "运费", 700)), status=Status(status))
    assert [why for _, _, why in refunds_due(parcel, [payment(1, 1800)], [], NOON)] == [RefundReason(reason)]


@pytest.mark.parametrize(
    ("terms", "values", "sums"),
    [
        ("on_account", {}, (0, 0, "unpaid")),
        ("on_account", {"picked_up_at": MORNING}, (0, 0, "on_account")),
        ("on_receipt", {"freight_due_fen": 1800}, (1800, 0, "unpaid")),
        ("on_receipt", {"freight_due_fen": 1800, "cod": "collected"}, (1800, 1800, "received")),
        ("on_receipt", {"freight_due_fen": 1800, "cod": "void"}, (0, 0, "unpaid")),
    ],
)
def test_other_terms_stand_as_door_and_account_say(terms: str, values: dict[str, object], sums: tuple[object]) -> None:
    cod = changed(draft().cod, status=CodStatus(values.pop("cod", "due")))
    stands = standing(changed(order(), terms=PaymentTerms(terms), cod=cod, **values), [], [])
    assert (stands.wanted_fen, stands.paid_fen, stands.status) == sums


@pytest.mark.parametrize(
    ("cod", "reason", "state", "status"),
    [
        ("collected", "paid_twice", "wanted", "refund_due"),
        ("collected", "paid_twice", "paid", "received"),
        ("collected", "goodwill", "paid", "refunded"),
        ("collected", "goodwill", "closed", "received"),
        ("due", "handed_back", "processing", "refund_due"),
        ("due", "handed_back", "paid", "refunded"),
        ("due", "handed_back", "closed", "unpaid"),
        ("collected", "handed_back", "paid", "received"),
    ],
)
def test_what_goes_back_of_a_payment_at_the_door(cod: str, reason: str, state: str, status: str) -> None:
    door = changed(draft().cod, status=CodStatus(cod))
    parcel = changed(order(), terms=PaymentTerms.ON_RECEIPT, cod=door, freight_due_fen=1800)
    back = [refund(1, 500, RefundState(state), reason=RefundReason(reason))]
    assert standing(parcel, [], back).status is PaymentStatus(status)


# --- everything at once ------------------------------------------------------------------------------------------


class Story:
    """An order to which things happen, the settling up that hears of them now and then, and a tally by hand."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.now = chance, MORNING
        self.parcel = order()
        self.payments: list[Payment] = []
        self.refunds: list[Refund] = []
        self.status = PaymentStatus.UNPAID
        self.freight_fen, self.insurance_fen, self.fees_fen = 1500, 300, 0

    def expected_fen(self) -> int:
        if self.parcel.status is Status.CANCELLED:
            return 0
        if self.parcel.status is Status.LOST:
            return self.insurance_fen
        return self.freight_fen + self.insurance_fen + self.fees_fen

    def stands(self) -> Standing:
        return standing(self.parcel, self.payments, self.refunds)

    def pay(self) -> None:
        """What is owed now, or (an old page) what was owed before."""
        fen = self.chance.choice([self.stands().owed_fen, self.stands().owed_fen, 1800])
        if fen > 0:
            self.payments.append(payment(len(self.payments) + 1, fen, paid_at=self.now))

    def reprice(self) -> None:
        self.freight_fen = self.chance.randrange(600, 4000)
        lines = (FeeLine("freight", "运费", self.freight_fen), INSURED[1])
        self.parcel = changed(self.parcel, price=Price(1000, lines, self.freight_fen + 300))

    def charge(self) -> None:
        fen = self.chance.choice([100, 990, -150])
        self.parcel = changed(self.parcel, charges=(*self.parcel.charges, fee(len(self.parcel.charges), fen)))
        self.fees_fen += fen

    def take_back(self) -> None:
        if self.parcel.charges:
            self.fees_fen -= self.parcel.charges[-1].amount_fen
            self.parcel = changed(self.parcel, charges=self.parcel.charges[:-1])

    def befall(self) -> None:
        status = self.chance.choice([Status.PLACED, Status.IN_TRANSIT, Status.LOST, Status.CANCELLED, Status.RETURNED])
        self.parcel = changed(self.parcel, status=status)

    def hear_of_a_refund(self) -> None:
        waiting = [each for each in self.refunds if each.state in (RefundState.WANTED, RefundState.PROCESSING)]
        if waiting:
            one, said = self.chance.choice(waiting), self.chance.choice([*RefundState][1:])
            told = replace(one, state=said, paid_at=self.now if said is RefundState.PAID else None)
            self.refunds = [told if each.id == one.id else each for each in self.refunds]

    def settle(self) -> None:
        for owner, fen, reason in refunds_due(self.parcel, self.payments, self.refunds, self.now):
            self.refunds.append(new_refund(owner, self.refunds, fen, reason, "system", self.now))
        for step in path_to(self.status, self.stands().status):
            self.status = step


@pytest.mark.parametrize("seed", range(120))
def test_any_story_comes_out_even(seed: int) -> None:
    story = Story(random.Random(seed))
    happenings = (
        *(story.pay, story.pay, story.reprice, story.charge, story.take_back, story.befall),
        *(story.hear_of_a_refund, story.hear_of_a_refund, story.settle, story.settle),
    )
    for _ in range(40):
        story.now += timedelta(minutes=1)
        story.chance.choice(happenings)()
    story.settle()
    before = list(story.refunds)
    story.settle()
    assert story.refunds == before, "an order that is settled is left alone"
    counted = [each for each in story.refunds if each.state is not RefundState.CLOSED]
    net_fen = sum(each.amount_fen for each in story.payments) - sum(each.amount_fen for each in counted)
    assert net_fen <= max(story.expected_fen(), 0), "what was paid too much is on its way back"
    assert story.stands().owed_fen == story.expected_fen() - net_fen
    for each in story.payments:
        given = sum(one.amount_fen for one in counted if one.payment_id == each.id)
        assert 0 <= given <= each.amount_fen, "no payment gives back more than it brought"
    assert len({each.id for each in story.refunds}) == len(story.refunds), "a number is one refund"
    assert story.status is story.stands().status
