"""Notifications: written in the transaction of their cause, each in the manner that luck or an ordered fault chose."""

import json
import secrets
import sqlite3
import time

from scripts.sandbox.faults import PUSH_OPERATION, Faults
from scripts.sandbox.wechat_pay.book import Book, rfc3339
from scripts.sandbox.wechat_pay.orders import order_object
from scripts.sandbox.wechat_pay.trouble import Trouble
from scripts.sandbox.wire import Json

# Copies that a receiver must refuse, sent before the true one.
FALSE_MANNERS = frozenset({"forge", "signtest", "stale"})
_REORDER_S = 2.0
_SUMMARIES = {
    "TRANSACTION.SUCCESS": "支付成功",
    "REFUND.SUCCESS": "退款成功",
    "REFUND.ABNORMAL": "退款异常",
    "REFUND.CLOSED": "退款关闭",
    "MCHTRANSFER.BILL.FINISHED": "商家转账单据终态通知",
}


class Notices:
    """Rows of pay_notices; `sender.Sender` delivers them."""

    def __init__(self, book: Book, faults: Faults, trouble: Trouble) -> None:
        self._book = book
        self._faults = faults
        self._trouble = trouble

    def paid(self, connection: sqlite3.Connection, row: sqlite3.Row) -> None:
        """An order was paid."""
        url = json.loads(row["asked"])["notify_url"]
        self.put(connection, "TRANSACTION.SUCCESS", "transaction", row["out_trade_no"], url, order_object(row))

    def put(
        self, connection: sqlite3.Connection, kind: str, original: str, about: str, url: str, resource: Json
    ) -> None:
        """Write one notification about `about` (the merchant's number), to be sent to `url`; no url, none."""
        if not url:
            return
        now = time.time()
        event = {
            "id": f"EV-{rfc3339(now)[:19].translate({45: None, 58: None, 84: None})}{secrets.token_hex(4)}",
            "create_time": rfc3339(now),
            "resource_type": "encrypt-resource",
            "event_type": kind,
            "summary": _SUMMARIES[kind],
            "original_type": original,
            "resource": resource,
        }
        for manner, due_at in self._planned(now):
            state = "dropped" if manner == "drop" else "held" if manner == "reorder" else "waiting"
            connection.execute(
                "INSERT INTO pay_notices (event_id, about, url, event, manner, state, due_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (event["id"], about, url, json.dumps(event, ensure_ascii=False), manner, state, due_at),
            )

    def _planned(self, now: float) -> list[tuple[str, float]]:
        """How and when the copies of one notification go out."""
        fault = self._faults.take("wechat_pay", PUSH_OPERATION)
        if fault is not None:
            chosen = {"delay" if fault.kind == "late" else fault.kind: fault.delay_s}
        else:
            chosen = self._trouble.of_notification()
        if "drop" in chosen:
            return [("drop", now)]
        due_at = now + chosen.get("delay", 0.0)
        plan = [(manner, now) for manner in chosen if manner in FALSE_MANNERS]
        true = ("reorder", now + _REORDER_S) if "reorder" in chosen else ("true", due_at)
        return [*plan, true, *([("duplicate", due_at)] if "duplicate" in chosen else [])]


def release_held(connection: sqlite3.Connection, about: str, now: float) -> None:
    """A later notification has gone out: those held back for it follow."""
    connection.execute(
        "UPDATE pay_notices SET state = 'waiting', due_at = ? WHERE state = 'held' AND about != ?", (now, about)
    )
