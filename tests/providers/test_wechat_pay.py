"""WeChat Pay's orders in the sandbox: both signatures, the life of an order, and each documented refusal."""

import time
from typing import Any

import pytest
import requests

from tests.providers.conftest import StartSandbox
from tests.providers.sandbox_process import SandboxProcess
from tests.providers.wechat_pay_client import Merchant, merchant_of, number, order_body

JSAPI, NATIVE = "/v3/pay/transactions/jsapi", "/v3/pay/transactions/native"
PAYER = "o-payer-1"


@pytest.fixture
def merchant(sandbox: SandboxProcess) -> Merchant:
    return merchant_of(sandbox)


def placed(merchant: Merchant, **changes: Any) -> str:
    out_trade_no = number()
    assert merchant.send("POST", JSAPI, order_body(merchant, out_trade_no, **changes)).status_code == 200
    return out_trade_no


def state_of(merchant: Merchant, out_trade_no: str) -> str:
    shown = merchant.send("GET", f"/v3/pay/transactions/out-trade-no/{out_trade_no}?mchid={merchant.mchid}").json()
    return str(shown["trade_state"])


def refusal(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_the_vendors_client_takes_every_reply_of_an_orders_life(sandbox: SandboxProcess, merchant: Merchant) -> None:
    client, out_trade_no = merchant.sdk(), number()
    status, text = client.pay("运费", out_trade_no, {"total": 1200}, {"openid": PAYER})
    assert status == 200 and '"prepay_id": "wx' in text
    sandbox.order("/wechat-pay/payments", openid=PAYER, out_trade_no=out_trade_no)
    assert client.query(out_trade_no=out_trade_no)[0] == 200
    assert client.close(out_trade_no)[0] == 400
    amount = {"refund": 1200, "total": 1200, "currency": "CNY"}
    assert client.refund(f"{out_trade_no}R1", amount, out_trade_no=out_trade_no)[0] == 200
    assert client.query_refund(f"{out_trade_no}R1")[0] == 200


def test_replies_are_signed_the_empty_one_of_a_closing_too(merchant: Merchant) -> None:
    out_trade_no = placed(merchant)
    target = f"/v3/pay/transactions/out-trade-no/{out_trade_no}/close"
    closed = merchant.send("POST", target, {"mchid": merchant.mchid})
    assert (closed.status_code, closed.content) == (204, b"")
    assert merchant.genuine(closed.headers, b"")
    again = merchant.send("POST", target, {"mchid": merchant.mchid})
    assert again.status_code == 204
    shown = merchant.send("GET", f"/v3/pay/transactions/out-trade-no/{out_trade_no}?mchid={merchant.mchid}")
    assert merchant.genuine(shown.headers, shown.content)
    assert shown.json()["trade_state"] == "CLOSED"
    assert shown.headers["Wechatpay-Signature-Type"] == "WECHATPAY2-SHA256-RSA2048"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"signature": "QUJD"}, (401, "SIGN_ERROR")),
        ({"serial_no": "0" * 40}, (401, "SIGN_ERROR")),
        ({"nonce_str": "another"}, (401, "SIGN_ERROR")),
        ({"signed_at": "1600000000"}, (401, "SIGN_ERROR")),
        ({"mchid": "1900000000"}, (400, "MCH_NOT_EXISTS")),
    ],
)
def test_a_request_that_the_merchant_did_not_sign_so_is_refused(
    merchant: Merchant, changes: dict[str, str], told: tuple[int, str]
) -> None:
    out_trade_no = number()
    assert refusal(merchant.send("POST", JSAPI, order_body(merchant, out_trade_no), **changes)) == told


def test_five_minutes_of_clock_difference_are_borne_and_no_more(merchant: Merchant) -> None:
    for late_s, status in ((290, 200), (310, 401)):
        at = str(int(time.time()) - late_s)
        assert merchant.send("POST", JSAPI, order_body(merchant, number()), signed_at=at).status_code == status


def test_a_request_sent_twice_over_is_a_replay(merchant: Merchant) -> None:
    nonce, body = number(), order_body(merchant, number())
    assert merchant.send("POST", JSAPI, body, signed_nonce=nonce).status_code == 200
    assert refusal(merchant.send("POST", JSAPI, body, signed_nonce=nonce)) == (401, "SIGN_ERROR")


