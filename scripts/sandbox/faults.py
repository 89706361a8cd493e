"""Faults ordered in advance: the next calls of a provider fail in the way asked for.

They live in memory only, so a restarted sandbox is a healthy one.
"""

import threading
from dataclasses import asdict, dataclass

from scripts.sandbox.controls import ControlError, text_field, whole_field
from scripts.sandbox.wire import Json

PROVIDERS = frozenset({"wechat", "sms", "faceid", "npp", "maps", "shop", "wechat_pay"})
CALL_KINDS = frozenset(
    {"expired_token", "slow", "late", "reset", "nonsense", "http_500", "busy", "unknown_outcome", "lost"}
)
PUSH_KINDS = {
    "wechat": frozenset({"duplicate", "late"}),
    "wechat_pay": frozenset({"duplicate", "late", "reorder", "drop", "forge", "signtest", "stale"}),
}
PUSH_OPERATION = "push"
_LONGEST_DELAY_S = 120.0


@dataclass
class Fault:
    """One order; an empty `path` matches every operation of the provider."""

    provider: str
    path: str
    kind: str
    count: int
    delay_s: float

    def matches(self, provider: str, operation: str) -> bool:
        """Whether this order is for that operation; a push is only hit when it is named."""
        if self.provider != provider or self.count == 0:
            return False
        return self.path == operation or (not self.path and operation != PUSH_OPERATION)


class Faults:
    """The orders not yet used up, taken in the order they were given."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ordered: list[Fault] = []

    def order(self, payload: Json) -> Json:
        """Take an order {"provider", "path"?, "kind", "count"? (1), "delay_s"? (1)}."""
        fault = _fault(payload)
        with self._lock:
            self._ordered.append(fault)
        return asdict(fault)

    def listed(self, _payload: Json) -> Json:
        """The orders still open, each with the count left."""
        with self._lock:
            return {"faults": [asdict(fault) for fault in self._ordered]}

    def clear(self, _payload: Json) -> Json:
        """Forget every open order."""
        with self._lock:
            self._ordered.clear()
        return {"faults": []}

    def take(self, provider: str, operation: str) -> Fault | None:
        """The first open order for this operation, used once; None when it is to go well."""
        # Read without the lock: the usual answer is that nothing is ordered.
        if not self._ordered:
            return None
        with self._lock:
            fault = next((one for one in self._ordered if one.matches(provider, operation)), None)
            if fault is not None:
                fault.count -= 1
                self._ordered = [one for one in self._ordered if one.count > 0]
        return fault


def _fault(payload: Json) -> Fault:
    provider, kind = text_field(payload, "provider"), text_field(payload, "kind")
    path = payload.get("path") or ""
    if provider not in PROVIDERS:
        raise ControlError(f"provider must be one of {', '.join(sorted(PROVIDERS))}")
    kinds = PUSH_KINDS.get(provider, frozenset()) if path == PUSH_OPERATION else CALL_KINDS
    if kind not in kinds:
        raise ControlError(f"kind must be one of {', '.join(sorted(kinds))} here")
    count = whole_field(payload, "count", 1)
    if count == 0:
        raise ControlError("count must be at least 1")
    return Fault(provider, path, kind, count, _delay(payload))


def _delay(payload: Json) -> float:
    delay = payload.get("delay_s", 1.0)
    if isinstance(delay, bool) or not isinstance(delay, int | float) or not 0 <= delay <= _LONGEST_DELAY_S:
        raise ControlError(f"delay_s must be between 0 and {_LONGEST_DELAY_S:.0f}")
    return float(delay)
