"""WeChat Pay as one provider: its routes, its signatures, its controls and its own ways to fail."""

import json
import re
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from secrets import token_hex
from urllib.parse import unquote

from scripts.sandbox.accounts import Accounts
from scripts.sandbox.controls import ControlError, ControlRoutes, text_field, whole_field
from scripts.sandbox.faults import Faults
from scripts.sandbox.state import State
from scripts.sandbox.wechat_pay import signing, summary
from scripts.sandbox.wechat_pay.bills import Bills
from scripts.sandbox.wechat_pay.book import Book
from scripts.sandbox.wechat_pay.errors import STATUS, PayError
from scripts.sandbox.wechat_pay.notices import Notices
from scripts.sandbox.wechat_pay.orders import Orders
from scripts.sandbox.wechat_pay.payments import Payments
from scripts.sandbox.wechat_pay.refunds import Refunds
from scripts.sandbox.wechat_pay.sender import Sender
from scripts.sandbox.wechat_pay.transfers import Transfers
from scripts.sandbox.wechat_pay.trouble import Trouble
from scripts.sandbox.wire import Call, Json, Reply, Request

_NAME = "wechat_pay"
_ORDERS = "/v3/pay/transactions"
_REFUNDS = "/v3/refund/domestic/refunds"
_SYSTEM_ERROR = "系统异常，请用相同参数重新调用"
_TRANSFERS = "/v3/fund-app/mch-transfer/transfer-bills"
_NUMBER = r"([^/]+)"
# Calls that change something, and so may have done it although the reply says SYSTEM_ERROR.
_CHANGING = frozenset({"jsapi", "native", "close", "refund", "retry_refund", "transfer", "cancel_transfer"})
Answer = Callable[..., Json | Reply | None]


