"""docs/errors.md: every code that a caller may meet, read from where it is said; scripts/manifest.py writes it."""

import ast
from collections.abc import Iterator
from pathlib import Path

_STATUS = {
    "Invalid": 422,
    "Unauthenticated": 401,
    "Forbidden": 403,
    "NotFound": 404,
    "Conflict": 409,
    "Unavailable": 503,
}
_WHERE = ("functions", "layers/core/python/logistics")
# Codes that reach their fault by way of a variable or a table.
_SAID_ELSEWHERE = {
    "BODY_TOO_LARGE": (413, "内容太大，请减少后重试"),
    "CLAIM_STATE_CONFLICT": (409, "当前状态不允许此操作"),
    "COD_TOO_HIGH": (422, "代收货款金额超出上限"),
    "EXCEPTION_OPEN": (409, "问题件尚未处理完毕"),
    "EXCEPTION_REQUIRED": (409, "请先登记问题件"),
    "INSURED_VALUE_TOO_HIGH": (422, "保价金额超出上限"),
    "INTERNAL": (500, "系统出了点问题，请稍后再试"),
    "METHOD_NOT_ALLOWED": (405, "此接口不支持这种请求方式"),
    "PARCEL_ALREADY_INTERCEPTED": (409, "每票包裹只能拦截一次"),
    "PARCEL_ALREADY_SIGNED": (409, "包裹已签收"),
    "PARCEL_ELSEWHERE": (409, "包裹不在本网点，请到包裹所在网点办理"),
    "PARCEL_STATE_CONFLICT": (409, "包裹…，不能进行此操作"),
    "PAYMENT_STATE_CONFLICT": (409, "当前状态不允许此操作"),
    "REQUEST_MALFORMED": (400, "请求格式不正确"),
    "ROUTE_NOT_FOUND": (404, "没有这个接口"),
    "STORE_UNAVAILABLE": (503, "系统繁忙，请稍后再试"),
}
_HEAD = """# Error codes

Written by `python -m scripts.manifest` from where the codes are said; do not edit.

A refusal is `{"error": {"code", "message", "details"}}` on every trigger; over HTTP with the status below. Codes are
stable, messages are for people and may change.

A fact that does not fit a parcel's state is no error: its receipt says `applied: false`, and why in `flag`, one of
`PARCEL_STATE_CONFLICT`, `PARCEL_ALREADY_SIGNED`, `PARCEL_NOT_YOURS`, `PARCEL_ELSEWHERE` (scanned at the counter of an
outlet where the parcel does not lie), `STEP_FORBIDDEN`, `EXCEPTION_OPEN` and `SIGNATURE_STANDS` (with it, an earlier
signature would no longer hold).

| code | HTTP | message |
|---|---|---|
"""


def errors_page(root: Path) -> str:
    """The page, for the tree at `root`."""
    said: dict[str, tuple[set[int], list[str]]] = {
        code: ({status}, [message]) for code, (status, message) in _SAID_ELSEWHERE.items()
    }
    for code, status, message in _faults(root):
        statuses, messages = said.setdefault(code, (set(), []))
        statuses.add(status)
        if message not in messages:
            messages.append(message)
    rows = [
        f"| `{code}` | {', '.join(map(str, sorted(statuses)))} | {' · '.join(messages)} |"
        for code, (statuses, messages) in sorted(said.items())
    ]
    return _HEAD + "\n".join(rows) + "\n"


def _faults(root: Path) -> Iterator[tuple[str, int, str]]:
    for path in sorted(path for where in _WHERE for path in (root / where).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _STATUS:
                yield from _fault(node, _STATUS[node.func.id])
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _STATUS:
                yield from _fault(node, _STATUS[node.func.attr])


def _fault(call: ast.Call, status: int) -> Iterator[tuple[str, int, str]]:
    if len(call.args) > 1 and isinstance(code := call.args[0], ast.Constant):
        yield str(code.value), status, _text(call.args[1])


def _text(said: ast.expr) -> str:
    """A message as it stands in the source; what is filled in later is an ellipsis."""
    parts = said.values if isinstance(said, ast.JoinedStr) else [said]
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
