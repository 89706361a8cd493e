"""GetVirtualNum and DelVirtualNum of 2019-08-23: two phones joined through a third number for a while (AXB).

A number may join several pairs at once, as long as whoever dials it is in one of them only.
"""

import re
import secrets
import sqlite3
import time

from scripts.sandbox.accounts import Accounts
from scripts.sandbox.controls import ControlError, text_field, whole_field
from scripts.sandbox.state import State
from scripts.sandbox.tencent_cloud.errors import CloudError
from scripts.sandbox.wire import Json

_PHONE = re.compile(r"00[1-9]\d{6,14}")
_SECONDS = re.compile(r"\d{1,6}")
_DEFAULT_S, _LONGEST_S = 86_400, 604_800
_POOL = 20
_OK, _WRONG_NUMBER, _NO_NUMBER, _NO_BINDING, _WRONG_APP = "0", "101", "107", "108", "110"
_REASONS = {
    _OK: "success",
    _WRONG_NUMBER: "the number is not well-formed",
    _NO_NUMBER: "no number is free",
    _NO_BINDING: "no such binding",
    _WRONG_APP: "no such application",
}


class NumberProtection:
    """The pool of numbers of this account, and who is joined by which."""

    def __init__(self, state: State, accounts: Accounts) -> None:
        self._state, self._accounts = state, accounts

    def set_pool(self, payload: Json) -> Json:
        """Control: {"numbers"}: how many the account has; 0 leaves none for anybody."""
        numbers = whole_field(payload, "numbers", 0)
        with self._state.transaction() as connection:
            connection.execute("DELETE FROM number_pool")
            connection.execute("INSERT INTO number_pool (numbers) VALUES (?)", (numbers,))
        return {"numbers": numbers}

    def dial(self, payload: Json) -> Json:
        """Control: {"from", "number"}: whose phone rings when the one dials the other; "" when nobody's does."""
        caller, number = text_field(payload, "from"), text_field(payload, "number")
        if not caller.startswith("+"):
            raise ControlError("from must be in E.164")
        mine = f"00{caller[1:]}"
        with self._state.transaction() as connection:
            row = connection.execute(
                "SELECT src, dst FROM bindings WHERE number = ? AND expires_at > ? AND (src = ? OR dst = ?)",
                (f"0086{number}", time.time(), mine, mine),
            ).fetchone()
        if row is None:
            return {"reaches": ""}
        other = row["dst"] if row["src"] == mine else row["src"]
        return {"reaches": f"+{other[2:]}"}

    def get(self, asked: Json) -> Json:
        """GetVirtualNum {BizAppId, Src, Dst, MaxAssignTime?} → {ErrorCode, BindId, VirtualNum, RefNum, Msg}."""
        self._require(asked, "BizAppId", "Dst")
        code = self._application(asked) or self._form(asked)
        if code:
            return _refused(code)
        lasts_s = int(asked.get("MaxAssignTime") or _DEFAULT_S)
        with self._state.transaction() as connection:
            number = _free(connection, asked["Src"], asked["Dst"])
            if number is None:
                return _refused(_NO_NUMBER)
            bind_id = secrets.token_hex(16)
            connection.execute(
                "INSERT INTO bindings (bind_id, number, src, dst, expires_at) VALUES (?, ?, ?, ?, ?)",
                (bind_id, number, asked["Src"], asked["Dst"], time.time() + lasts_s),
            )
        return {"ErrorCode": _OK, "BindId": bind_id, "VirtualNum": number, "RefNum": "1", "Msg": _REASONS[_OK]}

    def delete(self, asked: Json) -> Json:
        """DelVirtualNum {BizAppId, BindId} → {ErrorCode, BindId, RefLeftNum, Msg}."""
        self._require(asked, "BizAppId", "BindId")
        if code := self._application(asked):
            return _refused(code)
        with self._state.transaction() as connection:
            live = "DELETE FROM bindings WHERE bind_id = ? AND expires_at > ?"
            gone = connection.execute(live, (asked["BindId"], time.time())).rowcount
        if not gone:
            return _refused(_NO_BINDING)
        return {"ErrorCode": _OK, "BindId": asked["BindId"], "RefLeftNum": "0", "Msg": _REASONS[_OK]}

    def _require(self, asked: Json, *names: str) -> None:
        for name in names:
            if not isinstance(asked.get(name), str) or not asked[name]:
                raise CloudError("MissingParameter", f"The request lacks the parameter `{name}`.")

    def _application(self, asked: Json) -> str:
        return "" if asked["BizAppId"] == self._accounts.virtual_numbers_app_id else _WRONG_APP

    def _form(self, asked: Json) -> str:
        phones = [str(asked.get(name, "")) for name in ("Src", "Dst")]
        lasts = str(asked.get("MaxAssignTime") or _DEFAULT_S)
        sound = _SECONDS.fullmatch(lasts) and 0 < int(lasts) <= _LONGEST_S
        known = all(_PHONE.fullmatch(each) for each in phones) and phones[0] != phones[1]
        return "" if known and sound else _WRONG_NUMBER


def _free(connection: sqlite3.Connection, src: str, dst: str) -> str | None:
    row = connection.execute("SELECT numbers FROM number_pool").fetchone()
    pool = [f"00861700000{at:04d}" for at in range(1, (row["numbers"] if row else _POOL) + 1)]
    taken = connection.execute(
        "SELECT number FROM bindings WHERE expires_at > ? AND (src IN (?, ?) OR dst IN (?, ?))",
        (time.time(), src, dst, src, dst),
    )
    busy = {each["number"] for each in taken}
    return next((number for number in pool if number not in busy), None)


def _refused(code: str) -> Json:
    return {"ErrorCode": code, "BindId": None, "VirtualNum": None, "Msg": _REASONS[code]}
