"""What an audit row says about a change."""

from typing import Any

_BY_NAME = frozenset({"area", "name", "phone"})  # too long, or personal: only that they changed is told


def difference(before: Any, after: Any) -> dict[str, Any]:
    """Fields that differ between two dataclasses as [before, after]; a new thing differs in all of them."""
    old = vars(before) if before is not None else {}
    changes = {name: [old.get(name), value] for name, value in vars(after).items() if old.get(name) != value}
    return {name: ["…", "…"] if name in _BY_NAME else pair for name, pair in changes.items()}
