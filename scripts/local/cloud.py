"""The hand-written resources of serverless.yml, created in the AWS endpoint of this machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from scripts.local.deployment import Deployment
from scripts.local.servers_http import AWS_CREDENTIALS
from scripts.local.template import Template, Unknown

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

    `create` may be called again at any time: after a restart of a broker that keeps nothing, too.
    """

    def __init__(self, deployment: Deployment, endpoint_url: str) -> None:
        self.deployment, self.endpoint_url = deployment, endpoint_url
        self._sqs, self._sns, self._s3 = (aws_client(name, endpoint_url) for name in ("sqs", "sns", "s3"))
        region, stack = deployment.region, f"{deployment.service}-{deployment.stage}"
        pseudo = {"AWS::Region": region, "AWS::AccountId": "123456789012", "AWS::Partition": "aws"}
        self.template = Template({**pseudo, "AWS::StackName": stack, "AWS::URLSuffix": "amazonaws.com"})
        self._prefix = stack

    def create(self) -> None:
        """Creates or updates everything; raises botocore's errors when the endpoint refuses."""
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
            self._subscribe(self.template.resolve(properties))

    @property
    def queue_urls(self) -> dict[str, str]:
        """The URL of every queue, by logical id."""
        return {logical_id: self.template.refs[logical_id] for logical_id, _ in self._of("AWS::SQS::Queue")}

    @property
    def buckets(self) -> list[str]:
        """The names of the buckets."""
        return [self.template.refs[logical_id] for logical_id, _ in self._of("AWS::S3::Bucket")]

    def environment(self) -> dict[str, str]:
        """The provider's environment of serverless.yml with the references replaced by what exists here.

        A variable that refers to something only AWS creates (an API, say) is left out.
        """
        found = {}
        for name, value in self.deployment.environment.items():
            try:
                found[name] = str(self.template.resolve(value))
            except Unknown:
                continue
        return found

    def waiting(self) -> int:
        """How many messages wait, are delayed or are being handled, dead letters left out."""
        dead = self._dead_letter_ids()
        return sum(self._depth(url) for logical_id, url in self.queue_urls.items() if logical_id not in dead)

    def purge(self) -> None:
        """Empties every queue."""
        for url in self.queue_urls.values():
            self._sqs.purge_queue(QueueUrl=url)

    def _of(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        return [
            (logical_id, body.get("Properties") or {})
            for logical_id, body in self.deployment.resources.items()
            if body["Type"] == kind
        ]

    def _dead_letter_ids(self) -> set[str]:
        targets = [
            body["RedrivePolicy"]["deadLetterTargetArn"]
            for _, body in self._of("AWS::SQS::Queue")
            if "RedrivePolicy" in body
        ]
        arns = {self.template.resolve(target) for target in targets}
        return {name for name in self.queue_urls if self.template.attributes[name, "Arn"] in arns}

    def _depth(self, url: str) -> int:
        names = [f"ApproximateNumberOfMessages{part}" for part in ("", "Delayed", "NotVisible")]
        counts = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(int(counts.get(name, 0)) for name in names)

    def _bucket(self, logical_id: str, properties: dict[str, Any]) -> None:
        name = self.template.resolve(properties.get("BucketName")) or f"{self._prefix}-{logical_id}".lower()
        where = {"LocationConstraint": self.deployment.region}
        _unless_exists(
            lambda: self._s3.create_bucket(Bucket=name, CreateBucketConfiguration=where), "BucketAlreadyOwnedByYou"
        )
        self.template.learn(logical_id, name, Arn=f"arn:aws:s3:::{name}")

    def _topic(self, logical_id: str, properties: dict[str, Any]) -> None:
        fifo = bool(properties.get("FifoTopic"))
        name = self._name(properties.get("TopicName"), logical_id, fifo)
        attributes = {key: _text(properties[key]) for key in _TOPIC_ATTRIBUTES if key in properties}
        arn = self._sns.create_topic(Name=name, Attributes=attributes)["TopicArn"]
        self.template.learn(logical_id, arn, TopicArn=arn, TopicName=name)

    def _queue(self, logical_id: str, properties: dict[str, Any]) -> None:
        fifo = bool(properties.get("FifoQueue"))
        name = self._name(properties.get("QueueName"), logical_id, fifo)
        plain = {
            key: self.template.resolve(value)
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
        self.template.learn(logical_id, url, Arn=arn, QueueName=name, QueueUrl=url)

    def _redrive(self, logical_id: str, properties: dict[str, Any]) -> None:
        if "RedrivePolicy" in properties:
            policy = json.dumps(self.template.resolve(properties["RedrivePolicy"]))
            self._sqs.set_queue_attributes(
                QueueUrl=self.template.refs[logical_id], Attributes={"RedrivePolicy": policy}
            )

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
        return str(self.template.resolve(given) or f"{self._prefix}-{logical_id}{'.fifo' if fifo else ''}")


def _unless_exists(create: Callable[[], object], *codes: str) -> None:
    try:
        create()
    except ClientError as error:
        if not any(code in error.response["Error"]["Code"] for code in codes):
            raise


def _text(value: Any) -> str:
    """A property as the query APIs take it: booleans in lower case, structures as JSON."""
    return value if isinstance(value, str) else json.dumps(value)
