"""What an event must look like before anything reads it: a caller who may write raw events gets a refusal, no crash."""

import base64
import json
from collections.abc import Mapping
from types import NoneType
from typing import Any

from logistics.domain.faults import Invalid

Shape = Mapping[str, type | tuple[type, ...]]

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_TEXT_OR_NOTHING = (str, NoneType)
_HTTP: Shape = {
    "rawPath": str,
    "rawQueryString": str,
    "headers": Mapping,
    "cookies": (list, NoneType),
    "body": _TEXT_OR_NOTHING,
}
_HTTP_REQUEST: Shape = {"method": str, "sourceIp": _TEXT_OR_NOTHING}
_SOCKET: Shape = {"body": _TEXT_OR_NOTHING, "headers": (Mapping, NoneType)}
_SOCKET_REQUEST: Shape = {"connectionId": str, "routeKey": str}
_RECORD: Shape = {"messageId": str, "body": str, "attributes": Mapping}
_ATTRIBUTES: Shape = {"ApproximateReceiveCount": str, "MessageGroupId": _TEXT_OR_NOTHING}


def check_envelope(kind: str, event: Mapping[str, Any]) -> None:
    """Refuse an event that is not JSON text throughout, or not what its platform sends (EVENT_MALFORMED)."""
    if not _is_json(event):
        raise Invalid("EVENT_MALFORMED", "an event is JSON, without NaN and with whole characters")
    well_formed = {"http": _is_http, "socket": _is_socket, "queue": _is_queue}.get(kind)
    if well_formed and not well_formed(event):
        raise Invalid("EVENT_MALFORMED", f"not a {kind} event")


def parsed(body: str | bytes) -> Any:
    """A caller's JSON in UTF-8; Invalid BODY_NOT_JSON for NaN and for what no database takes as text, too."""
    try:
        text = body if isinstance(body, str) else body.decode()  # json itself would let half characters pass as bytes
        data = json.loads(text, parse_constant=_no_constant)
        if "\\ud" in text or "\\uD" in text:
            json.dumps(data, ensure_ascii=False).encode()  # a lone surrogate is no text
    except (ValueError, RecursionError) as error:
        raise Invalid("BODY_NOT_JSON", "the request body is not valid JSON") from error
    return data


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _is_json(event: Mapping[str, Any]) -> bool:
    try:
        _ENCODER.encode(event).encode()
    except (ValueError, TypeError, RecursionError):
        return False
    return True


def _has(value: Any, shape: Shape) -> bool:
    return isinstance(value, Mapping) and all(isinstance(value.get(name), kinds) for name, kinds in shape.items())


def _is_http(event: Mapping[str, Any]) -> bool:
    request = event["requestContext"]
    texts = [*event["headers"].values(), *(event.get("cookies") or [])] if _has(event, _HTTP) else [None]
    return (
        event.get("version") == "2.0"
        and "_serverless-wsgi" not in event
        and "source" not in event
        and _has(request.get("http"), _HTTP_REQUEST)
        and isinstance(request.get("authorizer", {}), Mapping)
        and all(isinstance(text, str) for text in texts)
        and (not event.get("isBase64Encoded") or _is_base64(event["body"]))
    )


def _is_base64(body: str | None) -> bool:
    try:
        base64.b64decode(body or "")
    except ValueError:
        return False
    return True


def _is_socket(event: Mapping[str, Any]) -> bool:
    return _has(event, _SOCKET) and _has(event["requestContext"], _SOCKET_REQUEST)


def _is_queue(event: Mapping[str, Any]) -> bool:
    records = event["Records"]
    return isinstance(records, list) and all(
        _has(each, _RECORD)
        and _has(each["attributes"], _ATTRIBUTES)
        and each["attributes"]["ApproximateReceiveCount"].isdecimal()
        for each in records
    )
