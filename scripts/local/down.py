"""`scripts/down`: end the local cloud that scripts/up started."""

from __future__ import annotations

import sys

import psutil

from scripts.local.state import forget_state, process_of, running

_GRACE_S = 25.0


def main() -> int:
    """Asks the process to end and waits for it; ends it by force, children included, if it does not."""
    state = running()
    process = process_of(state) if state else None
    if not process:
        print("nothing runs")
        return 0
    process.terminate()
    try:
        process.wait(_GRACE_S)
    except psutil.TimeoutExpired:
        process.kill()  # its children are leashed to it and end with it
    forget_state()
    print("everything has ended")
    return 0


if __name__ == "__main__":
    sys.exit(main())
