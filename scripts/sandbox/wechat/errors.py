"""WeChat's global error codes and the body they come in; the HTTP status is 200 even then."""

import secrets
import time

from scripts.sandbox.wire import Json, Reply, json_reply

BUSY = -1
TOKEN_INVALID = 40001
GRANT_TYPE_INVALID = 40002
OPENID_INVALID = 40003
APPID_INVALID = 40013
CODE_INVALID = 40029
TEMPLATE_INVALID = 40037
SECRET_INVALID = 40125
CODE_USED = 40163
TOKEN_MISSING = 41001
APPID_MISSING = 41002
SECRET_MISSING = 41004
CODE_MISSING = 41008
PHOTO_MISSING = 41005
PAGE_INVALID = 41030
TOKEN_EXPIRED = 42001
GET_REQUIRED = 43001
POST_REQUIRED = 43002
NOT_SUBSCRIBED = 43101
BODY_EMPTY = 44002
QUOTA_EXCEEDED = 45009
BODY_MALFORMED = 47001
ARGUMENT_INVALID = 47003
PHOTO_NOT_FETCHED = 101000
PHOTO_INVALID = 101002

_MESSAGES = {
    BUSY: "system error",
    TOKEN_INVALID: "invalid credential, access_token is invalid or not latest",
    GRANT_TYPE_INVALID: "invalid grant_type",
    OPENID_INVALID: "invalid openid",
    APPID_INVALID: "invalid appid",
    CODE_INVALID: "invalid code",
    TEMPLATE_INVALID: "invalid template_id",
    SECRET_INVALID: "invalid appsecret",
    CODE_USED: "code been used",
    TOKEN_MISSING: "access_token missing",
    APPID_MISSING: "appid missing",
    SECRET_MISSING: "appsecret missing",
    CODE_MISSING: "missing code",
    PHOTO_MISSING: "media data missing",
    PAGE_INVALID: "invalid page",
    TOKEN_EXPIRED: "access_token expired",
    GET_REQUIRED: "require GET method",
    POST_REQUIRED: "require POST method",
    NOT_SUBSCRIBED: "user refuse to accept the msg",
    BODY_EMPTY: "empty post data",
    QUOTA_EXCEEDED: "reach max api daily quota limit",
    BODY_MALFORMED: "data format error",
    ARGUMENT_INVALID: "argument invalid!",
    PHOTO_NOT_FETCHED: "invalid image url",
    PHOTO_INVALID: "invalid image data",
}


class WeChatError(Exception):
    """A refusal with a WeChat code; `detail` follows the code's usual text, as in `data.thing1.value invalid`."""

    def __init__(self, code: int, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def ok(payload: Json | None = None) -> Reply:
    """A success with its `errcode` 0."""
    return json_reply({"errcode": 0, "errmsg": "ok", **(payload or {})})


def refused(error: WeChatError) -> Reply:
    """The error body: code, text, and the request id that ends every real `errmsg`."""
    text = f"{_MESSAGES[error.code]} {error.detail}".rstrip()
    rid = f"{int(time.time()):08x}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
    return json_reply({"errcode": error.code, "errmsg": f"{text} rid: {rid}"})
