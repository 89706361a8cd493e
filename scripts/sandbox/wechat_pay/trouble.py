"""Misfortune by chance: how often notifications and replies go wrong, from a seed, with a count of each that did."""

import random
import threading
from collections import Counter

from scripts.sandbox.controls import ControlError
from scripts.sandbox.wire import Json

_OF_NOTIFICATIONS = ("duplicate", "delay", "reorder", "drop", "forge", "signtest", "stale")
_NAMES = (*_OF_NOTIFICATIONS, "unknown_outcome", "slow")
_SPANS = {"delay_s": (0.2, 2.0), "slow_s": (0.2, 1.0)}
_LONGEST_S = 120.0


class Trouble:
    """Chances from 0 to 1; none at the start, and none after a restart."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._chances: dict[str, float] = {}
        self._spans = dict(_SPANS)
        self._luck = random.Random(0)
        self._counts: Counter[str] = Counter()

    def set(self, payload: Json) -> Json:
        """Control: {"seed"?, "delay_s"?: [least, most], "slow_s"?, <name>: chance} sets all anew."""
        chances = {name: _chance(name, payload[name]) for name in _NAMES if name in payload}
        spans = {name: _span(name, payload.get(name, usual)) for name, usual in _SPANS.items()}
        seed = payload.get("seed", 0)
        if unknown := set(payload) - {*_NAMES, *_SPANS, "seed"}:
            raise ControlError(f"{', '.join(sorted(unknown))}: no such chance; there are {', '.join(_NAMES)}")
        if not isinstance(seed, int):
            raise ControlError("seed must be a whole number")
        with self._lock:
            self._chances, self._spans, self._luck, self._counts = chances, spans, random.Random(seed), Counter()
        return self.told({})

    def told(self, _payload: Json) -> Json:
        """Control: the chances and how often each came true."""
        with self._lock:
            return {"chances": self._chances, **self._spans, "counts": dict(self._counts)}

    def of_notification(self) -> dict[str, float]:
        """What happens to one notification; "delay" with its seconds."""
        with self._lock:
            hit = {name: 0.0 for name in _OF_NOTIFICATIONS if self._hits(name)}
            if "drop" in hit:
                hit = {"drop": 0.0}
            if "delay" in hit:
                hit["delay"] = self._luck.uniform(*self._spans["delay_s"])
            self._counts.update(list(hit))
        return hit

    def of_reply(self) -> str:
        """What happens to one call that changes something: "", "done" or "not_done" behind a SYSTEM_ERROR."""
        with self._lock:
            if not self._hits("unknown_outcome"):
                return ""
            outcome = self._luck.choice(("done", "not_done"))
            self._counts[f"unknown_outcome_{outcome}"] += 1
        return outcome

    def slowness_s(self) -> float:
        """Seconds by which a reply comes late."""
        with self._lock:
            if not self._hits("slow"):
                return 0.0
            self._counts["slow"] += 1
            return self._luck.uniform(*self._spans["slow_s"])

    def count(self, name: str) -> None:
        """Remember what came of it, as of a forged notification that was believed."""
        with self._lock:
            self._counts[name] += 1

    def _hits(self, name: str) -> bool:
        return name in self._chances and self._luck.random() < self._chances[name]


def _chance(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ControlError(f"{name} must be a chance from 0 to 1")
    return float(value)


def _span(name: str, value: object) -> tuple[float, float]:
    match value:
        case [int() | float() as least, int() | float() as most] if 0 <= least <= most <= _LONGEST_S:
            return float(least), float(most)
    raise ControlError(f"{name} must be [least, most] seconds, at most {_LONGEST_S:.0f}")
