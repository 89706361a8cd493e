"""One error model: a Fault's kind picks the HTTP status; the body is the same on every trigger."""

import json
from typing import Any

from marshmallow import ValidationError

from logistics.domain import faults
from logistics.domain.faults import Fault
from logistics.runtime.logs import log_failure

STATUS: dict[type[Fault], int] = {
    faults.Invalid: 422,
    faults.Unauthenticated: 401,
    faults.Forbidden: 403,
    faults.NotFound: 404,
    faults.Conflict: 409,
    faults.Unavailable: 503,
}
_HTTP = {
    400: ("REQUEST_MALFORMED", "请求格式不正确"),
    404: ("ROUTE_NOT_FOUND", "没有这个接口"),
    405: ("METHOD_NOT_ALLOWED", "此接口不支持这种请求方式"),
    413: ("BODY_TOO_LARGE", "内容太大，请减少后重试"),
}
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_DRIVERS = ("pymongo", "redis", "bson", "botocore")  # what they raise is never the caller's doing


def refusal(error: Exception, **where: object) -> tuple[dict[str, Any], int]:
    """The body and HTTP status for an error: what went wrong, never how."""
    if isinstance(error, ValidationError):
        error = faults.Invalid("INPUT_INVALID", "有些内容填写不正确", fields=error.messages)
    if isinstance(error, Fault):
        return {"error": body(error)}, STATUS[type(error)]
    status = getattr(error, "code", None)
    if type(error).__module__.startswith("werkzeug") and isinstance(status, int):
        code, message = _HTTP.get(status, (f"HTTP_{status}", "请求未能处理"))
        return {"error": {"code": code, "message": message, "details": {}}}, status
    log_failure("call_failed", error, **where)
    if type(error).__module__.split(".")[0] in _DRIVERS:
        return {"error": {"code": "STORE_UNAVAILABLE", "message": "系统繁忙，请稍后再试", "details": {}}}, 503
    return {"error": {"code": "INTERNAL", "message": "系统出了点问题，请稍后再试", "details": {}}}, 500


def body(fault: Fault) -> dict[str, Any]:
    """A fault as it travels: {code, message, details}; times and the like among the details become text."""
    details = json.loads(json.dumps(fault.details, default=str))
    return {"code": fault.code, "message": fault.message, "details": details}


def to_json(reply: Any) -> str:
    """Compact JSON; raises TypeError for what is not JSON, so that a handler never hands out something else."""
    return _ENCODER.encode(reply)
