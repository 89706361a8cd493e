"""AWS clients, one of each service per warm process; AWS_ENDPOINT_URL leads them to a local stand-in."""

from functools import cache
from typing import Any


@cache
def aws(service: str) -> Any:
    """A boto3 client with time-outs that fit inside a call: 1 s to connect, 3 s to read, one retry."""
    import boto3
    from botocore.config import Config

    quick = Config(connect_timeout=1, read_timeout=3, retries={"total_max_attempts": 2}, tcp_keepalive=True)
    return boto3.client(service, config=quick)
