"""State, events and the remembered reply are one: all of it is written, or none."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from tests.runtime.calls import code, over_http, over_invoke
from tests.runtime.sample import WAYBILL

PATH = f"/notes/{WAYBILL}"
NOTE = {"text": "a", "waybill_no": WAYBILL}


def test_a_refused_change_leaves_no_row_no_event_and_no_timer(db: Any) -> None:
    reply = over_invoke("write_and_fail", NOTE)
    assert code(reply) == "NOTE_UNWANTED"
    assert [db[name].count_documents({}) for name in ("notes", "outbox", "due")] == [0, 0, 0]


def test_a_reply_that_cannot_be_sent_takes_its_change_back(db: Any) -> None:
    assert code(over_invoke("write_and_answer_nonsense", NOTE)) == "INTERNAL"
    assert db["sample_notes"].count_documents({}) == 0


def test_events_keep_the_order_in_which_they_were_announced(customer: str, db: Any) -> None:
    from logistics.store.mongo import Unit

    for number in range(20):
        over_http("POST", PATH, {"text": str(number)}, session=customer)
    letters = Unit(datetime.now(UTC)).outbox.unsent(datetime.now(UTC) + timedelta(minutes=1), 100)
    assert [each.data["reason"] for each in letters] == ["first", "second"] * 20


@pytest.fixture
def inbox(cloud: Any, variables: dict[str, str], setting: Any) -> Any:
    """A queue of this test's own that listens to the topic; the topic's address is set."""
    setting(TOPIC_ARN=variables["TOPIC_ARN"])
    sqs, sns = boto3.client("sqs"), boto3.client("sns")
    url = sqs.create_queue(QueueName="inbox.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    raw = {"RawMessageDelivery": "true", "FilterPolicy": json.dumps({"type": ["OrderCancelled"]})}
    subscription = sns.subscribe(
        TopicArn=variables["TOPIC_ARN"], Protocol="sqs", Endpoint=arn, Attributes=raw, ReturnSubscriptionArn=True
    )

    def read() -> list[dict[str, Any]]:
        reply = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["MessageGroupId"])
        return reply.get("Messages", [])

    yield read
    sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
    sqs.delete_queue(QueueUrl=url)


def test_after_the_commit_its_events_are_published_in_order_and_marked_as_sent(
    customer: str, db: Any, inbox: Any
) -> None:
    from logistics.gateways.topic import open_body

    over_http("POST", PATH, {"text": "a"}, session=customer)
    messages = inbox()
    assert [open_body(each["Body"])["data"]["reason"] for each in messages] == ["first", "second"]
    assert {each["Attributes"]["MessageGroupId"] for each in messages} == {WAYBILL}
    assert all(row["sent_at"] and row["tries"] == 1 for row in db["outbox"].find())


def test_a_topic_that_is_down_costs_no_order_and_its_events_are_sent_later(
    customer: str, db: Any, inbox: Any, setting: Any, variables: dict[str, str], log_lines: Any
) -> None:
    from logistics.gateways import topic
    from logistics.store.mongo import Unit

    setting(TOPIC_ARN=variables["TOPIC_ARN"].replace("events", "no-such-topic"))
    assert over_http("POST", PATH, {"text": "a"}, session=customer).status == 200
    assert "publish_delayed" in {line["event"] for line in log_lines()}
    outbox = Unit(datetime.now(UTC)).outbox
    waiting = outbox.unsent(datetime.now(UTC) + timedelta(minutes=1), 10)
    assert len(waiting) == 2

    setting(TOPIC_ARN=variables["TOPIC_ARN"])
    outbox.mark_sent(topic.publish(waiting))
    assert len(inbox()) == 2
    assert outbox.unsent(datetime.now(UTC) + timedelta(minutes=1), 10) == []


def test_a_store_that_is_down_is_503_on_every_trigger(store_down: None, customer: str) -> None:
    answer = over_http("POST", PATH, {"text": "a"}, session=customer)
    assert (answer.status, answer.code) == (503, "STORE_UNAVAILABLE")
    assert code(over_invoke("count_notes", {"waybill_no": WAYBILL})) == "STORE_UNAVAILABLE"


def test_a_session_store_that_is_down_is_503_and_nobody_is_taken_for_a_guest(customer: str, redis_down: None) -> None:
    answer = over_http("GET", PATH, session=customer)
    assert (answer.status, answer.code) == (503, "STORE_UNAVAILABLE")