def test_the_query_belongs_to_what_is_signed(merchant: Merchant) -> None:
    path = f"/v3/pay/transactions/out-trade-no/{placed(merchant)}"
    headers = {"Authorization": merchant.authorization("GET", path, ""), "Accept": "application/json"}
    answer = requests.get(f"{merchant.url}{path}?mchid={merchant.mchid}", headers=headers, timeout=10)
    assert refusal(answer) == (401, "SIGN_ERROR")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"appid": "wx9999999999999999"}, (400, "APPID_MCHID_NOT_MATCH")),
        ({"mchid": "1900000000"}, (400, "MCH_NOT_EXISTS")),
        ({"description": ""}, (400, "PARAM_ERROR")),
        ({"description": "运" * 128}, (400, "PARAM_ERROR")),
        ({"out_trade_no": "short"}, (400, "PARAM_ERROR")),
        ({"out_trade_no": "n" * 33}, (400, "PARAM_ERROR")),
        ({"out_trade_no": "has space"}, (400, "PARAM_ERROR")),
        ({"notify_url": "http://pay.example.com/n"}, (400, "PARAM_ERROR")),
        ({"notify_url": "https://pay.example.com/n?q=1"}, (400, "PARAM_ERROR")),
        ({"amount": {"total": 0}}, (400, "PARAM_ERROR")),
        ({"amount": {"total": -1}}, (400, "PARAM_ERROR")),
        ({"amount": {"total": 12.5}}, (400, "PARAM_ERROR")),
        ({"amount": {"total": 1, "currency": "USD"}}, (400, "PARAM_ERROR")),
        ({"payer": {}}, (400, "PARAM_ERROR")),
        ({"attach": "a" * 129}, (400, "PARAM_ERROR")),
        ({"time_expire": "2020-01-01T00:00:00+08:00"}, (400, "PARAM_ERROR")),
        ({"time_expire": "2030-01-01 00:00:00"}, (400, "PARAM_ERROR")),
    ],
)
def test_an_order_with_a_wrong_field_is_refused(
    merchant: Merchant, changes: dict[str, Any], told: tuple[int, str]
) -> None:
    assert refusal(merchant.send("POST", JSAPI, order_body(merchant, number(), **changes))) == told


def test_the_same_order_again_is_a_new_prepay_id_a_changed_one_is_refused(merchant: Merchant) -> None:
    body = order_body(merchant, number())
    first, second = (merchant.send("POST", JSAPI, body).json()["prepay_id"] for _ in range(2))
    assert first != second
    changed = merchant.send("POST", JSAPI, body | {"amount": {"total": 1300, "currency": "CNY"}})
    assert refusal(changed) == (400, "INVALID_REQUEST")
    assert changed.headers["Request-ID"].endswith("-268498688")
    native = merchant.send("POST", NATIVE, body)
    assert refusal(native) == (400, "INVALID_REQUEST")


def test_a_closed_or_paid_number_is_spent(sandbox: SandboxProcess, merchant: Merchant) -> None:
    closed, paid = number(), number()
    for each in (closed, paid):
        assert merchant.send("POST", JSAPI, order_body(merchant, each)).status_code == 200
    merchant.send("POST", f"/v3/pay/transactions/out-trade-no/{closed}/close", {"mchid": merchant.mchid})
    sandbox.order("/wechat-pay/payments", openid=PAYER, out_trade_no=paid)
    assert refusal(merchant.send("POST", JSAPI, order_body(merchant, closed))) == (400, "ORDER_CLOSED")
    assert refusal(merchant.send("POST", JSAPI, order_body(merchant, paid))) == (400, "ORDERPAID")
    answer = merchant.send("POST", f"/v3/pay/transactions/out-trade-no/{paid}/close", {"mchid": merchant.mchid})
    assert refusal(answer) == (400, "ORDERPAID")


def test_an_unpaid_order_shows_no_transaction_a_paid_one_is_found_by_both_numbers(
    sandbox: SandboxProcess, merchant: Merchant
) -> None:
    out_trade_no = placed(merchant, attach="thanks")
    by_ours = f"/v3/pay/transactions/out-trade-no/{out_trade_no}?mchid={merchant.mchid}"
    unpaid = merchant.send("GET", by_ours).json()
    assert unpaid["trade_state"] == "NOTPAY"
    assert not {"transaction_id", "success_time", "trade_type"} & set(unpaid)
    sandbox.order("/wechat-pay/payments", openid=PAYER, out_trade_no=out_trade_no)
    paid = merchant.send("GET", by_ours).json()
    assert (paid["trade_state"], paid["trade_type"], paid["attach"]) == ("SUCCESS", "JSAPI", "thanks")
    assert paid["payer"] == {"openid": PAYER}
    assert paid["amount"] == {"total": 1200, "payer_total": 1200, "currency": "CNY", "payer_currency": "CNY"}
    by_theirs = f"/v3/pay/transactions/id/{paid['transaction_id']}?mchid={merchant.mchid}"
    assert merchant.send("GET", by_theirs).json() == paid
    missing = merchant.send("GET", f"/v3/pay/transactions/out-trade-no/{number()}?mchid={merchant.mchid}")
    assert refusal(missing) == (404, "ORDER_NOT_EXIST")


