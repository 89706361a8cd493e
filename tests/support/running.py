"""The whole cloud at work, for tests that go through its front doors: functions in processes of their own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.admin_cli.target import Target
from scripts.local.cloud import Cloud
from scripts.local.deployment import ROOT, Deployment, load_deployment
from scripts.local.environment import LAYER
from scripts.local.front import HttpFront, LambdaFront
from scripts.local.poller import Poller, queue_sources
from scripts.local.runtime_api import WorkerPool
from scripts.local.ticker import Ticker, run_schedules

_RETRY_S = 0.3


class Running:
    """Every function under the Lambda runtime client, behind HTTP and Invoke fronts, fed by its queue and schedules."""

    def __init__(
        self, cloud: Cloud, variables: Mapping[str, str], logs: Path, *, processes: int = 1, schedules_s: float = 2.0
    ) -> None:
        self.variables = dict(variables)
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
        self.http = HttpFront(self.deployment.routes, self.invoke)
        self.invokes = LambdaFront(self.invoke, prefix="logistics-dev-")
        endpoint = variables["AWS_ENDPOINT_URL"]
        self.poller = Poller(queue_sources(cloud), self.invoke, endpoint_url=endpoint, retry_delay_s=lambda _: _RETRY_S)
        self._ticker = Ticker(lambda: run_schedules(self.deployment.schedules, self.invoke), schedules_s)

    def __enter__(self) -> Running:
        for part in (self.http, self.invokes, self.poller, self._ticker):
            part.start()
        return self

    def __exit__(self, *_: object) -> None:
        for part in (self._ticker, self.poller, self.invokes, self.http):
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


def _own(body: dict[str, Any]) -> dict[str, str]:
    """What serverless.yml sets for this function alone."""
    return {name: str(value) for name, value in (body.get("environment") or {}).items() if isinstance(value, str)}
