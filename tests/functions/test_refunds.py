"""Money goes back exactly as far as it is owed, once, by the way it came, and the books come out even.

1.5 kg from Guangzhou to Hangzhou cost 18.00 + 0.5 x 5.00 = 20.50 yuan.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from logistics.domain.money_events import RefundRequested
from logistics.domain.roles import Actor
from logistics.domain.trouble_events import ChargeAdded
from logistics.store.mongo import Unit
from tests.support.calls import deliver_outbox, http, invoke, queue
from tests.support.orders import pick_up
from tests.support.people import actor, session_of, sign_in
from tests.support.prepaid import FREIGHT_FEN, Prepaid, positions
from tests.support.told import Side, World
from tests.support.wechat_pay import PayWorld


@pytest.fixture
def orders(store: Unit, wechat_pay: PayWorld) -> Prepaid:
    return Prepaid(actor("customer"), wechat_pay)


@pytest.fixture
def courier(store: Unit) -> Actor:
    return actor("courier")


def at_provider(orders: Prepaid, payment_id: str) -> list[tuple[int, str]]:
    return [(each["amount"]["refund"], each["status"]) for each in orders.world.refunds(payment_id)]


# --- what is owed goes back --------------------------------------------------------------------------------------


def test_a_cancelled_order_gets_back_what_was_paid(orders: Prepaid) -> None:
    waybill_no = orders.paid_order()
    orders.cancel(waybill_no)
    assert orders.status(waybill_no) == "refund_due"
    assert orders.refunds(waybill_no) == [(FREIGHT_FEN, "cancelled", "processing")]
    orders.refunded(waybill_no)
    assert orders.refunds(waybill_no) == [(FREIGHT_FEN, "cancelled", "paid")]
    assert orders.status(waybill_no) == "refunded"
    assert positions(waybill_no) == {}, "nothing was earned and nothing is owed"


def test_a_payment_after_the_cancellation_refunds_itself(orders: Prepaid) -> None:
    waybill_no = orders.ordered()
    offered = orders.offer(waybill_no)
    orders.world.pay("openid-customer-0000", **offered["parameters"])
    orders.world.fault("busy", "close", count=3)
    orders.cancel(waybill_no)
    assert [each.status for each in orders.world.deliver(offered["payment_id"])] == [200]
    orders.settle()
    orders.refunded(waybill_no)
    assert orders.refunds(waybill_no) == [(FREIGHT_FEN, "cancelled", "paid")]
    assert positions(waybill_no) == {}


def test_after_pickup_what_was_paid_is_earned(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order()
    pick_up(waybill_no, courier)
    orders.settle()
    assert orders.status(waybill_no) == "prepaid"
    assert positions(waybill_no) == {
        ("wechat_clearing", "company"): FREIGHT_FEN,
        ("revenue_freight", "company"): -FREIGHT_FEN,
    }


def test_what_costs_less_gives_the_rest_back(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order()
    pick_up(waybill_no, courier)
    orders.charge(waybill_no, -300)
    orders.refunded(waybill_no)
    assert orders.refunds(waybill_no) == [(300, "overpaid", "paid")]
    assert positions(waybill_no) == {
        ("wechat_clearing", "company"): FREIGHT_FEN - 300,
        ("revenue_freight", "company"): -FREIGHT_FEN,
        ("revenue_storage", "company"): 300,
    }


def test_a_top_up_is_owed_then_paid_and_then_even(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order()
    pick_up(waybill_no, courier)
    orders.charge(waybill_no, 500)
    assert (orders.status(waybill_no), orders.shown(waybill_no)["owed_fen"]) == ("top_up_due", 500)
    assert orders.offer(waybill_no)["amount_fen"] == 500
    orders.pay(waybill_no)
    assert (orders.status(waybill_no), orders.shown(waybill_no)["owed_fen"]) == ("topped_up", 0)
    assert ("freight_receivable", waybill_no) not in positions(waybill_no)


def test_of_two_payments_the_newer_one_goes_back_first(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order()
    pick_up(waybill_no, courier)
    orders.charge(waybill_no, 500)
    top_up = orders.pay(waybill_no)
    orders.charge(waybill_no, -700, number=2)
    orders.refunded(waybill_no)
    assert sorted(each[0] for each in orders.refunds(waybill_no)) == [200, 500]
    assert at_provider(orders, top_up) == [(500, "SUCCESS")]
    assert ("freight_receivable", waybill_no) not in positions(waybill_no)


def test_a_lost_parcel_gives_all_but_the_insurance_back(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order(insured_value_fen=100_000)
    paid_fen = orders.shown(waybill_no)["paid_fen"]
    pick_up(waybill_no, courier)
    orders.lose(waybill_no)
    orders.refunded(waybill_no)
    assert orders.refunds(waybill_no) == [(FREIGHT_FEN, "lost", "paid")]
    insurance_fen = paid_fen - FREIGHT_FEN
    assert insurance_fen > 0 and positions(waybill_no) == {
        ("wechat_clearing", "company"): insurance_fen,
        ("revenue_insurance", "company"): -insurance_fen,
    }


def instructions(waybill_no: str) -> list[tuple[str, int, str]]:
    asked = {"waybill_no": waybill_no}
    told = invoke("collect_cod", "list_payment_instructions", asked, sign_in("finance")).data["instructions"]
    return [(each["kind"], each["amount_fen"], each["status"]) for each in told]


def test_an_instruction_is_settled_by_the_payment_that_carries_it_out(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order()
    pick_up(waybill_no, courier)
    orders.charge(waybill_no, 500)
    assert instructions(waybill_no) == [("top_up", 500, "open")]
    orders.pay(waybill_no)
    assert instructions(waybill_no) == [("top_up", 500, "settled")]


def test_instructions_that_offset_each_other_are_settled_without_a_payment(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order()
    pick_up(waybill_no, courier)
    orders.charge(waybill_no, 500)
    orders.charge(waybill_no, -500, number=2)
    assert instructions(waybill_no) == [("top_up", 500, "settled"), ("refund", 500, "settled")]
    assert orders.status(waybill_no) == "prepaid" and orders.refunds(waybill_no) == []


# --- the provider ------------------------------------------------------------------------------------------------


def test_a_refund_whose_outcome_is_unknown_keeps_its_number(orders: Prepaid) -> None:
    waybill_no = orders.paid_order()
    orders.world.fault("unknown_outcome", "refund")
    orders.cancel(waybill_no)
    assert orders.refunds(waybill_no) == [(FREIGHT_FEN, "cancelled", "wanted")]
    assert at_provider(orders, f"{waybill_no}P1"), "the provider had done it"
    for _ in range(2):
        orders.refunded(waybill_no)
    assert at_provider(orders, f"{waybill_no}P1") == [(FREIGHT_FEN, "SUCCESS")]
    assert orders.refunds(waybill_no) == [(FREIGHT_FEN, "cancelled", "paid")]


def test_a_refund_is_asked_for_again_when_the_provider_was_short_of_money(orders: Prepaid) -> None:
    waybill_no = orders.paid_order()
    orders.world.refuse("refund", "NOT_ENOUGH")
    orders.cancel(waybill_no)
    assert orders.refunds(waybill_no) == [(FREIGHT_FEN, "cancelled", "wanted")]
    for _ in range(2):
        orders.refunded(waybill_no)
    assert orders.status(waybill_no) == "refunded"


def test_the_event_of_a_refund_heard_twice_pays_once(orders: Prepaid) -> None:
    waybill_no = orders.paid_order()
    orders.cancel(waybill_no)
    again = RefundRequested(waybill_no, f"{waybill_no}P1r1", FREIGHT_FEN, "cancelled")
    assert queue("pay", again, again) == []
    assert len(at_provider(orders, f"{waybill_no}P1")) == 1


def test_a_refund_is_heard_of_by_notification_and_twice_is_once(orders: Prepaid, store: Unit) -> None:
    waybill_no = orders.paid_order()
    orders.cancel(waybill_no)
    orders.world.order("/wechat-pay/refunds", out_refund_no=f"{waybill_no}P1r1", status="SUCCESS")
    for _ in range(2):
        assert {each.status for each in orders.world.deliver(f"{waybill_no}P1r1")} == {200}
    assert orders.status(waybill_no) == "refunded"
    assert [each.type for each in store.outbox.all()].count("RefundPaid") == 1


@pytest.mark.parametrize(("status", "state"), [("ABNORMAL", "abnormal"), ("CLOSED", "closed")])
def test_what_the_provider_could_not_give_back_is_alarmed_and_stays_owed(
    orders: Prepaid, capfd: pytest.CaptureFixture[str], status: str, state: str
) -> None:
    waybill_no = orders.paid_order()
    orders.world.order("/wechat-pay/settings", refund_s=60)
    orders.cancel(waybill_no)
    orders.world.order("/wechat-pay/refunds", out_refund_no=f"{waybill_no}P1r1", status=status)
    orders.world.deliver(f"{waybill_no}P1r1")
    assert orders.refunds(waybill_no) == [(FREIGHT_FEN, "cancelled", state)]
    assert orders.status(waybill_no) == "refund_due"
    assert '"refund_failed", "level": "alarm"' in capfd.readouterr().err
    assert positions(waybill_no)["freight_receivable", waybill_no] == -FREIGHT_FEN


def test_a_word_about_another_sum_is_refused_alarmed_and_changes_nothing(
    orders: Prepaid, store: Unit, capfd: pytest.CaptureFixture[str]
) -> None:
    waybill_no = orders.paid_order()
    orders.world.order("/wechat-pay/settings", refund_s=60)
    orders.cancel(waybill_no)
    store.db["refunds"].update_one({"_id": f"{waybill_no}P1r1"}, {"$set": {"amount_fen": FREIGHT_FEN - 1}})
    orders.world.order("/wechat-pay/refunds", out_refund_no=f"{waybill_no}P1r1", status="SUCCESS")
    assert {each.code for each in orders.world.deliver(f"{waybill_no}P1r1")} == {"REFUND_AMOUNT_DIFFERS"}
    orders.sweep()
    assert orders.refunds(waybill_no) == [(FREIGHT_FEN - 1, "cancelled", "processing")]
    assert '"refund_differs", "level": "alarm"' in capfd.readouterr().err


# --- who hears of it ---------------------------------------------------------------------------------------------


def test_the_payer_hears_what_is_to_be_paid_and_what_went_back(
    orders: Prepaid, courier: Actor, variables: dict[str, str]
) -> None:
    world = World(variables["WECHAT_BASE_URL"])
    payer = Side("openid-customer-0000", "+8613900000000", orders.sender)
    world.accept(payer)
    waybill_no = orders.paid_order()
    pick_up(waybill_no, courier)
    orders.charge(waybill_no, 500)
    deliver_outbox("notify")
    orders.charge(waybill_no, -800, number=2)
    orders.refunded(waybill_no)
    deliver_outbox("notify")
    told = [each for each in world.received(payer) if each["template"] == "tmpl_payment"]
    assert [each["fields"]["thing3"] for each in told] == ["请补付运费5.00元", "3.00元已原路退回"]


# --- at once -----------------------------------------------------------------------------------------------------


def test_many_events_at_once_ask_a_payment_back_once(orders: Prepaid, store: Unit) -> None:
    waybill_no = orders.paid_order()
    body = {"reason": "consignor_changed_mind"}
    path = f"/orders/{waybill_no}/cancellation"
    assert http("create_order", "POST", path, body, session=session_of(orders.sender)).status == 200
    told = [ChargeAdded(waybill_no, f"storage:{number}", "storage", 1, "consignor") for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        failed = list(pool.map(lambda event: queue("pay", event), told))
    for event, again in zip(told, failed, strict=True):
        assert not again or not queue("pay", event), "what lost the race goes well when it comes again"
    assert [each[0] for each in orders.refunds(waybill_no)] == [FREIGHT_FEN]
    kinds = [each.type for each in store.outbox.all()]
    assert kinds.count("RefundRequested") == 1
