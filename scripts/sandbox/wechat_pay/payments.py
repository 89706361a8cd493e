"""What a user does with an order: scans its code, or pays it."""

import sqlite3
import time

from scripts.sandbox.controls import ControlError, text_field
from scripts.sandbox.wechat_pay.book import Book, fee_of, numbered
from scripts.sandbox.wechat_pay.errors import PayError
from scripts.sandbox.wechat_pay.notices import Notices
from scripts.sandbox.wechat_pay.orders import found, order_object
from scripts.sandbox.wire import Json

_SIGNED = ("timeStamp", "nonceStr", "paySign")


class Payments:
    """The user's side, by the control interface."""

    def __init__(self, book: Book, notices: Notices) -> None:
        self._book = book
        self._notices = notices

    def pay(self, payload: Json) -> Json:
        """Control: a user pays {"openid", "prepay_id" | "package" | "code_url" | "out_trade_no"} → the order object.

        With what wx.requestPayment was given ("timeStamp", "nonceStr", "paySign"; all three) the signature is checked
        as a phone's WeChat would. Paying is refused for a dead or old offer, another user's order, a closed order, a
        paid one.
        """
        openid = text_field(payload, "openid")
        offer = _offer(payload)
        self._check_signature(payload, offer)
        with self._book.state.transaction() as connection:
            row = self._payable(connection, payload, offer, openid)
            now, fee = time.time(), fee_of(row["total"], self._book.settings.fee_rate)
            connection.execute(
                "UPDATE pay_orders SET state = 'SUCCESS', openid = ?, transaction_id = ?, paid_at = ?, bank_type = ?,"
                " fee = ? WHERE out_trade_no = ?",
                (openid, numbered("42", now, 18), now, payload.get("bank_type", "OTHERS"), fee, row["out_trade_no"]),
            )
            row = found(connection, "out_trade_no", row["out_trade_no"])
            self._credit(connection, row)
            self._notices.paid(connection, row)
        self._book.stir.set()
        return order_object(row)

    def scan(self, payload: Json) -> Json:
        """Control: a user scans {"code_url", "openid"}; the order is theirs from now on → {"out_trade_no", "total"}."""
        openid = text_field(payload, "openid")
        with self._book.state.transaction() as connection:
            row = self._payable(connection, payload, text_field(payload, "code_url"), openid)
            connection.execute("UPDATE pay_orders SET openid = ? WHERE out_trade_no = ?", (openid, row["out_trade_no"]))
        return {"out_trade_no": row["out_trade_no"], "total": row["total"]}

    def _payable(self, connection: sqlite3.Connection, payload: Json, offer: str, openid: str) -> sqlite3.Row:
        number = _order_of(connection, offer) if offer else text_field(payload, "out_trade_no")
        try:
            row = found(connection, "out_trade_no", number)
        except PayError as problem:
            raise ControlError("there is no such order") from problem
        if row["state"] != "NOTPAY":
            raise ControlError(f"the order is {row['state']}")
        if row["openid"] and row["openid"] != openid:
            raise ControlError("the order is another user's")
        return row

    def _check_signature(self, payload: Json, offer: str) -> None:
        if not any(name in payload for name in _SIGNED):
            return
        stamp, nonce, signature = (text_field(payload, name) for name in _SIGNED)
        message = f"{self._book.appid}\n{stamp}\n{nonce}\nprepay_id={offer}\n"
        if payload.get("signType", "RSA") != "RSA" or not self._book.keys.merchant_signed(message.encode(), signature):
            raise ControlError("支付验证签名失败")

    def _credit(self, connection: sqlite3.Connection, row: sqlite3.Row) -> None:
        numbers = row["transaction_id"], row["out_trade_no"]
        self._book.flow(connection, "交易", "交易", row["total"], *numbers)
        if row["fee"]:
            self._book.flow(connection, "扣除交易手续费", "扣除交易手续费", -row["fee"], *numbers)


def _offer(payload: Json) -> str:
    if "package" in payload:
        return text_field(payload, "package").removeprefix("prepay_id=")
    for name in ("prepay_id", "code_url"):
        if name in payload:
            return text_field(payload, name)
    return ""


def _order_of(connection: sqlite3.Connection, offer: str) -> str:
    row = connection.execute("SELECT * FROM pay_offers WHERE offer = ?", (offer,)).fetchone()
    if row is None:
        raise ControlError("there is no such prepay_id or code_url")
    if row["dead"] or row["expires_at"] <= time.time():
        raise ControlError("this prepay_id or code_url is good no longer")
    return str(row["out_trade_no"])
