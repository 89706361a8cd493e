"""Many clients at once on few processes, under AWS's own runtime client: what waiting costs, and what working does.

Nothing is published in the calls (no topic is set): the local broker slows with every message that nobody takes, and
would be measured instead. The floor is the same crowd calling a handler that does nothing.
"""

from __future__ import annotations

import itertools
import json
import os
import queue
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from scripts.benchmarks.events import Event, asked, event, ordered
from scripts.benchmarks.figures import Figure, figure, percentile
from scripts.benchmarks.ground import Ground, ground
from scripts.benchmarks.orders import Order, populate
from scripts.local.environment import ROOT
from scripts.local.runtime_api import InvocationFailed, Worker

_CLIENTS = 16
_PROCESSES = 2
_MIX = {"track": 70, "quote": 20, "create_order": 10}
_CALL_TIMEOUT_S = 30.0


@dataclass(frozen=True)
class _Done:
    """One call: milliseconds until a worker was free, and in the worker."""

    kind: str
    waited_ms: float
    worked_ms: float
    failed: bool

    @property
    def whole_ms(self) -> float:
        return self.waited_ms + self.worked_ms


def load(requests: int, orders: int) -> list[Figure]:
    """A row for the whole mix, then one for each kind of call."""
    with ground() as made:
        population = populate(made, orders, at_the_door=1)
        calls = list(_calls(made, population["signed"], requests))
        idle, _ = _run(made, "nothing", calls[: max(_CLIENTS, requests // 4)])
        done, seconds = _run(made, "main", calls)
    floor = [each.whole_ms for each in idle]
    rate = len(done) / seconds
    rates = {"per_s": round(rate, 1), "per_s_and_core": round(rate / (os.cpu_count() or 1), 1)}
    whole = _figure(f"mix, {_CLIENTS} clients on {_PROCESSES} processes", done, floor)
    kinds = [_figure(kind, [each for each in done if each.kind == kind], floor) for kind in _MIX]
    return [Figure(whole.name, whole.p50_ms, whole.p95_ms, whole.floor_p50_ms, whole.more | rates), *kinds]


def _figure(name: str, done: Sequence[_Done], floor: Sequence[float]) -> Figure:
    waited, worked = [each.waited_ms for each in done], [each.worked_ms for each in done]
    return figure(
        name,
        [each.whole_ms for each in done],
        floor,
        queue_p50_ms=round(percentile(waited, 0.5), 2),
        queue_p95_ms=round(percentile(waited, 0.95), 2),
        worker_p50_ms=round(percentile(worked, 0.5), 2),
        worker_p95_ms=round(percentile(worked, 0.95), 2),
        calls=len(done),
        errors=sum(each.failed for each in done),
    )


def _calls(made: Ground, signed: Sequence[Order], requests: int) -> Iterator[tuple[str, Event]]:
    """The mix in a random order that is the same each time."""
    from functions.quote.handler import main as quotes

    rng = random.Random(16)
    tokens = itertools.cycle([made.sessions[each.id] for each in made.customers])

    def track() -> Event:
        order = rng.choice(signed)
        return event("GET", f"/parcels/{order.waybill_no}", session=made.sessions[order.customer_id])

    def quote() -> Event:
        return event("POST", "/quotes", asked(), next(tokens))

    def create_order() -> Event:
        token = next(tokens)
        reply = quotes(event("POST", "/quotes", asked(), token), None)
        return event("POST", "/orders", ordered(json.loads(reply["body"])["data"]["quote_id"]), token)

    makers: dict[str, Callable[[], Event]] = {"track": track, "quote": quote, "create_order": create_order}
    kinds = [kind for kind, share in _MIX.items() for _ in range(max(1, requests * share // 100))]
    rng.shuffle(kinds)
    return ((kind, makers[kind]()) for kind in kinds)


def _run(made: Ground, handler: str, calls: Sequence[tuple[str, Event]]) -> tuple[list[_Done], float]:
    """All calls by all clients, and how many seconds that took; the workers have answered before."""
    with _Lambda(made, f"scripts/benchmarks/mixed.{handler}") as served:
        served.warm([next(event for kind, event in calls if kind == wanted) for wanted in ("track", "quote")])
        began = perf_counter()
        with ThreadPoolExecutor(_CLIENTS) as clients:
            done = list(clients.map(lambda call: served.call(*call), calls))
        return done, perf_counter() - began


class _Lambda:
    """A fixed number of worker processes behind one queue: first come, first served."""

    def __init__(self, made: Ground, handler: str) -> None:
        log, python = Path(os.devnull), Path(sys.executable)
        environment = made.process_environment()
        self._workers = [Worker(handler, environment, ROOT, log, python) for _ in range(_PROCESSES)]
        self._free: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        for worker in self._workers:
            self._free.put(worker)
        self._line = ThreadPoolExecutor(_PROCESSES)  # as many threads as workers, so its own queue is the line

    def __enter__(self) -> _Lambda:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.shutdown()
        for worker in self._workers:
            worker.close()

    def warm(self, events: Sequence[Event]) -> None:
        """Let each process answer these once."""
        with ThreadPoolExecutor(_PROCESSES) as pool:
            list(pool.map(lambda worker: [worker.call(each, _CALL_TIMEOUT_S) for each in events], self._workers))

    def call(self, kind: str, asked_for: Event) -> _Done:
        """One client's call: stand in the line, be served."""
        return self._line.submit(self._serve, kind, asked_for, perf_counter()).result()

    def _serve(self, kind: str, asked_for: Event, arrived: float) -> _Done:
        began = perf_counter()
        worker = self._free.get()
        try:
            failed = worker.call(asked_for, _CALL_TIMEOUT_S)["statusCode"] != 200
        except InvocationFailed:
            failed = True
        finally:
            self._free.put(worker)
        return _Done(kind, (began - arrived) * 1_000, (perf_counter() - began) * 1_000, failed)