def test_a_phone_pays_only_what_the_merchant_signed(sandbox: SandboxProcess, merchant: Merchant) -> None:
    prepay_id = merchant.send("POST", JSAPI, order_body(merchant, number())).json()["prepay_id"]
    given = {"timeStamp": str(int(time.time())), "nonceStr": "n1", "package": f"prepay_id={prepay_id}"}
    message = f"wx0000000000000001\n{given['timeStamp']}\nn1\nprepay_id={prepay_id}\n"
    forged = given | {"paySign": merchant.sign(message + "x"), "signType": "RSA"}
    assert "签名" in sandbox.refused_order("/wechat-pay/payments", openid=PAYER, **forged)
    true = given | {"paySign": merchant.sign(message), "signType": "RSA"}
    assert "another user" in sandbox.refused_order("/wechat-pay/payments", openid="o-other", **true)
    assert sandbox.order("/wechat-pay/payments", openid=PAYER, **true)["trade_state"] == "SUCCESS"
    assert "SUCCESS" in sandbox.refused_order("/wechat-pay/payments", openid=PAYER, **true)


def test_a_qr_code_dies_with_the_next_and_belongs_to_its_first_scanner(
    sandbox: SandboxProcess, merchant: Merchant
) -> None:
    body = order_body(merchant, number())
    del body["payer"]
    first, second = (merchant.send("POST", NATIVE, body).json()["code_url"] for _ in range(2))
    assert "no longer" in sandbox.refused_order("/wechat-pay/payments", openid=PAYER, code_url=first)
    assert sandbox.order("/wechat-pay/scans", openid=PAYER, code_url=second)["total"] == 1200
    assert "another user" in sandbox.refused_order("/wechat-pay/payments", openid="o-other", code_url=second)
    paid = sandbox.order("/wechat-pay/payments", openid=PAYER, code_url=second)
    assert (paid["trade_type"], paid["out_trade_no"]) == ("NATIVE", body["out_trade_no"])


@pytest.mark.parametrize(
    ("code", "status"),
    [("NO_AUTH", 403), ("RULE_LIMIT", 403), ("FREQUENCY_LIMITED", 429), ("SYSTEM_ERROR", 500), ("BANK_ERROR", 500)],
)
def test_any_documented_refusal_can_be_ordered_and_nothing_is_done(
    sandbox: SandboxProcess, merchant: Merchant, code: str, status: int
) -> None:
    out_trade_no = number()
    sandbox.order("/wechat-pay/refusals", operation="jsapi", code=code)
    assert refusal(merchant.send("POST", JSAPI, order_body(merchant, out_trade_no))) == (status, code)
    missing = merchant.send("GET", f"/v3/pay/transactions/out-trade-no/{out_trade_no}?mchid={merchant.mchid}")
    assert missing.status_code == 404


@pytest.mark.parametrize(("kind", "made"), [("unknown_outcome", True), ("busy", False), ("lost", True)])
def test_an_unknown_outcome_is_told_only_by_asking(
    sandbox: SandboxProcess, merchant: Merchant, kind: str, made: bool
) -> None:
    out_trade_no = number()
    sandbox.order("/faults", provider="wechat_pay", path="jsapi", kind=kind)
    if kind == "lost":
        with pytest.raises(requests.ConnectionError):
            merchant.send("POST", JSAPI, order_body(merchant, out_trade_no))
    else:
        answer = merchant.send("POST", JSAPI, order_body(merchant, out_trade_no))
        assert refusal(answer) == (500, "SYSTEM_ERROR")
    asked = merchant.send("GET", f"/v3/pay/transactions/out-trade-no/{out_trade_no}?mchid={merchant.mchid}")
    assert (asked.status_code == 200) is made


def test_a_killed_sandbox_comes_back_with_its_keys_and_orders(start_sandbox: StartSandbox) -> None:
    first = start_sandbox()
    merchant = merchant_of(first)
    out_trade_no = placed(merchant)
    first.order("/wechat-pay/payments", openid=PAYER, out_trade_no=out_trade_no)
    first.kill()
    merchant.url = start_sandbox().url
    assert state_of(merchant, out_trade_no) == "SUCCESS"
