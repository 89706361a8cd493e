"""What every local server has in common: a port, a data folder, a child process, a restart in place."""

from __future__ import annotations

import contextlib
import errno
import random
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path

from scripts.local.child import Child
from scripts.local.problems import LocalProblem, port_taken

HOST = "127.0.0.1"
_NOT_LENT = range(15_000, 25_000)


class Server(ABC):
    """A server on 127.0.0.1 that keeps its data in a folder and its output in a log file.

    Restarting keeps port and data, so that a client sees a server that went away and came back.
    """

    name = "server"
    ready_within_s = 20.0

    def __init__(self, data: Path, port: int | None = None) -> None:
        self.data = data.resolve()
        self.port = port or free_port()
        self.child: Child | None = None
        # What is done at every start, once the process answers and before anybody uses it.
        self.on_start: list[Callable[[], None]] = []

    @abstractmethod
    def command(self) -> list[str]:
        """The command line that runs the server in the foreground."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server takes requests now."""

    @property
    @abstractmethod
    def url(self) -> str:
        """What a client is given to reach it."""

    def environment(self) -> Mapping[str, str] | None:
        """The process environment, or None for that of this process."""
        return None

    @property
    def log(self) -> Path:
        """The file that takes the server's output."""
        return self.data / "server.log"

    def start(self) -> None:
        """Starts the server and returns when it is usable; raises LocalProblem."""
        require_free(self.name, self.port)
        self.data.mkdir(parents=True, exist_ok=True)
        self.log.unlink(missing_ok=True)
        self.child = Child(self.name, self.command(), self.log, env=self.environment())
        self.child.wait_until(self.answers, self.ready_within_s)
        for prepare in self.on_start:
            prepare()

    def stop(self) -> None:
        """Ends the server in good order; nothing happens if it is not running."""
        if self.child:
            self.child.stop()
            self.child = None

    def kill(self) -> None:
        """Ends the server by SIGKILL, as a power cut would."""
        if self.child:
            self.child.kill()
            self.child = None

    def restart(self, *, crash: bool = False) -> None:
        """Ends the server (by SIGKILL if `crash`) and starts it again on the same port and data."""
        if crash:
            self.kill()
        else:
            self.stop()
        self.start()


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on now.

    Not one that the system would choose: it lends those to outgoing connections too, and may have done so a moment
    later.
    """
    for port in random.sample(_NOT_LENT, len(_NOT_LENT)):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise LocalProblem(f"no port from {_NOT_LENT.start} to {_NOT_LENT.stop - 1} is free")


def require_free(name: str, port: int) -> None:
    """Raises LocalProblem, naming the holder, when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise port_taken(name, port) from error


def listens(port: int) -> bool:
    """Whether something accepts connections on that port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0
