"""Orders: made as JSAPI or native, made again, asked about, closed."""

import json
import secrets
import sqlite3
import time

from scripts.sandbox.wechat_pay import asked as read
from scripts.sandbox.wechat_pay.book import Book, rfc3339
from scripts.sandbox.wechat_pay.errors import REENTRY_DIFFERS, PayError
from scripts.sandbox.wire import Json, Request

OFFER_LIFETIME_S = 7_200
_UNTIL_CLOSED_S = 7 * 86_400
_LONGEST_S = 90 * 86_400
_DESCRIBED = {
    "NOTPAY": "订单未支付",
    "SUCCESS": "支付成功",
    "REFUND": "转入退款",
    "CLOSED": "订单已关闭",
}


class Orders:
    """POST …/jsapi, POST …/native, GET by either number, POST …/close."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def jsapi(self, request: Request) -> Json:
        """An order that one user pays inside the app → {"prepay_id"}, good for two hours."""
        asked = read.body_of(request)
        openid = read.openid(read.part(asked, "payer"))
        offer = self._offered(asked, "JSAPI", openid, f"wx{secrets.token_hex(17)}")
        return {"prepay_id": offer}

    def native(self, request: Request) -> Json:
        """An order behind a QR code → {"code_url"}, good for two hours; asking again kills the code before."""
        offer = f"weixin://wxpay/bizpayurl?pr={secrets.token_urlsafe(7)}"
        return {"code_url": self._offered(read.body_of(request), "NATIVE", "", offer)}

    def by_out_trade_no(self, request: Request, number: str) -> Json:
        """The order object by the merchant's number."""
        return self._shown(request, "out_trade_no", number)

    def by_transaction_id(self, request: Request, number: str) -> Json:
        """The order object by the platform's number; only a paid order has one."""
        return self._shown(request, "transaction_id", number)

    def close(self, request: Request, number: str) -> None:
        """No payment from here on; a second closing is the same."""
        self._check_mchid(read.body_of(request).get("mchid"))
        with self._book.state.transaction() as connection:
            row = found(connection, "out_trade_no", number)
            if row["state"] in ("SUCCESS", "REFUND"):
                raise PayError("ORDERPAID", "该订单已支付")
            connection.execute("UPDATE pay_orders SET state = 'CLOSED' WHERE out_trade_no = ?", (number,))

    def listed(self, asked: Json) -> Json:
        """Control: the order objects, newest first, or those of ?out_trade_no=."""
        with self._book.state.transaction() as connection:
            rows = connection.execute(
                "SELECT * FROM pay_orders WHERE ? IN ('', out_trade_no) ORDER BY created_at DESC LIMIT 5000",
                (asked.get("out_trade_no", ""),),
            ).fetchall()
        return {"orders": [order_object(row) for row in rows]}

    def _offered(self, asked: Json, trade_type: str, openid: str, offer: str) -> str:
        number, total, now = self._checked(asked), read.fen(read.part(asked, "amount"), "total"), time.time()
        until = read.moment(asked, "time_expire")
        as_asked = json.dumps(asked, sort_keys=True, ensure_ascii=False)
        with self._book.state.transaction() as connection:
            row = connection.execute("SELECT * FROM pay_orders WHERE out_trade_no = ?", (number,)).fetchone()
            if row is None:
                if until and not now + 60 <= until.timestamp() <= now + _LONGEST_S:
                    raise read.wrong("time_expire", asked["time_expire"])
                ends = until.timestamp() if until else now + _UNTIL_CLOSED_S
                connection.execute(
                    "INSERT INTO pay_orders (out_trade_no, trade_type, asked, total, state, expires_at, created_at,"
                    " openid) VALUES (?, ?, ?, ?, 'NOTPAY', ?, ?, ?)",
                    (number, trade_type, as_asked, total, ends, now, openid),
                )
            else:
                _check_again(row, trade_type, as_asked, now)
            if trade_type == "NATIVE":
                connection.execute("UPDATE pay_offers SET dead = 1 WHERE out_trade_no = ?", (number,))
            connection.execute(
                "INSERT INTO pay_offers (offer, out_trade_no, expires_at) VALUES (?, ?, ?)",
                (offer, number, now + OFFER_LIFETIME_S),
            )
        return offer

    def _checked(self, asked: Json) -> str:
        """The merchant's number, once every field that the documents name has been looked at."""
        appid = read.text(asked, "appid", 32)
        self._check_mchid(asked.get("mchid"))
        if appid != self._book.appid:
            raise PayError("APPID_MCHID_NOT_MATCH", "商户号与appid不匹配")
        read.text(asked, "description", 127)
        read.text(asked, "attach", 128, required=False)
        read.text(asked, "goods_tag", 32, required=False)
        read.notify_url(asked)
        if read.part(asked, "amount").get("currency", "CNY") != "CNY":
            raise read.wrong("amount.currency")
        scene = read.part(asked, "scene_info", required=False)
        if scene:
            read.text(scene, "payer_client_ip", 45)
        return read.out_trade_no(asked)

    def _check_mchid(self, mchid: object) -> None:
        if not isinstance(mchid, str) or not mchid:
            raise read.wrong("mchid", mchid)
        if mchid != self._book.keys.mchid:
            raise PayError("MCH_NOT_EXISTS", "商户号不存在")

    def _shown(self, request: Request, column: str, number: str) -> Json:
        self._check_mchid(request.query.get("mchid"))
        with self._book.state.transaction() as connection:
            row = found(connection, column, number)
        return order_object(row)


