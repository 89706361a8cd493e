"""What all parts of the payment sandbox share: state, keys, settings, and how the platform writes times and numbers."""

import json
import secrets
import sqlite3
import threading
import time
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

from scripts.sandbox.controls import ControlError
from scripts.sandbox.state import State
from scripts.sandbox.wechat_pay.keys import keys_of
from scripts.sandbox.wechat_pay.tables import SCHEMA
from scripts.sandbox.wire import Json

BEIJING = timezone(timedelta(hours=8))
_NAME = "settings"


@dataclass(frozen=True)
class Settings:
    """What the control interface may change; see docs/sandbox.md."""

    ladder: float = 0.01
    refund_s: float = 0.2
    cancel_s: float = 0.2
    confirm_s: float = 86_400.0
    fee_rate: float = 0.006
    opening_fen: int = 100_000_000

    @property
    def by_hand(self) -> bool:
        """Whether nothing is sent by itself."""
        return self.ladder == 0


def rfc3339(at: float) -> str:
    """Beijing time to the second."""
    return datetime.fromtimestamp(at, UTC).astimezone(BEIJING).isoformat(timespec="seconds")


def numbered(prefix: str, at: float, digits: int) -> str:
    """A number of the platform's: prefix, Beijing day, random digits."""
    day = datetime.fromtimestamp(at, UTC).astimezone(BEIJING).strftime("%Y%m%d")
    return f"{prefix}{day}{secrets.randbelow(10**digits):0{digits}d}"


def fee_of(amount: int, rate: float) -> int:
    """The platform's fee on an amount, half a fen rounded up."""
    return int((Decimal(amount) * Decimal(str(rate))).quantize(Decimal(1), ROUND_HALF_UP))


class Book:
    """The state with this provider's tables, and its settings."""

    def __init__(self, state: State, appid: str) -> None:
        state.add_tables(SCHEMA)
        self.state = state
        self.appid = appid
        self.keys = keys_of(state)
        # Set when something has become due, so that the sender looks at once.
        self.stir = threading.Event()
        self.settings = self._read()

    def change(self, payload: Json) -> Json:
        """Control: new values for any of the settings → all of them."""
        kinds = {field.name: field.type for field in fields(Settings)}
        for name, value in payload.items():
            if name not in kinds or isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise ControlError(f"{name} must be one of {', '.join(kinds)} with a number, zero or more")
        self.settings = replace(self.settings, **payload)
        with self.state.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO pay_settings (name, value) VALUES (?, ?)",
                (_NAME, json.dumps(asdict(self.settings))),
            )
        self.stir.set()
        return asdict(self.settings)

    def flow(
        self, connection: sqlite3.Connection, name: str, kind: str, amount: int, number: str, voucher: str
    ) -> None:
        """One line of the basic account: fen in, or out when negative."""
        connection.execute(
            "INSERT INTO pay_flows (at, name, kind, amount, balance, number, voucher) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (time.time(), name, kind, amount, self.balance(connection) + amount, number, voucher),
        )

    def balance(self, connection: sqlite3.Connection) -> int:
        """Fen on the basic account now."""
        row = connection.execute("SELECT balance FROM pay_flows ORDER BY id DESC LIMIT 1").fetchone()
        return int(row["balance"]) if row else self.settings.opening_fen

    def _read(self) -> Settings:
        with self.state.transaction() as connection:
            row = connection.execute("SELECT value FROM pay_settings WHERE name = ?", (_NAME,)).fetchone()
        return Settings(**json.loads(row["value"])) if row else Settings()
