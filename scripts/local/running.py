"""Everything that scripts/up starts, from servers to poller, as one thing to start, watch and end."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from scripts.local.cloud import Cloud
from scripts.local.deployment import load_deployment
from scripts.local.environment import function_environment
from scripts.local.offline import LambdaInvoker, OfflineServer
from scripts.local.poller import Poller, queue_sources
from scripts.local.problems import LocalProblem
from scripts.local.server import HOST, require_free
from scripts.local.servers import Ports, ServerSet
from scripts.local.servers_http import ROOT, answers_url
from scripts.local.servers_mongo import mongo_answers
from scripts.local.servers_preview import PreviewServer
from scripts.local.servers_redis import redis_answers
from scripts.local.state import DATA, LOGS
from scripts.local.ticker import Ticker

log = logging.getLogger("scripts.up")

_SAVE_OBJECTS_S = 2.0
_STAGE = "dev"
_ANSWERS = {"MONGODB_URI": mongo_answers, "REDIS_URL": redis_answers, "AWS_ENDPOINT_URL": answers_url}


@dataclass(frozen=True, slots=True)
class FrontPorts:
    """The ports of serverless-offline and of the preview."""

    http: int = 3000
    websocket: int = 3001
    lambda_: int = 3002
    preview: int = 3700


class LocalCloud:
    """The whole local cloud of this repository, with its data under `.local/data`."""

    def __init__(self, ports: Ports, fronts: FrontPorts, given: Mapping[str, str]) -> None:
        self._fronts = fronts
        self.servers = ServerSet(DATA, ports=ports, given=given)
        self.offline: OfflineServer | None = None
        self._preview: PreviewServer | None = None
        self._poller: Poller | None = None
        self._saver: Ticker | None = None
        self._cloud: Cloud | None = None
        self.variables: dict[str, str] = {}

    def check(self) -> None:
        """Raises LocalProblem for a child that has ended by itself."""
        self.servers.check()
        for server in (self.offline, self._preview):
            if server and server.child:
                server.child.check()

    def stop(self) -> None:
        """Ends everything in the order that loses nothing: callers first, what they call last."""
        if self._preview:
            self._preview.stop()
        if self._poller:
            self._poller.stop()
        if self.offline:
            self.offline.stop()
        if self._saver and self._cloud:
            self._saver.stop()
            self._save_a_last_time(self._cloud)
        self.servers.stop()

    @staticmethod
    def _save_a_last_time(cloud: Cloud) -> None:
        try:
            cloud.save_objects()
        except (BotoCoreError, ClientError) as error:
            # The S3 server died before; what was saved until two seconds ago is on disk.
            log.warning("objects: not saved at the end (%s)", type(error).__name__)

    def state(self) -> dict[str, Any]:
        """What the state file tells other commands."""
        assert self._preview
        return {
            "service": load_deployment(stage=_STAGE).service,
            "stage": _STAGE,
            "preview_url": self._preview.url,
            **self._addresses(),
            "environment": self.variables,
        }

    def _addresses(self) -> dict[str, str]:
        assert self.offline
        environment = self.servers.environment()
        return {
            "http_url": self.offline.url,
            "ws_url": self.offline.websocket_url,
            "lambda_url": self.offline.lambda_url,
            **{name.lower(): environment[name] for name in (*_ANSWERS, "SANDBOX_URL")},
        }

    def start(self) -> str:
        """Starts everything and returns what the seeding printed; raises LocalProblem, and then stop() must follow."""
        for port in (self._fronts.http, self._fronts.websocket, self._fronts.lambda_):
            require_free(OfflineServer.name, port)
        require_free(PreviewServer.name, self._fronts.preview)
        _check_given(self.servers.given)
        self.servers.start()
        environment = self.servers.environment()
        endpoint = environment["AWS_ENDPOINT_URL"]
        deployment = load_deployment(stage=_STAGE, env={**os.environ, **environment})
        # Objects are kept on disk for the server that forgets them, not for one that somebody else runs.
        self._cloud = Cloud(deployment, endpoint, DATA / "objects" if self.servers.aws else None)
        self._cloud.create()
        front = f"http://{HOST}:{self._fronts.http}"
        pushes = {"CONNECTIONS_URL": f"http://{HOST}:{self._fronts.websocket}"}
        self.variables = function_environment(environment, self._cloud.names, DATA, front=front) | pushes
        self._saver = Ticker(self._cloud.save_objects, _SAVE_OBJECTS_S)
        self._saver.start()
        fronts = {"http": self._fronts.http, "websocket": self._fronts.websocket, "lambda_": self._fronts.lambda_}
        self.offline = OfflineServer(LOGS / "offline", self.variables, **fronts, stage=_STAGE)
        functions = f"{deployment.service}-{_STAGE}-"
        self._preview = PreviewServer(DATA / "preview", self._fronts.preview, self._addresses(), functions)
        with ThreadPoolExecutor(2) as pool:
            seeding, showing = pool.submit(_seed, self.variables), pool.submit(self._preview.start)
            self.offline.start()
            told = seeding.result()
            showing.result()
        invoker = LambdaInvoker(self.offline.lambda_url, functions)
        self._poller = Poller(queue_sources(self._cloud), invoker, endpoint_url=endpoint)
        self._poller.start()
        return told


def log_to_file() -> None:
    """Sends the poller's and tickers' lines to `.local/logs/poller.log`."""
    LOGS.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(filename=LOGS / "poller.log", format="%(asctime)s %(name)s %(message)s", level=logging.WARNING)


def _check_given(given: Mapping[str, str]) -> None:
    for name, answers in _ANSWERS.items():
        if given.get(name) and not answers(given[name]):
            raise LocalProblem(f"{name} is set, but nothing answers there; start that server or unset {name}")


def _seed(variables: Mapping[str, str]) -> str:
    """What `scripts.local.seed` prints; it changes nothing that is there already."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.local.seed"],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LocalProblem(f"seeding failed: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")
    return done.stdout
