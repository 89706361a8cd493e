"""What every benchmark stands on: its own servers on free ports, the seeded network, and people who are signed in."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.local.cloud import Cloud
from scripts.local.deployment import load_deployment
from scripts.local.environment import ROOT, function_environment
from scripts.local.seed import Network, seed
from scripts.local.servers import ServerSet

if TYPE_CHECKING:
    from logistics.domain.roles import Actor

_CUSTOMERS = 100
_NOT_FOR_CHILDREN = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")


@dataclass(frozen=True)
class Ground:
    """`environment` is what a function process is given; `topic_arn` is left out of it, so that nothing is published.

    `customers` have bound a phone; everybody in `sessions` (by account id) is signed in.
    """

    environment: dict[str, str]
    topic_arn: str
    network: Network
    customers: list[Actor]
    sessions: dict[str, str]

    def staff(self, role: str, outlet_id: str | None = None) -> Actor:
        """The first seeded person of a role (at an outlet), signed in."""
        from logistics.domain.roles import Actor

        account = self.network.account(role, outlet_id)
        actor = Actor(account.id, account.role, account.outlet_id)
        if actor.id not in self.sessions:
            self.sessions[actor.id] = _session(actor)
        return actor

    def process_environment(self) -> dict[str, str]:
        """The whole environment of a fresh function process, which may keep its byte code as any process may."""
        kept = {name: value for name, value in os.environ.items() if name not in _NOT_FOR_CHILDREN}
        return {**kept, **self.environment, "PYTHONPATH": os.pathsep.join((str(ROOT), self.environment["PYTHONPATH"]))}


@contextmanager
def ground() -> Iterator[Ground]:
    """Start everything, make this process a function's process, and end everything again."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ServerSet(Path(folder) / "servers") as servers:
        address = servers.environment()
        cloud = Cloud(load_deployment(), address["AWS_ENDPOINT_URL"])
        cloud.create()
        environment = function_environment(address, cloud.names, Path(folder) / "data", "test")
        topic_arn, environment["TOPIC_ARN"] = environment["TOPIC_ARN"], ""
        use(environment)
        yield _filled(environment, topic_arn)


def use(changes: dict[str, str]) -> None:
    """Give this process other settings."""
    from logistics.settings import settings

    os.environ.update({name: value for name, value in changes.items() if name != "PYTHONPATH"})
    settings.cache_clear()


def _filled(environment: dict[str, str], topic_arn: str) -> Ground:
    from logistics.store.mongo import database

    network = seed(database())
    customers = [_customer(number) for number in range(_CUSTOMERS)]
    sessions = {each.id: _session(each) for each in customers}
    return Ground(environment, topic_arn, network, customers, sessions)


def _customer(number: int) -> Actor:
    from logistics.store.mongo import Unit

    accounts = Unit(datetime.now(UTC)).customers
    account = accounts.find_or_create(f"openid-of-the-benchmark-{number}")
    accounts.bind_phone(account.id, phone_of(number))
    known: Any = accounts.get(account.id)
    actor: Actor = known.actor
    return actor


def phone_of(number: int) -> str:
    """The made-up phone of the n-th customer."""
    return f"+861990001{number:04d}"


def _session(actor: Actor) -> str:
    from logistics.store.sessions import open_session

    return open_session(actor, datetime.now(UTC))
