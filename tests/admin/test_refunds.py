"""At the command line: what is not given back yet, money given back by hand, what WeChat was not told."""

from datetime import UTC, datetime, timedelta

import pytest

from logistics.store.mongo import Unit
from tests.admin.conftest import Terminal
from tests.support.people import actor
from tests.support.prepaid import Desk, Prepaid
from tests.support.wechat_pay import PayWorld


@pytest.fixture
def orders(store: Unit, wechat_pay: PayWorld) -> Prepaid:
    return Prepaid(actor("customer"), wechat_pay)


def test_finance_gives_money_back_and_sees_what_is_not_done(admin: Terminal, orders: Prepaid) -> None:
    waybill_no = orders.paid_order()
    payment_id, desk = f"{waybill_no}P1", Desk()
    admin.sign_in("finance")
    assert admin("refunds", "payments", waybill_no, "--json").data["paid_fen"] == 2050
    code = desk.code(payment_id)
    giving = ("refunds", "give", payment_id)
    too_much = admin(*giving, "2051", "--note", "包装破损", "--code", code, "--json")
    assert too_much.refused == "REFUND_EXCEEDS_PAYMENT"
    code = desk.code(payment_id)
    assert admin(*giving, "100", "--note", "包装破损", "--code", code, "--json").data["state"] == "wanted"
    assert admin("refunds", "code", payment_id, "--json").refused == "CODE_TOO_SOON"
    assert [each["amount_fen"] for each in admin("refunds", "list", "--json").data] == [100]
    assert "客服补偿" in admin("refunds", "list").out


def test_what_wechat_refused_is_told_again(admin: Terminal, orders: Prepaid, store: Unit) -> None:
    waybill_no = orders.paid_order()
    orders.fetch(waybill_no, actor("courier", "GZ-TH-1"))
    long_ago = {"$set": {"paid_at": datetime.now(UTC) - timedelta(days=2)}}
    store.db["payments"].update_one({"_id": f"{waybill_no}P1"}, long_ago)
    orders.world.order("/wechat/shipping-rules", known_after_s=3600)
    orders.sweep()
    orders.world.order("/wechat/shipping-rules", known_after_s=0)
    admin.sign_in("finance")
    assert [each["waybill_no"] for each in admin("shipping", "list", "--json").data] == [waybill_no]
    again = ("shipping", "again", f"{waybill_no}P1", "--json")
    assert admin(*again).data["shipping"] == "wanted"
    assert admin(*again).refused == "SHIPPING_NOT_REFUSED"
    orders.sweep()
    assert waybill_no in admin("shipping", "list", "--state", "told").out
