"""The public HTTP API as a phone uses it: one request id for as long as a call is tried again."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

import requests

T = TypeVar("T")
_LONGEST_WAIT_S = 2.0
_AGAIN = ("PARCEL_CHANGED",)  # somebody else moved the parcel at the same moment: nothing was done


class Refused(Exception):
    """The API answered with an error that trying again does not mend."""

    def __init__(self, status: int, code: str, message: str, details: Any = None) -> None:
        super().__init__(f"{code} ({status}): {message} {details or ''}".rstrip())
        self.status, self.code, self.message, self.details = status, code, message, details or {}


class Late(Exception):
    """Something did not happen in time; the text says what was waited for."""


class Api:
    """Calls by method and path. What fails on its way is sent again, with the same request id, for `patience_s`."""

    def __init__(self, url: str, patience_s: float = 30.0, answer_s: float = 40.0) -> None:
        self._url, self._patience_s, self._answer_s = url.rstrip("/"), patience_s, answer_s
        self._own = threading.local()

    def call(
        self, method: str, path: str, body: Any = None, *, session: str = "", request_id: str = "", **query: str
    ) -> Any:
        """The data of the answer. Raises Refused, and Late when no answer came within the patience."""
        headers = {"Idempotency-Key": request_id or f"demo-{uuid.uuid4()}"}
        if session:
            headers["Authorization"] = f"Bearer {session}"
        ends, wait_s, problem = time.monotonic() + self._patience_s, 0.1, ""
        while True:
            try:
                return self._once(method, path, body, headers, query)
            except _Passing as passing:
                problem = str(passing)
            if time.monotonic() + wait_s > ends:
                raise Late(f"{method} {path}: no answer within {self._patience_s:.0f} s ({problem})")
            time.sleep(wait_s)
            wait_s = min(wait_s * 2, _LONGEST_WAIT_S)

    def get(self, path: str, session: str = "", **query: str) -> Any:
        """Read something."""
        return self.call("GET", path, session=session, **query)

    def post(self, path: str, body: Any, session: str = "", request_id: str = "") -> Any:
        """Do something."""
        return self.call("POST", path, body, session=session, request_id=request_id)

    def _once(self, method: str, path: str, body: Any, headers: dict[str, str], query: dict[str, str]) -> Any:
        try:
            reply = self._connection.request(
                method, self._url + path, json=body, headers=headers, params=query, timeout=self._answer_s
            )
            answer = reply.json()
        except (requests.RequestException, ValueError) as error:
            raise _Passing(type(error).__name__) from error
        refusal = answer.get("error") if isinstance(answer, dict) else None
        told: dict[str, Any] = refusal if isinstance(refusal, dict) else {}
        code = told.get("code", "")
        if reply.status_code >= 500 or code in _AGAIN:
            raise _Passing(f"{reply.status_code} {code}")
        if reply.status_code >= 400:
            raise Refused(reply.status_code, code or "UNKNOWN", told.get("message", ""), told.get("details"))
        return answer["data"]

    @property
    def _connection(self) -> requests.Session:
        """One for each thread: a session is not to be shared."""
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
        session: requests.Session = self._own.session
        return session


class _Passing(Exception):
    """A failure that may be gone the next time."""


def wait_until(look: Callable[[], T | None], what: str, within_s: float = 30.0, every_s: float = 0.15) -> T:
    """What `look` brings as soon as it brings something true; Late after the deadline."""
    ends = time.monotonic() + within_s
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > ends:
            raise Late(f"{what}: not within {within_s:.0f} s")
        time.sleep(every_s)
