"""SQS batches: report what failed, keep what worked, and never go past a failure within a waybill."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from logistics.domain.faults import Fault
from logistics.domain.letter import Letter
from logistics.domain.roles import SYSTEM
from logistics.gateways.topic import open_body
from logistics.runtime.context import Context
from logistics.runtime.logs import log, log_failure
from logistics.runtime.run import run
from logistics.store.mongo import Unit

if TYPE_CHECKING:
    from logistics.runtime.function import Function

MAX_RECEIVES = 5  # the queues' maxReceiveCount: after it SQS moves a message to the dead-letter queue

Record = Mapping[str, Any]


def drain(function: "Function", records: list[Record]) -> dict[str, Any]:
    """Handle a batch. What a function cannot handle after five receives is parked, with all that follows it."""
    failed: list[dict[str, str]] = []
    stuck: set[str] = set()
    store = Unit(datetime.now(UTC))
    parked = store.parked.groups(function.name, sorted({group for each in records if (group := _group(each))}))
    for record in records:
        group = _group(record) or record["messageId"]
        if group in stuck:
            failed.append({"itemIdentifier": record["messageId"]})
            continue
        if not _handled(function, record, group in parked, store):
            failed.append({"itemIdentifier": record["messageId"]})
            stuck.add(group)
    return {"batchItemFailures": failed}


def _handled(function: "Function", record: Record, parked: bool, store: Unit) -> bool:
    """Whether the message is done with: handled now or before, none of ours, or parked behind an earlier failure."""
    message: dict[str, Any] = {}
    try:
        message = open_body(record["body"])
        if ("queue", message["type"]) not in function.actions:
            # Subscriptions change before or after their function does; relay sends again what is ours.
            log(
                "message_ignored", level="warning", function=function.name, type=message["type"], event_id=message["id"]
            )
            return True
        if parked:
            store.parked.park(function.name, message, "BEHIND_A_FAILURE")
            return True
        _handle(function, message)
        return True
    except Exception as error:
        code = error.code if isinstance(error, Fault) else type(error).__name__
        if isinstance(error, Fault):
            log(
                "message_refused",
                level="warning",
                function=function.name,
                error=code,
                event_id=message.get("id"),
            )
        else:
            log_failure("message_failed", error, function=function.name, event_id=message.get("id"))
        if message.get("waybill_no") and _receives(record) >= MAX_RECEIVES:
            store.parked.park(function.name, message, code)
        return False


def _handle(function: "Function", message: dict[str, Any]) -> None:
    action = function.action("queue", message["type"])
    happened = datetime.fromisoformat(message["occurred_at"]) if "occurred_at" in message else datetime.now(UTC)
    letter = Letter(message["id"], message["type"], message["waybill_no"], happened, message["data"])
    ctx = Context(actor=SYSTEM, request_id=letter.id, trigger="queue", event=letter)
    run(action, dict(message["data"]), ctx)


def _group(record: Record) -> str:
    return str(record.get("attributes", {}).get("MessageGroupId", ""))


def _receives(record: Record) -> int:
    return int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))
