"""dataclasses.replace for wide frozen rows: one copy of their fields instead of an assignment for each of them."""

from typing import TypeVar

T = TypeVar("T")


def changed(row: T, **values: object) -> T:
    """A copy of a frozen dataclass without __post_init__, with some fields changed; TypeError for unknown ones."""
    known = vars(row)
    if unknown := values.keys() - known.keys():
        raise TypeError(f"{type(row).__name__} has no {sorted(unknown)}")
    copy = object.__new__(type(row))
    vars(copy).update(known, **values)
    return copy
