"""Handlers under AWS's own runtime client: a small Lambda Runtime API and a bounded pool of worker processes.

Each worker process has a Runtime API of its own, as each sandbox on Lambda has, so it is always known which process
holds which call: a process that dies or overruns fails exactly its own call and is replaced at the next one.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import sys
import threading
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from scripts.local.child import Child
from scripts.local.server import HOST

_API = "/2018-06-01/runtime"
_ARN = "arn:aws:lambda:ap-southeast-1:123456789012:function:"


class InvocationFailed(Exception):
    """A call that brought no reply."""


class FunctionError(InvocationFailed):
    """The handler raised, or could not be imported; `details` is what the runtime client reported."""

    def __init__(self, details: Any) -> None:
        super().__init__(json.dumps(details)[:2000])
        self.details = details


class WorkerDied(InvocationFailed):
    """The worker process ended during the call."""


class InvocationTimeout(InvocationFailed):
    """The call took longer than allowed; its worker was ended, as Lambda would."""


@dataclass(frozen=True, slots=True)
class _Call:
    request_id: str
    body: bytes
    deadline_ms: int
    arn: str


@dataclass(frozen=True, slots=True)
class _Outcome:
    kind: str  # "response", "error", "init" or "died"
    request_id: str
    body: bytes


class _RuntimeApi(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((HOST, 0), _Handler)
        self.calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self.outcomes: queue.SimpleQueue[_Outcome] = queue.SimpleQueue()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A worker killed between two calls breaks its connection; its pool learns of the death by itself."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without these two every call waits 40 ms for a delayed acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _RuntimeApi

    def do_GET(self) -> None:
        call = self.server.calls.get()
        if call is None:
            self.close_connection = True
            return
        self._send(
            200,
            call.body,
            {
                "Content-Type": "application/json",
                "Lambda-Runtime-Aws-Request-Id": call.request_id,
                "Lambda-Runtime-Deadline-Ms": str(call.deadline_ms),
                "Lambda-Runtime-Invoked-Function-Arn": call.arn,
            },
        )

    def do_POST(self) -> None:
        parts = self.path.removeprefix(_API).strip("/").split("/")
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # killed in the middle of its answer: its pool learns of the death by itself
            self.close_connection = True
            return
        request_id, kind = (parts[1], parts[2]) if parts[0] == "invocation" else ("", "init")
        self._send(202, b"{}", {"Content-Type": "application/json"})
        self.server.outcomes.put(_Outcome(kind, request_id, body))

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


class Worker:
    """One process running one handler, and the Runtime API it asks for calls."""

    def __init__(self, handler: str, env: Mapping[str, str], cwd: Path, log: Path, python: Path) -> None:
        self._api = _RuntimeApi()
        name = handler.split("/")[1] if handler.count("/") > 1 else handler
        self._arn = _ARN + name
        self.busy = False
        variables = {
            "AWS_LAMBDA_RUNTIME_API": f"{HOST}:{self._api.server_address[1]}",
            "AWS_LAMBDA_FUNCTION_NAME": name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": "local",
            "LAMBDA_TASK_ROOT": str(cwd),
            "_HANDLER": handler,
        }
        command = [str(python), "-m", "awslambdaric", handler]
        self._child = Child(name, command, log, env={**env, **variables}, cwd=cwd)
        threading.Thread(target=self._watch, daemon=True).start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._child.alive

    def call(self, event: Any, timeout_s: float) -> Any:
        """The handler's reply to one event; raises InvocationFailed and its kinds."""
        deadline_ms = int((time.time() + timeout_s) * 1000)
        call = _Call(str(uuid.uuid4()), json.dumps(event).encode(), deadline_ms, self._arn)
        self.busy = True
        self._api.calls.put(call)
        try:
            outcome = self._api.outcomes.get(timeout=timeout_s)
        except queue.Empty:
            self.kill()
            raise InvocationTimeout(f"{self._child.name}: no reply within {timeout_s} s") from None
        finally:
            self.busy = False
        if outcome.kind == "died":
            raise WorkerDied(f"{self._child.name}: the process ended during the call; see {self._child.log}")
        if outcome.kind != "response":
            raise FunctionError(json.loads(outcome.body or b"null"))
        return json.loads(outcome.body)

    def kill(self) -> None:
        """Ends the process by SIGKILL."""
        self._child.kill()

    def close(self) -> None:
        """Ends the process and its Runtime API."""
        self._child.kill()
        self._api.calls.put(None)
        self._api.shutdown()
        self._api.server_close()

    def _watch(self) -> None:
        self._child.wait()
        self._api.outcomes.put(_Outcome("died", "", b""))


class WorkerPool:
    """At most `processes` workers of one handler, started when first needed.

    `handler` is given as serverless.yml has it ("functions/quote/handler.main"), `cwd` is the folder it is found in
    (the repository or an unpacked package), `env` the whole environment of the process, PYTHONPATH for layers
    included; `python` is an interpreter that has awslambdaric.
    """

    def __init__(
        self,
        handler: str,
        *,
        env: Mapping[str, str],
        cwd: Path,
        processes: int = 2,
        log: Path = Path(os.devnull),
        python: Path = Path(sys.executable),
    ) -> None:
        self._spec = (handler, dict(env), cwd, log, python)
        self._idle: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        for _ in range(processes):
            self._idle.put(None)
        self._all: set[Worker] = set()
        self._lock, self._processes = threading.Lock(), processes

    @property
    def pids(self) -> list[int]:
        """The process ids of the living workers."""
        with self._lock:
            return [worker.pid for worker in self._all if worker.alive]

    def invoke(self, event: Any, timeout_s: float = 30.0) -> Any:
        """The reply of a free worker, waiting for one if all are busy; raises InvocationFailed and its kinds."""
        return self._call(self._idle.get(), event, timeout_s)

    def warm(self, event: Any) -> None:
        """Starts all workers by sending each of them one event; a handler that raises at it does no harm."""

        def one(worker: Worker | None) -> None:
            with contextlib.suppress(FunctionError):
                self._call(worker, event, 30.0)

        workers = [self._idle.get() for _ in range(self._processes)]
        with ThreadPoolExecutor(self._processes) as pool:
            list(pool.map(one, workers))

    def kill_one(self) -> bool:
        """Ends one worker by SIGKILL, a busy one if there is any; another takes its place at the next call."""
        with self._lock:
            living = sorted((worker for worker in self._all if worker.alive), key=lambda worker: not worker.busy)
        if living:
            living[0].kill()
        return bool(living)

    def close(self) -> None:
        """Ends all workers; the pool cannot be used again."""
        with self._lock:
            workers, self._all = self._all, set()
        for worker in workers:
            worker.close()

    def _call(self, worker: Worker | None, event: Any, timeout_s: float) -> Any:
        try:
            if worker is None or not worker.alive:
                dead, worker = worker, None
                self._forget(dead)
                worker = self._start()
            return worker.call(event, timeout_s)
        finally:
            self._idle.put(worker)

    def _start(self) -> Worker:
        worker = Worker(*self._spec)
        with self._lock:
            self._all.add(worker)
        return worker

    def _forget(self, worker: Worker | None) -> None:
        if worker:
            with self._lock:
                self._all.discard(worker)
            worker.close()
