"""WeChat is told that paid work is being done (发货信息管理), once for each payment, until it has understood."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.roles import Actor
from logistics.store.mongo import Unit, database
from tests.support.orders import pick_up
from tests.support.people import actor
from tests.support.prepaid import Prepaid
from tests.support.wechat_pay import PayWorld


@pytest.fixture
def orders(store: Unit, wechat_pay: PayWorld) -> Prepaid:
    wechat_pay.order("/wechat/shipping-rules", known_after_s=0)
    return Prepaid(actor("customer"), wechat_pay)


@pytest.fixture
def courier(store: Unit) -> Actor:
    return actor("courier")


def told(orders: Prepaid, payment_id: str) -> list[dict[str, Any]]:
    rows = orders.world.told("/wechat/shipping")["shipping"]
    return [each["info"] for each in rows if each["out_trade_no"] == payment_id]


def later(orders: Prepaid, **ago: float) -> int:
    """So much time passes; how many came a step further."""
    moved = timedelta(**ago) // timedelta(milliseconds=1)
    earlier = {"$subtract": ["$shipping_look_at", moved]}
    database()["payments"].update_many({"shipping_look_at": {"$ne": None}}, [{"$set": {"shipping_look_at": earlier}}])
    return int(orders.sweep()["shipping"])


def shipping(orders: Prepaid, waybill_no: str) -> list[str | None]:
    return [each.get("shipping") for each in orders.shown(waybill_no)["payments"]]


def test_nothing_is_told_before_the_parcel_is_fetched(orders: Prepaid) -> None:
    waybill_no = orders.paid_order()
    orders.sweep()
    assert shipping(orders, waybill_no) == [None] and told(orders, f"{waybill_no}P1") == []


def test_from_pickup_on_wechat_knows_that_the_service_is_done(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order()
    pick_up(waybill_no, courier)
    orders.settle()
    assert shipping(orders, waybill_no) == ["wanted"]
    assert orders.sweep()["shipping"] == 1
    assert shipping(orders, waybill_no) == ["told"]
    info = told(orders, f"{waybill_no}P1")
    assert [(each["logistics_type"], each["delivery_mode"]) for each in info] == [(3, 1)]
    assert info[0]["shipping_list"][0]["item_desc"] == f"快递运费 {waybill_no}"
    assert orders.sweep()["shipping"] == 0, "once"


def test_a_top_up_after_pickup_is_told_of_too(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order()
    pick_up(waybill_no, courier)
    orders.settle()
    orders.charge(waybill_no, 500)
    orders.pay(waybill_no)
    assert orders.sweep()["shipping"] == 2
    assert shipping(orders, waybill_no) == ["told", "told"]


def test_an_order_that_wechat_does_not_know_yet_is_told_of_again(orders: Prepaid, courier: Actor, store: Unit) -> None:
    waybill_no = orders.paid_order()
    pick_up(waybill_no, courier)
    orders.settle()
    orders.world.order("/wechat/shipping-rules", known_after_s=3600)
    orders.sweep()
    assert shipping(orders, waybill_no) == ["wanted"]
    store.db["payments"].update_one(
        {"_id": f"{waybill_no}P1"}, {"$set": {"paid_at": datetime.now(UTC) - timedelta(days=2)}}
    )
    assert later(orders, seconds=30) == 0, "not at once"
    later(orders, hours=1)
    assert shipping(orders, waybill_no) == ["refused"], "after a day a person must look"
    orders.world.order("/wechat/shipping-rules", known_after_s=0)


def test_wechats_own_record_is_the_last_word(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order()
    pick_up(waybill_no, courier)
    orders.settle()
    orders.sweep()
    assert later(orders, minutes=59) == 0
    assert later(orders, minutes=2) == 1
    assert shipping(orders, waybill_no) == ["confirmed"]
    assert later(orders, days=9) == 0, "there is nothing left to do"


def test_what_wechat_lacks_though_it_was_told_is_told_again(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order()
    pick_up(waybill_no, courier)
    orders.settle()
    state = {"shipping": "told", "shipping_look_at": datetime.now(UTC)}
    database()["payments"].update_one({"_id": f"{waybill_no}P1"}, {"$set": state})
    assert later(orders, hours=2) == 1
    assert (shipping(orders, waybill_no), told(orders, f"{waybill_no}P1")) == (["wanted"], [])
    later(orders, hours=1)
    assert later(orders, hours=2) == 1
    assert shipping(orders, waybill_no) == ["confirmed"]


def test_orders_that_wechat_does_not_know_yet_stand_in_nobodys_way(
    orders: Prepaid, courier: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from functions.pay import sweeping

    monkeypatch.setattr(sweeping, "_MOST", 2)
    waybills = [orders.paid_order() for _ in range(3)]
    orders.world.order("/wechat/shipping-rules", known_after_s=3600)
    for waybill_no in waybills:
        pick_up(waybill_no, courier)
    orders.settle()
    assert orders.sweep()["shipping"] == 0
    orders.world.order("/wechat/shipping-rules", known_after_s=0)
    assert orders.sweep()["shipping"] == 1, "the third, whose turn it is"
    later(orders, hours=1)
    assert [shipping(orders, each) for each in waybills].count(["wanted"]) == 0


def test_while_wechat_is_away_it_stays_wanted(orders: Prepaid, courier: Actor) -> None:
    waybill_no = orders.paid_order()
    pick_up(waybill_no, courier)
    orders.settle()
    orders.world.order("/faults", provider="wechat", kind="busy", path="/wxa/sec/order/upload_shipping_info", count=1)
    orders.sweep()
    assert shipping(orders, waybill_no) == ["wanted"]
    orders.sweep()
    assert shipping(orders, waybill_no) == ["told"]
