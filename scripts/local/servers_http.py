"""The local servers that speak HTTP: the AWS services (moto) and the provider sandbox."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import requests

from scripts.local.server import HOST, Server

ROOT = Path(__file__).resolve().parents[2]
# moto accepts any credentials; boto3 insists on having some.
AWS_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": "ap-southeast-1",
    "AWS_REGION": "ap-southeast-1",
}


class AwsServer(Server):
    """SNS, SQS, S3 and KMS as moto plays them; it keeps nothing, see `scripts.local.cloud`."""

    name = "moto_server"

    @property
    def url(self) -> str:
        """An AWS_ENDPOINT_URL."""
        return f"http://{HOST}:{self.port}"

    def command(self) -> list[str]:
        """moto's threaded server."""
        return [sys.executable, "-m", "moto.server", "-H", HOST, "-p", str(self.port)]

    def environment(self) -> Mapping[str, str]:
        """Credentials of no worth, and queues that may be purged more often than once a minute."""
        return {**os.environ, **AWS_CREDENTIALS, "MOTO_SQS_ENFORCE_STRICT_QUEUE_PURGE_BEHAVIOUR": "false"}

    def answers(self) -> bool:
        """Whether its control page is served."""
        return answers_http(self.port, "/moto-api/")


class SandboxServer(Server):
    """The provider sandbox: WeChat, Tencent SMS and FaceID as their documents describe them."""

    name = "sandbox"

    @property
    def url(self) -> str:
        """The base URL under which every provider is found."""
        return f"http://{HOST}:{self.port}"

    def command(self) -> list[str]:
        """The sandbox with its state in the data folder; the mini-program's pages count as released."""
        return [
            *(sys.executable, "-m", "scripts.sandbox"),
            *("--port", str(self.port), "--data", str(self.data)),
            *("--app-json", str(ROOT / "miniprogram/app.json")),
        ]

    def environment(self) -> Mapping[str, str]:
        """This process's environment, with the repository on the import path."""
        return {**os.environ, "PYTHONPATH": str(ROOT)}

    def answers(self) -> bool:
        """Whether its health page answers."""
        return answers_http(self.port, "/_sandbox/health")


def answers_url(url: str) -> bool:
    """Whether anything speaks HTTP at that address, whatever its status."""
    try:
        requests.get(url, timeout=2)
    except requests.RequestException:
        return False
    return True


def answers_http(port: int, path: str) -> bool:
    """Whether GET of that path on 127.0.0.1 answers 200 within two seconds."""
    connection = HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
