"""The real servers that the tests stand on: MongoDB, Redis, moto and the provider sandbox, on free ports."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.local.cloud import Cloud
from scripts.local.deployment import load_deployment
from scripts.local.environment import function_environment
from scripts.local.servers import ServerSet
from tests.support.cleaning import holding

KEPT = {"outlets", "staff", "tariffs", "migrations"}  # the seeded network, the same for every test


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerSet]:
    with ServerSet(tmp_path_factory.mktemp("servers")) as started:
        yield started


@pytest.fixture(scope="session")
def cloud(servers: ServerSet) -> Cloud:
    os.environ.update({name: value for name, value in servers.environment().items() if name.startswith("AWS_")})
    made = Cloud(load_deployment(), servers.environment()["AWS_ENDPOINT_URL"], None)
    made.create()
    return made


@pytest.fixture(scope="session")
def variables(servers: ServerSet, cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The functions' environment, set for this process too; events stay in the outbox (no topic)."""
    data: Path = tmp_path_factory.mktemp("data")
    chosen = function_environment(servers.environment(), cloud.names, data, "test")
    os.environ.update({name: value for name, value in chosen.items() if name != "PYTHONPATH"})
    os.environ["TOPIC_ARN"] = ""
    _fresh_settings()
    return chosen


@pytest.fixture(scope="session")
def network(variables: dict[str, str]) -> Any:
    """A small seeded network: outlets, staff, tariffs."""
    from logistics.store.mongo import database
    from scripts.local.seed import seed

    return seed(database(), small=True)


@pytest.fixture
def store(network: Any) -> Iterator[Any]:
    """A clean store with the seeded network in it; answers a Unit."""
    from datetime import UTC, datetime

    from logistics.store.mongo import Unit, database
    from logistics.store.redis import redis

    names = [name for name in database().list_collection_names() if not name.startswith("system.")]
    for name in holding(database(), [name for name in names if name not in KEPT]):
        database()[name].delete_many({})
    redis().flushdb()
    yield Unit(datetime.now(UTC))


@pytest.fixture
def wechat_pay(variables: dict[str, str]) -> Iterator[Any]:
    """WeChat Pay from outside (PayWorld); no fault, chance or setting outlives the test."""
    from tests.support.wechat_pay import PayWorld

    yield PayWorld(variables["WECHAT_PAY_BASE_URL"])
    PayWorld(variables["WECHAT_PAY_BASE_URL"])


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Change settings for one test: setting(TOPIC_ARN="…")."""

    def change(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        _fresh_settings()

    yield change
    monkeypatch.undo()
    _fresh_settings()


def _fresh_settings() -> None:
    from logistics.settings import settings

    settings.cache_clear()
