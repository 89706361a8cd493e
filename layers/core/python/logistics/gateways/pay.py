"""WeChat Pay: orders, refunds, transfers and bills (pay.weixin.qq.com/doc/v3, direct merchant).

Every number is the caller's and stands for one deed however often it is asked for. Each call may raise Unavailable
PROVIDER_UNAVAILABLE (maybe_done=), after which the caller asks what became of the number, and Conflict
PROVIDER_REFUSED (provider_code=).
"""

import gzip
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wechatpayv3 import WeChatPayType

from logistics.domain.faults import Conflict
from logistics.domain.paying import Payment
from logistics.gateways.pay_line import PROVIDER, NotThere, ask, clients, fetched
from logistics.gateways.problems import unavailable
from logistics.settings import settings

_SHANGHAI = timezone(timedelta(hours=8))
_CHUNK = 1 << 20
_PAID = ("SUCCESS", "REFUND")  # an order that was given back had been paid before
_OVER = ("CLOSED", "REVOKED", "PAYERROR")


@dataclass(frozen=True)
class OrderNews:
    """What the provider says of an order: paid, over (nobody can pay it any more), or neither yet."""

    number: str
    paid: bool
    over: bool
    amount_fen: int
    transaction_id: str = ""
    paid_at: datetime | None = None


@dataclass(frozen=True)
class RefundNews:
    """`status` is PROCESSING, SUCCESS, CLOSED or ABNORMAL."""

    number: str
    status: str
    provider_id: str
    amount_fen: int
    paid_at: datetime | None = None


@dataclass(frozen=True)
class TransferNews:
    """`state` is the provider's (ACCEPTED … SUCCESS, FAIL, CANCELLED); `package` opens the page to take it."""

    number: str
    state: str
    amount_fen: int
    provider_id: str = ""
    package: str = ""
    problem: str = ""


def offer_jsapi(payment: Payment, description: str, openid: str) -> str:
    """The prepay_id that the payer's mini-program opens; asking again for the same payment gives a fresh one.

    Raises Conflict PROVIDER_REFUSED with provider_code ORDERPAID or ORDERCLOSED when it is too late.
    """
    return str(_offered(payment, description, WeChatPayType.MINIPROG, {"openid": openid})["prepay_id"])


def offer_native(payment: Payment, description: str) -> str:
    """The code_url that the payer's camera scans; raises what offer_jsapi raises."""
    return str(_offered(payment, description, WeChatPayType.NATIVE, None)["code_url"])


def client_parameters(prepay_id: str, now: datetime) -> dict[str, str]:
    """What wx.requestPayment is given, signed by the merchant."""
    client = next(iter(clients().values()))
    stamp, nonce, package = str(int(now.timestamp())), secrets.token_hex(16), f"prepay_id={prepay_id}"
    signature = client.sign([settings().wechat_appid, stamp, nonce, package])
    return {"timeStamp": stamp, "nonceStr": nonce, "package": package, "signType": "RSA", "paySign": signature}


def query(number: str) -> OrderNews | None:
    """What became of an order; None when the provider never heard of it."""
    try:
        answer = ask(lambda client: client.query(out_trade_no=number))
    except NotThere:
        return None
    return order_news(answer)


def close(number: str) -> bool:
    """Close an order, so that nobody can pay it; False when it is paid already. An unknown one counts as closed."""
    try:
        ask(lambda client: client.close(out_trade_no=number))
    except NotThere:
        return True
    except Conflict as refusal:
        if refusal.details.get("provider_code") == "ORDERPAID":
            return False
        if refusal.details.get("provider_code") == "ORDERCLOSED":
            return True
        raise
    return True


def refund(number: str, payment_number: str, amount_fen: int, of_fen: int, reason: str) -> RefundNews:
    """Give part of a payment back; `of_fen` is what was paid. A retry uses the same number."""
    amount = {"refund": amount_fen, "total": of_fen, "currency": "CNY"}
    return refund_news(
        ask(lambda client: client.refund(number, amount, out_trade_no=payment_number, reason=reason[:80]))
    )


def query_refund(number: str) -> RefundNews | None:
    """What became of a refund; None when the provider never heard of it."""
    try:
        return refund_news(ask(lambda client: client.query_refund(number)))
    except NotThere:
        return None


