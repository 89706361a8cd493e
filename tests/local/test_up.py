"""scripts/up and scripts/down: one command starts everything, one ends it, and nothing stays behind."""

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import requests

from scripts.local.server import free_port
from scripts.local.servers_http import ROOT

PORTS = (
    *("HTTP_PORT", "WEBSOCKET_PORT", "LAMBDA_PORT", "MONGO_PORT", "REDIS_PORT", "AWS_PORT", "SANDBOX_PORT"),
    "PREVIEW_PORT",
)
Command = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = [pytest.mark.slow, pytest.mark.alone]


@pytest.fixture
def where(tmp_path: Path) -> dict[str, str]:
    """An environment with ports and a folder of its own, beside whatever runs on this machine."""
    unset = ("MONGODB_URI", "REDIS_URL", "AWS_ENDPOINT_URL")
    inherited = {name: value for name, value in os.environ.items() if name not in unset}
    chosen = {name: str(free_port()) for name in PORTS}
    path = f"{ROOT}:{ROOT / 'layers/core/python'}"
    return {**inherited, **chosen, "LOCAL_FOLDER": str(tmp_path / "local"), "PYTHONPATH": path, "COLUMNS": "500"}


@pytest.fixture
def command(where: dict[str, str]) -> Iterator[Command]:
    def run(module: str, *arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", f"scripts.local.{module}", *arguments]
        return subprocess.run(
            line, cwd=ROOT, env={**where, **changed}, capture_output=True, text=True, timeout=120, check=False
        )

    yield run
    run("down")


def descendants_of(folder: Path) -> list[psutil.Process]:
    """The processes whose environment names this test's folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("LOCAL_FOLDER") == str(folder) and process.pid != os.getpid():
                found.append(process)
        except (psutil.AccessDenied, psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    return found


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not (done := true()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return done


def test_up_answers_tells_its_status_and_down_leaves_nothing(where: dict[str, str], command: Command) -> None:
    folder = Path(where["LOCAL_FOLDER"])
    assert command("up", "--status").returncode == 3
    up = command("up", "--detach")
    assert up.returncode == 0, up.stdout
    door = f"http://127.0.0.1:{where['PREVIEW_PORT']}"
    assert up.stdout.splitlines()[0] == f"open {door}"
    for page in ("", "/phone/"):
        assert requests.get(door + page, timeout=10).text.startswith("<!doctype html>"), page
    assert requests.get(f"http://127.0.0.1:{where['HTTP_PORT']}/nowhere", timeout=10).status_code == 404
    status = command("up", "--status")
    assert (status.returncode, status.stdout.splitlines()[-1]) == (0, "everything answers")
    again = command("up")
    assert (again.returncode, "it runs already" in again.stdout) == (1, True)
    assert command("down").returncode == 0
    assert wait_until(lambda: not descendants_of(folder), 5), descendants_of(folder)
    assert command("up", "--status").returncode == 3


def test_a_dead_child_ends_everything_with_one_line(where: dict[str, str], command: Command) -> None:
    folder = Path(where["LOCAL_FOLDER"])
    assert command("up", "--detach").returncode == 0
    victim = next(each for each in descendants_of(folder) if "moto.server" in each.cmdline())
    victim.kill()
    assert wait_until(lambda: not descendants_of(folder), 20), descendants_of(folder)
    log = (folder / "logs" / "up.log").read_text()
    assert "scripts/up: moto_server: was ended from outside by SIGKILL" in log
    assert "Traceback" not in log


@pytest.mark.parametrize("variable", ["WEBSOCKET_PORT", "REDIS_PORT"])
def test_a_busy_port_is_named_with_the_variable_that_chooses_another(
    where: dict[str, str], command: Command, variable: str
) -> None:
    port = where[variable]
    with socket.create_server(("127.0.0.1", int(port))):
        up = command("up", "--detach")
    line = up.stdout.strip()
    assert (up.returncode, len(line.splitlines()), line.count("scripts/up: ")) == (1, 1, 1), line
    assert f"port {port} on 127.0.0.1 is busy: process {os.getpid()} " in line
    assert f"{variable}=" in line


def test_a_start_beside_another_start_leaves_its_data_alone(where: dict[str, str], command: Command) -> None:
    folder = Path(where["LOCAL_FOLDER"])
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "kept").touch()
    with (folder / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        up = command("up", "--fresh", "--detach")
    assert (up.returncode, "it is being started or ended elsewhere" in up.stdout) == (1, True)
    assert (folder / "data" / "kept").exists()


def test_a_port_that_is_no_number_is_named(command: Command) -> None:
    up = command("up", HTTP_PORT="http")
    assert (up.returncode, up.stdout.strip()) == (
        1,
        "scripts/up: HTTP_PORT is 'http'; a port is a whole number from 1 to 65535",
    )


def test_a_given_address_where_nothing_answers_is_named(command: Command) -> None:
    up = command("up", REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    line = "scripts/up: REDIS_URL is set, but nothing answers there; start that server or unset REDIS_URL"
    assert (up.returncode, up.stdout.strip()) == (1, line)
