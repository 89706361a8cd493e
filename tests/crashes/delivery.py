"""How calls and messages reach the functions: faithfully, or as unruly as networks and brokers may be."""

import threading
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from scripts.local.runtime_api import InvocationFailed

Invoke = Callable[[str, Any], Any]


class ReplyLost(InvocationFailed):
    """The work may be done; whoever asked for it does not hear so."""


class Delivery:
    """Calm at first; after `become_unruly` messages come twice, at once or later, out of order, or not yet.

    `seen` counts what was done to whom.
    """

    def __init__(self, invoke: Invoke) -> None:
        self._invoke = invoke
        self._rng: Random | None = None
        self._lock = threading.Lock()
        self._kept_back: list[tuple[str, Any]] = []
        self._copies: list[threading.Thread] = []
        self.seen: Counter[str] = Counter()

    def become_unruly(self, rng: Random) -> None:
        self._rng, self.seen = rng, Counter()

    def calm(self) -> None:
        """Be faithful again, and deliver what was kept back, in any order."""
        rng, self._rng = self._rng, None
        if rng:
            rng.shuffle(self._kept_back)
        for function, event in self._kept_back:
            self._again(function, event)
        self._kept_back = []
        for copy in self._copies:
            copy.join()
        self._copies = []

    def request(self, function: str, event: Any) -> Any:
        """A phone's call; over a bad network it is sent twice, or its answer is lost."""
        match self._mood("once", "once", "once", "twice", "reply lost"):
            case "twice":
                self._copy(function, event)
            case "reply lost":
                self._invoke(function, event)
                raise ReplyLost
        return self._invoke(function, event)

    def messages(self, function: str, event: Any) -> Any:
        """A batch from a queue; a broker promises to deliver it at least once, and no more than that."""
        mood = self._mood("once", "once", "twice", "again later", "only later", "reply lost", "backwards")
        match mood:
            case "twice":
                self._copy(function, event)
            case "again later":
                self._keep_back(function, event)
            case "only later":
                self._keep_back(function, event)
                return {"batchItemFailures": []}
            case "reply lost":
                self._invoke(function, event)
                raise ReplyLost
            case "backwards":
                event = {"Records": event["Records"][::-1]}
        return self._invoke(function, event)

    def _mood(self, *moods: str) -> str:
        with self._lock:
            mood = self._rng.choice(moods) if self._rng else "once"
            self.seen[mood] += 1
            return mood

    def _keep_back(self, function: str, event: Any) -> None:
        """Every third time, something kept back earlier comes now."""
        with self._lock:
            self._kept_back.append((function, event))
            late = self._kept_back.pop(0) if len(self._kept_back) > 2 else None
        if late:
            self._copy(*late)

    def _copy(self, function: str, event: Any) -> None:
        copy = threading.Thread(target=self._again, args=(function, event), daemon=True)
        with self._lock:
            self._copies.append(copy)
        copy.start()

    def _again(self, function: str, event: Any) -> None:
        try:
            self._invoke(function, event)
        except InvocationFailed:
            self.seen["copy failed"] += 1
