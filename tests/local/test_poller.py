"""The poller treats queues as Lambda does: order inside a group, partial failures, dead letters."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from scripts.local.cloud import Cloud, aws_client
from scripts.local.poller import Poller, queue_sources

Event = dict[str, Any]


@pytest.fixture
def run(cloud: Cloud) -> Iterator[Callable[..., Poller]]:
    started: list[Poller] = []

    def start(invoke: Callable[[str, Event], Any], concurrency: int = 4) -> Poller:
        poller = Poller(
            queue_sources(cloud),
            invoke,
            endpoint_url=cloud.endpoint_url,
            concurrency=concurrency,
            retry_delay_s=lambda count: 0,
        )
        poller.start()
        started.append(poller)
        return poller

    yield start
    for poller in started:
        poller.stop()


def send(cloud: Cloud, queue: str, *rows: tuple[str, str]) -> None:
    sqs = aws_client("sqs", cloud.endpoint_url)
    for group, body in rows:
        sqs.send_message(
            QueueUrl=cloud.names[queue],
            MessageBody=body,
            MessageGroupId=group,
            MessageDeduplicationId=uuid.uuid4().hex,
            MessageAttributes={"type": {"DataType": "String", "StringValue": "OrderPlaced"}},
        )


def test_groups_run_together_and_each_keeps_its_order(cloud: Cloud, run: Callable[..., Poller]) -> None:
    seen: dict[str, list[str]] = {"a": [], "b": [], "c": []}
    running, most = 0, 0
    lock = threading.Lock()

    def invoke(function: str, event: Event) -> Event:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        with lock:
            running -= 1
            for row in event["Records"]:
                seen[row["attributes"]["MessageGroupId"]].append(row["body"])
        return {"batchItemFailures": []}

    send(cloud, "FirstQueue", *((group, f"{group}{n}") for n in range(8) for group in "abc"))
    assert run(invoke, concurrency=2).drain(20)
    assert seen == {group: [f"{group}{n}" for n in range(8)] for group in "abc"}
    assert most == 2


def test_only_the_failed_messages_of_a_batch_come_again_in_their_order(
    cloud: Cloud, run: Callable[..., Poller]
) -> None:
    handled: list[str] = []
    refused: list[str] = []

    def invoke(function: str, event: Event) -> Event:
        failures = []
        for row in event["Records"]:
            if failures or (row["body"] == "2" and "2" not in refused):
                refused.append(row["body"])
                failures.append({"itemIdentifier": row["messageId"]})
            else:
                handled.append(row["body"])
        return {"batchItemFailures": failures}

    send(cloud, "SecondQueue", *(("g", str(n)) for n in range(5)))
    assert run(invoke).drain(20)
    assert handled == ["0", "1", "2", "3", "4"]
    assert refused == ["2", "3", "4"]


def test_a_message_that_always_fails_ends_among_the_dead_letters(cloud: Cloud, run: Callable[..., Poller]) -> None:
    calls: list[int] = []

    def invoke(function: str, event: Event) -> Event:
        calls.extend(int(row["attributes"]["ApproximateReceiveCount"]) for row in event["Records"])
        raise RuntimeError("the function broke")

    send(cloud, "FirstQueue", ("g", "poison"))
    assert run(invoke).drain(20)
    sqs = aws_client("sqs", cloud.endpoint_url)
    dead = sqs.receive_message(QueueUrl=cloud.names["DeadQueue"], WaitTimeSeconds=5)["Messages"]
    assert [message["Body"] for message in dead] == ["poison"]
    assert calls == [1, 2]


def test_a_function_gets_the_record_that_lambda_would_give_it(cloud: Cloud, run: Callable[..., Poller]) -> None:
    got: list[tuple[str, Event]] = []

    def invoke(function: str, event: Event) -> None:
        got.append((function, event["Records"][0]))

    send(cloud, "FirstQueue", ("WB1", "{}"))
    assert run(invoke).drain(20)
    function, row = got[0]
    assert function == "first"
    assert row["eventSourceARN"] == "arn:aws:sqs:ap-southeast-1:123456789012:sample-first.fifo"
    assert (row["eventSource"], row["awsRegion"], row["body"]) == ("aws:sqs", "ap-southeast-1", "{}")
    assert row["md5OfBody"] == "99914b932bd37a50b983c5e7c90ae93b"
    assert row["messageAttributes"]["type"]["stringValue"] == "OrderPlaced"
    assert row["attributes"].keys() >= {
        "ApproximateReceiveCount",
        "SentTimestamp",
        "SenderId",
        "ApproximateFirstReceiveTimestamp",
        "SequenceNumber",
        "MessageGroupId",
        "MessageDeduplicationId",
    }


def test_a_reply_that_names_a_message_nobody_sent_fails_the_whole_batch(
    cloud: Cloud, run: Callable[..., Poller]
) -> None:
    calls: list[str] = []

    def invoke(function: str, event: Event) -> Event:
        calls.extend(row["body"] for row in event["Records"])
        return {"batchItemFailures": [{"itemIdentifier": "unknown"}] if len(calls) == 1 else []}

    send(cloud, "SecondQueue", ("g", "x"))
    assert run(invoke).drain(20)
    assert calls == ["x", "x"]
