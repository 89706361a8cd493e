"""The HTTP side: one threaded server on loopback that hands each request to the provider that knows it."""

import socket
import struct
import sys
import time
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NoReturn, Protocol
from urllib.parse import parse_qs, urlsplit

from scripts.sandbox.controls import ControlError, ControlRoute, ControlRoutes
from scripts.sandbox.faults import Fault, Faults
from scripts.sandbox.wire import Call, Reply, Request, json_reply

CONTROL_PREFIX = "/_sandbox"
_LARGEST_BODY = 4 * 1024 * 1024  # more than the largest photo any provider takes
_NONSENSE = Reply(200, b"<html><head><title>302 Found</title></head><body>gateway</body></html>", "text/html")
_HTTP_500 = Reply(500, b"<html><body>500 Internal Server Error</body></html>", "text/html")


class Provider(Protocol):
    """One outside provider."""

    @property
    def controls(self) -> ControlRoutes:
        """Its control routes, below /_sandbox."""

    def find(self, request: Request) -> Call | None:
        """The call a request is, or None."""


class SandboxServer(ThreadingHTTPServer):
    """Serves the providers and the control routes on 127.0.0.1; port 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, providers: list[Provider], controls: ControlRoutes, faults: Faults) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.providers = providers
        self.faults = faults
        owned = [provider.controls for provider in providers]
        self.controls: Mapping[tuple[str, str], ControlRoute] = {
            key: route for routes in [controls, *owned] for key, route in routes.items()
        }

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print what went wrong, except that a caller went away or was cut off on purpose."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body leave in one segment; with Nagle's algorithm each call would wait 40 ms.
    disable_nagle_algorithm = True
    wbufsize = -1
    server: SandboxServer

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: request lines carry secrets and tokens."""

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > _LARGEST_BODY:
            self.close_connection = True
            self._send(json_reply({"error": "the body is too large or its length is not given"}, 413))
            return
        parts = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=parts.path,
            query={name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()},
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(length)),
            target=self.path,
        )
        if request.path.startswith(f"{CONTROL_PREFIX}/"):
            self._send(self._controlled(request))
        else:
            self._send(self._provided(request))

    def _controlled(self, request: Request) -> Reply:
        route = self.server.controls.get((request.method, request.path.removeprefix(CONTROL_PREFIX)))
        if route is None:
            return json_reply({"error": "no such control"}, 404)
        payload = request.json_object() if request.body else dict(request.query)
        if payload is None:
            return json_reply({"error": "the body must be a JSON object"}, 400)
        try:
            return json_reply(route(payload))
        except ControlError as problem:
            return json_reply({"error": str(problem)}, 400)

    def _provided(self, request: Request) -> Reply:
        found = (provider.find(request) for provider in self.server.providers)
        call = next((call for call in found if call is not None), None)
        if call is None:
            return json_reply({"error": "no provider has this path"}, 404)
        fault = self.server.faults.take(call.provider, call.operation)
        return call.answer() if fault is None else self._failed(call, fault)

    def _failed(self, call: Call, fault: Fault) -> Reply:
        match fault.kind:
            case "slow":
                time.sleep(fault.delay_s)
                return call.answer()
            case "late":
                reply = call.answer()
                time.sleep(fault.delay_s)
                return reply
            case "reset":
                self._cut_off()
            case "busy":
                return call.busy()
            case "unknown_outcome":
                call.answer()
                return call.busy()
            case "lost":
                call.answer()
                self._cut_off()
            case "expired_token":
                return call.expired()
        return _HTTP_500 if fault.kind == "http_500" else _NONSENSE

    def _cut_off(self) -> NoReturn:
        # Closing with a zero linger time sends RST instead of an orderly end.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.wfile.close()
        self.rfile.close()
        self.connection.close()
        raise ConnectionResetError("cut off on purpose")

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)
