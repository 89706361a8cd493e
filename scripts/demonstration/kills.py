"""Processes of functions that die in the middle of their work: SIGKILL, to nobody but the workers of one cloud."""

from __future__ import annotations

import contextlib
import threading
from random import Random

import psutil

_WORKER = "awslambdaric"  # the Lambda runtime client, in every worker's command line


class Killer:
    """Ends one worker below the process `root` about every `every_s` seconds, between start() and stop()."""

    def __init__(self, root: int, rng: Random, every_s: float) -> None:
        self._root, self._rng, self._every_s = psutil.Process(root), rng, every_s
        self.killed = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go_on, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Nobody is killed any more once this returns."""
        self._over.set()
        self._thread.join()

    def _go_on(self) -> None:
        while not self._over.wait(self._rng.uniform(0.5, 1.5) * self._every_s):
            workers = [each for each in self._root.children(recursive=True) if _works(each)]
            if workers:
                with contextlib.suppress(psutil.NoSuchProcess):
                    self._rng.choice(workers).kill()
                    self.killed += 1


def _works(process: psutil.Process) -> bool:
    try:
        return _WORKER in process.cmdline()
    except psutil.Error:
        return False
