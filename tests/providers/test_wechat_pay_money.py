"""WeChat Pay's refunds, merchant transfers and bills in the sandbox, by the vendor's client and to the fen."""

import gzip
import hashlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.providers.conftest import StartSandbox
from tests.providers.sandbox_process import SandboxProcess
from tests.providers.wechat_pay_client import NOTIFY_URL, Merchant, merchant_of, number, order_body

JSAPI, REFUNDS = "/v3/pay/transactions/jsapi", "/v3/refund/domestic/refunds"
TRANSFERS = "/v3/fund-app/mch-transfer/transfer-bills"
PAYER = "o-payer-1"
COMMISSION = [
    {"info_type": "岗位类型", "info_content": "快递员"},
    {"info_type": "报酬说明", "info_content": "派件提成"},
]


@pytest.fixture
def merchant(sandbox: SandboxProcess) -> Merchant:
    return merchant_of(sandbox)


def paid(sandbox: SandboxProcess, merchant: Merchant, total: int = 1200) -> str:
    out_trade_no = number()
    body = order_body(merchant, out_trade_no, amount={"total": total, "currency": "CNY"})
    assert merchant.send("POST", JSAPI, body).status_code == 200
    sandbox.order("/wechat-pay/payments", openid=PAYER, out_trade_no=out_trade_no)
    return out_trade_no


def refund(merchant: Merchant, out_trade_no: str, out_refund_no: str, fen: int, total: int = 1200) -> Any:
    amount = {"refund": fen, "total": total, "currency": "CNY"}
    asked = {"out_trade_no": out_trade_no, "out_refund_no": out_refund_no, "amount": amount, "notify_url": NOTIFY_URL}
    return merchant.send("POST", REFUNDS, asked)


def until(true: Callable[[], bool], within_s: float = 5.0) -> None:
    ends = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < ends, "it did not come about in time"
        time.sleep(0.05)


def test_a_refund_is_in_process_first_and_the_same_number_is_the_same_refund(
    sandbox: SandboxProcess, merchant: Merchant
) -> None:
    out_trade_no = paid(sandbox, merchant)
    first = refund(merchant, out_trade_no, f"{out_trade_no}R1", 500).json()
    assert first["status"] == "PROCESSING"
    again = refund(merchant, out_trade_no, f"{out_trade_no}R1", 500).json()
    assert again["refund_id"] == first["refund_id"]
    assert refund(merchant, out_trade_no, f"{out_trade_no}R1", 600).json()["code"] == "INVALID_REQUEST"
    until(lambda: merchant.send("GET", f"{REFUNDS}/{out_trade_no}R1").json()["status"] == "SUCCESS")
    shown = merchant.send("GET", f"/v3/pay/transactions/out-trade-no/{out_trade_no}?mchid={merchant.mchid}").json()
    assert shown["trade_state"] == "REFUND"


@pytest.mark.parametrize(
    ("fen", "total", "told"),
    [
        (0, 1200, "PARAM_ERROR"),
        (-1, 1200, "PARAM_ERROR"),
        (1201, 1200, "INVALID_REQUEST"),
        (1, 1300, "INVALID_REQUEST"),
    ],
)
def test_a_refund_of_a_wrong_sum_is_refused(
    sandbox: SandboxProcess, merchant: Merchant, fen: int, total: int, told: str
) -> None:
    out_trade_no = paid(sandbox, merchant)
    assert refund(merchant, out_trade_no, f"{out_trade_no}R1", fen, total).json()["code"] == told


def test_refunds_in_parts_end_at_what_was_paid(sandbox: SandboxProcess, merchant: Merchant) -> None:
    out_trade_no = paid(sandbox, merchant)
    for part, fen, status in (("R1", 700, 200), ("R2", 501, 400), ("R2", 500, 200), ("R3", 1, 400)):
        assert refund(merchant, out_trade_no, out_trade_no + part, fen).status_code == status


def test_an_unpaid_or_unknown_order_has_nothing_to_refund(merchant: Merchant) -> None:
    out_trade_no = number()
    missing = refund(merchant, out_trade_no, "R-unknown", 1)
    assert (missing.status_code, missing.json()["code"]) == (404, "RESOURCE_NOT_EXISTS")
    merchant.send("POST", JSAPI, order_body(merchant, out_trade_no))
    assert refund(merchant, out_trade_no, "R-unpaid", 1).json()["code"] == "INVALID_REQUEST"


