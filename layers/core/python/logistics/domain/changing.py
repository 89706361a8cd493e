"""Wide frozen dataclasses made and changed by one copy of their fields, instead of an assignment for each of them.

Only for classes without __post_init__, which is not called.
"""

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def made(kind: type[T], values: Mapping[str, object]) -> T:
    """One of its kind from the values of all its fields, defaults included; TypeError when some are missing or odd."""
    names = vars(kind)["__dataclass_fields__"].keys()
    if values.keys() != names:
        raise TypeError(f"not the fields of {kind.__name__}: {sorted(values.keys() ^ names)}")
    new = object.__new__(kind)
    vars(new).update(values)
    return new


def changed(row: T, **values: object) -> T:
    """A copy with some fields changed, as dataclasses.replace makes it; TypeError for unknown ones."""
    known = vars(row)
    if unknown := values.keys() - known.keys():
        raise TypeError(f"{type(row).__name__} has no {sorted(unknown)}")
    copy = object.__new__(type(row))
    vars(copy).update(known, **values)
    return copy
