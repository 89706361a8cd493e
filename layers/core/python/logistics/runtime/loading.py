"""Schema.load with a short way for what is sound: the same fields and validators, without marshmallow's bookkeeping.

Whatever is in any doubt (a refusal, an unknown field, a null, something missing) is loaded by marshmallow from the
start, which then answers or refuses as it always does.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from marshmallow import EXCLUDE, Schema, ValidationError, fields, missing
from marshmallow.decorators import POST_LOAD, PRE_LOAD, VALIDATES, VALIDATES_SCHEMA

Load = Callable[[Any], Any]
Read = Callable[[Any, str, Any], Any]


class _Doubt(Exception):
    """Not a sound input, or not a simple one."""


class _Entry(NamedTuple):
    """One field: its key in the data, its name in the command, and what becomes of its value."""

    key: str
    name: str
    read: Read
    checks: list[Callable[[Any], Any]]
    default: Any
    required: bool


def load(schema: Schema, data: Any) -> Any:
    """What `schema.load(data)` answers or raises."""
    short = _short_way(schema)
    if short is None:
        return schema.load(data)
    try:
        return short(data)
    except (ValidationError, _Doubt):
        return schema.load(data)


@cache
def _short_way(schema: Schema) -> Load | None:
    hooks = schema._hooks
    if schema.many or schema.partial or hooks[PRE_LOAD] or hooks[VALIDATES] or hooks[VALIDATES_SCHEMA]:
        return None
    if any(many or options.get("pass_original") for _, many, options in hooks[POST_LOAD]):
        return None
    found = [_entry(name, field) for name, field in schema.load_fields.items()]
    entries = [each for each in found if each is not None]
    if len(entries) < len(found):
        return None
    steps = [getattr(schema, name) for name, _, _ in hooks[POST_LOAD]]
    tolerant = schema.unknown == EXCLUDE

    def short(data: Any) -> Any:
        if not isinstance(data, dict):
            raise _Doubt
        loaded, met = _loaded(entries, data)
        if met < len(data) and not tolerant:
            raise _Doubt
        for step in steps:
            loaded = step(loaded, many=False, partial=None, unknown=schema.unknown)
        return loaded

    return short


def _loaded(entries: list[_Entry], data: dict[str, Any]) -> tuple[Any, int]:
    """The values of all fields, and how many of them the data held."""
    loaded: dict[str, Any] = {}
    met = 0
    for key, name, read, checks, default, required in entries:
        raw = data.get(key, missing)
        if raw is None or (raw is missing and required):
            raise _Doubt
        if raw is not missing:
            met += 1
            loaded[name] = value = read(raw, key, data)
            for check in checks:
                check(value)
        elif default is not missing:
            loaded[name] = default() if callable(default) else default
    return loaded, met


def _entry(name: str, field: fields.Field[Any]) -> _Entry | None:
    """How a field is read; None for one with steps of its own or a value that goes deeper."""
    into = field.attribute or name
    if field.pre_load or field.post_load or "." in into:
        return None
    nested = type(field) is fields.Nested and not field.many and field.unknown is None
    read = _nested(field.schema) if isinstance(field, fields.Nested) and nested else field._deserialize
    return _Entry(field.data_key or name, into, read, field.validators, field.load_default, field.required)


def _nested(schema: Schema) -> Read:
    return lambda raw, _key, _data: load(schema, raw)
