"""Calls through the Lambda Invoke API, the same way on this machine and in AWS."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from scripts.admin_cli.faults import Misused, Refused, Unreachable
from scripts.admin_cli.target import Target, known_functions

_ANSWER_S, _CONNECT_S = 60, 5


class Client:
    """Invokes a deployment's functions as whoever holds `session`."""

    def __init__(self, target: Target, session: str = "") -> None:
        self.target, self.session = target, session
        # Any credentials open a local endpoint; in AWS it is the caller's own that must.
        here: dict[str, str] = {}
        if target.local:
            here = {
                "region_name": "ap-southeast-1",
                "aws_access_key_id": "local",
                "aws_secret_access_key": "local",
            }
        config = Config(
            retries={"total_max_attempts": 1},
            read_timeout=_ANSWER_S,
            connect_timeout=_CONNECT_S,
            max_pool_connections=16,
        )
        try:
            self._lambda = boto3.client("lambda", endpoint_url=target.endpoint, config=config, **here)
        except BotoCoreError as error:
            raise Unreachable(f"AWS: {error}") from error

    def call(self, function: str, action: str, data: Any = None, request_id: str = "") -> Any:
        """An action's data. Raises Refused, Misused for a function that does not exist, Unreachable."""
        event: dict[str, Any] = {"action": action, "data": {} if data is None else data}
        if request_id:
            event["request_id"] = request_id
        if self.session:
            event["session"] = self.session
        return self.send(function, event)

    def send(self, function: str, event: dict[str, Any]) -> Any:
        """The data of the reply to an event."""
        reply = self._invoked(function, event)
        if isinstance(reply, dict) and isinstance(error := reply.get("error"), dict):
            raise Refused(str(error.get("code")), str(error.get("message")), error.get("details"))
        if not isinstance(reply, dict) or "data" not in reply:
            kind = reply.get("errorType", "no data") if isinstance(reply, dict) else "no data"
            raise Refused("FUNCTION_FAILED", f"{function} did not answer as a function does ({kind})")
        return reply["data"]

    def variable(self, function: str, name: str) -> str:
        """A variable of a function's environment, as its deployment has it."""
        if name in self.target.variables:
            return self.target.variables[name]
        try:
            found = self._lambda.get_function_configuration(FunctionName=self.target.function(function))
        except (BotoCoreError, ClientError) as error:
            raise Unreachable(f"the environment of {function} cannot be read: {error}") from error
        return str(found.get("Environment", {}).get("Variables", {}).get(name, ""))

    def _invoked(self, function: str, event: dict[str, Any]) -> Any:
        try:
            reply = self._lambda.invoke(
                FunctionName=self.target.function(function), Payload=json.dumps(event, ensure_ascii=False).encode()
            )
            return json.loads(reply["Payload"].read() or b"null")
        except ClientError as error:
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
                raise Misused(_no_function(function)) from error
            raise Unreachable(f"{self._where}: {error}") from error
        except (BotoCoreError, ValueError) as error:
            raise Unreachable(f"{self._where}: {error}") from error

    @property
    def _where(self) -> str:
        return self.target.endpoint or "AWS Lambda"


def _no_function(function: str) -> str:
    near = get_close_matches(function, known_functions())
    hint = f"did you mean {', '.join(near)}?" if near else f"there are {', '.join(known_functions())}"
    return f"no function {function!r}: {hint}"