def test_a_closed_refund_may_be_asked_for_anew(sandbox: SandboxProcess, merchant: Merchant) -> None:
    sandbox.order("/wechat-pay/settings", refund_s=60)
    out_trade_no = paid(sandbox, merchant)
    refund(merchant, out_trade_no, f"{out_trade_no}R1", 1200)
    assert refund(merchant, out_trade_no, f"{out_trade_no}R2", 1200).status_code == 400
    sandbox.order("/wechat-pay/refunds", out_refund_no=f"{out_trade_no}R1", status="CLOSED")
    assert refund(merchant, out_trade_no, f"{out_trade_no}R2", 1200).status_code == 200
    sandbox.order("/wechat-pay/settings", refund_s=0.2)


def transfer(merchant: Merchant, out_bill_no: str, fen: int = 5000, **changes: Any) -> tuple[int, dict[str, Any]]:
    asked = {"user_recv_perception": "劳务报酬", "transfer_scene_report_infos": COMMISSION, "notify_url": NOTIFY_URL}
    status, text = merchant.sdk().mch_transfer_bills(
        out_bill_no, changes.pop("scene", "1005"), PAYER, fen, "提成", **(asked | changes)
    )
    return status, json.loads(text)


def test_a_transfer_waits_for_its_user_and_ends_once(sandbox: SandboxProcess, merchant: Merchant) -> None:
    bill_no = number().replace("-", "")
    status, told = transfer(merchant, bill_no)
    assert (status, told["state"]) == (200, "WAIT_USER_CONFIRM")
    assert transfer(merchant, bill_no)[1]["package_info"] == told["package_info"]
    assert transfer(merchant, bill_no, 6000)[1]["code"] == "INVALID_REQUEST"
    sandbox.order("/wechat-pay/transfers", package_info=told["package_info"], openid=PAYER, action="confirm")
    status, text = merchant.sdk().mch_transfer_bills_query(bill_no)
    assert (status, json.loads(text)["state"]) == (200, "SUCCESS")
    assert merchant.sdk().mch_transfer_bills_cancel(bill_no)[0] == 400


def test_a_transfer_called_off_or_not_confirmed_gives_the_money_back(
    sandbox: SandboxProcess, merchant: Merchant
) -> None:
    called_off, forgotten = number(), number()
    for each in (called_off, forgotten):
        assert transfer(merchant, each)[0] == 200
    status, text = merchant.sdk().mch_transfer_bills_cancel(called_off)
    assert (status, json.loads(text)["state"]) == (200, "CANCELING")
    sandbox.order("/wechat-pay/transfers", out_bill_no=forgotten, action="expire")
    shown = merchant.send("GET", f"{TRANSFERS}/out-bill-no/{forgotten}").json()
    assert (shown["state"], shown["fail_reason"]) == ("FAIL", "OVERDUE_CLOSE")
    until(lambda: merchant.send("GET", f"{TRANSFERS}/out-bill-no/{called_off}").json()["state"] == "CANCELLED")


@pytest.mark.parametrize(
    ("fen", "changes", "told"),
    [
        (9, {}, "PARAM_ERROR"),
        (5000, {"scene": "1009"}, "NO_AUTH"),
        (5000, {"transfer_scene_report_infos": COMMISSION[:1]}, "PARAM_ERROR"),
        (5000, {"user_recv_perception": "退款"}, "INVALID_REQUEST"),
        (10**9, {"user_name": "林小满"}, "NOT_ENOUGH"),
    ],
)
def test_a_transfer_that_its_scene_does_not_allow_is_refused(
    merchant: Merchant, fen: int, changes: dict[str, Any], told: str
) -> None:
    assert transfer(merchant, number(), fen, **changes)[1]["code"] == told


def test_from_two_thousand_yuan_the_sealed_name_is_needed(merchant: Merchant) -> None:
    assert transfer(merchant, number(), 200_000, user_name="林小满")[0] == 200
    body = {
        "appid": "wx0000000000000001",
        "out_bill_no": number(),
        "transfer_scene_id": "1005",
        "openid": PAYER,
        "transfer_amount": 200_000,
        "transfer_remark": "提成",
        "transfer_scene_report_infos": COMMISSION,
    }
    assert merchant.send("POST", TRANSFERS, body).json()["code"] == "PARAM_ERROR"
    assert merchant.send("POST", TRANSFERS, body | {"user_name": "in clear"}).json()["code"] == "PARAM_ERROR"


