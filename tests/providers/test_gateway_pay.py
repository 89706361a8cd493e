"""The gateway to WeChat Pay against the sandbox: what it says of each end a call can take, and what it refuses."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.faults import Conflict, Unauthenticated, Unavailable
from logistics.domain.ids import new_id
from logistics.domain.paying import Channel, Payment, Purpose
from logistics.gateways import pay
from logistics.gateways.pay_notification import read_notification
from tests.support.wechat_pay import PayWorld

PAYER = "o-gateway-payer"


def a_payment(amount_fen: int = 1_250, channel: Channel = Channel.JSAPI) -> Payment:
    now = datetime.now(UTC)
    number = f"{new_id(now)}P1"
    return Payment(number, number, Purpose.FREIGHT, channel, amount_fen, "someone", now, now + timedelta(hours=1))


@pytest.fixture
def paid(wechat_pay: PayWorld) -> Iterator[Payment]:
    payment = a_payment()
    pay.offer_jsapi(payment, "运费", PAYER)
    wechat_pay.pay(PAYER, out_trade_no=payment.id)
    yield payment


def test_what_a_phone_is_given_opens_the_payment(wechat_pay: PayWorld) -> None:
    payment = a_payment()
    parameters = pay.client_parameters(pay.offer_jsapi(payment, "运费", PAYER), datetime.now(UTC))
    wechat_pay.pay(PAYER, **parameters)
    news = pay.query(payment.id)
    assert news is not None and (news.paid, news.over, news.amount_fen) == (True, False, 1_250)
    assert news.transaction_id.startswith("42") and news.paid_at is not None


def test_the_same_payment_is_offered_again_and_another_sum_under_its_number_is_refused(wechat_pay: PayWorld) -> None:
    payment = a_payment()
    assert pay.offer_jsapi(payment, "运费", PAYER) != pay.offer_jsapi(payment, "运费", PAYER)
    with pytest.raises(Conflict, match="服务暂时无法处理此请求"):
        pay.offer_jsapi(Payment(**{**vars(payment), "amount_fen": 1}), "运费", PAYER)


def test_a_code_is_paid_by_whoever_scans_it(wechat_pay: PayWorld) -> None:
    payment = a_payment(channel=Channel.NATIVE)
    wechat_pay.pay("o-at-the-door", code_url=pay.offer_native(payment, "到付运费"))
    news = pay.query(payment.id)
    assert news is not None and news.paid


def test_closing_tells_paid_from_closed(paid: Payment) -> None:
    open_one = a_payment()
    pay.offer_jsapi(open_one, "运费", PAYER)
    assert pay.close(open_one.id) is True
    assert pay.close(open_one.id) is True, "closing twice is closing once"
    assert pay.close("NEVERHEARDOF1") is True
    assert pay.close(paid.id) is False
    news = pay.query(open_one.id)
    assert news is not None and news.over and not news.paid
    assert pay.query("NEVERHEARDOF1") is None


def test_a_refund_repeated_is_one_refund(paid: Payment, wechat_pay: PayWorld) -> None:
    for _ in range(2):
        news = pay.refund(f"{paid.id}r1", paid.id, 250, 1_250, "运费多付退回")
        assert (news.number, news.amount_fen) == (f"{paid.id}r1", 250)
    assert len(wechat_pay.refunds(paid.id)) == 1
    asked = pay.query_refund(f"{paid.id}r1")
    assert asked is not None and asked.status in ("PROCESSING", "SUCCESS")
    assert pay.query_refund(f"{paid.id}r2") is None
    with pytest.raises(Conflict, match="服务暂时无法处理此请求"):
        pay.refund(f"{paid.id}r3", paid.id, 1_001, 1_250, "超过可退金额")


@pytest.mark.parametrize(
    ("kind", "maybe_done"), [("busy", True), ("unknown_outcome", True), ("lost", True), ("reset", True)]
)
def test_an_outcome_that_is_not_known_is_told_as_such(wechat_pay: PayWorld, kind: str, maybe_done: bool) -> None:
    wechat_pay.fault(kind, "jsapi")
    with pytest.raises(Unavailable) as told:
        pay.offer_jsapi(a_payment(), "运费", PAYER)
    assert told.value.details["maybe_done"] is maybe_done


def test_an_answer_that_is_not_signed_is_no_answer(wechat_pay: PayWorld) -> None:
    wechat_pay.fault("nonsense", "query")
    with pytest.raises(Unavailable):
        pay.query(a_payment().id)


def test_a_notification_says_what_was_paid(paid: Payment, wechat_pay: PayWorld) -> None:
    (told,) = wechat_pay.notifications(paid.id)
    found = read_notification(told["headers"], told["body"].encode(), datetime.now(UTC))
    assert found.kind == "TRANSACTION.SUCCESS" and found.id
    assert pay.order_news(found.said).number == paid.id


def _other(name: str, value: str) -> Any:
    return lambda headers, body: ({**headers, name: value}, body)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_other("Wechatpay-Signature", "WECHATPAY/SIGNTEST/abc"), "probe"),
        (_other("Wechatpay-Serial", "PUB_KEY_ID_0000000000000000000000000000"), "key"),
        (_other("Wechatpay-Serial", "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"), "key"),
        (_other("Wechatpay-Serial", ""), "key"),
        (_other("Wechatpay-Timestamp", "1600000000"), "stale"),
        (_other("Wechatpay-Timestamp", "soon"), "stale"),
        (_other("Wechatpay-Timestamp", "²"), "stale"),
        (_other("Wechatpay-Timestamp", "１７００００００００"), "stale"),
        (_other("Wechatpay-Timestamp", ""), "stale"),
        (_other("Wechatpay-Nonce", "another"), "signature"),
        (_other("Wechatpay-Signature", "bm90IGEgc2lnbmF0dXJl"), "signature"),
        (lambda headers, body: (headers, body.replace("SUCCESS", "CLOSED")), "signature"),
        (lambda headers, body: (headers, ""), "signature"),
        (_other("Wechatpay-Signature-Type", "MD5"), "content"),
    ],
)
def test_a_notification_that_is_not_as_it_must_be(paid: Payment, wechat_pay: PayWorld, spoil: Any, why: str) -> None:
    (told,) = wechat_pay.notifications(paid.id)
    headers, body = spoil(told["headers"], told["body"])
    with pytest.raises(Unauthenticated) as refused:
        read_notification(headers, body.encode(), datetime.now(UTC))
    assert refused.value.details["why"] == why


def test_a_notification_of_ten_minutes_ago_is_stale(paid: Payment, wechat_pay: PayWorld) -> None:
    (told,) = wechat_pay.notifications(paid.id)
    with pytest.raises(Unauthenticated) as refused:
        read_notification(told["headers"], told["body"].encode(), datetime.now(UTC) + timedelta(minutes=10))
    assert refused.value.details["why"] == "stale"


def test_a_days_bill_comes_whole(paid: Payment) -> None:
    with pay.trade_bill(datetime.now(UTC).astimezone(pay._SHANGHAI).date()) as file:
        assert file is not None
        with file.open(encoding="utf-8", newline="") as lines:
            numbers = [row[6] for row in csv.reader(lines) if len(row) > 6]
    assert f"`{paid.id}" in numbers
    assert not file.exists(), "a bill is gone after it was read"


def test_a_bill_that_is_being_made_is_asked_for_later(wechat_pay: PayWorld) -> None:
    today = datetime.now(UTC).astimezone(pay._SHANGHAI).date()
    wechat_pay.order("/wechat-pay/bills", bill="fundflowbill", day=today.isoformat(), state="creating")
    with pytest.raises(Unavailable), pay.fund_flow_bill(today):
        raise AssertionError("there was no bill yet")
    wechat_pay.order("/wechat-pay/bills", bill="fundflowbill", day=today.isoformat(), state="missing")
    with pay.fund_flow_bill(today) as file:
        assert file is None
    wechat_pay.order("/wechat-pay/bills", bill="fundflowbill", day=today.isoformat(), state="ready")


def test_a_transfer_waits_for_its_user(wechat_pay: PayWorld) -> None:
    number = f"T{new_id(datetime.now(UTC))}"
    reports = [{"info_type": "岗位类型", "info_content": "快递员"}, {"info_type": "报酬说明", "info_content": "派费"}]
    sent = pay.transfer(number, PAYER, 1_000, "派送收入", "1005", reports)
    assert sent.state == "WAIT_USER_CONFIRM" and sent.package
    wechat_pay.order("/wechat-pay/transfers", package_info=sent.package, action="confirm", openid=PAYER)
    told = pay.query_transfer(number)
    assert told is not None and (told.state, told.amount_fen) == ("SUCCESS", 1_000)
    assert pay.query_transfer("NEVERHEARDOF") is None
    assert json.loads(json.dumps(vars(told)))["problem"] == ""
