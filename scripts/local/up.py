"""`scripts/up`: start the local cloud and tell where everything is; `--status` tells it again."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import time
from typing import Any

from rich.console import Console
from rich.table import Table

from scripts.local.child import Child
from scripts.local.problems import LocalProblem, PortTaken
from scripts.local.running import FrontPorts, LocalCloud, log_to_file
from scripts.local.servers import Ports
from scripts.local.servers_http import answers_url
from scripts.local.servers_mongo import mongo_answers
from scripts.local.servers_redis import redis_answers
from scripts.local.state import DATA, LOCAL, LOGS, claim, forget_state, running, write_state

_PORTS = {
    "HTTP_PORT": 3000,
    "WEBSOCKET_PORT": 3001,
    "LAMBDA_PORT": 3002,
    "MONGO_PORT": 27117,
    "REDIS_PORT": 6479,
    "AWS_PORT": 5566,
    "SANDBOX_PORT": 3900,
    "PREVIEW_PORT": 3700,
}
_GIVEN = ("MONGODB_URI", "REDIS_URL", "AWS_ENDPOINT_URL")
_NOT_RUNNING = 3
_WATCH_S = 0.5
_DETACHED_WITHIN_S = 120.0
console = Console(highlight=False)


def main() -> int:
    """Runs the command; 0 when the cloud runs or ended as asked, 1 with one line if something is wrong."""
    options = _options()
    try:
        if options.status:
            return _status()
        if state := running():
            raise LocalProblem(f"it runs already (process {state['pid']}); scripts/down ends it, --status shows it")
        return _detach(options.fresh) if options.detach else _serve(options.fresh)
    except PortTaken as taken:
        variable = next((name for name in _PORTS if _port(name) == taken.port), "")
        _complain(f"{taken}, for example {variable}={taken.port + 1000} scripts/up" if variable else str(taken))
        return 1
    except LocalProblem as problem:
        _complain(str(problem))
        return 1


def _complain(line: str) -> None:
    console.print(f"scripts/up: {line}", style="bold red", markup=False, soft_wrap=True)


def _options() -> argparse.Namespace:
    ports = ", ".join(f"{name} ({port})" for name, port in _PORTS.items())
    parser = argparse.ArgumentParser(
        prog="scripts/up",
        description="Start everything the functions need on this machine, and the functions themselves.",
        epilog=f"Other ports are chosen by environment variables: {ports}. "
        "LOCAL_FOLDER keeps data and logs elsewhere. "
        f"A server whose address is set in {', '.join(_GIVEN)} is used instead of starting one.",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--detach", action="store_true", help="return once everything runs; scripts/down ends it")
    what.add_argument("--status", action="store_true", help=f"tell what runs where; {_NOT_RUNNING} if nothing does")
    parser.add_argument("--fresh", action="store_true", help="forget all data of earlier starts")
    return parser.parse_args()


def _serve(fresh: bool) -> int:
    """Starts everything and stays until Ctrl-C, SIGTERM or the death of a child."""
    signal.signal(signal.SIGTERM, _interrupt)
    with claim():
        if fresh:
            shutil.rmtree(DATA, ignore_errors=True)
        return _serve_alone()


def _serve_alone() -> int:
    log_to_file()
    began = time.monotonic()
    cloud = LocalCloud(*_ports(), {name: os.environ[name] for name in _GIVEN if os.environ.get(name)})
    try:
        with console.status("starting …"):
            seeded = cloud.start()
        _tell_the_door(cloud.state())
        console.print(seeded, markup=False, soft_wrap=True)
        ended_by = "Ctrl-C" if console.is_terminal else "scripts/down"
        _tell(cloud.state(), f"up after {time.monotonic() - began:.1f} s; {ended_by} ends everything")
        write_state(cloud.state())
        while True:
            time.sleep(_WATCH_S)
            cloud.check()
    except KeyboardInterrupt:
        return 0
    finally:
        # A second Ctrl-C must not leave half of the children behind.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        forget_state()
        cloud.stop()


def _detach(fresh: bool) -> int:
    """Starts this command again in the background and returns when that one is up, or has said why it is not."""
    log = LOGS / "up.log"
    with claim():
        log.unlink(missing_ok=True)
    command = [sys.executable, "-m", "scripts.local.up", *(["--fresh"] if fresh else [])]
    child = Child("scripts/up", command, log, leashed=False)
    try:
        child.wait_until(lambda: (running() or {}).get("pid") == child.pid, _DETACHED_WITHIN_S)
    except LocalProblem:
        if child.alive:
            child.stop()
            raise
        console.print(log.read_text(), style="bold red", markup=False, soft_wrap=True, end="")
        return 1
    console.print(log.read_text(), markup=False, soft_wrap=True, end="")
    return 0


def _status() -> int:
    state = running()
    if not state:
        console.print("nothing runs; scripts/up starts it")
        return _NOT_RUNNING
    answering = {
        "preview_url": answers_url,
        "http_url": answers_url,
        "lambda_url": answers_url,
        "mongodb_uri": mongo_answers,
        "redis_url": redis_answers,
        "aws_endpoint_url": answers_url,
        "sandbox_url": answers_url,
    }
    silent = [key for key, answers in answering.items() if not answers(state[key])]
    _tell_the_door(state)
    _tell(state, f"no answer from: {', '.join(silent)}" if silent else "everything answers")
    return 1 if silent else 0


def _tell_the_door(state: dict[str, Any]) -> None:
    console.print(f"open {state['preview_url']}", style="bold", markup=False, soft_wrap=True)
    console.print("a customer's phone and a courier's phone, side by side\n")


def _tell(state: dict[str, Any], last: str) -> None:
    table = Table("what", "where", box=None, pad_edge=False)
    rows = {
        "the two phones": "preview_url",
        "HTTP API": "http_url",
        "WebSocket": "ws_url",
        "Lambda Invoke API": "lambda_url",
        "MongoDB": "mongodb_uri",
        "Redis": "redis_url",
        "SNS, SQS, S3": "aws_endpoint_url",
        "WeChat, SMS, FaceID": "sandbox_url",
    }
    for title, key in rows.items():
        table.add_row(title, state[key])
    table.add_row("data and logs", str(LOCAL))
    console.print(table)
    console.print("\nscripts/demo            one parcel's journey, step by step")
    console.print("scripts/admin --help    the office's commands")
    console.print("scripts/up --status     this list again\n")
    console.print(last)


def _ports() -> tuple[Ports, FrontPorts]:
    at = {name: _port(name) for name in _PORTS}
    behind = Ports(at["MONGO_PORT"], at["REDIS_PORT"], at["AWS_PORT"], at["SANDBOX_PORT"])
    return behind, FrontPorts(at["HTTP_PORT"], at["WEBSOCKET_PORT"], at["LAMBDA_PORT"], at["PREVIEW_PORT"])


def _port(name: str) -> int:
    chosen = os.environ.get(name) or str(_PORTS[name])
    if not chosen.isascii() or not chosen.isdigit() or not 0 < int(chosen) < 65536:
        raise LocalProblem(f"{name} is {chosen!r}; a port is a whole number from 1 to 65535")
    return int(chosen)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
