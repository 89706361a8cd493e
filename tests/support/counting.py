"""Which commands a call sends to MongoDB and Redis; import it at the top of a test file, before a client is made."""

from collections.abc import Iterator
from contextlib import contextmanager

from pymongo import monitoring
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

_QUIET = {"hello", "ping", "endSessions", "saslStart", "saslContinue"}


class _Listener(CommandListener):
    def __init__(self) -> None:
        self.seen: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        if event.command_name not in _QUIET:
            collection = event.command.get(event.command_name)
            self.seen.append(
                f"{event.command_name} {collection}" if isinstance(collection, str) else event.command_name
            )

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Only beginnings count."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Only beginnings count."""


_listener = _Listener()
monitoring.register(_listener)


@contextmanager
def mongo_commands() -> Iterator[list[str]]:
    """The commands sent meanwhile, as "name collection", in order."""
    _listener.seen = []
    yield _listener.seen


def redis_commands() -> int:
    """How many commands Redis has served so far, this question left out."""
    from logistics.store.redis import redis

    stats = redis().info("commandstats")
    return sum(row["calls"] for name, row in stats.items() if not name.startswith(("cmdstat_info", "cmdstat_client")))  # type: ignore[union-attr]
