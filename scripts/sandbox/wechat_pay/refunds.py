"""Refunds: asked for, asked about, settled after a while, and what becomes of the money."""

import json
import sqlite3
import time

from scripts.sandbox.controls import ControlError, text_field
from scripts.sandbox.wechat_pay import asked as read
from scripts.sandbox.wechat_pay.book import Book, fee_of, numbered, rfc3339
from scripts.sandbox.wechat_pay.errors import REENTRY_DIFFERS, PayError
from scripts.sandbox.wechat_pay.notices import Notices
from scripts.sandbox.wechat_pay.orders import found
from scripts.sandbox.wire import Json, Request

_YEAR_S = 365 * 86_400
_MOST_PARTS = 50
_OUTCOMES = frozenset({"SUCCESS", "CLOSED", "ABNORMAL"})


class Refunds:
    """POST and GET …/refunds, and the settling of what is in process."""

    def __init__(self, book: Book, notices: Notices) -> None:
        self._book = book
        self._notices = notices

    def ask(self, request: Request) -> Json:
        """A refund of an order or of a part of it; the same number again is the same refund."""
        asked = read.body_of(request)
        number = read.out_refund_no(asked)
        as_asked = json.dumps(asked, sort_keys=True, ensure_ascii=False)
        with self._book.state.transaction() as connection:
            row = connection.execute("SELECT * FROM pay_refunds WHERE out_refund_no = ?", (number,)).fetchone()
            if row is None:
                self._begin(connection, asked, number, as_asked)
                row = refund_row(connection, "out_refund_no", number)
            elif row["asked"] != as_asked:
                raise PayError("INVALID_REQUEST", "请求重入时，参数与首次请求时不一致", number=REENTRY_DIFFERS)
            return _refund_object(connection, row)

    def by_number(self, _request: Request, number: str) -> Json:
        """The refund object by the merchant's number."""
        with self._book.state.transaction() as connection:
            return _refund_object(connection, refund_row(connection, "out_refund_no", number))

    def retry_abnormal(self, request: Request, refund_id: str) -> Json:
        """An abnormal refund sent to another account of the user."""
        asked = read.body_of(request)
        with self._book.state.transaction() as connection:
            row = refund_row(connection, "refund_id", refund_id)
            if row["out_refund_no"] != read.out_refund_no(asked) or row["status"] != "ABNORMAL":
                raise PayError("INVALID_REQUEST", "退款单状态不允许发起异常退款")
            self._set(connection, row, "PROCESSING", time.time() + self._book.settings.refund_s)
            row = refund_row(connection, "refund_id", refund_id)
            return _refund_object(connection, row)

    def settle_due(self, now: float) -> None:
        """What has been in process long enough reaches the user."""
        with self._book.state.transaction() as connection:
            rows = connection.execute(
                "SELECT * FROM pay_refunds WHERE status = 'PROCESSING' AND due_at <= ? LIMIT 500", (now,)
            ).fetchall()
            for row in rows:
                self._settle(connection, row, "SUCCESS")

    def settle(self, payload: Json) -> Json:
        """Control: end a refund {"out_refund_no", "status": SUCCESS|CLOSED|ABNORMAL} → the refund object."""
        number, status = text_field(payload, "out_refund_no"), text_field(payload, "status")
        if status not in _OUTCOMES:
            raise ControlError(f"status must be one of {', '.join(sorted(_OUTCOMES))}")
        with self._book.state.transaction() as connection:
            try:
                row = refund_row(connection, "out_refund_no", number)
            except PayError as problem:
                raise ControlError("there is no such refund") from problem
            if row["status"] != "PROCESSING":
                raise ControlError(f"the refund is {row['status']}")
            self._settle(connection, row, status)
            return _refund_object(connection, refund_row(connection, "out_refund_no", number))

    def listed(self, asked: Json) -> Json:
        """Control: the refund objects, newest first, or those of ?out_trade_no=."""
        with self._book.state.transaction() as connection:
            rows = connection.execute(
                "SELECT * FROM pay_refunds WHERE ? IN ('', out_trade_no) ORDER BY created_at DESC LIMIT 5000",
                (asked.get("out_trade_no", ""),),
            ).fetchall()
            return {"refunds": [_refund_object(connection, row) for row in rows]}

    def _begin(self, connection: sqlite3.Connection, asked: Json, number: str, as_asked: str) -> None:
        order, amount = _order_of(connection, asked), read.part(asked, "amount")
        refund, total, now = read.fen(amount, "refund"), read.fen(amount, "total"), time.time()
        read.text(asked, "reason", 80, required=False)
        read.notify_url(asked, required=False)
        if amount.get("currency") != "CNY":
            raise read.wrong("amount.currency")
        _check_sum(connection, order, refund, total, now)
        fee = self._fee_back(connection, order, refund)
        if self._book.balance(connection) < refund - fee:
            raise PayError("NOT_ENOUGH", "基本账户余额不足，请充值后重新发起")
        refund_id = numbered("503", now, 18)
        connection.execute(
            "INSERT INTO pay_refunds (out_refund_no, refund_id, out_trade_no, asked, refund, fee, status,"
            " created_at, due_at) VALUES (?, ?, ?, ?, ?, ?, 'PROCESSING', ?, ?)",
            (number, refund_id, order["out_trade_no"], as_asked, refund, fee, now, now + self._book.settings.refund_s),
        )
        connection.execute("UPDATE pay_orders SET state = 'REFUND' WHERE out_trade_no = ?", (order["out_trade_no"],))
        self._book.flow(connection, "退款", "退款", -refund, refund_id, number)
        if fee:
            self._book.flow(connection, "退还交易手续费", "扣除交易手续费", fee, refund_id, number)

    def _fee_back(self, connection: sqlite3.Connection, order: sqlite3.Row, refund: int) -> int:
        """The fee that comes back with this refund: all of them together never more than was taken."""
        before, rate = refunded(connection, order["out_trade_no"]), self._book.settings.fee_rate
        kept = fee_of(order["total"] - before, rate) - fee_of(order["total"] - before - refund, rate)
        return max(kept, 0)

    def _settle(self, connection: sqlite3.Connection, row: sqlite3.Row, status: str) -> None:
        self._set(connection, row, status, None)
        row = refund_row(connection, "refund_id", row["refund_id"])
        if status == "CLOSED":
            numbers = row["refund_id"], row["out_refund_no"]
            self._book.flow(connection, "退款关闭", "退款", row["refund"], *numbers)
            if row["fee"]:
                self._book.flow(connection, "扣除交易手续费", "扣除交易手续费", -row["fee"], *numbers)
        url = json.loads(row["asked"]).get("notify_url", "")
        about, resource = row["out_refund_no"], _notified(connection, row, self._book.keys.mchid)
        self._notices.put(connection, f"REFUND.{status}", "refund", about, url, resource)
        self._book.stir.set()

    def _set(self, connection: sqlite3.Connection, row: sqlite3.Row, status: str, due_at: float | None) -> None:
        settled = None if status == "PROCESSING" else time.time()
        connection.execute(
            "UPDATE pay_refunds SET status = ?, due_at = ?, settled_at = ? WHERE refund_id = ?",
            (status, due_at, settled, row["refund_id"]),
        )


