"""What goes wrong, at seeded moments: processes die, commands fail or hang in MongoDB, servers restart."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from pymongo.errors import ExecutionTimeout

from scripts.local.server import Server
from tests.crashes.company import Company


@contextlib.contextmanager
def every_now_and_then(strike: Callable[[], object], rng: Random, pauses_s: tuple[float, float]) -> Iterator[None]:
    """Strike after pauses of a length between the two; what a strike raises is raised at the end."""
    ending, problems = threading.Event(), list[Exception]()

    def run() -> None:
        try:
            while not ending.wait(rng.uniform(*pauses_s)):
                strike()
        except Exception as problem:
            problems.append(problem)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()
    if problems:
        raise problems[0]


class Killer:
    """Ends worker processes by SIGKILL, in the middle of a call wherever one is under way.

    It stops after `most`: a function that is killed faster than it starts would never answer anybody.
    """

    def __init__(self, company: Company, rng: Random, most: int) -> None:
        self._company, self._rng, self._left = company, rng, most

    def __call__(self) -> None:
        if self._left:
            self._left -= 1
            self._company.pool(a_function(self._company, self._rng)).kill_one()


def a_function(company: Company, rng: Random) -> str:
    """One that is at work now, if there is any."""
    busy = sorted(name for name, calls in company.busy.copy().items() if calls)
    return rng.choice(busy or sorted(company.pools))


class FailPoints:
    """MongoDB's own fault injection, mostly for the connections of one function at a time."""

    def __init__(self, company: Company) -> None:
        self._admin = company.client.admin

    def set(self, function: str, *commands: str, mode: Any = "alwaysOn", **failure: Any) -> int:
        """Make commands of a function (of everybody: "") fail; answers how many failed since the server started."""
        data = {"failCommands": list(commands), **({"appName": function} if function else {}), **failure}
        reply = self._admin.command({"configureFailPoint": "failCommand", "mode": mode, "data": data})
        return int(reply["count"])

    def off(self) -> int:
        """Let all commands pass; answers how many failed since the server started."""
        return int(self._admin.command({"configureFailPoint": "failCommand", "mode": "off"})["count"])

    def met(self, count: int, within_s: float) -> bool:
        """Whether so many commands, counted since the server started, meet the fail point within that time."""
        wait = {"waitForFailPoint": "failCommand", "timesEntered": count, "maxTimeMS": int(within_s * 1000)}
        try:
            self._admin.command(wait)
        except ExecutionTimeout:
            return False
        return True


class Restarts:
    """Crashes a server and starts it again on the same port and data."""

    def __init__(self, server: Server) -> None:
        self._server, self.count = server, 0

    def __call__(self) -> None:
        self._server.restart(crash=True)
        self.count += 1
