"""An empty store for each test of the runtime, and two signed-in customers."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.conftest import KEPT


@pytest.fixture
def db(variables: dict[str, str]) -> Any:
    from logistics.store.mongo import database
    from logistics.store.redis import redis

    for name in database().list_collection_names():
        if name not in KEPT and not name.startswith("system."):
            database()[name].delete_many({})
    for name in ("sample_notes", "sample_asked", "sample_broken", "outbox", "due", "replies", "handled", "parked"):
        if name not in database().list_collection_names():
            database().create_collection(name)
    redis().flushdb()
    return database()


@pytest.fixture
def customer(db: Any) -> str:
    """A customer's session token."""
    return signed_in("customer-a")


@pytest.fixture
def other_customer(db: Any) -> str:
    return signed_in("customer-b")


def signed_in(account_id: str, role: str = "customer") -> str:
    from logistics.domain.roles import Actor, Role
    from logistics.store.sessions import open_session

    return open_session(Actor(account_id, Role(role)), datetime.now(UTC))


@pytest.fixture
def log_lines(capfd: pytest.CaptureFixture[str]) -> Callable[[], list[dict[str, Any]]]:
    """What was logged so far; a line that is not JSON fails the test."""

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capfd.readouterr().err.splitlines()]

    return read


@pytest.fixture
def store_down(db: Any, setting: Any) -> Iterator[None]:
    """MongoDB's address leads nowhere."""
    from logistics.store import connection

    kept = connection.client()
    connection.client.cache_clear()
    setting(MONGODB_URI="mongodb://127.0.0.1:9/logistics?directConnection=true", MONGODB_TIMEOUT_MS="200")
    yield
    connection.client().close()
    connection.client.cache_clear()
    kept.close()


@pytest.fixture
def redis_down(db: Any, setting: Any) -> Iterator[None]:
    """Redis's address leads nowhere."""
    from logistics.store import redis as module

    module.redis.cache_clear()
    setting(REDIS_URL="redis://127.0.0.1:9/0")
    yield
    module.redis.cache_clear()
