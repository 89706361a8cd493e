"""All functions behind one WSGI door, as API Gateway puts them behind one address: real events to real handlers."""

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request

from tests.support.calls import handler

FUNCTIONS = sorted(path.parent.name for path in Path(__file__).parents[2].glob("functions/*/handler.py"))
DOCUMENT = Path(__file__).parents[2] / "docs/openapi.json"


def _routes() -> Map:
    doors = {what: name for name in FUNCTIONS for kind, what in handler(name).actions if kind == "http"}
    return Map([Rule(what.split()[1], endpoint=name, methods=[what.split()[0]]) for what, name in doors.items()])


class Gateway:
    """A WSGI application; /openapi.json is the document itself."""

    def __init__(self) -> None:
        self._map = _routes()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        if request.path == "/openapi.json":
            start_response("200 OK", [("Content-Type", "application/json")])
            return [DOCUMENT.read_bytes()]
        try:
            name, _ = self._map.bind("gateway.test").match(request.path, request.method)
        except Exception:  # what no route takes, some function refuses in its own words
            name = "track"
        reply = handler(name)(_event(request), None)
        status = HTTPStatus(reply["statusCode"])
        start_response(f"{status.value} {status.phrase}", list(reply["headers"].items()))
        body = reply.get("body") or json.dumps({})
        return [body.encode()]


def _event(request: Request) -> dict[str, Any]:
    path = quote(request.path, safe="/%:@!$&'()*+,;=-._~")
    http = {"method": request.method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.9"}
    raw = request.get_data()
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": request.query_string.decode("ascii", "replace"),
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "requestContext": {
            "apiId": "api",
            "http": http | {"userAgent": "tests"},
            "requestId": "r",
            "stage": "$default",
        },
        "body": raw.decode("utf-8", "replace") if raw else None,
        "isBase64Encoded": False,
    }
