"""The thread that sends what is due: notifications with their repetitions, and what the platform does after a while."""

import json
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

from scripts.sandbox.wechat_pay.book import Book
from scripts.sandbox.wechat_pay.notices import FALSE_MANNERS, release_held
from scripts.sandbox.wechat_pay.signing import signed_headers
from scripts.sandbox.wechat_pay.trouble import Trouble
from scripts.sandbox.wire import Json

# After an answer other than 200 or 204; the sandbox shortens it by the setting `ladder`.
LADDER_S = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)
_ANSWER_LIMIT_S = 5.0
_AT_ONCE = 16
_IDLE_S = 0.05
_STALE_S = 86_400
_PROBE = "WECHATPAY/SIGNTEST/"
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
Delivery = tuple[bytes, dict[str, str]]


class Sender:
    """Runs until `stop`; `every` are asked at each turn to do what is due on their side."""

    def __init__(self, book: Book, trouble: Trouble, every: list[Callable[[float], None]]) -> None:
        self._book = book
        self._trouble = trouble
        self._every = every
        self._ended = threading.Event()
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="notify")
        with book.state.transaction() as connection:
            # What was on its way when the process ended goes out again.
            connection.execute("UPDATE pay_notices SET state = 'waiting' WHERE state = 'sending'")
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; what is being sent is waited for, the rest goes out after the next start."""
        self._ended.set()
        self._book.stir.set()
        self._thread.join()
        self._pool.shutdown(cancel_futures=True)

    def listed(self, asked: Json) -> Json:
        """Control: the notifications, oldest first, or those about ?about=; each with a delivery signed now.

        "body" and "headers" are what would be sent this moment, so that a test can hand them over itself.
        """
        with self._book.state.transaction() as connection:
            rows = connection.execute(
                "SELECT * FROM pay_notices WHERE ? IN ('', about) ORDER BY id LIMIT 5000", (asked.get("about", ""),)
            ).fetchall()
        return {"notifications": [self._shown(row) for row in rows]}

    def send_again(self, payload: Json) -> Json:
        """Control: send {"about"?} once more now, dropped ones too → how many."""
        with self._book.state.transaction() as connection:
            done = connection.execute(
                "UPDATE pay_notices SET state = 'waiting', tries = 0, due_at = ? WHERE ? IN ('', about)"
                " AND manner NOT IN ('forge', 'signtest', 'stale')",
                (time.time(), payload.get("about", "")),
            )
        self._book.stir.set()
        return {"sent_again": done.rowcount}

    def _run(self) -> None:
        while not self._ended.is_set():
            self._book.stir.clear()
            now = time.time()
            for do_due in self._every:
                do_due(now)
            if not self._book.settings.by_hand:
                for row in self._taken(now):
                    self._pool.submit(self._send, row)
            self._book.stir.wait(_IDLE_S)

    def _taken(self, now: float) -> list[sqlite3.Row]:
        with self._book.state.transaction() as connection:
            return connection.execute(
                "UPDATE pay_notices SET state = 'sending' WHERE id IN (SELECT id FROM pay_notices WHERE"
                " state IN ('waiting', 'held') AND due_at <= ? ORDER BY due_at LIMIT 200) RETURNING *",
                (now,),
            ).fetchall()

    def _send(self, row: sqlite3.Row) -> None:
        body, headers = self._delivery(row)
        request = urllib.request.Request(row["url"], data=body, headers=headers, method="POST")
        status = _status(request)
        accepted, false = status in (200, 204), row["manner"] in FALSE_MANNERS
        if false and accepted:
            self._trouble.count(f"{row['manner']}_believed")
        tries = row["tries"] + 1
        over = accepted or false or tries > len(LADDER_S)
        state = "over" if over and not accepted else "accepted" if accepted else "waiting"
        now = time.time()
        due_at = now if over else now + LADDER_S[tries - 1] * self._book.settings.ladder
        answers = json.dumps([*json.loads(row["answers"]), status])
        with self._book.state.transaction() as connection:
            connection.execute(
                "UPDATE pay_notices SET state = ?, tries = ?, due_at = ?, answers = ? WHERE id = ?",
                (state, tries, due_at, answers, row["id"]),
            )
            if accepted:
                release_held(connection, row["about"], now)

    def _delivery(self, row: sqlite3.Row) -> Delivery:
        """Body and headers of one notification in its manner, sealed and signed now."""
        event, manner = json.loads(row["event"]), row["manner"]
        plain, original = event.pop("resource"), event.pop("original_type")
        if manner == "forge":
            plain = {**plain, "amount": {**plain.get("amount", {}), "total": 1, "payer_total": 1}}
        event["resource"] = self._book.keys.sealed(plain, original)
        body = json.dumps(event, ensure_ascii=False).encode()
        at = time.time() - _STALE_S if manner == "stale" else None
        headers = {"Content-Type": "application/json", **signed_headers(self._book.keys, body, at)}
        if manner == "forge":
            headers["Wechatpay-Signature"] = signed_headers(self._book.keys, body + b" ")["Wechatpay-Signature"]
        if manner == "signtest":
            headers["Wechatpay-Signature"] = _PROBE + headers["Wechatpay-Signature"]
        return body, headers

    def _shown(self, row: sqlite3.Row) -> Json:
        body, headers = self._delivery(row)
        kept = ("id", "event_id", "about", "url", "manner", "state", "tries")
        event = json.loads(row["event"])
        return {
            **{name: row[name] for name in kept},
            "event_type": event["event_type"],
            "resource": event["resource"],
            "answers": json.loads(row["answers"]),
            "body": body.decode(),
            "headers": headers,
        }


def _status(request: urllib.request.Request) -> int:
    """The receiver's HTTP status, 0 when there was none within five seconds."""
    try:
        with _opener.open(request, timeout=_ANSWER_LIMIT_S) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except (OSError, HTTPException):
        return 0
