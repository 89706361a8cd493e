"""Every move of an order's payment, each shown by a test that bears its name; sums in fen, written by hand.

1.5 kg from Guangzhou to Hangzhou cost 20.50 yuan, each half kilogram more or less 2.50 yuan.
"""

import sys

import pytest

from logistics.domain.roles import Actor
from logistics.store.mongo import Unit
from tests.domain.test_machines import PAYMENT
from tests.support.calls import http
from tests.support.orders import bring_out, parcel_of, place_order
from tests.support.people import actor, session_of
from tests.support.prepaid import Desk, Prepaid, positions
from tests.support.wechat_pay import PayWorld

FREIGHT, CLEARING, OWN = 2050, ("wechat_clearing", "company"), "freight_receivable"


@pytest.fixture
def orders(store: Unit, wechat_pay: PayWorld) -> Prepaid:
    return Prepaid(actor("customer"), wechat_pay)


@pytest.fixture
def courier(store: Unit) -> Actor:
    return actor("courier", "GZ-TH-1")


@pytest.fixture
def desk(store: Unit) -> Desk:
    return Desk()


def slow_refunds(orders: Prepaid) -> None:
    orders.world.order("/wechat-pay/settings", refund_s=60)


def at_the_door(orders: Prepaid, courier: Actor) -> str:
    """An order whose freight the consignee pays, at their door."""
    waybill_no = place_order(session_of(orders.sender), terms="on_receipt")
    bring_out(waybill_no, courier)
    orders.settle()
    assert parcel_of(waybill_no).payment == "unpaid"
    return waybill_no


def paid_by_code(orders: Prepaid, courier: Actor) -> tuple[str, str]:
    waybill_no = at_the_door(orders, courier)
    path = f"/parcels/{waybill_no}/door-payments"
    offered = http("pay", "POST", path, {}, session=session_of(courier)).data
    orders.world.pay("o-somebody-at-the-door", code_url=offered["code_url"])
    orders.world.deliver(offered["payment_id"])
    orders.settle()
    assert parcel_of(waybill_no).payment == "received"
    return waybill_no, offered["payment_id"]


def topped_up(orders: Prepaid, courier: Actor) -> str:
    waybill_no = orders.paid_order()
    orders.fetch(waybill_no, courier, 2500)
    orders.pay(waybill_no)
    assert orders.status(waybill_no) == "topped_up"
    return waybill_no


def refunded(orders: Prepaid, courier: Actor) -> str:
    waybill_no = orders.paid_order()
    orders.fetch(waybill_no, courier, 1000)
    orders.refunded(waybill_no)
    assert orders.status(waybill_no) == "refunded"
    return waybill_no


# --- paid before the courier comes -------------------------------------------------------------------------------


def test_unpaid_to_prepaid(orders: Prepaid) -> None:
    waybill_no = orders.ordered()
    assert orders.status(waybill_no) == "unpaid"
    orders.pay(waybill_no)
    assert orders.status(waybill_no) == "prepaid"
    assert positions(waybill_no) == {CLEARING: FREIGHT, (OWN, waybill_no): -FREIGHT}


