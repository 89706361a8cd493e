"""What no field may take: wrong values by kind of field, put one by one into a sound input."""

import copy
from collections.abc import Iterator
from typing import Any

from marshmallow import Schema, fields

from functions.parse_address.schemas import Paste
from functions.pick_up.schemas import Token
from tests.refusals.actions import SCAN_ROW

Path = tuple[str | int, ...]

OPERATORS: list[Any] = [{"$gt": ""}, {"$ne": None}, {"$where": "sleep(1000)"}]
# Direction marks, spaces without width, fillers, soft hyphens and tags: what nobody sees in a name or an address.
UNSEEN = [
    "\u202ecba",
    "\u2066a",
    "\u200f1a",
    "a\u200bb",
    "a\u00adb",
    "\ufeffa",
    "\u3164",
    "\u2800",
    "\u200d",
    "\U000e0041",
]
TEXTS: list[Any] = [7, 1.5, True, [], ["a"], {}, *OPERATORS, "x" * 10_001, "a\x00b", "a\nb", *UNSEEN]
NUMBERS: list[Any] = ["abc", "", [], [1], {}, *OPERATORS, True, -1, 10**30, "9" * 5_000, "1e3", "１２ 3"]
WRONG: list[tuple[type[fields.Field[Any]], list[Any]]] = [
    (Token, []),  # whatever else is sent in a token's place counts as none, and is refused as such
    (Paste, [7, 1.5, True, [], ["a"], {}, *OPERATORS, "x" * 2_001, "", " \n"]),  # unseen characters are for the parser
    (fields.Integer, NUMBERS),
    (fields.Float, ["abc", "", [], {}, *OPERATORS, True, 1_000, -1_000, "nan", "inf", 10**400]),
    (fields.Boolean, ["true", "yes", 7, [], {}, *OPERATORS]),
    (fields.AwareDateTime, [5, "", "yesterday", "2026-03-09T08:00:00", "2026-02-30T08:00:00Z", [], {}, *OPERATORS]),
    (fields.Date, [5, "", "2026-13-01", "10000-01-01", "0000-01-01", [], {}, *OPERATORS]),
    (fields.List, [5, 1.5, True, {}, [None], [1.5], [[]], [{"$gt": ""}], ["x"] * 1_001, *OPERATORS]),
    (fields.Nested, [5, "x", True, [], [{}], {"no_such_field": 1}, *OPERATORS]),
    (fields.String, TEXTS),
    (fields.Field, [5, "x", [], {}, *OPERATORS]),
]
_NO_NUMBERS: list[Any] = ["abc", "113.3", "", [], {}, *OPERATORS, True, 10**30, 10**400]
WRONG_IN_FIXES: dict[str, list[Any]] = {
    "sequence": [None, -1, 1.5, "1", 2**53, True, [], {}, *OPERATORS],
    "at": [None, 5, "", "yesterday", "2026-03-09T08:00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"],
    "lng": [None, 181, -181, 23.125, *_NO_NUMBERS],
    "lat": [None, 91, -91, 0, *_NO_NUMBERS],
    "coordinates": [None, "", "bd09", "WGS84", 5, [], {}],
    "accuracy_m": [-1, 201, *_NO_NUMBERS],
    "speed_mps": [61, *_NO_NUMBERS],
    "heading": _NO_NUMBERS,
}
UNBOUNDED_TIMES = ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"]


def wrong_inputs(schema: Schema, sound: dict[str, Any], what: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each sound input with one thing wrong, and what that is."""
    for path, field in _fields(schema, sound):
        values = next(values for kind, values in WRONG if isinstance(field, kind))
        nothing = [] if field.allow_none else [None]
        times = UNBOUNDED_TIMES if isinstance(field, fields.AwareDateTime) else []
        for value in [*values, *nothing, *times]:
            yield f"{what}: {path} = {str(value)[:40]!r}", _with(sound, path, value)
        if field.required:
            yield f"{what}: {path} left out", _without(sound, path)
    for path in {path[:-1] for path, _ in _fields(schema, sound) if isinstance(path[-1], str)}:
        for name in ("no_such_field", "$where", "__proto__", "_id", ""):
            yield f"{what}: {path} has {name!r}", _with(sound, (*path, name), 1)


def _fields(schema: Schema, sound: Any, at: Path = ()) -> Iterator[tuple[Path, fields.Field[Any]]]:
    for name, field in schema.load_fields.items():
        key = field.data_key or name
        yield (*at, key), field
        if isinstance(sound, dict) and key in sound:
            yield from _deeper(field, sound[key], (*at, key))


def _deeper(field: fields.Field[Any], sound: Any, at: Path) -> Iterator[tuple[Path, fields.Field[Any]]]:
    if isinstance(field, fields.Nested) and isinstance(sound, dict):
        yield from _fields(field.schema, sound, at)
    if isinstance(field, fields.List) and isinstance(sound, list) and sound and sound[0] != SCAN_ROW:
        yield (*at, 0), field.inner
        yield from _deeper(field.inner, sound[0], (*at, 0))


def _with(sound: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(sound)
    holder: Any = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return changed


def _without(sound: dict[str, Any], path: Path) -> dict[str, Any]:
    changed = copy.deepcopy(sound)
    holder: Any = changed
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    return changed
