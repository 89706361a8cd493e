"""What an audit row says about a change."""

from dataclasses import asdict, is_dataclass
from typing import Any

_BY_NAME = frozenset({"area", "name", "phone"})  # too long, or personal: only that they changed is told


def difference(before: Any, after: Any) -> dict[str, Any]:
    """Fields that differ between two dataclasses as [before, after]; a new thing differs in all of them."""
    old = vars(before) if before is not None else {}
    changes = {
        name: [_plain(old.get(name)), _plain(value)] for name, value in vars(after).items() if old.get(name) != value
    }
    return {name: ["…", "…"] if name in _BY_NAME else pair for name, pair in changes.items()}


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
