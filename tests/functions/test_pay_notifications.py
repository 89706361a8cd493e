"""What WeChat Pay tells by itself is believed only when it is signed, fresh, meant for us and of the right sum.

Some tests say it with a platform key of their own, listed beside the sandbox's as while keys are changed.
"""

import base64
import json
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from logistics.domain.states import Status
from logistics.gateways.pay_line import clients
from logistics.settings import settings
from logistics.store.mongo import Unit
from tests.support.calls import Answer
from tests.support.orders import parcel_of
from tests.support.people import actor
from tests.support.prepaid import FREIGHT_FEN, SENDER_OPENID, Prepaid
from tests.support.wechat_pay import PayWorld, notify

KEY_ID = "PUB_KEY_ID_0119000000002026112300000001"
ALARM = '"level": "alarm"'
Change = Callable[[dict[str, Any]], dict[str, Any]]


class Platform:
    """Seals and signs notifications as the platform does, whatever they say."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(65537, 2048)

    def listed(self) -> str:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        der = self._key.public_key().public_bytes(serialization.Encoding.DER, form)
        return f"{KEY_ID}={base64.b64encode(der).decode()}"

    def say(self, said: Any, kind: str = "TRANSACTION.SUCCESS", age_s: int = 0, sealed_with: str = "") -> Answer:
        body = self._body(said, kind, sealed_with or settings().wechat_pay_api_v3_key)
        return notify(body, self.heads(body, age_s))

    def heads(self, body: str, age_s: int = 0) -> dict[str, str]:
        stamp, nonce = str(int(time.time()) - age_s), secrets.token_hex(16)
        message = f"{stamp}\n{nonce}\n{body}\n".encode()
        signature = self._key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        return {
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": base64.b64encode(signature).decode(),
            "Wechatpay-Serial": KEY_ID,
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        }

    def _body(self, said: Any, kind: str, key: str) -> str:
        nonce = secrets.token_hex(6)
        text = AESGCM(key.encode()).encrypt(nonce.encode(), json.dumps(said).encode(), b"transaction")
        resource = {
            "original_type": "transaction",
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": base64.b64encode(text).decode(),
            "associated_data": "transaction",
            "nonce": nonce,
        }
        event = {"id": f"EV-{nonce}", "event_type": kind, "resource_type": "encrypt-resource", "resource": resource}
        return json.dumps(event)


@pytest.fixture
def platform(setting: Any, wechat_pay: PayWorld) -> Iterator[Platform]:
    mine = Platform()
    setting(WECHAT_PAY_PUBLIC_KEYS=f"{settings().wechat_pay_public_keys} {mine.listed()}")
    clients.cache_clear()
    yield mine
    clients.cache_clear()


@pytest.fixture
def orders(store: Unit, wechat_pay: PayWorld) -> Prepaid:
    return Prepaid(actor("customer"), wechat_pay)


@pytest.fixture
def offered(orders: Prepaid) -> dict[str, Any]:
    """An order that waits for its payment, and what its payer was offered."""
    waybill_no = orders.ordered()
    return {"waybill_no": waybill_no, **orders.offer(waybill_no)}


def paid_news(offered: dict[str, Any]) -> dict[str, Any]:
    """An order object as a payment's notification holds it."""
    return {
        "mchid": settings().wechat_pay_mchid,
        "appid": settings().wechat_appid,
        "out_trade_no": offered["payment_id"],
        "transaction_id": "4200000000202611230000000001",
        "trade_state": "SUCCESS",
        "success_time": "2026-11-23T15:00:00+08:00",
        "amount": {"total": FREIGHT_FEN, "payer_total": FREIGHT_FEN, "currency": "CNY"},
    }


def require_nothing_changed(offered: dict[str, Any], store: Unit) -> None:
    waybill_no = offered["waybill_no"]
    assert parcel_of(waybill_no).status is Status.PENDING_PAYMENT
    assert [(each.id, str(each.state)) for each in store.payments.of(waybill_no)] == [(offered["payment_id"], "open")]
    assert store.journal.entries(waybill_no) == []


def paid_in_wechat(offered: dict[str, Any], wechat_pay: PayWorld) -> dict[str, Any]:
    """The one notification that the payment sets off."""
    wechat_pay.pay(SENDER_OPENID, **offered["parameters"])
    (told,) = wechat_pay.notifications(offered["payment_id"])
    return told


