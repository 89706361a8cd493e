"""Shipping information of orders paid in the mini-program: uploaded, asked about, and whether anybody wants it."""

import json
import sqlite3
import time
from datetime import datetime

from scripts.sandbox.accounts import Accounts
from scripts.sandbox.controls import whole_field
from scripts.sandbox.state import State
from scripts.sandbox.wechat import errors, shipping_info
from scripts.sandbox.wechat.errors import WeChatError
from scripts.sandbox.wire import Json, Request

_SCHEMA = """
CREATE TABLE IF NOT EXISTS shipping (
    out_trade_no TEXT PRIMARY KEY, info TEXT NOT NULL, upload_time TEXT NOT NULL, finished INTEGER NOT NULL,
    resent INTEGER NOT NULL DEFAULT 0);
"""
_WAITING, _SHIPPED, _REFUNDED = 1, 2, 5


class OrderShipping:
    """POST /wxa/sec/order/…; the paid orders are those of the payment sandbox."""

    def __init__(self, state: State, accounts: Accounts) -> None:
        state.add_tables(_SCHEMA)
        self._state = state
        self._accounts = accounts
        self._managed = True
        self._known_after_s = 0

    def upload(self, request: Request) -> Json:
        """Upload or replace the information of one paid order; once finished it may be replaced one time."""
        asked = _body(request)
        at = shipping_info.check(asked)
        with self._state.transaction() as connection:
            order = self._paid_order(connection, _part(asked, "order_key"))
            if _part(asked, "payer").get("openid") != order["openid"]:
                raise WeChatError(errors.SHIPPING_PAYER)
            if order["state"] == "REFUND" and _refunded_wholly(connection, order):
                raise WeChatError(errors.SHIPPING_STATE)
            _put(connection, order["out_trade_no"], asked, at)
        return {}

    def order(self, request: Request) -> Json:
        """One paid order with its shipping state."""
        asked = _body(request)
        key = {"order_number_type": 2, "transaction_id": asked.get("transaction_id")}
        if not asked.get("transaction_id"):
            key = {
                "order_number_type": 1,
                "mchid": asked.get("merchant_id"),
                "out_trade_no": asked.get("merchant_trade_no"),
            }
        with self._state.transaction() as connection:
            order = self._paid_order(connection, key)
            return {"order": _shown(connection, order)}

    def is_managed(self, request: Request) -> Json:
        """Whether this mini-program has to upload shipping information."""
        if _body(request).get("appid") != self._accounts.appid:
            raise WeChatError(errors.APPID_INVALID)
        return {"is_trade_managed": self._managed}

    def rule(self, payload: Json) -> Json:
        """Control: {"managed"?: bool, "known_after_s"?}: an order is known here that many seconds after its payment."""
        self._managed = bool(payload.get("managed", self._managed))
        self._known_after_s = whole_field(payload, "known_after_s", self._known_after_s)
        return {"managed": self._managed, "known_after_s": self._known_after_s}

    def listed(self, _asked: Json) -> Json:
        """Control: what was uploaded."""
        with self._state.transaction() as connection:
            rows = connection.execute("SELECT * FROM shipping ORDER BY out_trade_no LIMIT 5000").fetchall()
        return {"shipping": [{**dict(row), "info": json.loads(row["info"])} for row in rows]}

    def _paid_order(self, connection: sqlite3.Connection, key: Json) -> sqlite3.Row:
        kind = key.get("order_number_type")
        if kind not in (1, 2):
            raise WeChatError(errors.SHIPPING_ARGUMENT, "order_number_type")
        column = "out_trade_no" if kind == 1 else "transaction_id"
        row: sqlite3.Row | None = connection.execute(
            f"SELECT * FROM pay_orders WHERE {column} = ? AND trade_type = 'JSAPI' AND paid_at <= ?",
            (str(key.get(column)), time.time() - self._known_after_s),
        ).fetchone()
        if row is None or (kind == 1 and key.get("mchid") != json.loads(row["asked"])["mchid"]):
            raise WeChatError(errors.SHIPPING_ORDER_UNKNOWN)
        return row


def _body(request: Request) -> Json:
    asked = request.json_object()
    if asked is None:
        raise WeChatError(errors.BODY_MALFORMED)
    return asked


def _part(asked: Json, name: str) -> Json:
    part = asked.get(name)
    if not isinstance(part, dict):
        raise WeChatError(errors.SHIPPING_ARGUMENT, name)
    return part


def _put(connection: sqlite3.Connection, out_trade_no: str, asked: Json, at: datetime) -> None:
    row = connection.execute("SELECT * FROM shipping WHERE out_trade_no = ?", (out_trade_no,)).fetchone()
    info = {name: asked[name] for name in ("logistics_type", "delivery_mode", "shipping_list")}
    finished = info["delivery_mode"] == shipping_info.UNIFIED or asked["is_all_delivered"]
    if row is not None:
        if json.loads(row["info"]) == info or at <= datetime.fromisoformat(row["upload_time"]):
            raise WeChatError(errors.SHIPPING_UNCHANGED)
        if row["finished"] and row["resent"]:
            raise WeChatError(errors.SHIPPING_DONE_TWICE)
        if row["finished"] and not finished:
            raise WeChatError(errors.SHIPPING_DONE)
    connection.execute(
        "INSERT OR REPLACE INTO shipping (out_trade_no, info, upload_time, finished, resent) VALUES (?, ?, ?, ?, ?)",
        (
            out_trade_no,
            json.dumps(info, ensure_ascii=False),
            at.isoformat(),
            finished,
            bool(row and row["finished"]),
        ),
    )


def _refunded_wholly(connection: sqlite3.Connection, order: sqlite3.Row) -> bool:
    row = connection.execute(
        "SELECT COALESCE(SUM(refund), 0) AS sum FROM pay_refunds WHERE out_trade_no = ? AND status = 'SUCCESS'",
        (order["out_trade_no"],),
    ).fetchone()
    return bool(row["sum"] >= order["total"])


def _shown(connection: sqlite3.Connection, order: sqlite3.Row) -> Json:
    asked = json.loads(order["asked"])
    row = connection.execute("SELECT * FROM shipping WHERE out_trade_no = ?", (order["out_trade_no"],)).fetchone()
    shipped = row is not None and bool(row["finished"])
    state = _REFUNDED if _refunded_wholly(connection, order) else _SHIPPED if shipped else _WAITING
    info = json.loads(row["info"]) if row else {"shipping_list": []}
    return {
        "transaction_id": order["transaction_id"],
        "merchant_id": asked["mchid"],
        "merchant_trade_no": order["out_trade_no"],
        "description": asked["description"],
        "paid_amount": order["total"],
        "openid": order["openid"],
        "trade_create_time": int(order["created_at"]),
        "pay_time": int(order["paid_at"]),
        "order_state": state,
        "in_complaint": False,
        "shipping": {**info, "finish_shipping": shipped, "finish_shipping_count": int(shipped)},
    }
