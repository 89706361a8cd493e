"""A product's message-push address: keeps what arrives and answers as a test asks."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


@dataclass
class PushReceiver:
    """Keeps (query, body) of each POST in `arrived` and its headers in `heads`.

    `answers` are used up in turn, the last one stays.
    """

    answers: list[tuple[int, str]] = field(default_factory=lambda: [(200, "success")])
    arrived: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    checks: list[dict[str, str]] = field(default_factory=list)

    def __enter__(self) -> Self:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = dict(parse_qsl(urlsplit(self.path).query))
                receiver.checks.append(query)
                self._reply(200, query["echostr"])

            def do_POST(self) -> None:
                query = dict(parse_qsl(urlsplit(self.path).query))
                receiver.heads.append(dict(self.headers.items()))
                receiver.arrived.append((query, self.rfile.read(int(self.headers["Content-Length"]))))
                self._reply(*(receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]))

            def _reply(self, status: int, body: str) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/wechat/push"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