def refund_row(connection: sqlite3.Connection, column: str, number: str) -> sqlite3.Row:
    """One refund; RESOURCE_NOT_EXISTS."""
    row: sqlite3.Row | None = connection.execute(f"SELECT * FROM pay_refunds WHERE {column} = ?", (number,)).fetchone()
    if row is None:
        raise PayError("RESOURCE_NOT_EXISTS", "退款单不存在")
    return row


def refunded(connection: sqlite3.Connection, out_trade_no: str) -> int:
    """Fen of an order that were given back or are about to be."""
    row = connection.execute(
        "SELECT COALESCE(SUM(refund), 0) AS sum FROM pay_refunds WHERE out_trade_no = ? AND status != 'CLOSED'",
        (out_trade_no,),
    ).fetchone()
    return int(row["sum"])


def _order_of(connection: sqlite3.Connection, asked: Json) -> sqlite3.Row:
    for column in ("transaction_id", "out_trade_no"):
        if asked.get(column):
            try:
                return found(connection, column, str(asked[column]))
            except PayError as problem:
                raise PayError("RESOURCE_NOT_EXISTS", "订单不存在") from problem
    raise read.wrong("transaction_id")


def _check_sum(connection: sqlite3.Connection, order: sqlite3.Row, refund: int, total: int, now: float) -> None:
    if order["state"] not in ("SUCCESS", "REFUND"):
        raise PayError("INVALID_REQUEST", "订单未支付，不能退款")
    if now > order["paid_at"] + _YEAR_S:
        raise PayError("INVALID_REQUEST", "订单已超过可退款的最大期限")
    if total != order["total"]:
        raise PayError("INVALID_REQUEST", "订单金额与原订单不一致")
    if refunded(connection, order["out_trade_no"]) + refund > order["total"]:
        raise PayError("INVALID_REQUEST", "退款金额大于可退金额")
    parts = connection.execute(
        "SELECT count(*) AS parts FROM pay_refunds WHERE out_trade_no = ?", (order["out_trade_no"],)
    ).fetchone()["parts"]
    if parts >= _MOST_PARTS:
        raise PayError("INVALID_REQUEST", "部分退款次数超过上限")


def _refund_object(connection: sqlite3.Connection, row: sqlite3.Row) -> Json:
    order = found(connection, "out_trade_no", row["out_trade_no"])
    shown = {
        "refund_id": row["refund_id"],
        "out_refund_no": row["out_refund_no"],
        "transaction_id": order["transaction_id"],
        "out_trade_no": row["out_trade_no"],
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": rfc3339(row["created_at"]),
        "status": row["status"],
        "funds_account": "AVAILABLE",
        "promotion_detail": [],
        "amount": {
            **_sums(order, row),
            "settlement_refund": row["refund"],
            "settlement_total": order["total"],
            "discount_refund": 0,
            "currency": "CNY",
        },
    }
    return shown | ({"success_time": rfc3339(row["settled_at"])} if row["status"] == "SUCCESS" else {})


def _notified(connection: sqlite3.Connection, row: sqlite3.Row, mchid: str) -> Json:
    order = found(connection, "out_trade_no", row["out_trade_no"])
    shown = {
        "mchid": mchid,
        "transaction_id": order["transaction_id"],
        "out_trade_no": row["out_trade_no"],
        "refund_id": row["refund_id"],
        "out_refund_no": row["out_refund_no"],
        "refund_status": row["status"],
        "user_received_account": "支付用户零钱",
        "amount": _sums(order, row),
    }
    return shown | ({"success_time": rfc3339(row["settled_at"])} if row["status"] == "SUCCESS" else {})


def _sums(order: sqlite3.Row, row: sqlite3.Row) -> Json:
    return {
        "total": order["total"],
        "refund": row["refund"],
        "payer_total": order["total"],
        "payer_refund": row["refund"],
    }
