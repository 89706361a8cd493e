"""A handler for the tests of the worker pool: it answers, raises, hangs, or ends its own process."""

import os
import time
from typing import Any


def main(event: dict[str, Any], context: Any) -> dict[str, Any]:
    match event.get("do"):
        case "raise":
            raise ValueError("as asked")
        case "hang":
            time.sleep(60)
        case "die":
            os._exit(3)
        case "sleep":
            time.sleep(0.2)
    return {"pid": os.getpid(), "remaining_ms": context.get_remaining_time_in_millis(), "got": event}
