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
SHIPPING_ORDER_UNKNOWN = 10060001
SHIPPING_DONE = 10060002
SHIPPING_DONE_TWICE = 10060003
SHIPPING_STATE = 10060004
SHIPPING_LOGISTICS_TYPE = 10060005
SHIPPING_SPLIT = 10060006
SHIPPING_ALL_DELIVERED_MISSING = 10060007
SHIPPING_ITEM_MISSING = 10060008
SHIPPING_ITEM_LONG = 10060009
SHIPPING_ARGUMENT = 10060014
SHIPPING_UNCHANGED = 10060023
SHIPPING_LIST_LONG = 10060024
SHIPPING_COMPANY_LONG = 10060025
SHIPPING_NUMBER_LONG = 10060026
SHIPPING_PAYER = 10060031
SHIPPING_TIME = 268485216

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
    SHIPPING_ORDER_UNKNOWN: "支付单不存在",
    SHIPPING_DONE: "支付单已完成发货，无法继续发货",
    SHIPPING_DONE_TWICE: "支付单已使用重新发货机会",
    SHIPPING_STATE: "支付单处于不可发货的状态",
    SHIPPING_LOGISTICS_TYPE: "物流类型有误",
    SHIPPING_SPLIT: "非快递发货时不允许分拆发货",
    SHIPPING_ALL_DELIVERED_MISSING: "分拆发货模式下必须填写 is_all_delivered",
    SHIPPING_ITEM_MISSING: "商品描述 item_desc 字段不能为空",
    SHIPPING_ITEM_LONG: "商品描述 item_desc 字段太长",
    SHIPPING_ARGUMENT: "参数错误",
    SHIPPING_UNCHANGED: "发货信息未更新",
    SHIPPING_LIST_LONG: "物流信息列表太长",
    SHIPPING_COMPANY_LONG: "物流公司编码太长",
    SHIPPING_NUMBER_LONG: "物流单号太长",
    SHIPPING_PAYER: "该笔支付单不属于 openid 所指定的用户",
    SHIPPING_TIME: "上传时间非法",
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
