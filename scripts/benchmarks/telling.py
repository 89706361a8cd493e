"""From an order placed to its courier told: create_order, the outbox, the topic, the queue, dispatch_match, and back.

Three processes under AWS's own runtime client (create_order, dispatch_match, relay) and a broker of this machine, whose
queues are polled as Lambda would. An order's time begins before its HTTP call and ends when CourierAssigned arrives in
the queue of one who consumes it.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.benchmarks.dispatch import on_duty
from scripts.benchmarks.events import asked, event, ordered
from scripts.benchmarks.figures import Figure, figure
from scripts.benchmarks.ground import Ground
from scripts.local.cloud import aws_client
from scripts.local.environment import ROOT
from scripts.local.poller import Poller, QueueSource
from scripts.local.runtime_api import Worker

_COURIERS = 1_000
_FUNCTIONS = ("create_order", "dispatch_match", "relay")
_MATCHED = ["OrderPlaced", "CourierReleased", "DispatchWindowClosed"]
_TOLD = "told"
_CALL_TIMEOUT_S = 30.0
_ALONE_EVERY_S = 0.7  # below the rate from which on orders wait for one another
_CROWDED_EVERY_S = 0.1
_WINDOW_MS = 8_000  # the longest
_LATE_MS = 2_000
_PATIENCE_S = 30.0


def telling(made: Ground, orders: int) -> list[Figure]:
    """A row for orders that come alone, and one for orders that come ten a second."""
    with _line(made) as line:
        on_duty(made, _COURIERS, random.Random(43))
        calls = _calls(made)
        line.measure(calls, 3, _ALONE_EVERY_S)  # connections and byte code
        alone = line.measure(calls, orders, _ALONE_EVERY_S)
        crowded = line.measure(calls, 2 * orders, _CROWDED_EVERY_S)
    late = {"limit_p95_ms": _LATE_MS}, {"limit_p95_ms": _WINDOW_MS + _LATE_MS}
    return [
        figure("order to courier told", alone, orders=orders, untold=orders - len(alone), **late[0]),
        figure("… ten orders a second", crowded, orders=2 * orders, untold=2 * orders - len(crowded), **late[1]),
    ]


class _Line:
    """The processes, the queues between them, and when each waybill's courier was told."""

    def __init__(self, workers: Mapping[str, Worker], sources: list[QueueSource]) -> None:
        self._workers, self._turns = workers, {name: threading.Lock() for name in workers}
        self._told = dict[str, float]()
        self.poller = Poller(sources, self._invoke, endpoint_url=os.environ["AWS_ENDPOINT_URL"])

    def measure(self, calls: Iterator[Any], count: int, every_s: float) -> list[float]:
        """Place so many orders at this pace; milliseconds of those whose courier was told in time."""
        prepared = list(itertools.islice(calls, count))
        began = time.perf_counter()
        with ThreadPoolExecutor(4) as clients:
            placed = list(clients.map(self._place, prepared, (began + at * every_s for at in range(count))))
        deadline = time.perf_counter() + _PATIENCE_S
        while time.perf_counter() < deadline and not all(number in self._told for number, _ in placed):
            time.sleep(0.05)
        return [(self._told[number] - at) * 1_000 for number, at in placed if number in self._told]

    def _place(self, call: Any, due: float) -> tuple[str, float]:
        time.sleep(max(0.0, due - time.perf_counter()))
        reply = self._call("create_order", call)
        if reply["statusCode"] != 200:
            raise RuntimeError(f"create_order refuses its benchmark: {reply['body']}")
        return json.loads(reply["body"])["data"]["waybill_no"], due

    def _invoke(self, function: str, messages: dict[str, Any]) -> Any:
        if function != _TOLD:
            return self._call(function, messages)
        for row in messages["Records"]:
            self._told.setdefault(json.loads(row["body"])["waybill_no"], time.perf_counter())
        return {"batchItemFailures": []}

    def _call(self, function: str, what: Any) -> Any:
        with self._turns[function]:  # a process takes one call at a time
            return self._workers[function].call(what, _CALL_TIMEOUT_S)


def _calls(made: Ground) -> Iterator[Any]:
    """Orders with quotes of their own, by one customer after the other."""
    from functions.quote.handler import main as quotes

    for token in itertools.cycle([made.sessions[each.id] for each in made.customers]):
        quote = json.loads(quotes(event("POST", "/quotes", asked(), token), None)["body"])["data"]
        yield event("POST", "/orders", ordered(quote["quote_id"]), token)


@contextmanager
def _line(made: Ground) -> Iterator[_Line]:
    topic, sources = _broker(made)
    environment, nowhere = made.process_environment() | {"TOPIC_ARN": topic}, Path(os.devnull)
    workers = {
        name: Worker(f"functions/{name}/handler.main", environment, ROOT, nowhere, Path(sys.executable))
        for name in _FUNCTIONS
    }
    line = _Line(workers, sources)
    line.poller.start()
    try:
        yield line
    finally:
        line.poller.stop()
        for worker in workers.values():
            worker.close()


def _broker(made: Ground) -> tuple[str, list[QueueSource]]:
    """A topic with these consumers only: the local broker slows with every message that nobody takes."""
    sqs, sns = (aws_client(name, os.environ["AWS_ENDPOINT_URL"]) for name in ("sqs", "sns"))
    topic = sns.create_topic(Name="telling.fifo", Attributes={"FifoTopic": "true"})["TopicArn"]
    sources = []
    for function, types in (("dispatch_match", _MATCHED), (_TOLD, ["CourierAssigned"])):
        url = sqs.create_queue(QueueName=f"telling-{function}.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        source = QueueSource(url, _arn(sqs, url), function)
        chosen = {"RawMessageDelivery": "true", "FilterPolicy": json.dumps({"type": types})}
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=source.arn, Attributes=chosen)
        sources.append(source)
    wake = made.environment["WAKE_QUEUE_URL"]
    return topic, [*sources, QueueSource(wake, _arn(sqs, wake), "relay")]


def _arn(sqs: Any, url: str) -> str:
    arn: str = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    return arn
