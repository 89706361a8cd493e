"""Every message a customer or courier would have received, kept for tests and people to look at."""

import json
import sqlite3
from datetime import UTC, datetime

from scripts.sandbox.controls import ControlError
from scripts.sandbox.phones import e164
from scripts.sandbox.state import State
from scripts.sandbox.wire import Json

# Wide enough for a whole test run; a longer history is read in pages with `since`.
_MOST_LISTED = 5_000


def iso(moment: datetime) -> str:
    """UTC with microseconds and a Z: of one width, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def record(
    connection: sqlite3.Connection,
    *,
    kind: str,
    provider: str,
    template: str,
    recipient: str,
    fields: dict[str, str],
    text: str = "",
) -> int:
    """Keep one delivered message inside the caller's transaction and return its id."""
    row = (kind, provider, template, recipient, json.dumps(fields, ensure_ascii=False), text)
    cursor = connection.execute(
        "INSERT INTO messages (kind, provider, template, recipient, fields, text, at) VALUES (?,?,?,?,?,?,?)",
        (*row, iso(datetime.now(UTC))),
    )
    return int(cursor.lastrowid or 0)


def listed(state: State, asked: Json) -> Json:
    """The messages of `kind` for `openid` or `phone` from `since` (ISO 8601, inclusive) on, oldest first."""
    wanted = {"kind = ?": asked.get("kind"), "recipient = ?": _recipient(asked), "at >= ?": _since(asked)}
    clauses = {clause: value for clause, value in wanted.items() if value is not None}
    where = f"WHERE {' AND '.join(clauses)}" if clauses else ""
    with state.transaction() as connection:
        rows = connection.execute(
            f"SELECT * FROM messages {where} ORDER BY id LIMIT {_MOST_LISTED}", tuple(clauses.values())
        ).fetchall()
    return {"messages": [{**dict(row), "fields": json.loads(row["fields"])} for row in rows]}


def _recipient(asked: Json) -> str | None:
    if (phone := asked.get("phone")) is None:
        return asked.get("openid")
    number = e164(phone)
    if number is None:
        raise ControlError("phone is not a phone number")
    return number


def _since(asked: Json) -> str | None:
    if (since := asked.get("since")) is None:
        return None
    try:
        moment = datetime.fromisoformat(since)
    except ValueError as problem:
        raise ControlError("since must be an ISO 8601 time") from problem
    if moment.tzinfo is None:
        raise ControlError("since must name its time zone")
    return iso(moment)
