"""What tests of messages share: two customers, a courier, and the sandbox that takes the messages."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from logistics.domain.roles import Actor
from logistics.store.mongo import Unit
from tests.support.people import actor
from tests.support.told import Side, World, side


@pytest.fixture
def world(store: Unit, variables: dict[str, str], setting: Any) -> Iterator[World]:
    from logistics.runtime.providers import wechat

    setting(QUIET_HOURS="0-0")
    seen = World(variables["WECHAT_BASE_URL"])
    yield seen
    requests.delete(f"{seen.url}/faults", timeout=10)
    wechat.cache_clear()


@pytest.fixture
def impatient(setting: Any) -> None:
    """Providers have 0.3 s to answer."""
    from logistics.runtime.providers import wechat

    wechat.cache_clear()
    setting(PROVIDER_TIMEOUT_MS="300", QUIET_HOURS="0-0")


@pytest.fixture
def sender(store: Unit) -> Side:
    return side(store)


@pytest.fixture
def receiver(store: Unit) -> Side:
    return side(store)


@pytest.fixture
def courier(store: Unit) -> Actor:
    return actor("courier")
