"""The resources that serverless.yml writes out, created in the AWS endpoint of this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from scripts.local.deployment import Deployment
from scripts.local.objects import ObjectKeeper
from scripts.local.servers_http import AWS_CREDENTIALS
from scripts.local.template import Template

_QUEUE_SET_ONCE = frozenset({"QueueName", "FifoQueue", "Tags"})
_TOPIC_ATTRIBUTES = ("FifoTopic", "ContentBasedDeduplication")
_SUBSCRIPTION_ATTRIBUTES = ("RawMessageDelivery", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy")


def aws_client(service: str, endpoint_url: str) -> Any:
    """A boto3 client of the local endpoint."""
    return boto3.client(
        service,
        endpoint_url=endpoint_url,
        region_name=AWS_CREDENTIALS["AWS_REGION"],
        aws_access_key_id=AWS_CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=AWS_CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries={"max_attempts": 5}, read_timeout=70, max_pool_connections=64),
    )


class Cloud:
    """Topics, queues with their dead-letter queues, filtered subscriptions and buckets of one stage.

    `create` may be called again at any time: after a restart of a broker that keeps nothing, too. What lies in the
    buckets is kept in the folder `objects`, if one is given.
    """

    def __init__(self, deployment: Deployment, endpoint_url: str, objects: Path | None = None) -> None:
        self.deployment, self.endpoint_url = deployment, endpoint_url
        self._sqs, self._sns, self._s3 = (aws_client(name, endpoint_url) for name in ("sqs", "sns", "s3"))
        self._prefix = f"{deployment.service}-{deployment.stage}"
        pseudo = {"AWS::AccountId": "123456789012", "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com"}
        self._template = Template({**pseudo, "AWS::Region": deployment.region, "AWS::StackName": self._prefix})
        self._keeper = ObjectKeeper(self._s3, objects) if objects else None
        self._turn = threading.Lock()

    def create(self) -> None:
        """Creates or updates everything and puts saved objects back; raises botocore's errors."""
        # One lock for this and save_objects: a bucket just made anew must not be taken for an emptied one.
        with self._turn:
            self._create()
            if self._keeper:
                self._keeper.load(self._buckets())

    def save_objects(self) -> None:
        """Copies what changed in the buckets since the last time to disk."""
        with self._turn:
            if self._keeper:
                self._keeper.save(self._buckets())

    @property
    def names(self) -> Mapping[str, str]:
        """What Ref gives, by logical id: the URL of a queue, the ARN of a topic, the name of a bucket."""
        return self._template.refs

    def arn(self, logical_id: str) -> str:
        """The ARN of a queue or a bucket."""
        return self._template.attributes[logical_id, "Arn"]

    def purge(self) -> None:
        """Empties every queue."""
        for logical_id, _ in self._of("AWS::SQS::Queue"):
            self._sqs.purge_queue(QueueUrl=self.names[logical_id])

    def _create(self) -> None:
        for logical_id, properties in self._of("AWS::S3::Bucket"):
            self._bucket(logical_id, properties)
        for logical_id, properties in self._of("AWS::SNS::Topic"):
            self._topic(logical_id, properties)
        queues = self._of("AWS::SQS::Queue")
        for logical_id, properties in queues:
            self._queue(logical_id, properties)
        for logical_id, properties in queues:
            self._redrive(logical_id, properties)
        for _, properties in self._of("AWS::SNS::Subscription"):
            self._subscribe(self._template.resolve(properties))

    def _buckets(self) -> list[str]:
        return [self.names[logical_id] for logical_id, _ in self._of("AWS::S3::Bucket")]

    def _of(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        return [
            (logical_id, body.get("Properties") or {})
            for logical_id, body in self.deployment.resources.items()
            if body["Type"] == kind
        ]

    def _bucket(self, logical_id: str, properties: dict[str, Any]) -> None:
        name = self._template.resolve(properties.get("BucketName")) or f"{self._prefix}-{logical_id}".lower()
        where = {"LocationConstraint": self.deployment.region}
        _unless_exists(
            lambda: self._s3.create_bucket(Bucket=name, CreateBucketConfiguration=where), "BucketAlreadyOwnedByYou"
        )
        self._template.learn(logical_id, name, Arn=f"arn:aws:s3:::{name}")

    def _topic(self, logical_id: str, properties: dict[str, Any]) -> None:
        fifo = bool(properties.get("FifoTopic"))
        name = self._name(properties.get("TopicName"), logical_id, fifo)
        attributes = {key: _text(properties[key]) for key in _TOPIC_ATTRIBUTES if key in properties}
        arn = self._sns.create_topic(Name=name, Attributes=attributes)["TopicArn"]
        self._template.learn(logical_id, arn, TopicArn=arn, TopicName=name)

    def _queue(self, logical_id: str, properties: dict[str, Any]) -> None:
        fifo = bool(properties.get("FifoQueue"))
        name = self._name(properties.get("QueueName"), logical_id, fifo)
        plain = {
            key: self._template.resolve(value)
            for key, value in properties.items()
            if key not in _QUEUE_SET_ONCE and not key.startswith("Redrive")
        }
        settable = {key: _text(value) for key, value in plain.items()}
        _unless_exists(
            lambda: self._sqs.create_queue(QueueName=name, Attributes={"FifoQueue": "true"} if fifo else {}),
            "QueueNameExists",
            "QueueAlreadyExists",
        )
        url = self._sqs.get_queue_url(QueueName=name)["QueueUrl"]
        if settable:
            self._sqs.set_queue_attributes(QueueUrl=url, Attributes=settable)
        arn = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        self._template.learn(logical_id, url, Arn=arn, QueueName=name, QueueUrl=url)

    def _redrive(self, logical_id: str, properties: dict[str, Any]) -> None:
        if "RedrivePolicy" in properties:
            policy = json.dumps(self._template.resolve(properties["RedrivePolicy"]))
            self._sqs.set_queue_attributes(QueueUrl=self.names[logical_id], Attributes={"RedrivePolicy": policy})

    def _subscribe(self, properties: dict[str, Any]) -> None:
        arn = self._sns.subscribe(
            TopicArn=properties["TopicArn"],
            Protocol=properties["Protocol"],
            Endpoint=properties["Endpoint"],
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]
        for name in _SUBSCRIPTION_ATTRIBUTES:
            if name in properties:
                self._sns.set_subscription_attributes(
                    SubscriptionArn=arn, AttributeName=name, AttributeValue=_text(properties[name])
                )

    def _name(self, given: Any, logical_id: str, fifo: bool) -> str:
        return str(self._template.resolve(given) or f"{self._prefix}-{logical_id}{'.fifo' if fifo else ''}")


def _unless_exists(create: Callable[[], object], *codes: str) -> None:
    try:
        create()
    except ClientError as error:
        if not any(code in error.response["Error"]["Code"] for code in codes):
            raise


def _text(value: Any) -> str:
    """A property as the query APIs take it: booleans in lower case, structures as JSON."""
    return value if isinstance(value, str) else json.dumps(value)
