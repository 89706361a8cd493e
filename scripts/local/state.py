"""`.local/state.json`: where a running local cloud is found. `scripts/admin` and `scripts/demo` read it.

LOCAL_FOLDER in the environment puts it, the data and the logs elsewhere: two clouds can run beside one another.

Keys: pid, started, service, stage, preview_url, http_url, ws_url, lambda_url, mongodb_uri, redis_url, aws_endpoint_url,
sandbox_url, and environment (the variables of the functions, development keys among them, hence mode 0600).
"""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import IO, Any

import psutil

from scripts.local.problems import LocalProblem

LOCAL = Path(os.environ.get("LOCAL_FOLDER") or Path(__file__).resolve().parents[2] / ".local").resolve()
STATE = LOCAL / "state.json"
DATA = LOCAL / "data"
LOGS = LOCAL / "logs"


def running() -> dict[str, Any] | None:
    """What the state file says, if the process that wrote it still runs."""
    if not STATE.exists():
        return None
    state: dict[str, Any] = json.loads(STATE.read_text())
    return state if process_of(state) else None


def process_of(state: dict[str, Any]) -> psutil.Process | None:
    """The process that wrote the state, None if it is gone (or its number belongs to another one by now)."""
    try:
        process = psutil.Process(state["pid"])
        same = process.create_time() == state["started"] and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return None
    return process if same else None


def claim() -> IO[str]:
    """Makes this process the one that uses LOCAL, as long as the file it answers is open; LocalProblem if one does."""
    LOCAL.mkdir(parents=True, exist_ok=True)
    file = (LOCAL / "up.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise LocalProblem("it is being started or ended elsewhere; scripts/up --status shows when it runs") from error
    return file


def write_state(state: dict[str, Any]) -> None:
    """Writes the state of this process, readable by its owner only."""
    me = psutil.Process()
    partial = STATE.with_suffix(".part")
    partial.touch(mode=0o600)
    partial.write_text(json.dumps({"pid": me.pid, "started": me.create_time(), **state}, indent=2))
    partial.replace(STATE)


def forget_state() -> None:
    """Removes the state file."""
    STATE.unlink(missing_ok=True)
