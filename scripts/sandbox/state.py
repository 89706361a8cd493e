"""What the sandbox remembers across restarts: one SQLite file in the data folder."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FILE = "sandbox.sqlite3"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, kind TEXT NOT NULL, issued_at REAL NOT NULL, expires_at REAL NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS forced_refreshes (at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS users (openid TEXT PRIMARY KEY, unionid TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS login_codes (
    code TEXT PRIMARY KEY, openid TEXT NOT NULL, expires_at REAL NOT NULL, used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS phone_codes (
    code TEXT PRIMARY KEY, phone TEXT NOT NULL, openid TEXT NOT NULL, expires_at REAL NOT NULL,
    used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS subscriptions (
    openid TEXT NOT NULL, template_id TEXT NOT NULL, remaining INTEGER NOT NULL,
    PRIMARY KEY (openid, template_id));
CREATE TABLE IF NOT EXISTS photo_texts (sha256 TEXT PRIMARY KEY, lines TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, provider TEXT NOT NULL, template TEXT NOT NULL,
    recipient TEXT NOT NULL, fields TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS messages_by_recipient ON messages (recipient, at);
CREATE TABLE IF NOT EXISTS map_places (address TEXT PRIMARY KEY, place TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS people (id_card TEXT PRIMARY KEY, name TEXT NOT NULL, result TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS number_pool (numbers INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS bindings (
    bind_id TEXT PRIMARY KEY, number TEXT NOT NULL, src TEXT NOT NULL, dst TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS sms_numbers (phone TEXT PRIMARY KEY, code TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sms_limits (name TEXT PRIMARY KEY, most INTEGER NOT NULL);
"""


class State:
    """The SQLite file, shared by all server threads one transaction at a time."""

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        """Open the file in `folder`, making both as needed; `fresh` forgets what was there."""
        folder.mkdir(parents=True, exist_ok=True)
        if fresh:
            for leftover in folder.glob(f"{_FILE}*"):
                leftover.unlink()
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(folder / _FILE, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        # A killed process loses nothing this way; only a power cut could, which a test tool may ignore.
        self._connection.execute("PRAGMA synchronous=OFF")
        self._connection.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and alone: a raised error undoes the statements inside."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def add_tables(self, schema: str) -> None:
        """Make a provider's own tables where they are missing."""
        with self._lock:
            self._connection.executescript(schema)

    def close(self) -> None:
        """Close the file; nothing may use the state afterwards."""
        with self._lock:
            self._connection.close()
