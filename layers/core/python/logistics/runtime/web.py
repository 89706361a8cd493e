"""HTTP events: Flask through serverless_wsgi.handle_request only (the plugin's stock handler runs code from events)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import serverless_wsgi
from flask import Flask, Response, request

from logistics.domain.faults import Invalid
from logistics.domain.roles import GUEST, Actor
from logistics.runtime.context import Context
from logistics.runtime.entry import bearer, session_actor
from logistics.runtime.envelopes import parsed
from logistics.runtime.pages import PageSchema
from logistics.runtime.replies import refusal, to_json
from logistics.runtime.run import run
from logistics.runtime.schemas import RawRequestSchema
from logistics.settings import settings

if TYPE_CHECKING:
    from logistics.runtime.function import Action, Function

_HEADERS = (("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-store"))
_SIGNED = "HMAC-SHA256 "  # the scheme of partners' requests
_WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")


class Web:
    """A function's Flask app: one rule an HTTP trigger, one error answer."""

    def __init__(self, function: "Function") -> None:
        self._name = function.name
        self._app = Flask(function.name, static_folder=None)
        self._app.config["MAX_CONTENT_LENGTH"] = settings().max_body_bytes
        self._app.register_error_handler(Exception, self._refused)
        for (kind, what), action in function.actions.items():
            if kind == "http":
                method, path = what.split()
                self._app.add_url_rule(
                    path, what, self._view(action), methods=[method], provide_automatic_options=False
                )

    def answer(self, event: Mapping[str, Any], context: object) -> dict[str, Any]:
        """API Gateway's reply to an API Gateway event (version 2.0)."""
        reply: dict[str, Any] = serverless_wsgi.handle_request(self._app, event, context)
        return reply

    def _view(self, action: "Action") -> Callable[..., Response]:
        def view(**path: str) -> Response:
            now = datetime.now(UTC)
            actor = _caller(now)
            body = _input(action)
            http = request.environ["serverless.event"]["requestContext"]["http"]
            ctx = Context(
                actor=actor,
                now=now,
                request_id=request.headers.get("Idempotency-Key", ""),
                source_ip=str(http.get("sourceIp", "")),
                trigger="http",
            )
            reply = run(action, _merged(body, path), ctx)
            return _page(reply) if isinstance(action.dump, PageSchema) else _response({"data": reply}, 200)

        return view

    def _refused(self, error: Exception) -> Response:
        return _response(*refusal(error, function=self._name))


def _caller(now: datetime) -> Actor:
    """Whoever holds the session or signed the request; who says nothing is a guest."""
    header = request.headers.get("Authorization", "")
    if not header:
        return GUEST
    if not header.startswith(_SIGNED):
        return session_actor(bearer(header), now)
    from logistics.runtime.signed import signed_actor  # what only partners need

    return signed_actor(request, now)


def _merged(body: Any, path: Mapping[str, str]) -> Any:
    if not isinstance(body, dict):
        return body  # the schema refuses it
    if twice := body.keys() & path.keys():
        raise Invalid("INPUT_INVALID", "有些内容填写不正确", fields={name: ["已在路径中给出"] for name in twice})
    return {**body, **path}


def _input(action: "Action") -> Any:
    if isinstance(action.load, RawRequestSchema):
        return {"headers": request.headers, "body": request.get_data(cache=False)}
    return _body() if request.method in _WITH_BODY else _query()


def _query() -> dict[str, Any]:
    """Query arguments; one that is given several times becomes a list."""
    if not request.query_string:
        return {}
    return {name: values[0] if len(values) == 1 else values for name, values in request.args.lists()}


def _body() -> Any:
    raw = request.get_data(cache=False)
    return parsed(raw) if raw else {}


def _response(body: Any, status: int) -> Response:
    return Response(to_json(body), status, _HEADERS)


def _page(reply: Mapping[str, Any]) -> Response:
    return Response(reply["body"], 200, {"Content-Type": reply["content_type"], **reply["headers"]})