def found(connection: sqlite3.Connection, column: str, number: str) -> sqlite3.Row:
    """One order, closed by now if its time is over; ORDER_NOT_EXIST."""
    connection.execute(
        f"UPDATE pay_orders SET state = 'CLOSED' WHERE {column} = ? AND state = 'NOTPAY' AND expires_at <= ?",
        (number, time.time()),
    )
    row: sqlite3.Row | None = connection.execute(f"SELECT * FROM pay_orders WHERE {column} = ?", (number,)).fetchone()
    if row is None:
        raise PayError("ORDER_NOT_EXIST", "订单不存在")
    return row


def order_object(row: sqlite3.Row) -> Json:
    """The platform's order object, as queries and notifications carry it."""
    asked = json.loads(row["asked"])
    shown: Json = {
        "appid": asked["appid"],
        "mchid": asked["mchid"],
        "out_trade_no": row["out_trade_no"],
        "attach": asked.get("attach", ""),
        "trade_state": row["state"],
        "trade_state_desc": _DESCRIBED[row["state"]],
        "amount": {"total": row["total"], "currency": "CNY"},
        "promotion_detail": [],
    }
    if device := asked.get("scene_info", {}).get("device_id"):
        shown["scene_info"] = {"device_id": device}
    if row["openid"] and (row["paid_at"] or row["trade_type"] == "JSAPI"):
        shown["payer"] = {"openid": row["openid"]}
    if row["paid_at"]:
        shown["amount"] |= {"payer_total": row["total"], "payer_currency": "CNY"}
        shown |= {
            "transaction_id": row["transaction_id"],
            "trade_type": row["trade_type"],
            "bank_type": row["bank_type"],
            "success_time": rfc3339(row["paid_at"]),
        }
    return shown


def _check_again(row: sqlite3.Row, trade_type: str, as_asked: str, now: float) -> None:
    if row["state"] in ("SUCCESS", "REFUND"):
        raise PayError("ORDERPAID", "该订单已支付", number=268498689)
    if row["state"] == "CLOSED" or row["expires_at"] <= now:
        raise PayError("ORDER_CLOSED", "该订单已关闭")
    if row["trade_type"] != trade_type or row["asked"] != as_asked:
        raise PayError("INVALID_REQUEST", "请求重入时，参数与首次请求时不一致", number=REENTRY_DIFFERS)
