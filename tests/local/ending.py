"""Whether a process that was told to end does so: a signal is sent before it is obeyed."""

import time

import psutil

_SOON_S = 5.0


def ends(pid: int) -> bool:
    """True once it has gone or waits to be reaped, at most a few seconds from now."""
    until = time.monotonic() + _SOON_S
    while _runs(pid):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
