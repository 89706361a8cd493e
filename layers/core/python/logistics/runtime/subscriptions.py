"""Which functions consume which events, as their handlers register them (scripts/manifest.py writes the list)."""

import json
from functools import cache
from pathlib import Path


def consumers_of(event_type: str) -> tuple[str, ...]:
    """The functions that must have handled an event of this type before it is settled."""
    return _subscriptions().get(event_type, ())


def consumers() -> list[str]:
    """Every function that consumes events, by name."""
    return sorted({function for functions in _subscriptions().values() for function in functions})


@cache
def _subscriptions() -> dict[str, tuple[str, ...]]:
    text = Path(__file__).with_name("subscriptions.json").read_text(encoding="utf-8")
    return {kind: tuple(functions) for kind, functions in json.loads(text).items()}
