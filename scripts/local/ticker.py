"""Something done again and again in a thread: scheduled functions in tests, saving uploaded objects."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any

from scripts.local.deployment import Schedule

log = logging.getLogger("ticker")


class Ticker:
    """Calls `job` every `seconds` until stopped; a job that fails is logged and called again next time."""

    def __init__(self, job: Callable[[], object], seconds: float) -> None:
        self._job, self._seconds = job, seconds
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Starts; the first call comes after `seconds`."""
        self._thread.start()

    def stop(self) -> None:
        """Waits for the job that runs and calls no more."""
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ending.wait(self._seconds):
            try:
                self._job()
            except Exception as error:  # whatever it was, the next turn may go well
                log.warning("%s: %s", getattr(self._job, "__name__", "job"), error)


def run_schedules(schedules: Iterable[Schedule], invoke: Callable[[str, dict[str, Any]], Any]) -> None:
    """Runs every schedule that goes by a rate once, whatever the rate; clock times are left out."""
    for schedule in schedules:
        if schedule.rate.startswith("rate"):
            invoke(schedule.function, schedule.input)
