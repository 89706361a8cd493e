"""Login codes and phone codes: issued by the control interface, spent once by the product."""

import base64
import secrets
import sqlite3
import time

from scripts.sandbox.accounts import Accounts
from scripts.sandbox.controls import ControlError, text_field, whole_field
from scripts.sandbox.phones import e164
from scripts.sandbox.state import State
from scripts.sandbox.wechat import errors
from scripts.sandbox.wechat.errors import WeChatError
from scripts.sandbox.wechat.tokens import check_account
from scripts.sandbox.wire import Json, Request

_CODE_LIFETIME_S = 300
# Codes of the places this product serves; any other foreign number is kept whole.
_COUNTRY_CODES = ("86", "852", "853", "886")


def know_user(connection: sqlite3.Connection, openid: str, unionid: str = "") -> None:
    """Remember a user of the mini-program; a message to anyone else is refused as 40003."""
    connection.execute(
        "INSERT INTO users (openid, unionid) VALUES (?, ?)"
        " ON CONFLICT (openid) DO UPDATE SET unionid = excluded.unionid WHERE excluded.unionid != ''",
        (openid, unionid),
    )


class Login:
    """Both kinds of code, from issue to the exchange that spends them."""

    def __init__(self, state: State, accounts: Accounts) -> None:
        self._state = state
        self._accounts = accounts

    def issue_login_code(self, payload: Json) -> Json:
        """Control: what `wx.login` would give {"openid", "unionid"?, "expires_in"? (300)} → {"code"}."""
        openid = text_field(payload, "openid")
        lifetime_s = whole_field(payload, "expires_in", _CODE_LIFETIME_S)
        code = f"0{secrets.token_urlsafe(23)}"
        with self._state.transaction() as connection:
            know_user(connection, openid, payload.get("unionid") or "")
            connection.execute(
                "INSERT INTO login_codes (code, openid, expires_at) VALUES (?, ?, ?)",
                (code, openid, time.time() + lifetime_s),
            )
        return {"code": code, "expires_in": lifetime_s}

    def issue_phone_code(self, payload: Json) -> Json:
        """Control: what a getPhoneNumber button would give {"phone", "openid"?, "expires_in"?} → {"code"}."""
        phone = e164(text_field(payload, "phone"))
        if phone is None:
            raise ControlError("phone is not a phone number")
        lifetime_s = whole_field(payload, "expires_in", _CODE_LIFETIME_S)
        code = secrets.token_hex(32)
        with self._state.transaction() as connection:
            connection.execute(
                "INSERT INTO phone_codes (code, phone, openid, expires_at) VALUES (?, ?, ?, ?)",
                (code, phone, payload.get("openid") or "", time.time() + lifetime_s),
            )
        return {"code": code, "expires_in": lifetime_s}

    def code_to_session(self, request: Request) -> Json:
        """GET /sns/jscode2session: openid, session key, and unionid for a user who has one."""
        asked = dict(request.query)
        check_account(self._accounts, asked)
        if asked.get("grant_type") != "authorization_code":
            raise WeChatError(errors.GRANT_TYPE_INVALID)
        if not (code := asked.get("js_code")):
            raise WeChatError(errors.CODE_MISSING)
        with self._state.transaction() as connection:
            row = connection.execute(
                "SELECT openid, unionid, expires_at, used FROM login_codes JOIN users USING (openid) WHERE code = ?",
                (code,),
            ).fetchone()
            if row is None or row["expires_at"] <= time.time():
                raise WeChatError(errors.CODE_INVALID)
            if row["used"]:
                raise WeChatError(errors.CODE_USED)
            connection.execute("UPDATE login_codes SET used = 1 WHERE code = ?", (code,))
        session = {"openid": row["openid"], "session_key": base64.b64encode(secrets.token_bytes(16)).decode()}
        return {**session, "unionid": row["unionid"]} if row["unionid"] else session

    def phone_number(self, request: Request) -> Json:
        """POST /wxa/business/getuserphonenumber: the phone behind a code; a sent openid must be its owner."""
        asked = request.json_object()
        if asked is None:
            raise WeChatError(errors.BODY_MALFORMED)
        code = str(asked.get("code"))
        with self._state.transaction() as connection:
            row = connection.execute(
                "SELECT phone, openid, expires_at, used FROM phone_codes WHERE code = ?", (code,)
            ).fetchone()
            if row is None or row["used"] or row["expires_at"] <= time.time():
                raise WeChatError(errors.CODE_INVALID)
            if asked.get("openid") and row["openid"] and asked["openid"] != row["openid"]:
                raise WeChatError(errors.CODE_INVALID)
            connection.execute("UPDATE phone_codes SET used = 1 WHERE code = ?", (code,))
        return {"phone_info": {**_split(row["phone"]), "watermark": self._watermark()}}

    def _watermark(self) -> Json:
        return {"timestamp": int(time.time()), "appid": self._accounts.appid}


def _split(phone: str) -> Json:
    digits = phone.removeprefix("+")
    country = next((code for code in _COUNTRY_CODES if digits.startswith(code)), "")
    pure = digits.removeprefix(country)
    shown = pure if country == "86" else digits
    return {"phoneNumber": shown, "purePhoneNumber": pure, "countryCode": country}
