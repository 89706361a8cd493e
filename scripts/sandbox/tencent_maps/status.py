"""The location service's reply frame: `status` 0 or the number of what is wrong; the HTTP status is 200 for both."""

import uuid

from scripts.sandbox.wire import Json, Reply, json_reply

IP_NOT_ALLOWED = 112
SIGNATURE_WRONG = 111
TOO_FAST = 120
DAY_SPENT = 121
KEY_UNKNOWN = 190
PARAMETER_MISSING = 300
KEY_MISSING = 301
KEY_MALFORMED = 311
METHOD_WRONG = 324
WAYPOINTS_TOO_MANY = 332
NO_RESULT = 347
PARAMETER_WRONG = 348
LATITUDE_WRONG = 365
LONGITUDE_WRONG = 366
ONE_TO_MANY_TOO_LARGE = 396
MANY_TO_MANY_TOO_LARGE = 397

_MESSAGES = {
    IP_NOT_ALLOWED: "IP未被授权，IP：127.0.0.1",
    SIGNATURE_WRONG: "签名验证失败",
    TOO_FAST: "此key每秒请求量已达到上限",
    DAY_SPENT: "此key每日调用量已达到上限",
    KEY_UNKNOWN: "无效的KEY",
    PARAMETER_MISSING: "缺少必要字段",
    KEY_MISSING: "缺少必要字段key",
    KEY_MALFORMED: "key格式错误",
    METHOD_WRONG: "请求方式错误",
    WAYPOINTS_TOO_MANY: "途经点个数超过限制",
    NO_RESULT: "查询无结果",
    PARAMETER_WRONG: "参数错误",
    LATITUDE_WRONG: "纬度不能超过±90",
    LONGITUDE_WRONG: "经度不能超过±180",
    ONE_TO_MANY_TOO_LARGE: "一对多或多对一的点数超过限制",
    MANY_TO_MANY_TOO_LARGE: "多对多的点数超过限制",
}


class MapsError(Exception):
    """A refusal or an empty answer, by its status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def answered(result: Json) -> Reply:
    """A success."""
    return json_reply({"status": 0, "message": "query ok", "request_id": uuid.uuid4().hex, "result": result})


def refused(error: MapsError) -> Reply:
    """Anything else."""
    return json_reply({"status": error.status, "message": _MESSAGES[error.status], "request_id": uuid.uuid4().hex})
