"""What every control route shares: its shape, its refusal and the reading of its fields."""

from collections.abc import Callable, Mapping

from scripts.sandbox.wire import Json

ControlRoute = Callable[[Json], Json]
ControlRoutes = Mapping[tuple[str, str], ControlRoute]


class ControlError(Exception):
    """A control request that cannot be done; answered as 400 with its text."""


def text_field(payload: Json, name: str) -> str:
    """A required, non-empty text field."""
    value = payload.get(name)
    if not isinstance(value, str) or not value:
        raise ControlError(f"{name} must be a non-empty text")
    return value


def whole_field(payload: Json, name: str, default: int) -> int:
    """An optional whole number, zero or more."""
    value = payload.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ControlError(f"{name} must be a whole number, zero or more")
    return value
