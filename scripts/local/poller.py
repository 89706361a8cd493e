"""The queue poller: what the event source mappings of Lambda do, for the queues of this machine.

Each queue is long-polled by a thread of its own. Messages of different groups are handled at the same time, those
of one group in order, and never more than `concurrency` calls run at once over all queues. A reply's
batchItemFailures decides what is deleted; a call that fails altogether leaves its whole batch.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from scripts.local.cloud import Cloud, aws_client

log = logging.getLogger("poller")

Invoke = Callable[[str, dict[str, Any]], Any]
Message = Mapping[str, Any]

_LONG_POLL_S = 1
_BUSY_PAUSE_S = 0.05
_BROKER_AWAY_S = 0.5
_QUIET_S = 0.2
_LONGEST_RETRY_S = 20.0


@dataclass(frozen=True, slots=True)
class QueueSource:
    """A queue and the function it feeds."""

    url: str
    arn: str
    function: str
    batch_size: int = 10


def queue_sources(cloud: Cloud) -> list[QueueSource]:
    """The queue triggers of serverless.yml, pointed at the queues that exist here."""
    return [
        QueueSource(cloud.names[trigger.queue], cloud.arn(trigger.queue), trigger.function, trigger.batch_size)
        for trigger in cloud.deployment.queues
    ]


class _Line:
    """One queue being polled, and how many of its groups are in a call or held back after a failure."""

    def __init__(self, source: QueueSource) -> None:
        self.source = source
        self.open_groups = 0
        self.lock, self.settled = threading.Lock(), threading.Event()

    def opened(self) -> None:
        with self.lock:
            self.open_groups += 1

    def closed(self) -> None:
        with self.lock:
            self.open_groups -= 1
        self.settled.set()


class Poller:
    """Feeds queues to functions until stopped.

    `invoke(function, event)` returns the function's reply or raises; `retry_delay_s(receive_count)` says how long
    messages that failed are held back.
    """

    def __init__(
        self,
        sources: Iterable[QueueSource],
        invoke: Invoke,
        *,
        endpoint_url: str,
        concurrency: int = 4,
        retry_delay_s: Callable[[int], float] = lambda count: min(2.0 ** (count - 1), _LONGEST_RETRY_S),
    ) -> None:
        self.invoke, self.retry_delay_s = invoke, retry_delay_s
        self._sqs = aws_client("sqs", endpoint_url)
        self._region = self._sqs.meta.region_name
        self._concurrency = concurrency
        self._calls = ThreadPoolExecutor(concurrency, thread_name_prefix="queue-call")
        self._ending = threading.Event()
        self._lines = [_Line(source) for source in sources]
        self._threads = [threading.Thread(target=self._poll, args=(line,), daemon=True) for line in self._lines]

    def start(self) -> None:
        """Starts polling."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Takes no new messages, waits for the calls that run, gives back what failed and returns."""
        self._ending.set()
        for thread in self._threads:
            thread.join()
        self._calls.shutdown()
        for line in self._lines:
            while line.open_groups:
                line.settled.wait(_BUSY_PAUSE_S)

    def idle(self) -> bool:
        """Whether nothing waits in the queues, is delayed there, or is being handled."""
        return not any(line.open_groups or self._depth(line.source) for line in self._lines)

    def drain(self, timeout_s: float) -> bool:
        """Waits until all is idle and stays so for a moment; whether it came to that within the time."""
        deadline, idle_since = time.monotonic() + timeout_s, None
        while (now := time.monotonic()) < deadline:
            if not self.idle():
                idle_since = None
            elif idle_since is None:
                idle_since = now
            elif now - idle_since >= _QUIET_S:
                return True
            time.sleep(_BUSY_PAUSE_S)
        return False

    def _depth(self, source: QueueSource) -> int:
        names = [f"ApproximateNumberOfMessages{part}" for part in ("", "Delayed", "NotVisible")]
        counts = self._sqs.get_queue_attributes(QueueUrl=source.url, AttributeNames=names)["Attributes"]
        return sum(int(counts.get(name, 0)) for name in names)

    def _poll(self, line: _Line) -> None:
        while not self._ending.is_set():
            line.settled.clear()
            groups = self._receive(line) if line.open_groups < self._concurrency else []
            for group in groups:
                line.opened()
                self._calls.submit(self._settle, line, group)
            if line.open_groups:
                line.settled.wait(_BUSY_PAUSE_S)

    def _receive(self, line: _Line) -> list[list[Message]]:
        try:
            reply = self._sqs.receive_message(
                QueueUrl=line.source.url,
                MaxNumberOfMessages=min(line.source.batch_size, 10),
                # A long poll sees only the groups that were closed when it began (moto even spins meanwhile), so
                # a queue is polled briefly and often while one of its groups is open.
                WaitTimeSeconds=0 if line.open_groups else _LONG_POLL_S,
                AttributeNames=["All"],
                MessageAttributeNames=["All"],
            )
        except (BotoCoreError, ClientError) as error:
            log.warning("%s: cannot receive (%s), trying again", line.source.function, type(error).__name__)
            self._ending.wait(_BROKER_AWAY_S)
            return []
        return by_group(reply.get("Messages", []))

    def _settle(self, line: _Line, messages: list[Message]) -> None:
        """Calls the function with one group's messages, deletes what it handled and holds back the rest."""
        failed = self._call(line.source, messages)
        if any(message["MessageId"] not in failed for message in messages):
            self._delete(line.source, [each for each in messages if each["MessageId"] not in failed])
        left = [message for message in messages if message["MessageId"] in failed]
        if not left:
            line.closed()
            return
        delay = self.retry_delay_s(max(int(each["Attributes"]["ApproximateReceiveCount"]) for each in left))
        threading.Thread(target=self._give_back, args=(line, left, delay), daemon=True).start()

    def _call(self, source: QueueSource, messages: list[Message]) -> set[str]:
        event = {"Records": [record(message, source.arn, self._region) for message in messages]}
        try:
            return failed_ids(self.invoke(source.function, event), messages)
        except Exception as error:  # whatever ends a call, its messages stay in the queue
            log.warning("%s: the call failed: %s", source.function, error)
            return {message["MessageId"] for message in messages}

    def _delete(self, source: QueueSource, messages: list[Message]) -> None:
        entries = [{"Id": str(n), "ReceiptHandle": each["ReceiptHandle"]} for n, each in enumerate(messages)]
        with self._broker_may_be_away(source):
            self._sqs.delete_message_batch(QueueUrl=source.url, Entries=entries)

    def _give_back(self, line: _Line, messages: list[Message], delay_s: float) -> None:
        # The delay is spent here and not as a visibility timeout: when several messages of a group become visible
        # by time, moto hands out the last one first.
        self._ending.wait(delay_s)
        with self._broker_may_be_away(line.source):
            # Last first: while the earlier ones are still hidden, the group stays closed and keeps its order.
            for message in reversed(messages):
                self._sqs.change_message_visibility(
                    QueueUrl=line.source.url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
                )
        line.closed()

    @contextmanager
    def _broker_may_be_away(self, source: QueueSource) -> Iterator[None]:
        """A broker that went away delivers again when it is back, and consumers remember what they handled."""
        try:
            yield
        except (BotoCoreError, ClientError) as error:
            log.warning("%s: cannot settle a batch (%s)", source.function, type(error).__name__)


def by_group(messages: Iterable[Message]) -> list[list[Message]]:
    """Messages parted by message group, each group in the order received; without groups, one list of all."""
    groups: dict[str, list[Message]] = {}
    for message in messages:
        groups.setdefault(message["Attributes"].get("MessageGroupId", ""), []).append(message)
    return list(groups.values())


def record(message: Message, arn: str, region: str) -> dict[str, Any]:
    """One record of an SQS event as Lambda hands it over."""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message["Attributes"]),
        "messageAttributes": {name: _attribute(value) for name, value in message.get("MessageAttributes", {}).items()},
        "md5OfBody": message.get("MD5OfBody") or hashlib.md5(message["Body"].encode()).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": region,
    }


def failed_ids(reply: Any, messages: Iterable[Message]) -> set[str]:
    """The messages that a reply leaves in the queue: none if it names none, all if it names an unknown one."""
    rows = reply.get("batchItemFailures") if isinstance(reply, Mapping) else None
    known = {message["MessageId"] for message in messages}
    named = {row.get("itemIdentifier") for row in rows or []}
    return named if named <= known else known


def _attribute(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "stringValue": value.get("StringValue"),
        "stringListValues": [],
        "binaryListValues": [],
        "dataType": value["DataType"],
    }
