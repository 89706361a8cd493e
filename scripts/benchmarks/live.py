"""Couriers who report and people who watch them, under AWS's own runtime client with two workers.

Each courier sends a fix over its WebSocket every five seconds, evenly spread; offices watch their outlet, customers
the parcel that is on its way to them. The time of a fix is when it was due to be sent, so what waits in line counts.
A tenth of the watchers is cut off half way and comes back three seconds later, under other connections.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from scripts.benchmarks.events import Event
from scripts.benchmarks.figures import Figure, figure
from scripts.benchmarks.ground import Ground, ground, use
from scripts.benchmarks.live_gateway import shown
from scripts.benchmarks.live_people import Courier, Watcher, audience, bind, on_duty
from scripts.benchmarks.telling import telling
from scripts.local.child import Child
from scripts.local.environment import ROOT
from scripts.local.runtime_api import Worker
from scripts.local.server import HOST, free_port, listens

_PROCESSES = 2
_EVERY_S = 5.0
_AWAY_S = 3.0
_SETTLED_S = 3.0  # what was sent this long before the end must have arrived
_CALL_TIMEOUT_S = 30.0
_STEP_DEGREES = 0.0003  # some 30 m in five seconds


def live(couriers: int, watchers: int, seconds: int, orders: int) -> list[Figure]:
    """Rows: fix to screen, the courier's own call, and (in the first) what was lost and what it cost; then orders."""
    with ground() as made, _gateway() as gateway:
        told = telling(made, orders)
        use({"CONNECTIONS_URL": gateway.url})
        made.environment["CONNECTIONS_URL"] = gateway.url
        people = on_duty(made, couriers)
        crowd = audience(made, people, watchers)
        with _workers(made) as workers:
            run = _Run(workers, gateway, people, crowd)
            run.begin()
            return [*run.measure(seconds), *told]


class Gateway:
    """The other process, by its control calls."""

    def __init__(self, port: int) -> None:
        self.url = f"http://{HOST}:{port}"
        self._opener = build_opener(ProxyHandler({}))

    def say(self, path: str, data: object) -> None:
        body = json.dumps(data).encode()
        self._opener.open(Request(self.url + path, body, method="POST"), timeout=10).close()

    def seen(self) -> dict[str, Any]:
        with self._opener.open(f"{self.url}/seen", timeout=30) as reply:
            told: dict[str, Any] = json.load(reply)
        return told