def test_both_bills_tie_to_what_happened(start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox()
    merchant, day = merchant_of(sandbox), _today()
    sandbox.order("/wechat-pay/settings", opening_fen=0, refund_s=0, fee_rate=0.006)
    first, second = paid(sandbox, merchant, 1200), paid(sandbox, merchant, 5000)
    assert refund(merchant, first, f"{first}R1", 300).status_code == 200
    sandbox.order("/wechat-pay/withdrawals", amount_fen=1000)
    trade = _bill(merchant, f"/v3/bill/tradebill?bill_date={day}&bill_type=ALL&tar_type=GZIP")
    assert [(row[6], row[9], row[12], row[16], row[22]) for row in trade[1:-2]] == [
        (first, "SUCCESS", "12.00", "0.00", "0.07"),
        (second, "SUCCESS", "50.00", "0.00", "0.30"),
        (first, "REFUND", "0.00", "3.00", "-0.02"),
    ]
    assert trade[-1] == ["3", "62.00", "3.00", "0.00", "0.35", "62.00", "3.00"]
    until(lambda: sandbox.told("/wechat-pay/summary")["refunds"] == {"SUCCESS": 1})
    flow = _bill(merchant, f"/v3/bill/fundflowbill?bill_date={day}")
    assert [(row[3], row[5], row[6], row[7]) for row in flow[1:-2]] == [
        ("交易", "收入", "12.00", "12.00"),
        ("扣除交易手续费", "支出", "0.07", "11.93"),
        ("交易", "收入", "50.00", "61.93"),
        ("扣除交易手续费", "支出", "0.30", "61.63"),
        ("退款", "支出", "3.00", "58.63"),
        ("退还交易手续费", "收入", "0.02", "58.65"),
        ("提现", "支出", "10.00", "48.65"),
    ]
    assert flow[-1] == ["7", "3", "62.02", "4", "13.37"]
    summary = sandbox.told("/wechat-pay/summary")
    assert (summary["orders"], summary["refunds"]) == ({"REFUND": 1, "SUCCESS": 1}, {"SUCCESS": 1})
    sums = ("paid_fen", "refunded_fen", "fees_fen", "withdrawn_fen", "transferred_fen", "balance_fen")
    assert [summary[name] for name in sums] == [6200, 300, 35, 1000, 0, 4865]


def test_a_bill_can_be_late_missing_or_broken(start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox()
    merchant, day = merchant_of(sandbox), _today()
    target = f"/v3/bill/tradebill?bill_date={day}"
    assert merchant.send("GET", target).json()["code"] == "NO_STATEMENT_EXIST"
    sandbox.order("/wechat-pay/bills", bill="tradebill", day=day, state="creating")
    assert merchant.send("GET", target).json()["code"] == "STATEMENT_CREATING"
    sandbox.order("/wechat-pay/bills", bill="tradebill", day=day, text="`broken,\n")
    link = merchant.send("GET", target).json()["download_url"].removeprefix(merchant.url)
    assert merchant.send("GET", link).text == "`broken,\n"
    tomorrow = datetime.now(UTC) + timedelta(days=2)
    assert merchant.send("GET", f"/v3/bill/tradebill?bill_date={tomorrow:%Y-%m-%d}").json()["code"] == "PARAM_ERROR"
    assert merchant.send("GET", "/v3/bill/tradebill?bill_date=2020-01-01").json()["code"] == "PARAM_ERROR"


def _today() -> str:
    return datetime.now(UTC).astimezone(timezone(timedelta(hours=8))).date().isoformat()


def _bill(merchant: Merchant, target: str) -> list[list[str]]:
    """The cells of a bill, fetched by its link and checked against its hash."""
    told = merchant.send("GET", target).json()
    answer = merchant.send("GET", told["download_url"].removeprefix(merchant.url))
    assert "Wechatpay-Signature" not in answer.headers
    content = gzip.decompress(answer.content) if "GZIP" in target else answer.content
    assert hashlib.sha1(content).hexdigest() == told["hash_value"]
    lines = content.decode().splitlines()
    return [[cell.removeprefix("`") for cell in line.split(",")] for line in lines]
