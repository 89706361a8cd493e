"""JSON lines on stderr (stdout is the wire of local runners); personal data is scrubbed from every line."""

import json
import sys
import traceback
from datetime import UTC, datetime

from logistics.privacy.scrub import scrub_fields

_TO_JSON = json.JSONEncoder(ensure_ascii=False).encode


def log(event: str, **fields: object) -> None:
    """Write one line: when, what, and the given fields (ids, codes, counts, milliseconds)."""
    row = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **scrub_fields({"event": event, **fields})}
    sys.stderr.write(_TO_JSON(row) + "\n")


def log_failure(event: str, error: BaseException, **fields: object) -> None:
    """Write an unexpected error with where it happened; its text is scrubbed like any line."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = [f"{frame.filename.rsplit('/python/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
    log(event, level="error", error=type(error).__name__, said=str(error)[:500], places=places, **fields)


def log_alarm(event: str, **fields: object) -> None:
    """Write what smells of fraud, for those who watch the logs; ids, codes and amounts only."""
    log(event, level="alarm", **fields)