class WeChatPay:
    """The direct merchant's API at api.mch.weixin.qq.com."""

    def __init__(self, state: State, accounts: Accounts, faults: Faults) -> None:
        self._book = Book(state, accounts.appid)
        self._trouble = Trouble()
        notices = Notices(self._book, faults, self._trouble)
        self._orders, self._refunds = Orders(self._book), Refunds(self._book, notices)
        self._payments = Payments(self._book, notices)
        self._transfers, self._bills = Transfers(self._book, notices), Bills(self._book)
        self._sender = Sender(self._book, self._trouble, [self._refunds.settle_due, self._transfers.finish_due])
        self._lock = threading.Lock()
        self._refusals: list[tuple[str, str]] = []
        self._routes = self._paths()

    def _paths(self) -> list[tuple[str, str, str, Answer]]:
        return [
            ("POST", f"{_ORDERS}/jsapi", "jsapi", self._orders.jsapi),
            ("POST", f"{_ORDERS}/native", "native", self._orders.native),
            ("POST", f"{_ORDERS}/out-trade-no/{_NUMBER}/close", "close", self._orders.close),
            ("GET", f"{_ORDERS}/out-trade-no/{_NUMBER}", "query", self._orders.by_out_trade_no),
            ("GET", f"{_ORDERS}/id/{_NUMBER}", "query", self._orders.by_transaction_id),
            ("POST", _REFUNDS, "refund", self._refunds.ask),
            ("GET", f"{_REFUNDS}/{_NUMBER}", "query_refund", self._refunds.by_number),
            ("POST", f"{_REFUNDS}/{_NUMBER}/apply-abnormal-refund", "retry_refund", self._refunds.retry_abnormal),
            ("POST", _TRANSFERS, "transfer", self._transfers.create),
            ("GET", f"{_TRANSFERS}/out-bill-no/{_NUMBER}", "query_transfer", self._transfers.by_out_bill_no),
            ("GET", f"{_TRANSFERS}/transfer-bill-no/{_NUMBER}", "query_transfer", self._transfers.by_transfer_bill_no),
            ("POST", f"{_TRANSFERS}/out-bill-no/{_NUMBER}/cancel", "cancel_transfer", self._transfers.cancel),
            ("GET", "/v3/bill/tradebill", "trade_bill", self._bills.trade),
            ("GET", "/v3/bill/fundflowbill", "fund_flow_bill", self._bills.fund_flow),
            ("GET", "/v3/billdownload/file", "download_bill", self._bills.download),
        ]

    def stop(self) -> None:
        """Ends the sending thread."""
        self._sender.stop()

    @property
    def controls(self) -> ControlRoutes:
        """What users, the merchant's console and chance do."""
        return {
            ("GET", "/wechat-pay/merchant"): self._merchant,
            ("GET", "/wechat-pay/summary"): lambda _: summary.told(self._book),
            ("POST", "/wechat-pay/payments"): self._payments.pay,
            ("POST", "/wechat-pay/scans"): self._payments.scan,
            ("GET", "/wechat-pay/orders"): self._orders.listed,
            ("POST", "/wechat-pay/refunds"): self._refunds.settle,
            ("GET", "/wechat-pay/refunds"): self._refunds.listed,
            ("POST", "/wechat-pay/transfers"): self._transfers.act,
            ("GET", "/wechat-pay/transfers"): self._transfers.listed,
            ("POST", "/wechat-pay/bills"): self._bills.set,
            ("POST", "/wechat-pay/withdrawals"): self._bills.withdraw,
            ("GET", "/wechat-pay/notifications"): self._sender.listed,
            ("POST", "/wechat-pay/notifications"): self._sender.send_again,
            ("POST", "/wechat-pay/settings"): self._book.change,
            ("POST", "/wechat-pay/trouble"): self._trouble.set,
            ("GET", "/wechat-pay/trouble"): self._trouble.told,
            ("POST", "/wechat-pay/refusals"): self._refuse_next,
            ("DELETE", "/wechat-pay/refusals"): self._refuse_no_more,
        }

    def find(self, request: Request) -> Call | None:
        """The call this request is, or None when WeChat Pay has no such path."""
        for method, path, operation, answer in self._routes:
            matched = re.fullmatch(path, request.path)
            if matched and method == request.method:
                return self._call(request, operation, partial(answer, request, *map(unquote, matched.groups())))
        return None

    def _call(self, request: Request, operation: str, answer: Callable[[], Json | Reply | None]) -> Call:
        return Call(
            provider=_NAME,
            operation=operation,
            answer=lambda: self._answer(request, operation, answer),
            busy=lambda: self._refused(PayError("SYSTEM_ERROR", _SYSTEM_ERROR)),
            expired=lambda: self._refused(PayError("SIGN_ERROR", "商户证书已过期")),
        )

    def _answer(self, request: Request, operation: str, answer: Callable[[], Json | Reply | None]) -> Reply:
        time.sleep(self._trouble.slowness_s())
        unknown = self._trouble.of_reply() if operation in _CHANGING else ""
        try:
            signing.check(request, self._book.keys, self._book.state)
            self._check_refusals(operation)
            if unknown == "not_done":
                raise PayError("SYSTEM_ERROR", _SYSTEM_ERROR)
            told = answer()
            if unknown:
                raise PayError("SYSTEM_ERROR", _SYSTEM_ERROR)
        except PayError as error:
            return self._refused(error)
        self._book.stir.set()
        if isinstance(told, Reply):
            return told
        return self._signed(204 if told is None else 200, told)

    def _refused(self, error: PayError) -> Reply:
        return self._signed(error.status, error.body, error.number)

    def _signed(self, status: int, payload: Json | None, number: int = 0) -> Reply:
        body = b"" if payload is None else json.dumps(payload, ensure_ascii=False).encode()
        headers = {"Request-ID": f"{token_hex(10).upper()}-{number}", **signing.signed_headers(self._book.keys, body)}
        return Reply(status, body, "application/json; charset=utf-8", headers)

    def _refuse_next(self, payload: Json) -> Json:
        """Control: the next calls answer so {"operation", "code", "count"? (1)}, with nothing done."""
        operation, code = text_field(payload, "operation"), text_field(payload, "code")
        if code not in STATUS or operation not in {known for _, _, known, _ in self._routes}:
            raise ControlError("operation or code is not known")
        with self._lock:
            self._refusals += [(operation, code)] * whole_field(payload, "count", 1)
        return {"operation": operation, "code": code, "status": STATUS[code]}

    def _refuse_no_more(self, _payload: Json) -> Json:
        """Control: forget what was ordered to be refused."""
        with self._lock:
            self._refusals.clear()
        return {"refusals": []}

    def _check_refusals(self, operation: str) -> None:
        with self._lock:
            found = next((each for each in self._refusals if each[0] == operation), None)
            if found:
                self._refusals.remove(found)
        if found:
            raise PayError(found[1], "按控制接口的要求拒绝")

    def _merchant(self, _payload: Json) -> Json:
        """Control: what the merchant's console hands out, under the names that the functions' environment uses."""
        keys = self._book.keys
        return {
            "WECHAT_PAY_MCHID": keys.mchid,
            "WECHAT_PAY_SERIAL": keys.serial,
            "WECHAT_PAY_PRIVATE_KEY": keys.merchant_pem().replace("\n", "\\n"),
            "WECHAT_PAY_API_V3_KEY": keys.api_v3_key,
            "WECHAT_PAY_PUBLIC_KEYS": f"{keys.public_key_id}={b64encode(keys.platform_public_der()).decode()}",
        }
