"""Shipping information of orders paid in the mini-program, as the platform takes and refuses it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from wechatpy.exceptions import WeChatClientException

from tests.providers.sandbox_process import SandboxProcess
from tests.providers.wechat_client import APPID, PUBLIC_ORIGIN, SandboxWeChatClient
from tests.providers.wechat_pay_client import Merchant, merchant_of, number, order_body

PAYER = "o-payer-1"
START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SERVICE = {"logistics_type": 3, "delivery_mode": 1, "shipping_list": [{"item_desc": "快递服务"}]}
PARCEL = {"item_desc": "快递服务", "tracking_no": "WB123456789018", "express_company": "OTHER"}


@pytest.fixture
def merchant(sandbox: SandboxProcess) -> Merchant:
    return merchant_of(sandbox)


@pytest.fixture
def client(sandbox: SandboxProcess) -> SandboxWeChatClient:
    made = SandboxWeChatClient(sandbox.url)
    made.fetch_access_token()
    return made


@pytest.fixture
def paid(sandbox: SandboxProcess, merchant: Merchant) -> str:
    out_trade_no = number()
    merchant.send("POST", "/v3/pay/transactions/jsapi", order_body(merchant, out_trade_no))
    sandbox.order("/wechat-pay/payments", openid=PAYER, out_trade_no=out_trade_no)
    return out_trade_no


def upload(client: SandboxWeChatClient, merchant: Merchant, out_trade_no: str, minute: int = 0, **changes: Any) -> int:
    asked = {
        "order_key": {"order_number_type": 1, "mchid": merchant.mchid, "out_trade_no": out_trade_no},
        "upload_time": (START + timedelta(minutes=minute)).isoformat(timespec="milliseconds"),
        "payer": {"openid": PAYER},
        **SERVICE,
    }
    try:
        answer = client.post(f"{PUBLIC_ORIGIN}wxa/sec/order/upload_shipping_info", data=asked | changes)
    except WeChatClientException as refusal:
        return int(refusal.errcode)
    return int(answer["errcode"])


def order(client: SandboxWeChatClient, **key: str) -> dict[str, Any]:
    return dict(client.post(f"{PUBLIC_ORIGIN}wxa/sec/order/get_order", data=key)["order"])


def test_an_uploaded_order_is_shown_as_shipped(client: SandboxWeChatClient, merchant: Merchant, paid: str) -> None:
    key = {"merchant_id": merchant.mchid, "merchant_trade_no": paid}
    assert order(client, **key)["order_state"] == 1
    assert upload(client, merchant, paid) == 0
    shown = order(client, **key)
    assert (shown["order_state"], shown["shipping"]["logistics_type"], shown["paid_amount"]) == (2, 3, 1200)
    by_transaction = {"order_number_type": 2, "transaction_id": shown["transaction_id"]}
    assert order(client, transaction_id=shown["transaction_id"]) == shown
    assert upload(client, merchant, paid, 1, order_key=by_transaction) == 10060023


def test_finished_information_is_replaced_once(client: SandboxWeChatClient, merchant: Merchant, paid: str) -> None:
    told = [{"shipping_list": [{"item_desc": text}]} for text in ("快递服务", "快递服务二", "快递服务三")]
    assert [upload(client, merchant, paid, at, **each) for at, each in enumerate(told)] == [0, 0, 10060003]


def test_parcels_in_parts_are_shipped_with_the_last(client: SandboxWeChatClient, merchant: Merchant, paid: str) -> None:
    split = {"logistics_type": 1, "delivery_mode": 2, "shipping_list": [PARCEL]}
    key = {"merchant_id": merchant.mchid, "merchant_trade_no": paid}
    assert upload(client, merchant, paid, **split, is_all_delivered=False) == 0
    assert order(client, **key)["order_state"] == 1
    both = split | {"shipping_list": [PARCEL, PARCEL | {"tracking_no": "WB123456789029"}]}
    assert upload(client, merchant, paid, 1, **both, is_all_delivered=True) == 0
    assert order(client, **key)["order_state"] == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"logistics_type": 9}, 10060005),
        ({"delivery_mode": 3}, 10060014),
        ({"delivery_mode": 2, "is_all_delivered": True}, 10060006),
        ({"logistics_type": 1, "delivery_mode": 2, "shipping_list": [PARCEL]}, 10060007),
        ({"shipping_list": []}, 10060014),
        ({"shipping_list": [{"item_desc": ""}]}, 10060008),
        ({"shipping_list": [{"item_desc": "运" * 121}]}, 10060009),
        ({"shipping_list": [{"item_desc": "运"}] * 2}, 10060024),
        ({"logistics_type": 1, "shipping_list": [{"item_desc": "运"}]}, 10060014),
        ({"logistics_type": 1, "shipping_list": [PARCEL | {"tracking_no": "1" * 129}]}, 10060026),
        ({"logistics_type": 1, "shipping_list": [PARCEL | {"express_company": "SF"}]}, 10060014),
        ({"logistics_type": 1, "shipping_list": [PARCEL | {"contact": {"receiver_contact": "19900000001"}}]}, 10060014),
        ({"upload_time": "2026-03-01 08:00:00"}, 268485216),
        ({"payer": {"openid": "o-other"}}, 10060031),
        ({"order_key": {"order_number_type": 1, "mchid": "1900000000", "out_trade_no": "WB-none"}}, 10060001),
        ({"order_key": {"order_number_type": 3}}, 10060014),
    ],
)
def test_a_wrong_field_is_refused_by_its_own_code(
    client: SandboxWeChatClient, merchant: Merchant, paid: str, changes: dict[str, Any], code: int
) -> None:
    assert upload(client, merchant, paid, **changes) == code


def test_an_order_is_known_some_seconds_after_its_payment(
    sandbox: SandboxProcess, client: SandboxWeChatClient, merchant: Merchant, paid: str
) -> None:
    sandbox.order("/wechat/shipping-rules", known_after_s=60)
    assert upload(client, merchant, paid) == 10060001
    sandbox.order("/wechat/shipping-rules", known_after_s=0)
    assert upload(client, merchant, paid) == 0


def test_whether_information_is_wanted_can_be_asked(sandbox: SandboxProcess, client: SandboxWeChatClient) -> None:
    url = f"{PUBLIC_ORIGIN}wxa/sec/order/is_trade_managed"
    for managed in (False, True):
        sandbox.order("/wechat/shipping-rules", managed=managed)
        assert client.post(url, data={"appid": APPID})["is_trade_managed"] is managed
