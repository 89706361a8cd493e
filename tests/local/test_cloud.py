"""What serverless.yml declares by hand exists in the local AWS, filters included, and objects outlive moto."""

import json
from pathlib import Path

import pytest

from scripts.local.cloud import Cloud, aws_client
from scripts.local.deployment import Deployment, QueueTrigger, Route, Schedule
from scripts.local.problems import LocalProblem
from scripts.local.servers import AwsServer
from tests.local.template import TEMPLATE


def test_routes_schedules_and_queues_are_read_from_the_functions() -> None:
    sample = Deployment(TEMPLATE, stage="prod")
    assert sample.routes == [Route("GET", "/parcels/{waybill_no}", "first"), Route("POST", "/parcels", "first")]
    assert sample.schedules == [Schedule("first", "rate(5 minute)", {"schedule": "sweep"})]
    assert sample.queues == [
        QueueTrigger("first", "FirstQueue", 5),
        QueueTrigger("second", "SecondQueue", 10),
        QueueTrigger("second", "WakeQueue", 10),
    ]


def test_a_variable_without_a_value_is_named() -> None:
    with pytest.raises(LocalProblem, match=r"self:custom\.nowhere"):
        Deployment("service: x\nprovider: {stage: '${self:custom.nowhere}'}")


def test_creating_twice_changes_nothing(cloud: Cloud) -> None:
    before = dict(cloud.names)
    cloud.create()
    subscriptions = aws_client("sns", cloud.endpoint_url).list_subscriptions()["Subscriptions"]
    assert (cloud.names, len(subscriptions)) == (before, 2)


@pytest.mark.parametrize(
    ("type_", "first", "second"), [("OrderPlaced", 1, 0), ("ParcelSigned", 1, 1), ("ParcelMoved", 0, 0)]
)
def test_an_event_reaches_only_the_queues_that_ask_for_its_type(
    cloud: Cloud, type_: str, first: int, second: int
) -> None:
    aws_client("sns", cloud.endpoint_url).publish(
        TopicArn=cloud.names["Events"],
        Message=json.dumps({"type": type_}),
        MessageGroupId="g",
        MessageDeduplicationId=f"to-{type_}",
        MessageAttributes={"type": {"DataType": "String", "StringValue": type_}},
    )
    sqs = aws_client("sqs", cloud.endpoint_url)
    found = [
        [json.loads(message["Body"]) for message in sqs.receive_message(QueueUrl=url).get("Messages", [])]
        for url in (cloud.names["FirstQueue"], cloud.names["SecondQueue"])
    ]
    assert found == [[{"type": type_}] * first, [{"type": type_}] * second]


def test_uploaded_objects_come_back_after_the_broker_forgot_them(tmp_path: Path) -> None:
    server = AwsServer(tmp_path / "aws")
    server.start()
    try:
        cloud = Cloud(Deployment(TEMPLATE), server.url, tmp_path / "objects")
        server.on_start.append(cloud.create)
        cloud.create()
        s3 = aws_client("s3", server.url)
        s3.put_object(Bucket="sample-files", Key="proof/a b.jpg", Body=b"\xff\xd8", ContentType="image/jpeg")
        s3.put_object(Bucket="sample-files", Key="proof/gone", Body=b"x")
        cloud.save_objects()
        s3.delete_object(Bucket="sample-files", Key="proof/gone")
        cloud.save_objects()
        server.restart(crash=True)
        back = s3.get_object(Bucket="sample-files", Key="proof/a b.jpg")
        assert (back["Body"].read(), back["ContentType"]) == (b"\xff\xd8", "image/jpeg")
        assert s3.list_objects_v2(Bucket="sample-files")["KeyCount"] == 1
    finally:
        server.stop()
