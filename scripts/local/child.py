"""One child process with a log file: started, watched and ended by its pid."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts.local.problems import LocalProblem, dead_child, never_ready

# setpriv --pdeathsig ends a child when the *thread* that started it dies, so that no server outlives a parent
# killed by SIGKILL. All children are therefore started from one thread that lives as long as the process.
_SPAWNER = ThreadPoolExecutor(1, thread_name_prefix="spawner")
_SETPRIV = shutil.which("setpriv")
_READY_PAUSE_S = 0.02


class Child:
    """A process of its own session whose output goes to a log file.

    It ends with this process even when that is killed, unless `leashed` is false.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        leashed: bool = True,
    ) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self.name, self.log = name, log
        leash = [_SETPRIV, "--pdeathsig", "KILL"] if _SETPRIV and leashed else []
        self._process = _SPAWNER.submit(_spawn, [*leash, *command], log, env, cwd).result()

    @property
    def pid(self) -> int:
        """The process id; the process also leads a group of that id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def wait_until(self, ready: Callable[[], bool], timeout_s: float) -> None:
        """Returns when `ready()` is true; raises LocalProblem if the child dies or the time passes first."""
        deadline = time.monotonic() + timeout_s
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise never_ready(self.name, timeout_s, self.log)
            time.sleep(_READY_PAUSE_S)

    def check(self) -> None:
        """Raises LocalProblem, with the end of the log, if the child has ended."""
        code = self._process.poll()
        if code is not None:
            raise dead_child(self.name, code, self.log)

    def wait(self, timeout_s: float | None = None) -> int:
        """The exit code, once the process has ended; raises subprocess.TimeoutExpired."""
        return self._process.wait(timeout_s)

    def stop(self, timeout_s: float = 8.0) -> None:
        """Ends the process and whatever it started: SIGTERM first, SIGKILL when that is not heard in time."""
        if self.alive:
            self._signal(signal.SIGTERM)
            try:
                self._process.wait(timeout_s)
            except subprocess.TimeoutExpired:
                self.kill()
        self._signal(signal.SIGKILL)

    def kill(self) -> None:
        """Ends the process and its group by SIGKILL, as a crash would."""
        self._signal(signal.SIGKILL)
        self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return  # The whole group is gone already, which is what the caller wants.


def _spawn(command: list[str], log: Path, env: Mapping[str, str] | None, cwd: Path | None) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd,
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise LocalProblem(f"{error.filename} is not installed") from error
