"""Events on the wire: one SNS FIFO topic out, authenticated messages in, wake-ups for timers."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from logistics.domain.faults import Forbidden, Invalid
from logistics.domain.letter import Letter
from logistics.gateways.aws import aws
from logistics.settings import settings

_LONGEST_DELAY_S = 900  # SQS allows no more


def publish(letters: list[Letter], tries: int = 0) -> list[str]:
    """Hand letters to the topic, ten a call, grouped by waybill; answers the ids it took."""
    sent: list[str] = []
    for start in range(0, len(letters), 10):
        some = letters[start : start + 10]
        entries = [_entry(each, tries) | {"Id": str(at)} for at, each in enumerate(some)]
        reply = aws("sns").publish_batch(TopicArn=settings().topic_arn, PublishBatchRequestEntries=entries)
        refused = {int(row["Id"]) for row in reply.get("Failed", [])}
        sent += [each.id for at, each in enumerate(some) if at not in refused]
    return sent


def send_to(function: str, bodies: Iterable[Mapping[str, Any]], reason: str) -> None:
    """Put messages straight into one function's queue again, in order (re-driving what was parked).

    `bodies` are messages as they were opened; `reason` tells this sending from earlier ones.
    """
    for body in bodies:
        dedupe = hashlib.sha256(f"{body['id']}:{reason}".encode()).hexdigest()
        text = json.dumps(sealed(dict(body)), ensure_ascii=False)
        group, url = body["waybill_no"] or body["id"], _queue_url(function)
        aws("sqs").send_message(QueueUrl=url, MessageBody=text, MessageGroupId=group, MessageDeduplicationId=dedupe)


def queue_depths(function: str) -> dict[str, int]:
    """About how many messages of a function wait, are being handled, and lie in its dead-letter queue."""
    waiting, in_flight = _depths(_queue_url(function))
    return {"waiting": waiting, "in_flight": in_flight, "dead": sum(_depths(_queue_url(f"{function}-dead")))}


def wake_at(key: str, at: datetime, now: datetime) -> bool:
    """Ask to be woken when a timer falls due; False if that is too far away for a queue's delay."""
    delay = (at - now).total_seconds()
    if delay > _LONGEST_DELAY_S:
        return False
    body = sealed(
        {
            "id": f"wake:{key}:{int(at.timestamp())}",
            "type": "TimerDue",
            "waybill_no": "",
            "data": {"key": key},
        }
    )
    seconds = max(0, int(delay) + (delay % 1 > 0))
    aws("sqs").send_message(QueueUrl=settings().wake_queue_url, MessageBody=json.dumps(body), DelaySeconds=seconds)
    return True


def wire_body(each: Letter) -> dict[str, Any]:
    """A letter as consumers receive it; its mac says that it is ours."""
    head = {"id": each.id, "type": each.type, "waybill_no": each.waybill_no}
    return sealed(head | {"occurred_at": each.occurred_at.astimezone(UTC).isoformat(), "data": dict(each.data)})


def sealed(message: dict[str, Any]) -> dict[str, Any]:
    """The message with its mac (HMAC-SHA256 over its canonical JSON)."""
    return message | {"mac": _mac(message)}


def open_body(text: str) -> dict[str, Any]:
    """A message that we wrote ourselves, or a refusal: the shape of an event grants no power."""
    try:
        message = json.loads(text)
    except ValueError as error:
        raise Invalid("MESSAGE_MALFORMED", "the message is not JSON") from error
    if not isinstance(message, dict) or not isinstance(mac := message.pop("mac", None), str):
        raise Forbidden("MESSAGE_FORGED", "the message does not come from this product")
    if not hmac.compare_digest(mac.encode(), _mac(message).encode()):
        raise Forbidden("MESSAGE_FORGED", "the message does not come from this product")
    return message


def _queue_url(name: str) -> str:
    settings().must("queue_url_prefix")
    return f"{settings().queue_url_prefix}{name}.fifo"


def _depths(url: str) -> tuple[int, int]:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    counts = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return int(counts[names[0]]), int(counts[names[1]])


def _entry(each: Letter, tries: int) -> dict[str, Any]:
    body = json.dumps(wire_body(each), ensure_ascii=False)
    kind = {"type": {"DataType": "String", "StringValue": each.type}}
    return {
        "Message": body,
        "MessageGroupId": each.waybill_no or each.id,
        "MessageDeduplicationId": f"{each.id}-{tries}",
        "MessageAttributes": kind,
    }


def _mac(message: Mapping[str, Any]) -> str:
    settings().must("signing_key")
    text = json.dumps(message, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(settings().signing_key.encode(), b"event:" + text.encode(), hashlib.sha256).hexdigest()
