"""How WeChat Pay's sandbox notifies: signed, sealed, repeated until taken, and badly when that is ordered."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature

from tests.providers.conftest import StartSandbox
from tests.providers.push_receiver import PushReceiver
from tests.providers.sandbox_process import SandboxProcess
from tests.providers.wechat_pay_client import Merchant, merchant_of, number, order_body

JSAPI = "/v3/pay/transactions/jsapi"
PAYER = "o-payer-1"


@pytest.fixture
def merchant(sandbox: SandboxProcess) -> Iterator[Merchant]:
    sandbox.order("/wechat-pay/settings", ladder=0.002)
    yield merchant_of(sandbox)
    sandbox.order("/wechat-pay/trouble")
    sandbox.order("/wechat-pay/settings", ladder=0.01)


def paid(sandbox: SandboxProcess, merchant: Merchant, receiver: PushReceiver) -> str:
    out_trade_no = number()
    body = order_body(merchant, out_trade_no, notify_url=receiver.url)
    assert merchant.send("POST", JSAPI, body).status_code == 200
    sandbox.order("/wechat-pay/payments", openid=PAYER, out_trade_no=out_trade_no)
    return out_trade_no


def until(true: Callable[[], bool], within_s: float = 5.0) -> None:
    ends = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < ends, "it did not come about in time"
        time.sleep(0.02)


def sent(sandbox: SandboxProcess, about: str) -> list[dict[str, Any]]:
    return list(sandbox.told("/wechat-pay/notifications", about=about)["notifications"])


def opened(merchant: Merchant, receiver: PushReceiver, at: int = 0) -> dict[str, Any]:
    """A notification as the vendor's client reads it, its resource in clear."""
    return dict(merchant.sdk().callback(receiver.heads[at], receiver.arrived[at][1]))


def test_a_payment_is_told_once_when_it_is_taken(sandbox: SandboxProcess, merchant: Merchant) -> None:
    with PushReceiver() as receiver:
        out_trade_no = paid(sandbox, merchant, receiver)
        until(lambda: bool(receiver.arrived))
        event = opened(merchant, receiver)
        until(lambda: sent(sandbox, out_trade_no)[0]["state"] == "accepted")
    assert (event["event_type"], event["resource_type"]) == ("TRANSACTION.SUCCESS", "encrypt-resource")
    assert event["resource"]["out_trade_no"] == out_trade_no
    assert event["resource"]["amount"]["total"] == 1200
    assert merchant.genuine(receiver.heads[0], receiver.arrived[0][1])
    assert len(receiver.arrived) == 1


def test_a_refusing_receiver_is_told_again_with_the_same_event(sandbox: SandboxProcess, merchant: Merchant) -> None:
    with PushReceiver(answers=[(500, ""), (401, ""), (204, "")]) as receiver:
        out_trade_no = paid(sandbox, merchant, receiver)
        until(lambda: sent(sandbox, out_trade_no)[0]["state"] == "accepted")
    assert sent(sandbox, out_trade_no)[0]["answers"] == [500, 401, 204]
    assert len({json.loads(body)["id"] for _, body in receiver.arrived}) == 1
    assert len({head["Wechatpay-Signature"] for head in receiver.heads}) == 3


def test_nothing_is_told_fifteen_times_more_and_then_never(sandbox: SandboxProcess, merchant: Merchant) -> None:
    sandbox.order("/wechat-pay/settings", ladder=0.00001)
    with PushReceiver(answers=[(500, "")]) as receiver:
        out_trade_no = paid(sandbox, merchant, receiver)
        until(lambda: sent(sandbox, out_trade_no)[0]["state"] == "over", 15)
        assert len(receiver.arrived) == 16


def test_with_a_ladder_of_nought_a_test_hands_notifications_over_itself(
    sandbox: SandboxProcess, merchant: Merchant
) -> None:
    sandbox.order("/wechat-pay/settings", ladder=0)
    with PushReceiver() as receiver:
        out_trade_no = paid(sandbox, merchant, receiver)
        time.sleep(0.3)
        assert receiver.arrived == []
    [notice] = sent(sandbox, out_trade_no)
    read = merchant.sdk().callback(notice["headers"], notice["body"].encode())
    assert read["resource"] == notice["resource"]


@pytest.mark.parametrize("kind", ["forge", "signtest"])
def test_a_false_copy_comes_before_the_true_one_and_no_check_believes_it(
    sandbox: SandboxProcess, merchant: Merchant, kind: str
) -> None:
    sandbox.order("/faults", provider="wechat_pay", path="push", kind=kind)
    sandbox.order("/wechat-pay/settings", ladder=0)
    with PushReceiver() as receiver:
        out_trade_no = paid(sandbox, merchant, receiver)
    false, true = sent(sandbox, out_trade_no)
    assert (false["manner"], true["manner"]) == (kind, "true")
    with pytest.raises((InvalidSignature, ValueError)):
        merchant.genuine(false["headers"], false["body"].encode())
    assert merchant.sdk().callback(false["headers"], false["body"].encode()) is None
    assert merchant.genuine(true["headers"], true["body"].encode())


