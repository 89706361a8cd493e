"""What was paid by code at a door and goes back: out of the payment that holds the money, however often it takes."""

from typing import Any

import pytest

from logistics.domain.journal import Account
from logistics.store.mongo import Unit
from tests.functions.test_pay_at_the_door import ANYBODY, door_offer
from tests.support.calls import Answer, deliver_outbox, http
from tests.support.orders import bring_out, parcel_of, place_order
from tests.support.people import actor, session_of
from tests.support.prepaid import Desk, Prepaid, positions
from tests.support.wechat_pay import PayWorld

GOODS_FEN = 30_000


class Doorway:
    """A parcel with goods money at its consignee's door, and a courier who takes it by code."""

    def __init__(self, pays: PayWorld, **order: Any) -> None:
        self.pays, self.courier, self.sender = pays, actor("courier"), actor("customer")
        self.orders, self.desk = Prepaid(self.sender, pays), Desk()
        self.waybill_no = place_order(session_of(self.sender), cod_fen=GOODS_FEN, **order)
        bring_out(self.waybill_no, self.courier)
        pays.order("/wechat-pay/settings", refund_s=60)  # no refund ends by itself

    def paid(self) -> str:
        """Paid once more; the payment's number."""
        offered = door_offer(self.waybill_no, self.courier).data
        self.pays.pay(ANYBODY, code_url=offered["code_url"])
        self.pays.deliver(offered["payment_id"])
        self.settle()
        return str(offered["payment_id"])

    def hand_back(self) -> Answer:
        path = f"/parcels/{self.waybill_no}/hand-back"
        told = http("collect_cod", "POST", path, {}, session=session_of(self.courier))
        self.settle()
        return told

    def ends(self, refund_id: str, status: str) -> None:
        self.pays.order("/wechat-pay/refunds", out_refund_no=refund_id, status=status)
        self.pays.deliver(refund_id)
        self.settle()

    def settle(self) -> None:
        deliver_outbox("pay", "collect_cod")

    def refunds(self) -> list[tuple[str, int, str]]:
        kept = Unit(parcel_of(self.waybill_no).placed_at).refunds.of(self.waybill_no)
        return sorted((each.id, each.amount_fen, str(each.state)) for each in kept)

    def books(self) -> dict[tuple[str, str], int]:
        return {key: fen for key, fen in positions(self.waybill_no).items() if not key[0].startswith("revenue")}


@pytest.fixture
def door(store: Unit, wechat_pay: PayWorld) -> Doorway:
    return Doorway(wechat_pay)


def owed_in_the_books(door: Doorway) -> dict[tuple[str, str], int]:
    """Without what the order itself costs its consignor."""
    return {key: fen for key, fen in door.books().items() if key != ("freight_receivable", door.sender.id)}


def test_what_the_provider_did_not_give_back_finance_gives_back(door: Doorway) -> None:
    payment_id = door.paid()
    assert door.hand_back().status == 200
    door.ends(f"{payment_id}r1", "CLOSED")
    assert owed_in_the_books(door) == {
        ("freight_receivable", door.waybill_no): -GOODS_FEN,
        ("wechat_clearing", "company"): GOODS_FEN,
    }, "it is owed to the payer, and still with the provider"
    refused = door.desk.give_back(payment_id, 100, "goodwill")
    assert (refused.code, refused.body["error"]["details"]["owed_fen"]) == ("REFUND_IS_OWED", GOODS_FEN)
    assert door.desk.give_back(payment_id, GOODS_FEN, "overpaid").status == 200
    door.settle()
    door.ends(f"{payment_id}r2", "SUCCESS")
    assert owed_in_the_books(door) == {}
    assert door.desk.give_back(payment_id, 1, "overpaid").code == "REFUND_NOT_OWED"


def test_a_second_hand_back_gives_back_the_second_payment(door: Doorway) -> None:
    first = door.paid()
    door.hand_back()
    door.ends(f"{first}r1", "CLOSED")
    second = door.paid()
    assert second != first
    assert door.desk.give_back(second, 1, "overpaid").code == "REFUND_NOT_OWED", "it pays for the parcel"
    assert door.hand_back().status == 200
    assert door.refunds() == [(f"{first}r1", GOODS_FEN, "closed"), (f"{second}r1", GOODS_FEN, "processing")]
    door.ends(f"{second}r1", "SUCCESS")
    assert owed_in_the_books(door)["freight_receivable", door.waybill_no] == -GOODS_FEN, "the first is owed still"
    assert door.desk.give_back(first, GOODS_FEN, "overpaid").status == 200


def test_a_hand_back_after_goodwill_gives_the_rest_and_nobody_bears_the_goodwill(
    store: Unit, wechat_pay: PayWorld
) -> None:
    door = Doorway(wechat_pay, terms="on_receipt")
    payment_id, all_fen = door.paid(), parcel_of(door.waybill_no).cod.collected_fen
    assert door.desk.give_back(payment_id, 100, "goodwill").status == 200
    door.settle()
    assert door.hand_back().code == "REFUND_UNDER_WAY"
    door.ends(f"{payment_id}r1", "SUCCESS")
    assert door.hand_back().status == 200
    assert door.refunds()[1] == (f"{payment_id}r2", all_fen - 100, "processing")
    door.ends(f"{payment_id}r2", "SUCCESS")
    assert owed_in_the_books(door) == {("freight_receivable", door.waybill_no): all_fen - GOODS_FEN}, (
        "not collected yet"
    )
    assert Unit(parcel_of(door.waybill_no).placed_at).journal.balance(Account.REFUNDS, "company") == 0


def test_nobody_gives_goods_money_away(door: Doorway) -> None:
    refused = door.desk.give_back(door.paid(), 100, "goodwill")
    assert (refused.code, refused.body["error"]["details"]["most_fen"]) == ("GOODWILL_TOO_LARGE", 0)


def test_a_compensation_by_transfer_is_no_part_of_the_payment_at_the_door(door: Doorway) -> None:
    from logistics.domain.money_entries import claim_agreed, payout_ordered, payout_paid
    from logistics.domain.reconciling import Kind

    payment_id = door.paid()
    unit: Any = Unit(parcel_of(door.waybill_no).placed_at)
    about = (door.waybill_no, 500, unit.now)
    entries = (
        claim_agreed("C1", *about),
        payout_ordered("O1", door.waybill_no, Account.CLAIMS_OWED, *about),
        payout_paid("O1", door.waybill_no, Account.WECHAT_CLEARING, 500, unit.now),
    )
    unit.transact(lambda: unit.journal.post(*entries))
    assert unit.postings.of([(Kind.PAYMENT, payment_id)]) == {(Kind.PAYMENT, payment_id): GOODS_FEN}