class _Run:
    """The events that are due, the workers that take them, and what came of it."""

    def __init__(
        self, workers: Sequence[Worker], gateway: Gateway, couriers: Sequence[Courier], audience: list[Watcher]
    ) -> None:
        self._workers, self._gateway, self._couriers, self._audience = workers, gateway, couriers, audience
        self._sent: dict[str, list[tuple[float, str]]] = {each.id: [] for each in couriers}
        self._line: queue.SimpleQueue[tuple[float, Event, Any] | None] = queue.SimpleQueue()
        self.waited_ms, self.worked_ms = list[float](), list[float]()
        self.refused, self.bytes_in = 0, 0
        self._threads = [threading.Thread(target=self._serve, args=(each,), daemon=True) for each in workers]

    def begin(self) -> None:
        """Everybody reports once, then everybody watches."""
        for thread in self._threads:
            thread.start()
        for courier in self._couriers:
            self._send(courier, 0, time.time())
        for watcher in self._audience:
            self._watch(watcher, 0)
        self._drain()
        self.waited_ms, self.worked_ms, self.bytes_in = [], [], 0
        self._gateway.say("/forget", {})

    def measure(self, seconds: int) -> list[Figure]:
        busy_before, began = _cpu_s(self._workers), time.time()
        cut = self._audience[:: max(1, len(self._audience) // max(1, len(self._audience) // 10))]
        resumed = dict[str, int]()
        fixes = 0
        for due, round_, courier in self._schedule(began, seconds):
            _sleep_until(due)
            if not resumed and due >= began + seconds / 2:
                resumed = self._cut(cut)
            if cut and due >= began + seconds / 2 + _AWAY_S:
                for watcher in cut:
                    self._reconnect(watcher, resumed.get(watcher.connection_id, 0))
                reconnected, cut = cut, []
            self._send(courier, round_, due)
            fixes += 1
        ended = time.time()
        self._drain()
        cpu_s = _cpu_s(self._workers) - busy_before
        time.sleep(1.0)
        told = self._gateway.seen()
        lost = sum(self._lost(each, told["seen"], ended - _SETTLED_S) for each in self._audience)
        costs = {
            "fixes": fixes,
            "refused": self.refused,
            "lost": lost,
            "reconnected": len(reconnected),
            "pushes": told["pushes"],
            "cpu_ms_per_fix": round(cpu_s * 1_000 / fixes, 2),
            "bytes_in_per_fix": round(self.bytes_in / fixes),
            "bytes_out_per_fix": round(told["bytes_out"] / fixes),
        }
        calls = [waited + worked for waited, worked in zip(self.waited_ms, self.worked_ms, strict=True)]
        return [
            figure("fix to screen", told["late_ms"], **costs),
            figure("call of a courier", calls),
            figure("… in the worker", self.worked_ms),
        ]

    def _schedule(self, began: float, seconds: int) -> Iterator[tuple[float, int, Courier]]:
        apart = _EVERY_S / len(self._couriers)
        for round_ in range(int(seconds / _EVERY_S)):
            for at, courier in enumerate(self._couriers):
                yield began + round_ * _EVERY_S + at * apart, round_ + 1, courier

    def _send(self, courier: Courier, round_: int, due: float) -> None:
        at = datetime.fromtimestamp(round(due, 3), UTC).isoformat()
        lng, lat = courier.point
        place = {"lng": lng, "lat": round(lat + _STEP_DEGREES * round_, 6), "coordinates": "wgs84"}
        fix = {"sequence": round_, "at": at, **place, "accuracy_m": 8, "speed_mps": 6.5, "heading": 0}
        event = _message("send_positions", courier.connection_id, {"fixes": [fix]})
        self.bytes_in += len(event["body"])
        self._sent[courier.id].append((due, at))
        self._line.put((due, event, None))

    def _watch(self, watcher: Watcher, after: int) -> None:
        event = _message(watcher.route, watcher.connection_id, {**watcher.asked, "after": after})
        self._line.put((time.time(), event, watcher))

    def _cut(self, watchers: Sequence[Watcher]) -> dict[str, int]:
        """Lose these connections; answers up to where each had seen everything."""
        self._gateway.say("/cut", {"connections": [each.connection_id for each in watchers]})
        resume: dict[str, int] = self._gateway.seen()["resume"]
        return resume

    def _reconnect(self, watcher: Watcher, after: int) -> None:
        watcher.connection_id += "-again"
        bind(watcher.connection_id, watcher.actor)
        self._watch(watcher, after)

    def _serve(self, worker: Worker) -> None:
        while (task := self._line.get()) is not None:
            due, event, watcher = task
            began = time.time()
            reply = worker.call(event, _CALL_TIMEOUT_S)
            worked = time.time() - began
            if reply["statusCode"] != 200:
                self.refused += 1
            elif watcher is not None:
                watcher.told |= shown(json.loads(reply["body"])["data"])
            else:
                self.waited_ms.append((began - due) * 1_000)
                self.worked_ms.append(worked * 1_000)

    def _drain(self) -> None:
        while not self._line.empty():
            time.sleep(0.05)
        time.sleep(0.5)

    def _lost(self, watcher: Watcher, seen: dict[str, dict[str, str]], until: float) -> int:
        """How many of those it shows stand, on this watcher's screen, before what they had sent by then."""
        screen = dict(watcher.told)
        for name, at in seen.get(watcher.connection_id, {}).items():
            screen[name] = max(at, screen.get(name, ""))
        return sum(
            screen.get(name, "") < max((at for due, at in self._sent[courier_id] if due <= until), default="")
            for courier_id, name in watcher.shows.items()
        )


def _message(route: str, connection_id: str, data: dict[str, object]) -> Event:
    request = {"routeKey": route, "connectionId": connection_id, "eventType": "MESSAGE"}
    return {"requestContext": request, "body": json.dumps({"data": data})}


@contextmanager
def _gateway() -> Iterator[Gateway]:
    port = free_port()
    command = [sys.executable, "-m", "scripts.benchmarks.live_gateway", str(port)]
    child = Child("gateway", command, Path(os.devnull), cwd=ROOT)
    try:
        child.wait_until(lambda: listens(port), 10)
        yield Gateway(port)
    finally:
        child.kill()


@contextmanager
def _workers(made: Ground) -> Iterator[list[Worker]]:
    environment = made.process_environment()
    handler, nowhere = "functions/locate/handler.main", Path(os.devnull)
    workers = [Worker(handler, environment, ROOT, nowhere, Path(sys.executable)) for _ in range(_PROCESSES)]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.close()


def _cpu_s(workers: Sequence[Worker]) -> float:
    """Processor time of the function's processes so far."""
    fields = [Path(f"/proc/{worker.pid}/stat").read_text().rsplit(")", 1)[1].split() for worker in workers]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def _sleep_until(at: float) -> None:
    left = at - time.time()
    if left > 0:
        time.sleep(left)