def test_a_stale_copy_is_rightly_signed_a_day_ago(sandbox: SandboxProcess, merchant: Merchant) -> None:
    sandbox.order("/faults", provider="wechat_pay", path="push", kind="stale")
    sandbox.order("/wechat-pay/settings", ladder=0)
    with PushReceiver() as receiver:
        stale = sent(sandbox, paid(sandbox, merchant, receiver))[0]
    assert merchant.genuine(stale["headers"], stale["body"].encode())
    assert time.time() - int(stale["headers"]["Wechatpay-Timestamp"]) > 86_000


def test_a_believed_forgery_is_counted(sandbox: SandboxProcess, merchant: Merchant) -> None:
    sandbox.order("/wechat-pay/trouble", forge=1)
    with PushReceiver() as receiver:
        out_trade_no = paid(sandbox, merchant, receiver)
        until(lambda: all(each["state"] == "accepted" for each in sent(sandbox, out_trade_no)))
    told = sandbox.told("/wechat-pay/trouble")
    assert told["counts"] == {"forge": 1, "forge_believed": 1}


def test_ordered_faults_double_drop_and_delay_a_notification(sandbox: SandboxProcess, merchant: Merchant) -> None:
    with PushReceiver() as receiver:
        for kind in ("duplicate", "drop", "late"):
            sandbox.order("/faults", provider="wechat_pay", path="push", kind=kind, delay_s=0.6)
        doubled, dropped, late = (paid(sandbox, merchant, receiver) for _ in range(3))
        until(lambda: len(receiver.arrived) == 2)
        until(lambda: [each["state"] for each in sent(sandbox, doubled)] == ["accepted"] * 2)
        assert [each["state"] for each in sent(sandbox, dropped)] == ["dropped"]
        assert [each["state"] for each in sent(sandbox, late)] == ["waiting"]
        until(lambda: [each["state"] for each in sent(sandbox, late)] == ["accepted"])
        assert len(receiver.arrived) == 3
        sandbox.order("/wechat-pay/notifications", about=dropped)
        until(lambda: len(receiver.arrived) == 4)


def test_a_reordered_notification_comes_after_a_later_one(sandbox: SandboxProcess, merchant: Merchant) -> None:
    with PushReceiver() as receiver:
        sandbox.order("/faults", provider="wechat_pay", path="push", kind="reorder")
        first, second = (paid(sandbox, merchant, receiver) for _ in range(2))
        until(lambda: len(receiver.arrived) == 2)
        came = [opened(merchant, receiver, at)["resource"]["out_trade_no"] for at in range(2)]
    assert came == [second, first]


def test_chance_is_the_same_for_the_same_seed_and_counts_what_it_did(
    sandbox: SandboxProcess, merchant: Merchant
) -> None:
    counts = []
    sandbox.order("/wechat-pay/settings", ladder=0)
    with PushReceiver() as receiver:
        for _ in range(2):
            sandbox.order("/wechat-pay/trouble", seed=7, duplicate=0.5, delay=0.3, drop=0.3, reorder=0.3, forge=0.2)
            for _ in range(20):
                paid(sandbox, merchant, receiver)
            counts.append(sandbox.told("/wechat-pay/trouble")["counts"])
    assert counts[0] == counts[1]
    assert set(counts[0]) == {"duplicate", "delay", "drop", "reorder", "forge"}


def test_half_of_the_unknown_outcomes_were_done(sandbox: SandboxProcess, merchant: Merchant) -> None:
    sandbox.order("/wechat-pay/trouble", seed=3, unknown_outcome=1)
    numbers = [number() for _ in range(12)]
    for each in numbers:
        assert merchant.send("POST", JSAPI, order_body(merchant, each)).status_code == 500
    made = [
        merchant.send("GET", f"/v3/pay/transactions/out-trade-no/{each}?mchid={merchant.mchid}").status_code == 200
        for each in numbers
    ]
    counts = sandbox.told("/wechat-pay/trouble")["counts"]
    assert made.count(True) == counts["unknown_outcome_done"]
    assert made.count(False) == counts["unknown_outcome_not_done"]


@pytest.mark.parametrize("chance", [{"drop": 1.5}, {"drop": "often"}, {"nap": 0.1}, {"delay_s": [3, 1]}, {"seed": "x"}])
def test_a_chance_that_cannot_be_is_refused(sandbox: SandboxProcess, chance: dict[str, Any]) -> None:
    assert sandbox.refused_order("/wechat-pay/trouble", **chance)


def test_what_was_not_taken_before_a_crash_is_told_after_it(start_sandbox: StartSandbox) -> None:
    with PushReceiver(answers=[(500, ""), (204, "")]) as receiver:
        first = start_sandbox()
        first.order("/wechat-pay/settings", ladder=0.05)
        out_trade_no = paid(first, merchant_of(first), receiver)
        until(lambda: bool(receiver.arrived))
        first.kill()
        second = start_sandbox()
        until(lambda: sent(second, out_trade_no)[0]["state"] == "accepted")
    assert len({json.loads(body)["id"] for _, body in receiver.arrived}) == 1
