"""How an action runs: authorise → load → outside → one transaction → dump."""

import hashlib
import hmac
import json
from time import perf_counter
from typing import Any

from logistics.domain.faults import Fault, Invalid
from logistics.runtime.context import Context
from logistics.runtime.dumping import dump
from logistics.runtime.function import Action
from logistics.runtime.loading import load
from logistics.runtime.logs import log
from logistics.runtime.replies import to_json
from logistics.settings import settings
from logistics.store.handled import handled_key

_KEY_LENGTH = 64
_ORDERED = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=str)


def run(action: Action, data: Any, ctx: Context) -> Any:
    """Run an action for a caller and write its log line; errors pass through to the trigger's own answer."""
    began = perf_counter()
    outcome = "ok"
    try:
        return _run(action, data, ctx)
    except Exception as error:
        outcome = error.code if isinstance(error, Fault) else type(error).__name__
        raise
    finally:
        log(
            "call",
            request_id=ctx.request_id[:_KEY_LENGTH],
            function=action.function,
            action=action.name,
            trigger=ctx.trigger,
            actor=ctx.actor.id,
            role=ctx.actor.role,
            outcome=outcome,
            ms=round((perf_counter() - began) * 1000, 2),
        )


def _run(action: Action, data: Any, ctx: Context) -> Any:
    ctx.actor.require(action.roles)
    if action.once or (ctx.request_id and ctx.event is None):
        _check_request_id(ctx.request_id)
    command = load(action.load, data)
    if not action.changes:
        ctx.answer = action.outside(command, ctx) if action.outside else None
        return _dumped(action, action.use_case(command, ctx))
    reply = _change(action, command, data, ctx)
    ctx.send_post()
    return reply


def _change(action: Action, command: Any, data: Any, ctx: Context) -> Any:
    def work() -> Any:
        reply = _dumped(action, action.use_case(command, ctx))
        to_json(reply)  # what cannot be answered must not be committed
        return reply

    store = ctx.store
    key, digest, memory = _memory(action, data, ctx)
    if action.outside:
        known = memory.recall(key, digest) if key else None
        if known is not None:
            return known
        ctx.answer = action.outside(command, ctx)
    return store.once(memory, key, digest, work) if key else store.transact(work)


def _memory(action: Action, data: Any, ctx: Context) -> tuple[str, bytes, Any]:
    """Where this call is remembered: events by their id, requests by action, caller and request id."""
    if ctx.event is not None:
        return handled_key(action.function, ctx.event.id), b"", ctx.store.handled
    if not action.once:
        return "", b"", ctx.store.replies
    key = f"{action.function}.{action.name}:{ctx.actor.id}:{ctx.request_id}"
    return key, request_digest(data), ctx.store.replies


def request_digest(data: Any) -> bytes:
    """A keyed digest of a request: tells whether two are the same, and nothing about either; Invalid INPUT_INVALID."""
    settings().must("signing_key")
    try:
        text = _ORDERED.encode(data)
    except RecursionError as error:
        raise Invalid("INPUT_INVALID", "有些内容填写不正确", fields={"_schema": ["嵌套层数过多"]}) from error
    return hmac.digest(settings().signing_key.encode(), b"request:" + text.encode(), hashlib.sha256)


def _check_request_id(request_id: str) -> None:
    if not request_id:
        raise Invalid("REQUEST_ID_REQUIRED", "请求缺少编号（Idempotency-Key），无法保证重试安全")
    if len(request_id) > _KEY_LENGTH or not request_id.isascii() or not request_id.isprintable():
        raise Invalid("REQUEST_ID_INVALID", f"request ids are at most {_KEY_LENGTH} printable ASCII characters")


def _dumped(action: Action, reply: Any) -> Any:
    if action.dump is None:
        return {} if reply is None else reply
    return dump(action.dump, reply)
