"""How many messages one number may get, as an account sets it in its SMS console."""

import sqlite3
from datetime import UTC, datetime, timedelta, timezone

from scripts.sandbox import messages
from scripts.sandbox.controls import ControlError, whole_field
from scripts.sandbox.state import State
from scripts.sandbox.wire import Json

# Days begin at midnight in China, which has kept one offset since 1991.
_CHINA = timezone(timedelta(hours=8))
_CODES = {
    "thirty_seconds": "LimitExceeded.PhoneNumberThirtySecondLimit",
    "hour": "LimitExceeded.PhoneNumberOneHourLimit",
    "day": "LimitExceeded.PhoneNumberDailyLimit",
    "same_content_day": "LimitExceeded.PhoneNumberSameContentDailyLimit",
}


class SmsLimits:
    """The limits now in force; zero, the start, is no limit, as for an account that had them lifted."""

    def __init__(self, state: State) -> None:
        self._state = state

    def set(self, payload: Json) -> Json:
        """Control: {"thirty_seconds"?, "hour"?, "day"?, "same_content_day"?}; what is not named stays."""
        if unknown := payload.keys() - _CODES:
            raise ControlError(f"unknown limit {', '.join(sorted(unknown))}")
        rows = [(name, whole_field(payload, name, 0)) for name in payload]
        with self._state.transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO sms_limits (name, most) VALUES (?, ?)", rows)
            return {name: most for name, most in connection.execute("SELECT name, most FROM sms_limits")}

    def status(self, connection: sqlite3.Connection, number: str, text: str) -> str:
        """`Ok`, or the code of the first limit that one more message to this number would break."""
        now = datetime.now(UTC)
        midnight = now.astimezone(_CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
        since = {
            "thirty_seconds": now - timedelta(seconds=30),
            "hour": now - timedelta(hours=1),
            "day": midnight,
            "same_content_day": midnight,
        }
        most = dict(connection.execute("SELECT name, most FROM sms_limits WHERE most > 0").fetchall())
        for name, code in _CODES.items():
            if name not in most:
                continue
            same_text = text if name == "same_content_day" else None
            if _count(connection, number, since[name], same_text) >= most[name]:
                return code
        return "Ok"


def _count(connection: sqlite3.Connection, number: str, since: datetime, text: str | None) -> int:
    row = connection.execute(
        "SELECT count(*) FROM messages WHERE kind = 'sms' AND recipient = ? AND at >= ? AND coalesce(?, text) = text",
        (number, messages.iso(since), text),
    ).fetchone()
    return int(row[0])
