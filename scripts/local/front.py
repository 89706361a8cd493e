"""Small HTTP servers that stand where AWS's own stand: an API Gateway HTTP API and the Lambda Invoke API.

They answer with whatever `invoke(function, event)` replies, from worker pools mostly, and hold a bounded number of
processes where serverless-offline starts one per request. Tests and benches use them.
"""

from __future__ import annotations

import base64
import json
import re
import threading
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from scripts.local.deployment import Route
from scripts.local.runtime_api import FunctionError, InvocationFailed, InvocationTimeout
from scripts.local.server import HOST

Invoke = Callable[[str, dict[str, Any]], Any]
_TEXTS = ("text/", "application/json", "application/javascript", "application/xml", "application/x-www-form-")
_INVOCATION = re.compile(r"/2015-03-31/functions/([^/]+)/invocations")
_NOT_FOUND, _BROKEN, _LATE = (
    '{"message":"Not Found"}',
    '{"message":"Internal Server Error"}',
    '{"message":"Service Unavailable"}',
)


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP reply."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"),)


class Front(ABC):
    """A threaded HTTP server on 127.0.0.1 that turns each request into a reply."""

    def __init__(self, port: int | None = None) -> None:
        handler = type("Handler", (_Handler,), {"front": self})
        self._server = _Server((HOST, port or 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL, without a slash at its end."""
        return f"http://{HOST}:{self._server.server_address[1]}"

    def start(self) -> None:
        """Takes requests from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Takes no more requests."""
        self._server.shutdown()
        self._server.server_close()

    @abstractmethod
    def answer(self, request: Request) -> Reply:
        """The reply to one request."""


class HttpFront(Front):
    """An API Gateway HTTP API: requests become events of payload version 2.0 by the routes of serverless.yml."""

    def __init__(self, routes: Iterable[Route], invoke: Invoke, port: int | None = None) -> None:
        super().__init__(port)
        # As API Gateway does: the route with the fewest parameters that fits is taken.
        self._routes = [(route, _pattern(route.path)) for route in sorted(routes, key=lambda r: r.path.count("{"))]
        self._invoke = invoke

    def answer(self, request: Request) -> Reply:
        """The function's reply, or API Gateway's own 404, 500 and 503."""
        for route, pattern in self._routes:
            found = pattern.fullmatch(request.path)
            if found and route.method in (request.method, "ANY", "*"):
                names = {name: unquote(value) for name, value in found.groupdict().items()}
                return self._call(route.function, http_event(request, f"{route.method} {route.path}", names))
        return Reply(404, _NOT_FOUND.encode())

    def _call(self, function: str, event: dict[str, Any]) -> Reply:
        try:
            return _reply_of(self._invoke(function, event))
        except InvocationTimeout:
            return Reply(503, _LATE.encode())
        except InvocationFailed:
            return Reply(500, _BROKEN.encode())


class LambdaFront(Front):
    """The Lambda Invoke API, as boto3's `lambda` client speaks it; names are `<prefix><function>`."""

    def __init__(self, invoke: Invoke, prefix: str = "", port: int | None = None) -> None:
        super().__init__(port)
        self._invoke, self._prefix = invoke, prefix

    def answer(self, request: Request) -> Reply:
        """The function's reply; 202 at once for an asynchronous call."""
        found = _INVOCATION.fullmatch(request.path)
        if not found or request.method != "POST":
            return Reply(404, _NOT_FOUND.encode())
        function, event = unquote(found[1]).removeprefix(self._prefix), json.loads(request.body or b"{}")
        if request.headers.get("x-amz-invocation-type") == "Event":
            threading.Thread(target=self._call, args=(function, event), daemon=True).start()
            return Reply(202, b"")
        return self._call(function, event)

    def _call(self, function: str, event: Any) -> Reply:
        try:
            return Reply(200, json.dumps(self._invoke(function, event)).encode())
        except FunctionError as error:
            details = error.details
        except InvocationFailed as error:
            details = {"errorType": type(error).__name__, "errorMessage": str(error)}
        kind = ("x-amz-function-error", "Unhandled")
        return Reply(200, json.dumps(details).encode(), (("content-type", "application/json"), kind))


def http_event(request: Request, route_key: str, path_parameters: Mapping[str, str]) -> dict[str, Any]:
    """The event that API Gateway makes of a request."""
    headers = dict(request.headers)
    cookies = headers.pop("cookie", "")
    is_text = headers.get("content-type", "application/json").lower().startswith(_TEXTS)
    now = time.time()
    http = {
        "method": request.method,
        "path": request.path,
        "protocol": "HTTP/1.1",
        "sourceIp": HOST,
        "userAgent": headers.get("user-agent", ""),
    }
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": unquote(request.path),
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "local",
            "domainName": headers.get("host", HOST),
            "domainPrefix": "local",
            "http": http,
            "requestId": str(uuid.uuid4()),
            "routeKey": route_key,
            "stage": "$default",
            "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
            "timeEpoch": int(now * 1000),
        },
        "isBase64Encoded": bool(request.body) and not is_text,
    }
    if request.body:
        event["body"] = request.body.decode(errors="replace") if is_text else base64.b64encode(request.body).decode()
    if cookies:
        event["cookies"] = [cookie.strip() for cookie in cookies.split(";")]
    if path_parameters:
        event["pathParameters"] = dict(path_parameters)
    if request.query:
        event["queryStringParameters"] = _joined(parse_qsl(request.query, keep_blank_values=True))
    return event


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _reply_of(result: Any) -> Reply:
    """A function's result as API Gateway sends it: what names no status is a body of its own."""
    if not isinstance(result, dict) or "statusCode" not in result:
        return Reply(200, (result if isinstance(result, str) else json.dumps(result)).encode())
    body = result.get("body") or ""
    headers = [(name.lower(), str(value)) for name, value in (result.get("headers") or {}).items()]
    headers += [("set-cookie", cookie) for cookie in result.get("cookies") or []]
    raw = base64.b64decode(body) if result.get("isBase64Encoded") else body.encode()
    return Reply(int(result["statusCode"]), raw, tuple(headers))


def _pattern(path: str) -> re.Pattern[str]:
    """`/parcels/{waybill_no}` as a pattern; `{proxy+}` takes the rest of the path."""
    parts = re.split(r"\{(\w+)(\+?)\}", path)
    text = re.escape(parts[0])
    for name, greedy, after in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        text += f"(?P<{name}>{'.+' if greedy else '[^/]+'})" + re.escape(after)
    return re.compile(text)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    front: Front

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.front.answer(Request(self.command, parts.path, parts.query, headers, body))
        self.send_response_only(reply.status)
        for name, value in reply.headers:
            if name != "content-length":
                self.send_header(name, value)
        self.send_header("content-length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)
        self.wfile.flush()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD = _serve