def transfer(
    number: str, openid: str, amount_fen: int, remark: str, scene: str, reports: list[dict[str, str]], name: str = ""
) -> TransferNews:
    """Send money to a user, who takes it in WeChat; `number` has letters and digits only, at most 32.

    `reports` are what the scene wants to be told; `name` is needed from 2,000 yuan. A retry uses the same number.
    """
    sent = ask(
        lambda client: client.mch_transfer_bills(
            number, scene, openid, amount_fen, remark, user_name=name or None, transfer_scene_report_infos=reports
        )
    )
    return transfer_news({"out_bill_no": number, "transfer_amount": amount_fen} | sent)


def query_transfer(number: str) -> TransferNews | None:
    """What became of a transfer; None when the provider never heard of it."""
    try:
        return transfer_news(ask(lambda client: client.mch_transfer_bills_query(out_bill_no=number)))
    except NotThere:
        return None


def cancel_transfer(number: str) -> None:
    """Take a transfer back that nobody has taken yet; it ends as CANCELLED a while later."""
    ask(lambda client: client.mch_transfer_bills_cancel(number))


@contextmanager
def trade_bill(day: date) -> Iterator[Path | None]:
    """A day's orders and refunds as the provider's CSV; None when there were none. Gone when the block ends.

    Raises Unavailable PROVIDER_UNAVAILABLE while the bill is being made (ready at 10:00 of the next day).
    """
    with _bill(lambda client: client.trade_bill(day.isoformat())) as file:
        yield file


@contextmanager
def fund_flow_bill(day: date) -> Iterator[Path | None]:
    """A day's movements of the merchant's basic account; as trade_bill."""
    with _bill(lambda client: client.fundflow_bill(day.isoformat())) as file:
        yield file


def order_news(answer: dict[str, Any]) -> OrderNews:
    """An order object of the provider, from a query or a notification."""
    state = answer.get("trade_state")
    return OrderNews(
        str(answer.get("out_trade_no", "")),
        state in _PAID,
        state in _OVER,
        _fen(answer.get("amount"), "total"),
        str(answer.get("transaction_id", "")),
        _moment(answer.get("success_time")),
    )


def refund_news(answer: dict[str, Any]) -> RefundNews:
    """A refund object, from a call (status) or a notification (refund_status)."""
    return RefundNews(
        str(answer.get("out_refund_no", "")),
        str(answer.get("status") or answer.get("refund_status") or ""),
        str(answer.get("refund_id", "")),
        _fen(answer.get("amount"), "refund"),
        _moment(answer.get("success_time")),
    )


def transfer_news(answer: dict[str, Any]) -> TransferNews:
    """A transfer object, from a call or a notification."""
    amount = answer.get("transfer_amount")
    return TransferNews(
        str(answer.get("out_bill_no", "")),
        str(answer.get("state", "")),
        amount if isinstance(amount, int) else 0,
        str(answer.get("transfer_bill_no", "")),
        str(answer.get("package_info") or ""),
        str(answer.get("fail_reason") or ""),
    )


def _offered(
    payment: Payment, description: str, pay_type: WeChatPayType, payer: dict[str, str] | None
) -> dict[str, Any]:
    amount = {"total": payment.amount_fen, "currency": "CNY"}
    until = payment.expires_at.astimezone(_SHANGHAI).isoformat(timespec="seconds")
    return ask(
        lambda client: client.pay(description, payment.id, amount, payer=payer, time_expire=until, pay_type=pay_type)
    )


@contextmanager
def _bill(question: Any) -> Iterator[Path | None]:
    try:
        told = ask(question)
    except NotThere:
        yield None
        return
    with TemporaryDirectory() as folder:
        packed, file = Path(folder, "bill.gz"), Path(folder, "bill.csv")
        packed.write_bytes(fetched(str(told["download_url"])))
        if _unpacked(packed, file) != told.get("hash_value"):
            raise unavailable(PROVIDER, maybe_done=False)
        packed.unlink()
        yield file


def _unpacked(packed: Path, file: Path) -> str:
    """Writes the plain file and answers its SHA-1 in hex, which the provider tells beside the link."""
    digest = hashlib.sha1(usedforsecurity=False)
    with gzip.open(packed, "rb") as source, file.open("wb") as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


def _fen(amount: object, name: str) -> int:
    value = amount.get(name) if isinstance(amount, dict) else None
    return value if isinstance(value, int) else 0


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None
