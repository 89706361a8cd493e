"""Paying before the courier comes: offered once, believed only from WeChat Pay, and never paid twice.

1.5 kg from Guangzhou to Hangzhou cost 18.00 + 0.5 x 5.00 = 20.50 yuan.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from logistics.domain.money_events import PaymentOverdue
from logistics.domain.paying import PaymentState
from logistics.domain.roles import Actor
from logistics.domain.states import Status
from logistics.gateways import pay
from logistics.store.mongo import Unit
from tests.support.calls import Answer, deliver_outbox, http, invoke, queue, request_id
from tests.support.orders import parcel_of, pick_up, place_order
from tests.support.people import actor, session_of, sign_in
from tests.support.prepaid import SENDER_OPENID, Prepaid
from tests.support.wechat_pay import PayWorld

FREIGHT_FEN = 2050

pytestmark = pytest.mark.usefixtures("wechat_pay")


@pytest.fixture
def sender(store: Unit) -> Actor:
    return actor("customer")


@pytest.fixture
def courier(store: Unit) -> Actor:
    return actor("courier")


def prepaid(sender: Actor, **changes: Any) -> str:
    return place_order(session_of(sender), terms="prepaid", **changes)


def offer(waybill_no: str, by: Actor, key: str | None = None) -> Answer:
    return http("pay", "POST", f"/parcels/{waybill_no}/payments", {}, session=session_of(by), key=key)


def shown(waybill_no: str, by: Actor, **query: Any) -> Any:
    return http("pay", "GET", f"/parcels/{waybill_no}/payments", session=session_of(by), query=query).data


def pay_for(waybill_no: str, sender: Actor, wechat_pay: PayWorld) -> str:
    """Offered, paid in WeChat, and heard of; answers the payment's number."""
    offered = offer(waybill_no, sender).data
    wechat_pay.pay(SENDER_OPENID, **offered["parameters"])
    assert [each.status for each in wechat_pay.deliver(offered["payment_id"])] == [200]
    number: str = offered["payment_id"]
    return number


def positions(waybill_no: str) -> dict[tuple[str, str], int]:
    told = invoke("collect_cod", "show_journal", {"waybill_no": waybill_no}, sign_in("finance")).data
    assert told["sum_fen"] == 0, "a waybill's entries always balance"
    return {(line["account"], line["holder"]): line["amount_fen"] for line in told["positions"]}


def let_pass(store: Unit, waybill_no: str, minutes: int) -> None:
    """The order, its offers and their ends are that much older."""
    for collection, which in (("parcels", {"_id": waybill_no}), ("payments", {"subject": waybill_no})):
        for row in store.db[collection].find(which):
            earlier = {
                name: row[name] - timedelta(minutes=minutes)
                for name in ("placed_at", "last_scan_at", "at", "expires_at")
                if isinstance(row.get(name), datetime)
            }
            store.db[collection].update_one({"_id": row["_id"]}, {"$set": earlier})


# --- an order that is paid first ---------------------------------------------------------------------------------


def test_an_order_waits_for_its_payment_and_then_for_a_courier(sender: Actor, wechat_pay: PayWorld) -> None:
    waybill_no = prepaid(sender)
    assert parcel_of(waybill_no).status is Status.PENDING_PAYMENT
    before = shown(waybill_no, sender)
    assert (before["payment_status"], before["owed_fen"], before["paid_fen"]) == ("unpaid", FREIGHT_FEN, 0)
    number = pay_for(waybill_no, sender, wechat_pay)
    assert parcel_of(waybill_no).status is Status.PLACED
    after = shown(waybill_no, sender)
    assert (after["owed_fen"], after["paid_fen"], after["payments"][0]["payment_id"]) == (0, FREIGHT_FEN, number)
    assert positions(waybill_no) == {
        ("wechat_clearing", "company"): FREIGHT_FEN,
        ("freight_receivable", waybill_no): -FREIGHT_FEN,
    }


def test_the_reply_tells_until_when_to_pay(sender: Actor) -> None:
    from tests.support.orders import order_body, quote_for

    body = order_body(quote_for()["quote_id"], terms="prepaid")
    placed = http("create_order", "POST", "/orders", body, session=session_of(sender)).data
    wait = datetime.fromisoformat(placed["pay_by"]) - datetime.fromisoformat(placed["placed_at"])
    assert (placed["status"], placed["due_fen"], wait) == ("pending_payment", FREIGHT_FEN, timedelta(minutes=30))


def test_no_courier_hears_of_an_order_that_is_not_paid(sender: Actor, store: Unit, wechat_pay: PayWorld) -> None:
    waybill_no = prepaid(sender)
    kinds = [each.type for each in store.outbox.all() if each.waybill_no == waybill_no]
    assert "OrderPlaced" not in kinds
    pay_for(waybill_no, sender, wechat_pay)
    kinds = [each.type for each in store.outbox.all() if each.waybill_no == waybill_no]
    assert kinds.count("OrderPlaced") == 1 and kinds.count("PaymentReceived") == 1


