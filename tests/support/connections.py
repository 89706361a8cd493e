"""The management side of API Gateway's WebSockets: a real HTTP server that takes POST /@connections/<id>."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote


@dataclass
class Connections:
    """What came for each connection and when; `gone` answers 410, `stuck` never answers."""

    url: str = ""
    came: list[tuple[str, float, Any]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)
    unsigned: int = 0

    def of(self, connection_id: str) -> list[Any]:
        """The messages of one connection."""
        return [message for each, _, message in self.came if each == connection_id]

    def times(self, connection_id: str) -> list[float]:
        return [at for each, at, _ in self.came if each == connection_id]


@contextmanager
def connections() -> Iterator[Connections]:
    """A gateway for connections on a free port."""
    state = Connections()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            connection_id = unquote(self.path.rpartition("/")[2])
            if not self.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
                state.unsigned += 1
            if connection_id in state.stuck:
                time.sleep(3)
                return
            if connection_id not in state.gone:
                state.came.append((connection_id, time.monotonic(), json.loads(body)))
            self.send_response(410 if connection_id in state.gone else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
