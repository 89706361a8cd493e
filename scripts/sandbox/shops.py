"""A shop's own server: it takes what webhooks bring, checks the signature if it was told the key, and remembers it.

What it took lives in memory only, like faults: a restarted shop has heard nothing.
"""

import hashlib
import hmac
import threading
import time
from collections import deque
from datetime import UTC, datetime

from scripts.sandbox.controls import ControlRoutes, text_field, whole_field
from scripts.sandbox.wire import Call, Json, Reply, Request, json_reply

PREFIX = "/shops/"
_MOST_KEPT = 5_000
_MOST_CLOCK_S = 300
_KEPT_HEADERS = ("content-type", "x-event-id", "x-event-type", "x-key-id", "x-timestamp", "x-signature")


class Shops:
    """POST /shops/<name> takes a message; the control interface tells what each shop took and lets it answer badly."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: deque[Json] = deque(maxlen=_MOST_KEPT)
        self._keys: dict[str, dict[str, str]] = {}
        self._answers: dict[str, tuple[int, int]] = {}

    @property
    def controls(self) -> ControlRoutes:
        """What a shop's own people would do."""
        return {
            ("POST", "/shops/keys"): self._told_key,
            ("POST", "/shops/answers"): self._told_answer,
            ("GET", "/shops/messages"): self._listed,
            ("DELETE", "/shops/messages"): self._cleared,
        }

    def find(self, request: Request) -> Call | None:
        """The call a request is, or None."""
        if request.method != "POST" or not request.path.startswith(PREFIX):
            return None
        name = request.path.removeprefix(PREFIX)
        return Call(
            "shop",
            name,
            lambda: self._take(name, request),
            lambda: json_reply({"error": "busy"}, 503),
            lambda: json_reply({"error": "not now"}, 401),
        )

    def _take(self, name: str, request: Request) -> Reply:
        with self._lock:
            known = self._keys.get(name, {})
            right = _is_right(request, known) if known else None
            said, left = self._answers.get(name, (200, 0))
            if left:
                self._answers[name] = (said, left - 1)
            status = 401 if right is False else said if left else 200
            head = {each: request.headers.get(each, "") for each in _KEPT_HEADERS}
            told = {"shop": name, "at": datetime.now(UTC).isoformat(), "status": status, "signature_right": right}
            self._taken.append(told | {"headers": head, "body": request.body.decode(errors="replace")})
        return json_reply({"taken": status == 200}, status)

    def _told_key(self, payload: Json) -> Json:
        name, key_id, secret = (text_field(payload, field) for field in ("shop", "key_id", "secret"))
        with self._lock:
            self._keys.setdefault(name, {})[key_id] = secret
        return {"shop": name, "keys": sorted(self._keys[name])}

    def _told_answer(self, payload: Json) -> Json:
        name, status = text_field(payload, "shop"), whole_field(payload, "status", 500)
        with self._lock:
            self._answers[name] = (status, whole_field(payload, "count", 1))
        return {"shop": name, "status": status}

    def _listed(self, asked: Json) -> Json:
        with self._lock:
            return {"messages": [each for each in self._taken if asked.get("shop") in (None, each["shop"])]}

    def _cleared(self, _payload: Json) -> Json:
        with self._lock:
            self._taken.clear()
        return {"messages": []}


def _is_right(request: Request, keys: dict[str, str]) -> bool:
    """The check that docs/partner_api.md asks of a shop."""
    secret = keys.get(request.headers.get("x-key-id", ""), "")
    stamp = request.headers.get("x-timestamp", "")
    if not secret or not stamp.isdigit() or abs(time.time() - int(stamp)) > _MOST_CLOCK_S:
        return False
    wanted = hmac.new(secret.encode(), stamp.encode() + b"." + request.body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted, request.headers.get("x-signature", ""))
