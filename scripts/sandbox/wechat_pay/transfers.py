"""Merchant transfers: asked for, confirmed by the user on their phone, called off, or closed unconfirmed."""

import json
import re
import secrets
import sqlite3
import time

from scripts.sandbox.controls import ControlError, text_field
from scripts.sandbox.wechat_pay import asked as read
from scripts.sandbox.wechat_pay.book import Book, numbered, rfc3339
from scripts.sandbox.wechat_pay.errors import REENTRY_DIFFERS, PayError
from scripts.sandbox.wechat_pay.notices import Notices
from scripts.sandbox.wechat_pay.transfer_scenes import check_scene
from scripts.sandbox.wire import Json, Request

_OUT_BILL_NO = re.compile(r"[0-9A-Za-z]{1,32}")
_LEAST_FEN = 10
_NAME_FROM_FEN = 200_000
_FAIL_REASONS = {"expire": "OVERDUE_CLOSE", "fail": "REALNAME_ACCOUNT_RECEIVED_QUOTA_EXCEED"}


class Transfers:
    """POST …/transfer-bills, GET by either number, POST …/cancel."""

    def __init__(self, book: Book, notices: Notices) -> None:
        self._book = book
        self._notices = notices

    def create(self, request: Request) -> Json:
        """A transfer that waits for the user; the same number again is the same transfer."""
        asked = read.body_of(request)
        number = asked.get("out_bill_no")
        if not isinstance(number, str) or not _OUT_BILL_NO.fullmatch(number):
            raise read.wrong("out_bill_no", number)
        as_asked = json.dumps({k: v for k, v in asked.items() if k != "user_name"}, sort_keys=True, ensure_ascii=False)
        with self._book.state.transaction() as connection:
            row = connection.execute("SELECT * FROM pay_transfers WHERE out_bill_no = ?", (number,)).fetchone()
            if row is None:
                self._check(asked, request)
                row = self._begin(connection, asked, number, as_asked)
            elif row["asked"] != as_asked:
                raise PayError("INVALID_REQUEST", "请求重入时，参数与首次请求时不一致", number=REENTRY_DIFFERS)
        shown = {
            "out_bill_no": number,
            "transfer_bill_no": row["transfer_bill_no"],
            "create_time": rfc3339(row["created_at"]),
            "state": row["state"],
        }
        if row["fail_reason"]:
            shown["fail_reason"] = row["fail_reason"]
        return shown | ({"package_info": row["package_info"]} if row["state"] == "WAIT_USER_CONFIRM" else {})

    def by_out_bill_no(self, _request: Request, number: str) -> Json:
        """The transfer object by the merchant's number."""
        with self._book.state.transaction() as connection:
            return self._object(_row(connection, "out_bill_no", number))

    def by_transfer_bill_no(self, _request: Request, number: str) -> Json:
        """The transfer object by the platform's number."""
        with self._book.state.transaction() as connection:
            return self._object(_row(connection, "transfer_bill_no", number))

    def cancel(self, _request: Request, number: str) -> Json:
        """Call it off while the user has not confirmed; it is CANCELLED a moment later."""
        with self._book.state.transaction() as connection:
            row = _row(connection, "out_bill_no", number)
            if row["state"] == "WAIT_USER_CONFIRM":
                self._set(connection, row, "CANCELING", due_at=time.time() + self._book.settings.cancel_s)
                row = _row(connection, "out_bill_no", number)
            elif row["state"] not in ("CANCELING", "CANCELLED"):
                raise PayError("INVALID_REQUEST", "当前转账单状态不支持撤销")
        return {
            "out_bill_no": number,
            "transfer_bill_no": row["transfer_bill_no"],
            "state": row["state"],
            "update_time": rfc3339(row["updated_at"]),
        }

    def act(self, payload: Json) -> Json:
        """Control: {"package_info" | "out_bill_no", "action": confirm|expire|fail, "openid"?} → the transfer object."""
        action = text_field(payload, "action")
        column = "package_info" if "package_info" in payload else "out_bill_no"
        with self._book.state.transaction() as connection:
            try:
                row = _row(connection, column, text_field(payload, column))
            except PayError as problem:
                raise ControlError("there is no such transfer") from problem
            if row["state"] != "WAIT_USER_CONFIRM":
                raise ControlError(f"the transfer is {row['state']}")
            if payload.get("openid") not in (None, json.loads(row["asked"])["openid"]):
                raise ControlError("the transfer is another user's")
            if action == "confirm":
                self._finish(connection, row, "SUCCESS")
            elif action in _FAIL_REASONS:
                self._finish(connection, row, "FAIL", _FAIL_REASONS[action])
            else:
                raise ControlError("action must be confirm, expire or fail")
            return self._object(_row(connection, "out_bill_no", row["out_bill_no"]))

    def finish_due(self, now: float) -> None:
        """Called-off transfers end, unconfirmed ones are closed after a day."""
        with self._book.state.transaction() as connection:
            rows = connection.execute(
                "SELECT * FROM pay_transfers WHERE state IN ('WAIT_USER_CONFIRM', 'CANCELING') AND due_at <= ?", (now,)
            ).fetchall()
            for row in rows:
                if row["state"] == "CANCELING":
                    self._finish(connection, row, "CANCELLED")
                else:
                    self._finish(connection, row, "FAIL", _FAIL_REASONS["expire"])

    def listed(self, _asked: Json) -> Json:
        """Control: the transfer objects, newest first, each with its package_info."""
        with self._book.state.transaction() as connection:
            rows = connection.execute("SELECT * FROM pay_transfers ORDER BY created_at DESC LIMIT 5000").fetchall()
        return {"transfers": [self._object(row) | {"package_info": row["package_info"]} for row in rows]}

    def _check(self, asked: Json, request: Request) -> None:
        if read.text(asked, "appid", 32) != self._book.appid:
            raise PayError("APPID_MCHID_NOT_MATCH", "商户号与appid不匹配")
        amount = read.fen(asked, "transfer_amount", _LEAST_FEN)
        read.openid(asked)
        read.text(asked, "transfer_remark", 32)
        read.notify_url(asked, required=False)
        check_scene(asked)
        sealed = asked.get("user_name")
        if sealed is None and amount >= _NAME_FROM_FEN:
            raise read.wrong("user_name")
        if sealed is not None:
            if request.headers.get("wechatpay-serial") != self._book.keys.public_key_id:
                raise PayError("PARAM_ERROR", "Http头Wechatpay-Serial与加密所用公钥不符")
            if not self._book.keys.opened(str(sealed)):
                raise read.wrong("user_name")

    def _begin(self, connection: sqlite3.Connection, asked: Json, number: str, as_asked: str) -> sqlite3.Row:
        amount, now = asked["transfer_amount"], time.time()
        if self._book.balance(connection) < amount:
            raise PayError("NOT_ENOUGH", "商户账户余额不足")
        bill_no = numbered("13300", now, 20)
        connection.execute(
            "INSERT INTO pay_transfers (out_bill_no, transfer_bill_no, asked, amount, state, package_info, created_at,"
            " updated_at, due_at) VALUES (?, ?, ?, ?, 'WAIT_USER_CONFIRM', ?, ?, ?, ?)",
            (number, bill_no, as_asked, amount, secrets.token_hex(32), now, now, now + self._book.settings.confirm_s),
        )
        self._book.flow(connection, "商家转账", "商家转账", -amount, bill_no, number)
        return _row(connection, "out_bill_no", number)

    def _finish(self, connection: sqlite3.Connection, row: sqlite3.Row, state: str, reason: str = "") -> None:
        self._set(connection, row, state, reason)
        if state != "SUCCESS":
            numbers = row["transfer_bill_no"], row["out_bill_no"]
            self._book.flow(connection, "商家转账退回", "商家转账", row["amount"], *numbers)
        row = _row(connection, "out_bill_no", row["out_bill_no"])
        url = json.loads(row["asked"]).get("notify_url") or ""
        about = row["out_bill_no"]
        self._notices.put(connection, "MCHTRANSFER.BILL.FINISHED", "mch_payment", about, url, self._object(row))
        self._book.stir.set()

    def _set(
        self,
        connection: sqlite3.Connection,
        row: sqlite3.Row,
        state: str,
        reason: str = "",
        due_at: float | None = None,
    ) -> None:
        connection.execute(
            "UPDATE pay_transfers SET state = ?, fail_reason = ?, updated_at = ?, due_at = ? WHERE out_bill_no = ?",
            (state, reason, time.time(), due_at, row["out_bill_no"]),
        )

    def _object(self, row: sqlite3.Row) -> Json:
        asked = json.loads(row["asked"])
        shown = {
            "mch_id": self._book.keys.mchid,
            "out_bill_no": row["out_bill_no"],
            "transfer_bill_no": row["transfer_bill_no"],
            "appid": asked["appid"],
            "state": row["state"],
            "transfer_amount": row["amount"],
            "transfer_remark": asked["transfer_remark"],
            "openid": asked["openid"],
            "create_time": rfc3339(row["created_at"]),
            "update_time": rfc3339(row["updated_at"]),
        }
        return shown | ({"fail_reason": row["fail_reason"]} if row["fail_reason"] else {})


def _row(connection: sqlite3.Connection, column: str, number: str) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        f"SELECT * FROM pay_transfers WHERE {column} = ?", (number,)
    ).fetchone()
    if row is None:
        raise PayError("NOT_FOUND", "转账单不存在")
    return row
