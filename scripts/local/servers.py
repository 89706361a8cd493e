"""The set of servers that the functions stand on, for scripts/up and for the tests alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from scripts.local.problems import LocalProblem
from scripts.local.server import Server
from scripts.local.servers_http import AWS_CREDENTIALS, AwsServer, SandboxServer
from scripts.local.servers_mongo import MongoServer
from scripts.local.servers_redis import RedisServer

__all__ = ["AwsServer", "LocalProblem", "MongoServer", "Ports", "RedisServer", "SandboxServer", "ServerSet"]

S = TypeVar("S", bound=Server)


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports on 127.0.0.1; None means any free one."""

    mongo: int | None = None
    redis: int | None = None
    aws: int | None = None
    sandbox: int | None = None


class ServerSet:
    """MongoDB, Redis, AWS services and provider sandbox, started together and ended together.

    A server whose address is given in `given` (MONGODB_URI, REDIS_URL, AWS_ENDPOINT_URL) is not started: its
    attribute is None and the given address is handed on. Use it as a context manager, or call start and stop.
    """

    def __init__(
        self,
        data: Path,
        *,
        ports: Ports | None = None,
        given: Mapping[str, str] | None = None,
        fail_points: bool = False,
        sandbox: bool = True,
    ) -> None:
        at, self.given = ports or Ports(), dict(given or {})
        self.data = data
        self.mongo = self._own("MONGODB_URI", lambda: MongoServer(data / "mongo", at.mongo, fail_points=fail_points))
        self.redis = self._own("REDIS_URL", lambda: RedisServer(data / "redis", at.redis))
        self.aws = self._own("AWS_ENDPOINT_URL", lambda: AwsServer(data / "aws", at.aws))
        self.sandbox = SandboxServer(data / "sandbox", at.sandbox) if sandbox else None

    def _own(self, variable: str, make: Callable[[], S]) -> S | None:
        return None if self.given.get(variable) else make()

    @property
    def servers(self) -> list[Server]:
        """The servers this set runs itself."""
        return [server for server in (self.mongo, self.redis, self.aws, self.sandbox) if server]

    def start(self) -> None:
        """Starts all of them at once; if one cannot, ends the others and raises its LocalProblem."""
        with ThreadPoolExecutor(len(self.servers) or 1) as pool:
            starts = [pool.submit(server.start) for server in self.servers]
        failed = next((error for error in (start.exception() for start in starts) if error), None)
        if failed:
            self.stop()
            raise failed

    def stop(self) -> None:
        """Ends all of them; what does not run is passed over."""
        with ThreadPoolExecutor(len(self.servers) or 1) as pool:
            list(pool.map(lambda server: server.stop(), self.servers))

    def check(self) -> None:
        """Raises LocalProblem for the first server that has ended by itself."""
        for server in self.servers:
            if server.child:
                server.child.check()

    def environment(self) -> dict[str, str]:
        """The variables by which the functions find these servers, under their production names.

        SANDBOX_URL is there only when the sandbox runs; AWS credentials of no worth only with the local AWS.
        """
        found = {
            "MONGODB_URI": self.mongo.url if self.mongo else self.given["MONGODB_URI"],
            "REDIS_URL": self.redis.url if self.redis else self.given["REDIS_URL"],
            "AWS_ENDPOINT_URL": self.aws.url if self.aws else self.given["AWS_ENDPOINT_URL"],
        }
        if self.sandbox:
            found["SANDBOX_URL"] = self.sandbox.url
        return {**AWS_CREDENTIALS, **found} if self.aws else found

    def __enter__(self) -> ServerSet:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
