"""Access tokens: the classic kind that kills its predecessor, the stable kind, and their check.

The two kinds are isolated: a call for one never touches the other.
"""

import secrets
import sqlite3
import time

from scripts.sandbox.accounts import Accounts
from scripts.sandbox.state import State
from scripts.sandbox.wechat import errors
from scripts.sandbox.wechat.errors import WeChatError
from scripts.sandbox.wire import Json, Request

# The platform renews a stable token this long before its end; the old one lives on until then.
_RENEWAL_S = 300
_FORCED_GAP_S = 30
_FORCED_PER_DAY = 20
_DAY_S = 86_400


def check_account(accounts: Accounts, asked: Json) -> None:
    """Refuse a missing or wrong appid or secret with its own code."""
    rules = (
        ("appid", accounts.appid, errors.APPID_MISSING, errors.APPID_INVALID),
        ("secret", accounts.app_secret, errors.SECRET_MISSING, errors.SECRET_INVALID),
    )
    for name, expected, missing, wrong in rules:
        if not asked.get(name):
            raise WeChatError(missing)
        if asked[name] != expected:
            raise WeChatError(wrong)


class Tokens:
    """Issues, checks and expires access tokens of `lifetime_s` seconds."""

    def __init__(self, state: State, accounts: Accounts, lifetime_s: int) -> None:
        self._state = state
        self._accounts = accounts
        self._lifetime_s = lifetime_s

    def classic(self, request: Request) -> Json:
        """GET /cgi-bin/token: always a new token, and the previous one is dead at once."""
        self._check_grant(dict(request.query))
        with self._state.transaction() as connection:
            _revoke(connection, "classic")
            return self._issue(connection, "classic", time.time())

    def stable(self, request: Request) -> Json:
        """POST /cgi-bin/stable_token: the same token while it has five minutes to live.

        `force_refresh` revokes it at once, at most 20 times a day and 30 s apart; else it is not refreshed.
        """
        asked = request.json_object()
        if asked is None:
            raise WeChatError(errors.BODY_MALFORMED)
        self._check_grant(asked)
        now = time.time()
        with self._state.transaction() as connection:
            if asked.get("force_refresh") is True and _may_force(connection, now):
                _revoke(connection, "stable")
                connection.execute("INSERT INTO forced_refreshes (at) VALUES (?)", (now,))
            current = connection.execute(
                "SELECT token, expires_at FROM tokens WHERE kind = 'stable' AND NOT revoked AND expires_at >= ?"
                " ORDER BY issued_at DESC LIMIT 1",
                (now + _RENEWAL_S,),
            ).fetchone()
            if current is None:
                return self._issue(connection, "stable", now)
        return {"access_token": current["token"], "expires_in": int(current["expires_at"] - now)}

    def check(self, request: Request) -> None:
        """Refuse a call without a token (41001), with an unknown or replaced (40001) or an old one (42001)."""
        token = request.query.get("access_token")
        if not token:
            raise WeChatError(errors.TOKEN_MISSING)
        with self._state.transaction() as connection:
            row = connection.execute("SELECT expires_at, revoked FROM tokens WHERE token = ?", (token,)).fetchone()
        if row is None or row["revoked"]:
            raise WeChatError(errors.TOKEN_INVALID)
        if row["expires_at"] <= time.time():
            raise WeChatError(errors.TOKEN_EXPIRED)

    def expire(self, token: str | None) -> None:
        """End a token before its time, so that the next one asked for is a new one."""
        with self._state.transaction() as connection:
            connection.execute("UPDATE tokens SET expires_at = ? WHERE token = ?", (time.time(), token))

    def _check_grant(self, asked: Json) -> None:
        if asked.get("grant_type") != "client_credential":
            raise WeChatError(errors.GRANT_TYPE_INVALID)
        check_account(self._accounts, asked)

    def _issue(self, connection: sqlite3.Connection, kind: str, now: float) -> Json:
        connection.execute("DELETE FROM tokens WHERE expires_at < ?", (now - _DAY_S,))
        token = secrets.token_urlsafe(96)
        connection.execute(
            "INSERT INTO tokens (token, kind, issued_at, expires_at) VALUES (?, ?, ?, ?)",
            (token, kind, now, now + self._lifetime_s),
        )
        return {"access_token": token, "expires_in": self._lifetime_s}


def _revoke(connection: sqlite3.Connection, kind: str) -> None:
    connection.execute("UPDATE tokens SET revoked = 1 WHERE kind = ?", (kind,))


def _may_force(connection: sqlite3.Connection, now: float) -> bool:
    row = connection.execute(
        "SELECT count(*) AS times, max(at) AS last FROM forced_refreshes WHERE at > ?", (now - _DAY_S,)
    ).fetchone()
    return row["times"] < _FORCED_PER_DAY and (row["last"] is None or now - row["last"] >= _FORCED_GAP_S)
