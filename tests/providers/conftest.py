"""The sandbox that these tests talk to: one process for all, and a way to start others."""

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.providers.sandbox_process import SandboxProcess

StartSandbox = Callable[..., SandboxProcess]


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    process = SandboxProcess(tmp_path_factory.mktemp("sandbox"))
    yield process
    process.stop()


@pytest.fixture
def sandbox(shared_sandbox: SandboxProcess) -> Iterator[SandboxProcess]:
    yield shared_sandbox
    shared_sandbox.clear_faults()


@pytest.fixture
def start_sandbox(tmp_path: Path) -> Iterator[StartSandbox]:
    """Starts a sandbox of the test's own; all share one data folder, as restarts do."""
    started: list[SandboxProcess] = []

    def start(*flags: str) -> SandboxProcess:
        started.append(SandboxProcess(tmp_path / "data", *flags))
        return started[-1]

    yield start
    for process in started:
        process.stop()


@pytest.fixture
def openid() -> str:
    """A user no other test knows."""
    return f"o{secrets.token_hex(13)}"


@pytest.fixture
def phone() -> str:
    """A mainland mobile no other test uses, in a range that is not given out."""
    return f"+861990{secrets.randbelow(10**7):07d}"
