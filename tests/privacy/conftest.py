"""A fresh development keyset per test, named by the environment as a deployment names its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import logistics
from logistics.privacy.keysets import create_keyset_file, reopened_keysets
from logistics.settings import settings


@pytest.fixture
def keyset_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A keyset file that the settings name; processes and settings forget it afterwards."""
    path = tmp_path / "keysets.json"
    create_keyset_file(path)
    monkeypatch.setenv("STAGE", "test")
    monkeypatch.setenv("KEYSET_FILE", str(path))
    monkeypatch.delenv("KEYSET_CIPHERTEXT_FILE", raising=False)
    settings.cache_clear()
    reopened_keysets()
    yield path
    settings.cache_clear()


@pytest.fixture
def another_process() -> Callable[..., str]:
    """Runs a script in a fresh process of the same environment and answers what it printed."""

    def run(script: str, *arguments: str) -> str:
        environment = {**os.environ, "PYTHONPATH": str(Path(logistics.__file__).parents[1])}
        command = [sys.executable, "-c", script, *arguments]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        return done.stdout.strip()

    return run
