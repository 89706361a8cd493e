"""A request and a reply as the providers' modules see them, free of the HTTP server."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """One HTTP request; header names are in lower case, repeated query keys keep their first value."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    target: str  # path and query as they were sent

    def json_object(self) -> Json | None:
        """The body as a JSON object, or None when it is anything else."""
        try:
            parsed = json.loads(self.body)
        except ValueError:
            return None
        return parsed if isinstance(parsed, dict) else None


@dataclass(frozen=True)
class Reply:
    """One HTTP reply."""

    status: int
    body: bytes
    # The Tencent Cloud SDK reads errors only when the type is exactly this, without a charset.
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def json_reply(payload: object, status: int = 200) -> Reply:
    """A JSON reply with Chinese left unescaped, as the providers send it."""
    return Reply(status, json.dumps(payload, ensure_ascii=False).encode())


@dataclass(frozen=True)
class Call:
    """One provider operation found for a request: how it answers, and how that provider fails.

    `provider` and `operation` are the names a fault is ordered by.
    """

    provider: str
    operation: str
    answer: Callable[[], Reply]
    busy: Callable[[], Reply]
    expired: Callable[[], Reply]
