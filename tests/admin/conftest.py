"""The command line against the real functions, each under the Lambda runtime client behind an Invoke API."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scripts.admin_cli.app import main
from scripts.admin_cli.sessions import Sessions
from scripts.admin_cli.target import Target
from scripts.local.workers import Running
from tests.support.people import sign_in


@pytest.fixture(scope="session")
def functions(
    cloud: Any, variables: dict[str, str], network: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """Their events stay in the outbox, as in the tests' own process."""
    silent = variables | {"TOPIC_ARN": ""}
    with Running(cloud, silent, tmp_path_factory.mktemp("logs"), events=False) as running:
        yield running


@pytest.fixture
def empty_queues(cloud: Any) -> Iterator[None]:
    """What a test puts into a queue does not stay there."""
    yield
    cloud.purge()


@dataclass(frozen=True)
class Said:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)

    @property
    def refused(self) -> str:
        return str(json.loads(self.err.splitlines()[-1])["error"]["code"])


class Terminal:
    """`admin` typed at a terminal; a session file of its own."""

    def __init__(
        self, endpoint: str, file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.endpoint, self.file = endpoint, file
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *words: str, keys: io.TextIOBase | None = None) -> Said:
        self._monkeypatch.setattr("sys.stdin", keys or io.StringIO())
        code = main(["--endpoint", self.endpoint, "--session-file", str(self.file), *words])
        written = self._capsys.readouterr()
        return Said(code, written.out, written.err)

    def sign_in(self, role: str, outlet_id: str = "") -> "Terminal":
        """Work as the first person of a role."""
        Sessions(self.file).keep(Target("logistics", "dev", self.endpoint).name, {"token": sign_in(role, outlet_id)})
        return self


@pytest.fixture
def as_seeded(store: Any) -> Iterator[None]:
    """Whoever and whatever a test adds to the network is gone afterwards."""
    kept = {name: {row["_id"] for row in store.db[name].find({}, {"_id": 1})} for name in ("staff", "tariffs")}
    yield
    for name, ids in kept.items():
        store.db[name].delete_many({"_id": {"$nin": list(ids)}})


@pytest.fixture
def admin(
    functions: Running,
    store: Any,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Terminal:
    """Nobody is signed in."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("LAMBDA_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("SCHEDULE_KEY", functions.variables["SCHEDULE_KEY"])
    return Terminal(functions.invokes.url, tmp_path / "sessions.json", capsys, monkeypatch)