def test_prepaid_to_top_up_due(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order()
    orders.fetch(waybill_no, courier, 2500)
    assert (orders.status(waybill_no), orders.shown(waybill_no)["owed_fen"]) == ("top_up_due", 500)
    assert positions(waybill_no)[OWN, waybill_no] == 500


def test_top_up_due_to_topped_up(orders: Prepaid, courier: Actor) -> None:
    waybill_no = topped_up(orders, courier)
    assert positions(waybill_no) == {CLEARING: 2550, ("revenue_freight", "company"): -2550}


def test_top_up_due_to_prepaid(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order()
    orders.fetch(waybill_no, courier, 2500)
    orders.withdraw_pickup(waybill_no)
    assert orders.status(waybill_no) == "prepaid"
    assert positions(waybill_no) == {CLEARING: FREIGHT, (OWN, waybill_no): -FREIGHT}


def test_topped_up_to_top_up_due(orders: Prepaid, courier: Actor) -> None:
    waybill_no = topped_up(orders, courier)
    orders.charge(waybill_no, 300)
    assert (orders.status(waybill_no), orders.shown(waybill_no)["owed_fen"]) == ("top_up_due", 300)


# --- money goes back ---------------------------------------------------------------------------------------------


def test_prepaid_to_refund_due(orders: Prepaid) -> None:
    waybill_no = orders.paid_order()
    orders.cancel(waybill_no)
    assert orders.status(waybill_no) == "refund_due"
    assert positions(waybill_no)[OWN, waybill_no] == -FREIGHT, "owed to the payer until it is done"


def test_refund_due_to_refunded(orders: Prepaid) -> None:
    waybill_no = orders.paid_order()
    orders.cancel(waybill_no)
    orders.refunded(waybill_no)
    assert orders.status(waybill_no) == "refunded"
    assert positions(waybill_no) == {}


def test_topped_up_to_refund_due(orders: Prepaid, courier: Actor) -> None:
    waybill_no = topped_up(orders, courier)
    orders.withdraw_pickup(waybill_no)
    assert orders.status(waybill_no) == "refund_due"
    assert [each[:2] for each in orders.refunds(waybill_no)] == [(500, "overpaid")]


def test_top_up_due_to_refund_due(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order()
    orders.fetch(waybill_no, courier, 2500)
    orders.lose(waybill_no)
    assert orders.status(waybill_no) == "refund_due"
    assert [each[:2] for each in orders.refunds(waybill_no)] == [(FREIGHT, "lost")]


def test_refunded_to_refund_due(orders: Prepaid, courier: Actor) -> None:
    waybill_no = refunded(orders, courier)
    orders.charge(waybill_no, -100)
    assert orders.status(waybill_no) == "refund_due"
    assert sorted(each[0] for each in orders.refunds(waybill_no)) == [100, 250]


def test_refunded_to_top_up_due(orders: Prepaid, courier: Actor) -> None:
    waybill_no = refunded(orders, courier)
    orders.charge(waybill_no, 300)
    assert (orders.status(waybill_no), orders.shown(waybill_no)["owed_fen"]) == ("top_up_due", 300)


def test_top_up_due_to_refunded(orders: Prepaid, courier: Actor) -> None:
    waybill_no = refunded(orders, courier)
    orders.charge(waybill_no, 300)
    orders.charge(waybill_no, -300, number=2)
    assert orders.status(waybill_no) == "refunded"


def test_refund_due_to_top_up_due(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order()
    slow_refunds(orders)
    orders.fetch(waybill_no, courier, 1000)
    assert orders.status(waybill_no) == "refund_due"
    orders.charge(waybill_no, 300)
    assert (orders.status(waybill_no), orders.shown(waybill_no)["owed_fen"]) == ("top_up_due", 300)


# --- a refund that the provider closed ---------------------------------------------------------------------------


def test_refund_due_to_prepaid(orders: Prepaid, desk: Desk) -> None:
    waybill_no = orders.paid_order()
    slow_refunds(orders)
    refund_id = desk.give_back(f"{waybill_no}P1", 100).data["refund_id"]
    orders.settle()
    assert orders.status(waybill_no) == "refund_due"
    orders.close_refund(refund_id)
    assert orders.status(waybill_no) == "prepaid"
    assert positions(waybill_no) == {CLEARING: FREIGHT, (OWN, waybill_no): -FREIGHT}


def test_refund_due_to_topped_up(orders: Prepaid, desk: Desk, courier: Actor) -> None:
    waybill_no = topped_up(orders, courier)
    slow_refunds(orders)
    refund_id = desk.give_back(f"{waybill_no}P1", 100).data["refund_id"]
    orders.settle()
    assert orders.status(waybill_no) == "refund_due"
    orders.close_refund(refund_id)
    assert orders.status(waybill_no) == "topped_up"


# --- paid at the door, or with the account -----------------------------------------------------------------------


def test_unpaid_to_received(orders: Prepaid, courier: Actor) -> None:
    waybill_no = at_the_door(orders, courier)
    body = {"amount_fen": FREIGHT}
    path = f"/parcels/{waybill_no}/collection"
    assert http("collect_cod", "POST", path, body, session=session_of(courier)).status == 200
    orders.settle()
    assert (parcel_of(waybill_no).payment, parcel_of(waybill_no).owed_fen) == ("received", 0)


def test_received_to_unpaid(orders: Prepaid, courier: Actor) -> None:
    waybill_no = at_the_door(orders, courier)
    for path, body in (("collection", {"amount_fen": FREIGHT}), ("hand-back", {})):
        asked = http("collect_cod", "POST", f"/parcels/{waybill_no}/{path}", body, session=session_of(courier))
        assert asked.status == 200
        orders.settle()
    assert (parcel_of(waybill_no).payment, parcel_of(waybill_no).owed_fen) == ("unpaid", FREIGHT)


def test_received_to_refund_due(orders: Prepaid, courier: Actor, desk: Desk) -> None:
    waybill_no, payment_id = paid_by_code(orders, courier)
    assert desk.give_back(payment_id, 500).status == 200
    assert parcel_of(waybill_no).payment == "refund_due"
    orders.settle()
    orders.refunded(waybill_no)
    assert positions(waybill_no) == {
        CLEARING: FREIGHT - 500,
        ("revenue_freight", "company"): -FREIGHT,
        ("refunds", "company"): 500,
    }


def test_refund_due_to_received(orders: Prepaid, courier: Actor, desk: Desk) -> None:
    waybill_no, payment_id = paid_by_code(orders, courier)
    slow_refunds(orders)
    refund_id = desk.give_back(payment_id, 500).data["refund_id"]
    orders.settle()
    orders.close_refund(refund_id)
    assert parcel_of(waybill_no).payment == "received"


def test_refunded_to_received(orders: Prepaid, courier: Actor) -> None:
    """Paid by code and handed back, then taken in cash after all."""
    waybill_no, _ = paid_by_code(orders, courier)
    desk = session_of(courier)
    assert http("collect_cod", "POST", f"/parcels/{waybill_no}/hand-back", {}, session=desk).status == 200
    orders.settle()
    orders.refunded(waybill_no)
    assert parcel_of(waybill_no).payment == "refunded"
    taken = {"amount_fen": FREIGHT}
    assert http("collect_cod", "POST", f"/parcels/{waybill_no}/collection", taken, session=desk).status == 200
    orders.settle()
    assert parcel_of(waybill_no).payment == "received"
    assert positions(waybill_no) == {("courier_cash", courier.id): FREIGHT, ("revenue_freight", "company"): -FREIGHT}


def test_unpaid_to_on_account(orders: Prepaid, courier: Actor) -> None:
    waybill_no = place_order(session_of(orders.sender), terms="on_account")
    orders.fetch(waybill_no, courier)
    assert parcel_of(waybill_no).payment == "on_account"
    assert positions(waybill_no)[OWN, orders.sender.id] == FREIGHT


def test_on_account_to_unpaid(orders: Prepaid, courier: Actor) -> None:
    waybill_no = place_order(session_of(orders.sender), terms="on_account")
    orders.fetch(waybill_no, courier)
    orders.withdraw_pickup(waybill_no)
    assert parcel_of(waybill_no).payment == "unpaid"
    assert positions(waybill_no) == {}


def test_every_move_has_its_test() -> None:
    named = {name for name in dir(sys.modules[__name__]) if name.startswith("test_") and "_to_" in name}
    assert named == {f"test_{move.replace('>', '_to_')}" for move in PAYMENT}
