"""serverless-offline: HTTP, WebSocket, schedules and the Lambda Invoke port for the functions as they lie here."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from scripts.local.runtime_api import FunctionError
from scripts.local.server import HOST, Server, listens, require_free
from scripts.local.servers_http import AWS_CREDENTIALS, ROOT

_OFFLINE = ROOT / "node_modules" / ".bin" / "serverless"


class OfflineServer(Server):
    """One node process; it starts a Python process of its own for each call that runs at the same time."""

    name = "serverless-offline"
    ready_within_s = 60.0

    def __init__(
        self, data: Path, variables: Mapping[str, str], *, http: int, websocket: int, lambda_: int, stage: str
    ) -> None:
        super().__init__(data, http)
        self._variables, self._stage = variables, stage
        self.websocket_port, self.lambda_port = websocket, lambda_

    @property
    def url(self) -> str:
        """The base URL of the HTTP API."""
        return f"http://{HOST}:{self.port}"

    @property
    def websocket_url(self) -> str:
        """The URL that WebSocket clients connect to."""
        return f"ws://{HOST}:{self.websocket_port}"

    @property
    def lambda_url(self) -> str:
        """The endpoint for boto3's `lambda` client."""
        return f"http://{HOST}:{self.lambda_port}"

    def command(self) -> list[str]:
        """`serverless offline` on this repository's serverless.yml."""
        require_free(self.name, self.websocket_port)
        require_free(self.name, self.lambda_port)
        return [str(_OFFLINE), "offline", "--noSponsor", "--stage", self._stage]

    def environment(self) -> Mapping[str, str]:
        """The functions' variables, with the venv's python first on PATH, and nothing that phones home."""
        # With VIRTUAL_ENV set serverless-offline would lengthen PATH at every process it starts.
        inherited = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        return {
            **inherited,
            **self._variables,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HTTP_PORT": str(self.port),
            "WEBSOCKET_PORT": str(self.websocket_port),
            "LAMBDA_PORT": str(self.lambda_port),
            "SLS_TELEMETRY_DISABLED": "1",
            "SLS_TRACKING_DISABLED": "1",
            "SLS_NOTIFICATIONS_MODE": "off",
            "SLS_INTERACTIVE_SETUP_ENABLE": "0",
        }

    def answers(self) -> bool:
        """Whether all three ports are open."""
        return all(listens(port) for port in (self.port, self.websocket_port, self.lambda_port))


class LambdaInvoker:
    """Calls functions through a Lambda Invoke API; `invoke(function, event)` is what the poller needs."""

    def __init__(self, endpoint_url: str, prefix: str) -> None:
        self._prefix = prefix
        self._client = boto3.client(
            "lambda",
            endpoint_url=endpoint_url,
            region_name=AWS_CREDENTIALS["AWS_REGION"],
            aws_access_key_id=AWS_CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=AWS_CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            config=Config(retries={"total_max_attempts": 1}, read_timeout=70, max_pool_connections=16),
        )

    def __call__(self, function: str, event: dict[str, Any]) -> Any:
        """The function's reply; raises FunctionError, or botocore's errors when nothing answers."""
        reply = self._client.invoke(FunctionName=self._prefix + function, Payload=json.dumps(event).encode())
        payload = json.loads(reply["Payload"].read() or b"null")
        # serverless-offline answers a handler that died with status 200 and only the error as a body.
        if "FunctionError" in reply or (isinstance(payload, dict) and "errorMessage" in payload):
            raise FunctionError(payload)
        return payload
