"""The whole cloud at work behind front doors of its own: functions in processes that can be killed, as Lambda's can."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.admin_cli.target import Target
from scripts.local.cloud import Cloud
from scripts.local.deployment import ROOT, Deployment, load_deployment
from scripts.local.environment import LAYER
from scripts.local.front import HttpFront, Invoke, LambdaFront, Reply, Request
from scripts.local.poller import Poller, queue_sources
from scripts.local.runtime_api import WorkerPool
from scripts.local.server import HOST, free_port
from scripts.local.ticker import Ticker, run_schedules

_RETRY_S = 0.3
_PREFIX = "logistics-dev-"


class Running:
    """Every function under the Lambda runtime client, behind HTTP and Invoke fronts.

    With `events` each is fed by its queue, and the schedules run every `schedules_s` seconds.
    """

    def __init__(
        self,
        cloud: Cloud,
        variables: Mapping[str, str],
        logs: Path,
        *,
        processes: int = 1,
        events: bool = True,
        schedules_s: float = 2.0,
    ) -> None:
        port = free_port()
        front = {"WECHAT_PAY_NOTIFY_URL": f"http://{HOST}:{port}/payments/notifications"}
        variables = self.variables = {**variables, **front}
        self.deployment: Deployment = load_deployment(env={**os.environ, **variables})
        paths = os.pathsep.join((str(ROOT), str(LAYER)))
        environment = {"PATH": os.environ["PATH"], **variables, "PYTHONPATH": paths}
        self.pools = {
            name: WorkerPool(
                body["handler"],
                env={**environment, **_own(body)},
                cwd=ROOT,
                processes=processes,
                log=logs / f"{name}.log",
            )
            for name, body in self.deployment.functions.items()
        }
        self.http = HttpFront(self.deployment.routes, self.invoke, port)
        self.invokes = _Invokes(self.invoke, set(self.pools))
        endpoint = variables["AWS_ENDPOINT_URL"]
        self.poller = Poller(queue_sources(cloud), self.invoke, endpoint_url=endpoint, retry_delay_s=lambda _: _RETRY_S)
        self._ticker = Ticker(lambda: run_schedules(self.deployment.schedules, self.invoke), schedules_s)
        by_themselves = (self.poller, self._ticker) if events else ()
        self._parts = (self.http, self.invokes, *by_themselves)

    def __enter__(self) -> Running:
        for part in self._parts:
            part.start()
        return self

    def __exit__(self, *_: object) -> None:
        for part in reversed(self._parts):
            part.stop()
        for pool in self.pools.values():
            pool.close()

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """A function's reply to an event."""
        return self.pools[function].invoke(event)

    @property
    def target(self) -> Target:
        """Where the command line and the demonstration find it."""
        return Target("logistics", "dev", self.invokes.url, self.variables["SMS_BASE_URL"], self.variables)


class _Invokes(LambdaFront):
    """The Invoke API, which answers as AWS does for a function that is not there."""

    def __init__(self, invoke: Invoke, functions: set[str]) -> None:
        super().__init__(invoke, prefix=_PREFIX)
        self._functions = functions

    def answer(self, request: Request) -> Reply:
        name = request.path.split("/")[-2].removeprefix(_PREFIX)
        if name in self._functions:
            return super().answer(request)
        kind = ("x-amzn-errortype", "ResourceNotFoundException")
        body = b'{"Type":"User","Message":"Function not found"}'
        return Reply(404, body, (("content-type", "application/json"), kind))


def _own(body: dict[str, Any]) -> dict[str, str]:
    """What serverless.yml sets for this function alone."""
    return {name: str(value) for name, value in (body.get("environment") or {}).items() if isinstance(value, str)}
