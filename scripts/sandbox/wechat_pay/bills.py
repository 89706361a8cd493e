"""Bills: asked for by day, downloaded once with the link, and what a test may make of them."""

import gzip
import hashlib
import secrets
import sqlite3
import threading
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from functools import partial

from scripts.sandbox.controls import ControlError, text_field
from scripts.sandbox.wechat_pay import asked as read
from scripts.sandbox.wechat_pay import bill_lines
from scripts.sandbox.wechat_pay.book import BEIJING, Book
from scripts.sandbox.wechat_pay.errors import PayError
from scripts.sandbox.wire import Json, Reply, Request

_KEPT = timedelta(days=93)
_LINK_S = 300
_STATES = {"ready": None, "creating": "STATEMENT_CREATING", "missing": "NO_STATEMENT_EXIST"}
_KINDS = ("tradebill", "fundflowbill")
_TYPES = frozenset({"ALL", "SUCCESS", "REFUND"})
_ACCOUNTS = frozenset({"BASIC", "OPERATION", "FEES"})


class Bills:
    """GET …/tradebill, GET …/fundflowbill, GET …/billdownload/file."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._links: dict[str, tuple[bytes, float]] = {}

    def trade(self, request: Request) -> Json:
        """The payments and refunds of a Beijing day."""
        bill_type = request.query.get("bill_type", "ALL")
        if bill_type not in _TYPES:
            raise read.wrong("bill_type", bill_type)
        rate = self._book.settings.fee_rate
        return self._offered(request, "tradebill", partial(bill_lines.trade, rate=rate, bill_type=bill_type))

    def fund_flow(self, request: Request) -> Json:
        """What came into an account and left it on a Beijing day; only the basic account moves here."""
        account = request.query.get("account_type", "BASIC")
        if account not in _ACCOUNTS:
            raise read.wrong("account_type", account)
        return self._offered(request, "fundflowbill", partial(bill_lines.fund_flow, account=account))

    def download(self, request: Request) -> Reply:
        """The file behind a link, as often as asked within five minutes; the reply is not signed."""
        token = request.query.get("token", "")
        with self._lock:
            content, until = self._links.get(token, (b"", 0.0))
        if until <= time.time():
            raise PayError("NO_AUTH", "下载链接已失效")
        return Reply(200, content, "application/octet-stream")

    def set(self, payload: Json) -> Json:
        """Control: {"bill", "day", "state"?: ready|creating|missing, "text"?}; the text replaces the true lines."""
        bill, day = text_field(payload, "bill"), text_field(payload, "day")
        state, text = payload.get("state", "ready"), payload.get("text")
        if bill not in _KINDS or state not in _STATES or not isinstance(text, str | None):
            raise ControlError("bill must be tradebill or fundflowbill, state ready, creating or missing, text a text")
        with self._book.state.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO pay_bills (bill, day, state, text) VALUES (?, ?, ?, ?)",
                (bill, day, state, text),
            )
        return {"bill": bill, "day": day, "state": state}

    def withdraw(self, payload: Json) -> Json:
        """Control: the balance (or {"amount_fen"}) goes to the merchant's bank account → {"amount_fen", "number"}."""
        number = f"W{secrets.token_hex(12)}"
        with self._book.state.transaction() as connection:
            held = self._book.balance(connection)
            amount = payload.get("amount_fen", held)
            if not isinstance(amount, int) or not 0 < amount <= held:
                raise ControlError(f"amount_fen must be from 1 to {held}")
            self._book.flow(connection, "提现", "提现", -amount, number, number)
        return {"amount_fen": amount, "number": number}

    def _offered(self, request: Request, bill: str, written: bill_lines.Writer) -> Json:
        day, tar_type = _day(request.query.get("bill_date", "")), request.query.get("tar_type")
        if tar_type not in (None, "GZIP"):
            raise read.wrong("tar_type", tar_type)
        with self._book.state.transaction() as connection:
            text = self._text(connection, bill, day, written)
        content, token = text.encode(), secrets.token_urlsafe(48)
        self._keep(token, gzip.compress(content, 6) if tar_type else content)
        host = request.headers.get("host", "")
        return {
            "hash_type": "SHA1",
            "hash_value": hashlib.sha1(content).hexdigest(),
            "download_url": f"http://{host}/v3/billdownload/file?token={token}",
        }

    def _text(self, connection: sqlite3.Connection, bill: str, day: date, written: bill_lines.Writer) -> str:
        row = connection.execute(
            "SELECT * FROM pay_bills WHERE bill = ? AND day = ?", (bill, day.isoformat())
        ).fetchone()
        if row and (refusal := _STATES[row["state"]]):
            raise PayError(refusal, "账单正在生成中" if row["state"] == "creating" else "账单不存在")
        start = datetime.combine(day, clock(), BEIJING).timestamp()
        text = row["text"] if row and row["text"] is not None else written(connection, start, start + 86_400)
        if text is None:
            raise PayError("NO_STATEMENT_EXIST", "账单不存在")
        return str(text)

    def _keep(self, token: str, content: bytes) -> None:
        now = time.time()
        with self._lock:
            self._links = {name: kept for name, kept in self._links.items() if kept[1] > now}
            self._links[token] = content, now + _LINK_S


def _day(asked: str) -> date:
    try:
        day = date.fromisoformat(asked)
    except ValueError as problem:
        raise read.wrong("bill_date", asked) from problem
    today = datetime.now(UTC).astimezone(BEIJING).date()
    # The platform's bills are there the next morning; here today's can be had as well.
    if not today - _KEPT <= day <= today:
        raise read.wrong("bill_date", asked)
    return day
