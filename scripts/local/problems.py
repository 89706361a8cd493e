"""What goes wrong on a developer's machine, said in one line that tells what to do."""

from __future__ import annotations

import signal
from pathlib import Path

import psutil


class LocalProblem(Exception):
    """A local server or tool that cannot run; its text is one line for a person, with the way out."""


class PortTaken(LocalProblem):
    """Something else listens on `port`."""

    def __init__(self, line: str, port: int) -> None:
        super().__init__(line)
        self.port = port


_LIBRARIES = {"libcurl.so.4": "libcurl4", "libssl.so.3": "libssl3", "libcrypto.so.3": "libssl3"}


def port_taken(name: str, port: int) -> PortTaken:
    """The line for a port that something else listens on, naming the process when the system tells it."""
    holder = _listener(port)
    who = f"process {holder.pid} ({holder.name()}) holds it" if holder else "another user's process holds it"
    line = (
        f"{name}: port {port} on 127.0.0.1 is busy: {who}; end it (scripts/down ends an earlier start) "
        f"or choose another port"
    )
    return PortTaken(line, port)


def dead_child(name: str, code: int, log: Path) -> LocalProblem:
    """The line for a server that ended by itself: the signal, the library it lacks, or the end of its log."""
    if code < 0:  # what it logged before says nothing of who sent the signal
        return LocalProblem(
            f"{name}: was ended from outside by {signal.Signals(-code).name} (SIGKILL may mean too little memory); "
            f"start again. Its log: {log}"
        )
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    for library, package in _LIBRARIES.items():
        if any(library in line and "cannot open shared object" in line for line in lines):
            return LocalProblem(
                f"{name}: the system library {library} is missing; as root: apt-get install -y {package}"
            )
    last = " | ".join(line.strip() for line in lines[-3:]) or "it wrote nothing"
    return LocalProblem(f"{name}: ended with code {code}; last log lines: {last[:600]} (whole log: {log})")


def never_ready(name: str, seconds: float, log: Path) -> LocalProblem:
    """The line for a server that runs but does not answer."""
    return LocalProblem(f"{name}: runs but did not answer within {seconds:.0f} s; see {log}")


def _listener(port: int) -> psutil.Process | None:
    """The process listening on the port, or None when the system does not tell."""
    try:
        for row in psutil.net_connections("tcp"):
            if row.status == psutil.CONN_LISTEN and row.laddr and row.laddr.port == port and row.pid:
                return psutil.Process(row.pid)
    except (psutil.AccessDenied, psutil.NoSuchProcess):
        return None
    return None