def test_any_of_the_platforms_listed_keys_is_believed(offered: dict[str, Any], platform: Platform) -> None:
    assert platform.say(paid_news(offered)).status == 200
    assert parcel_of(offered["waybill_no"]).status is Status.PLACED


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda said: said | {"mchid": "1900009999"}, (401, "NOTIFICATION_REFUSED")),
        (lambda said: said | {"appid": "wx0000000000000000"}, (401, "NOTIFICATION_REFUSED")),
        (lambda said: {name: said[name] for name in said if name != "mchid"}, (401, "NOTIFICATION_REFUSED")),
        (lambda said: said | {"mchid": None}, (401, "NOTIFICATION_REFUSED")),
        (lambda said: said | {"out_trade_no": "WB000000000000P1"}, (404, "PAYMENT_NOT_FOUND")),
        (lambda said: said | {"out_trade_no": {"$ne": ""}}, (404, "PAYMENT_NOT_FOUND")),
        (lambda said: said | {"amount": {"total": FREIGHT_FEN - 1}}, (409, "PAYMENT_AMOUNT_DIFFERS")),
        (lambda said: said | {"amount": {"total": 0}}, (409, "PAYMENT_AMOUNT_DIFFERS")),
        (lambda said: said | {"amount": {"total": -FREIGHT_FEN}}, (409, "PAYMENT_AMOUNT_DIFFERS")),
        (lambda said: said | {"amount": {"total": 10**18}}, (409, "PAYMENT_AMOUNT_DIFFERS")),
        (lambda said: said | {"amount": {"total": str(FREIGHT_FEN)}}, (409, "PAYMENT_AMOUNT_DIFFERS")),
        (lambda said: said | {"amount": None}, (409, "PAYMENT_AMOUNT_DIFFERS")),
    ],
)
def test_what_is_signed_and_does_not_fit_is_alarmed_and_changes_nothing(
    offered: dict[str, Any],
    platform: Platform,
    store: Unit,
    capfd: pytest.CaptureFixture[str],
    change: Change,
    refusal: tuple[int, str],
) -> None:
    answer = platform.say(change(paid_news(offered)))
    assert (answer.status, answer.code) == refusal
    assert ALARM in capfd.readouterr().err
    require_nothing_changed(offered, store)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"age_s": 301},
        {"age_s": 86_400},
        {"age_s": -301},
        {"sealed_with": "0" * 32},
    ],
)
def test_a_replayed_or_wrongly_sealed_one_is_refused(
    offered: dict[str, Any],
    platform: Platform,
    store: Unit,
    capfd: pytest.CaptureFixture[str],
    spoilt: dict[str, Any],
) -> None:
    answer = platform.say(paid_news(offered), **spoilt)
    assert (answer.status, answer.code) == (401, "NOTIFICATION_REFUSED")
    assert ALARM in capfd.readouterr().err
    require_nothing_changed(offered, store)


@pytest.mark.parametrize("body", ["", "[]", "null", "{}", '{"resource": 5}', "{" * 2000])
def test_a_signed_body_that_is_no_notification_is_refused(platform: Platform, store: Unit, body: str) -> None:
    answer = notify(body, platform.heads(body))
    assert (answer.status, answer.code) == (401, "NOTIFICATION_REFUSED")


@pytest.mark.parametrize("said", [[], "paid", 5, None])
def test_a_sealed_text_that_is_no_order_is_refused(platform: Platform, store: Unit, said: Any) -> None:
    answer = platform.say(said)
    assert (answer.status, answer.code) == (401, "NOTIFICATION_REFUSED")


def test_what_is_not_signed_by_wechat_pay_is_refused_and_alarmed(
    offered: dict[str, Any], store: Unit, wechat_pay: PayWorld, capfd: pytest.CaptureFixture[str]
) -> None:
    told = paid_in_wechat(offered, wechat_pay)
    forged = notify(told["body"], told["headers"] | {"Wechatpay-Signature": "Zm9yZ2Vk"})
    assert (forged.status, forged.code) == (401, "NOTIFICATION_REFUSED")
    assert forged.body["error"].get("details", {}) == {}, "who tries learns nothing of why"
    assert ALARM in capfd.readouterr().err
    require_nothing_changed(offered, store)


def test_a_key_that_is_not_listed_is_not_asked_for(offered: dict[str, Any], store: Unit, wechat_pay: PayWorld) -> None:
    told = paid_in_wechat(offered, wechat_pay)
    stranger = Platform()
    assert notify(told["body"], stranger.heads(told["body"])).code == "NOTIFICATION_REFUSED"
    require_nothing_changed(offered, store)


def test_a_probe_is_refused_without_an_alarm(wechat_pay: PayWorld, capfd: pytest.CaptureFixture[str]) -> None:
    answer = notify("{}", {"Wechatpay-Signature": "WECHATPAY/SIGNTEST/x", "Wechatpay-Serial": "any"})
    assert answer.status == 401
    assert ALARM not in capfd.readouterr().err


def test_two_transactions_do_not_pay_one_number(
    offered: dict[str, Any], platform: Platform, store: Unit, capfd: pytest.CaptureFixture[str]
) -> None:
    assert platform.say(paid_news(offered)).status == 200
    again = platform.say(paid_news(offered) | {"transaction_id": "4200000000202611230000000002"})
    assert (again.status, again.code) == (409, "PAYMENT_TRANSACTION_DIFFERS")
    assert ALARM in capfd.readouterr().err
    assert len(store.journal.entries(offered["waybill_no"])) == 1


def test_a_closing_that_comes_after_the_payment_takes_nothing_back(
    offered: dict[str, Any], platform: Platform, store: Unit
) -> None:
    assert platform.say(paid_news(offered)).status == 200
    assert platform.say(paid_news(offered) | {"trade_state": "CLOSED"}).status == 200
    assert str(store.payments.get(offered["payment_id"]).state) == "paid"


@pytest.mark.parametrize("kind", ["TRANSACTION.PAYSCORE", "COUPON.USE", "SOMETHING.NEW"])
def test_news_that_we_have_no_use_for_changes_nothing(
    offered: dict[str, Any], platform: Platform, store: Unit, kind: str
) -> None:
    platform.say({"mchid": settings().wechat_pay_mchid, "stock_id": "7"}, kind=kind)
    require_nothing_changed(offered, store)


def test_a_refund_of_another_merchant_is_refused(platform: Platform, store: Unit) -> None:
    said = {"mchid": "1900009999", "out_refund_no": "WB000000000000P1r1", "refund_status": "SUCCESS"}
    assert platform.say(said, kind="REFUND.SUCCESS").code == "NOTIFICATION_REFUSED"