def test_the_same_order_is_offered_under_the_same_number(sender: Actor) -> None:
    waybill_no, key = prepaid(sender), request_id()
    first, replayed, again = offer(waybill_no, sender, key), offer(waybill_no, sender, key), offer(waybill_no, sender)
    assert first.data == replayed.data
    assert again.data["payment_id"] == first.data["payment_id"]
    assert again.data["amount_fen"] == FREIGHT_FEN


def test_who_taps_on_two_phones_is_offered_one_number(sender: Actor, store: Unit, wechat_pay: PayWorld) -> None:
    waybill_no = prepaid(sender)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: offer(waybill_no, sender), range(4)))
    assert {each.data["payment_id"] for each in answers} == {f"{waybill_no}P1"}
    assert [each.id for each in store.payments.of(waybill_no)] == [f"{waybill_no}P1"]


def test_a_payment_and_the_end_of_the_wait_at_once_never_lose_the_money(
    sender: Actor, store: Unit, wechat_pay: PayWorld
) -> None:
    waybill_no = prepaid(sender)
    offered = offer(waybill_no, sender).data
    let_pass(store, waybill_no, 31)
    wechat_pay.pay(SENDER_OPENID, **offered["parameters"])
    with ThreadPoolExecutor(2) as pool:
        told = pool.submit(wechat_pay.deliver, offered["payment_id"])
        over = pool.submit(queue, "pay", PaymentOverdue(waybill_no))
        assert ([each.status for each in told.result()], over.result()) == ([200], [])
    assert parcel_of(waybill_no).status is Status.PLACED
    assert positions(waybill_no)["wechat_clearing", "company"] == FREIGHT_FEN


def test_a_notification_that_comes_five_times_counts_once(sender: Actor, wechat_pay: PayWorld) -> None:
    waybill_no = prepaid(sender)
    number = pay_for(waybill_no, sender, wechat_pay)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: wechat_pay.deliver(number)[0], range(4)))
    assert {each.status for each in answers} == {200}
    assert positions(waybill_no)["wechat_clearing", "company"] == FREIGHT_FEN
    assert shown(waybill_no, sender)["paid_fen"] == FREIGHT_FEN


def test_a_notification_that_never_comes_is_made_up_for_by_asking(sender: Actor, wechat_pay: PayWorld) -> None:
    waybill_no = prepaid(sender)
    offered = offer(waybill_no, sender).data
    wechat_pay.pay(SENDER_OPENID, **offered["parameters"])
    assert shown(waybill_no, sender)["paid_fen"] == 0, "the phone's word alone is no proof"
    assert shown(waybill_no, sender, refresh=1)["paid_fen"] == FREIGHT_FEN
    assert parcel_of(waybill_no).status is Status.PLACED


def test_nobody_pays_what_is_paid(sender: Actor, wechat_pay: PayWorld) -> None:
    waybill_no = prepaid(sender)
    pay_for(waybill_no, sender, wechat_pay)
    refused = offer(waybill_no, sender)
    assert (refused.code, refused.body["error"]["details"]["paid_fen"]) == ("PAYMENT_NOTHING_DUE", FREIGHT_FEN)


def test_what_is_paid_and_not_heard_of_is_not_offered_again(sender: Actor, wechat_pay: PayWorld) -> None:
    waybill_no = prepaid(sender)
    wechat_pay.pay(SENDER_OPENID, **offer(waybill_no, sender).data["parameters"])
    assert offer(waybill_no, sender).code == "PAYMENT_NOTHING_DUE", "the provider knows that it is paid"
    assert shown(waybill_no, sender)["paid_fen"] == FREIGHT_FEN
    assert parcel_of(waybill_no).status is Status.PLACED


def test_a_number_that_was_closed_at_the_provider_gives_way_to_the_next(
    sender: Actor, store: Unit, wechat_pay: PayWorld
) -> None:
    waybill_no = prepaid(sender)
    number = offer(waybill_no, sender).data["payment_id"]
    pay.close(number)
    assert offer(waybill_no, sender).data["payment_id"] == f"{waybill_no}P2"
    assert store.payments.get(number).state is PaymentState.CLOSED


def test_an_offer_whose_outcome_is_unknown_keeps_its_number(sender: Actor, wechat_pay: PayWorld) -> None:
    waybill_no, key = prepaid(sender), request_id()
    wechat_pay.fault("unknown_outcome", "jsapi")
    assert offer(waybill_no, sender, key).code == "PROVIDER_UNAVAILABLE"
    offered = offer(waybill_no, sender, key).data
    assert offered["payment_id"] == f"{waybill_no}P1"
    assert len(wechat_pay.orders(offered["payment_id"])) == 1


@pytest.mark.parametrize("role", ["customer", "merchant"])
def test_only_who_placed_an_order_pays_it(sender: Actor, role: str) -> None:
    waybill_no = prepaid(sender)
    stranger = actor(role, at=7)
    assert offer(waybill_no, stranger).code == "PARCEL_NOT_FOUND"


