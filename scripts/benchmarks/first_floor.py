"""Run as a fresh process: only the libraries that a function needs, and its connections opened; then one byte.

Arguments: the modules to import and the connections to open, both with commas between.
"""

import importlib
import os
import sys


def main() -> None:
    """The child's whole life."""
    modules, lines = (argument.split(",") for argument in sys.argv[1:])
    for name in modules:
        importlib.import_module(name)
    for line in lines:
        _OPEN[line]()
    sys.stdout.write("x")
    sys.stdout.flush()


def _mongo() -> None:
    from pymongo import MongoClient

    MongoClient(os.environ["MONGODB_URI"]).admin.command("ping")


def _redis() -> None:
    from redis import Redis

    Redis.from_url(os.environ["REDIS_URL"]).ping()


def _topic() -> None:
    import boto3

    boto3.client("sns").get_topic_attributes(TopicArn=os.environ["TOPIC_ARN"])


def _wechat() -> None:
    import requests

    requests.Session().get(os.environ["WECHAT_BASE_URL"])


_OPEN = {"mongo": _mongo, "redis": _redis, "topic": _topic, "wechat": _wechat}

main()
