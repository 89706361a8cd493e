"""The whole cloud at work, for the demonstrations."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.local.workers import Running
from tests.conftest import KEPT


@pytest.fixture(scope="module")
def running(
    cloud: Any, variables: dict[str, str], network: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """The whole cloud, with nothing under way."""
    from logistics.store.mongo import database
    from logistics.store.redis import redis

    for name in database().list_collection_names():
        if name not in KEPT and not name.startswith("system."):
            database()[name].delete_many({})
    redis().flushdb()
    cloud.purge()
    with Running(cloud, variables, tmp_path_factory.mktemp("logs")) as started:
        yield started


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the office's sessions are kept between runs."""
    return tmp_path_factory.mktemp("sessions") / "sessions.json"


@pytest.fixture(scope="module")
def quick_minutes(running: Running) -> Iterator[None]:
    """A phone gets a code a minute; here the minute is over at once."""
    from logistics.store.redis import redis

    over = threading.Event()

    def pass_time() -> None:
        while not over.wait(0.2):
            for key in redis().scan_iter("limit:code_wait:*"):
                redis().delete(key)

    clock = threading.Thread(target=pass_time)
    clock.start()
    yield
    over.set()
    clock.join()