# --- an order that nobody pays -----------------------------------------------------------------------------------


def test_an_unpaid_order_is_called_off_and_cannot_be_paid_any_more(
    sender: Actor, store: Unit, wechat_pay: PayWorld
) -> None:
    waybill_no = prepaid(sender)
    number = offer(waybill_no, sender).data["payment_id"]
    let_pass(store, waybill_no, 31)
    assert queue("pay", PaymentOverdue(waybill_no)) == []
    assert parcel_of(waybill_no).status is Status.CANCELLED
    assert wechat_pay.orders(number)[0]["trade_state"] == "CLOSED"
    assert offer(waybill_no, sender).code == "ORDER_CLOSED"


def test_an_order_paid_at_the_last_moment_is_not_called_off(sender: Actor, store: Unit, wechat_pay: PayWorld) -> None:
    waybill_no = prepaid(sender)
    offered = offer(waybill_no, sender).data
    wechat_pay.pay(SENDER_OPENID, **offered["parameters"])
    let_pass(store, waybill_no, 31)
    assert queue("pay", PaymentOverdue(waybill_no)) == []
    assert parcel_of(waybill_no).status is Status.PLACED
    assert shown(waybill_no, sender)["paid_fen"] == FREIGHT_FEN


def test_while_the_provider_is_away_an_unpaid_order_waits(sender: Actor, store: Unit, wechat_pay: PayWorld) -> None:
    waybill_no = prepaid(sender)
    offer(waybill_no, sender)
    let_pass(store, waybill_no, 31)
    wechat_pay.fault("busy", "close")
    assert queue("pay", PaymentOverdue(waybill_no)) == []
    assert parcel_of(waybill_no).status is Status.PENDING_PAYMENT
    assert store.db["due"].count_documents({"_id": f"payment:{waybill_no}"}) == 1
    assert queue("pay", PaymentOverdue(waybill_no)) == []
    assert parcel_of(waybill_no).status is Status.CANCELLED


def test_a_timer_that_comes_early_waits(sender: Actor) -> None:
    waybill_no = prepaid(sender)
    assert queue("pay", PaymentOverdue(waybill_no)) == []
    assert parcel_of(waybill_no).status is Status.PENDING_PAYMENT


def test_a_payment_after_the_order_was_called_off_goes_back_by_itself(
    sender: Actor, store: Unit, wechat_pay: PayWorld
) -> None:
    waybill_no = prepaid(sender)
    offered = offer(waybill_no, sender).data
    body = {"reason": "consignor_changed_mind"}
    http("create_order", "POST", f"/orders/{waybill_no}/cancellation", body, session=session_of(sender))
    wechat_pay.pay(SENDER_OPENID, **offered["parameters"])
    wechat_pay.deliver(offered["payment_id"])
    deliver_outbox("pay", "collect_cod")
    assert sum(each["amount"]["refund"] for each in wechat_pay.refunds(offered["payment_id"])) == FREIGHT_FEN
    assert shown(waybill_no, sender)["owed_fen"] == 0


def test_a_cancelled_orders_offer_is_closed(sender: Actor, wechat_pay: PayWorld) -> None:
    waybill_no = prepaid(sender)
    number = offer(waybill_no, sender).data["payment_id"]
    body = {"reason": "consignor_changed_mind"}
    http("create_order", "POST", f"/orders/{waybill_no}/cancellation", body, session=session_of(sender))
    deliver_outbox("pay", "collect_cod")
    assert wechat_pay.orders(number)[0]["trade_state"] == "CLOSED"


# --- more to pay, and less ---------------------------------------------------------------------------------------


def test_a_prepaid_parcels_books_are_even_after_its_pickup(sender: Actor, courier: Actor, wechat_pay: PayWorld) -> None:
    waybill_no = prepaid(sender)
    pay_for(waybill_no, sender, wechat_pay)
    pick_up(waybill_no, courier)
    deliver_outbox("collect_cod", "pay")
    assert positions(waybill_no) == {
        ("wechat_clearing", "company"): FREIGHT_FEN,
        ("revenue_freight", "company"): -FREIGHT_FEN,
    }


def test_an_offer_of_a_sum_that_is_not_owed_any_more_ends(sender: Actor, store: Unit, wechat_pay: PayWorld) -> None:
    orders = Prepaid(sender, wechat_pay)
    waybill_no = orders.paid_order()
    orders.charge(waybill_no, 500)
    first = orders.offer(waybill_no)
    assert (first["payment_id"], first["purpose"], first["amount_fen"]) == (f"{waybill_no}P2", "top_up", 500)
    orders.charge(waybill_no, 300, number=2)
    assert wechat_pay.orders(first["payment_id"])[0]["trade_state"] == "CLOSED"
    assert store.payments.get(first["payment_id"]).state is PaymentState.CLOSED
    second = orders.offer(waybill_no)
    assert (second["payment_id"], second["amount_fen"]) == (f"{waybill_no}P3", 800)
