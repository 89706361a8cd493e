"""How many commands a call sends: MongoDB's as the driver reports them, Redis's as the server counts them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pymongo import monitoring
from redis import Redis

_OWN = {"info", "ping", "hello", "client", "command"}  # of connections, and of this very counting


class MongoCommands(monitoring.CommandListener):
    """Names of the commands sent while it listens, in order; heartbeats are not among them."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Remember one more."""
        self.names.append(event.command_name)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Only starts are counted."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Only starts are counted."""


class CommandCounter:
    """Counts what calls send once `listen` has been called; new clients only, so timed calls are not slowed."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(redis_url)
        self._mongo = MongoCommands()

    def listen(self) -> None:
        """Make this process's next MongoDB client report its commands."""
        from logistics.store.connection import client

        monitoring.register(self._mongo)
        client().close()
        client.cache_clear()

    def during(self, call: Callable[[], Any]) -> tuple[int, str]:
        """How many commands one call sends, and which: (4, "2x find + getex set")."""
        before = self._redis_calls()
        self._mongo.names.clear()
        call()
        mongo, redis = list(self._mongo.names), self._redis_calls()
        asked = [name for name in sorted(redis) for _ in range(redis[name] - before.get(name, 0))]
        return len(mongo) + len(asked), f"{_counted(mongo)} + {_counted(asked)}"

    def _redis_calls(self) -> dict[str, int]:
        stats: Any = self._redis.info("commandstats")
        calls = {name.removeprefix("cmdstat_"): int(row["calls"]) for name, row in stats.items()}
        return {name: count for name, count in calls.items() if name not in _OWN}


def _counted(names: list[str]) -> str:
    counts = {name: names.count(name) for name in dict.fromkeys(names)}
    return " ".join(name if count == 1 else f"{count}x {name}" for name, count in counts.items())
