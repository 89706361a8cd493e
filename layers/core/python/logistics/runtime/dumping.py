"""Schema.dump without its detours: what to read and how to say it is worked out once a schema, not at every call.

The reply is marshmallow's own, as long as objects and dicts are dumped. Schemas with hooks, and kinds of fields that
are not known here, are left to it.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from marshmallow import Schema, fields, missing
from marshmallow.decorators import POST_DUMP, PRE_DUMP

Say = Callable[[Any], Any]


class _Entry(NamedTuple):
    """One field of a reply: its key there, where its value is found (`name`, and `deeper` in that), how it is said."""

    key: str
    name: str
    deeper: list[str]
    say: Say


def dump(schema: Schema, reply: Any) -> Any:
    """What `schema.dump(reply)` answers."""
    return _dumper(schema)(reply)


@cache
def _dumper(schema: Schema) -> Say:
    found = [_entry(name, field) for name, field in schema.dump_fields.items()]
    entries = [each for each in found if each is not None]
    if len(entries) < len(found) or schema.many or schema._hooks[PRE_DUMP] or schema._hooks[POST_DUMP]:
        return schema.dump

    def dumper(reply: Any) -> dict[str, Any]:
        row: dict[str, Any] = {}
        named = reply if isinstance(reply, dict) else None
        for key, name, deeper, say in entries:
            value = getattr(reply, name, missing) if named is None else named.get(name, missing)
            for step in deeper:
                value = value.get(step, missing) if isinstance(value, dict) else getattr(value, step, missing)
            if value is not missing:
                row[key] = None if value is None else say(value)
        return row

    return dumper


def _entry(name: str, field: fields.Field[Any]) -> _Entry | None:
    first, *deeper = (field.attribute or name).split(".")
    say = _sayer(field)
    return say and _Entry(field.data_key or name, first, deeper, say)


def _sayer(field: fields.Field[Any]) -> Say | None:
    """How values of this field are said, None excepted; None when marshmallow itself must say it."""
    if field.dump_default is not missing:
        return None
    if type(field) is fields.Nested and not field.many:
        return _dumper(field.schema)
    if type(field) is fields.List:
        return _list_of(_sayer(field.inner))
    if type(field) is fields.AwareDateTime and field.format == "iso":
        return _moment
    if type(field) is fields.Integer and field.as_string:
        return None
    return _PLAIN.get(type(field))


def _list_of(say: Say | None) -> Say | None:
    if say is None:
        return None
    return lambda values: [None if value is None else say(value) for value in values]


def _text(value: Any) -> str:
    if type(value) is str:
        return value
    return value.decode() if isinstance(value, bytes) else str(value)


def _moment(value: Any) -> str:
    return str(value.isoformat())


def _itself(value: Any) -> Any:
    return value


_PLAIN: dict[type, Say] = {fields.String: _text, fields.Integer: int, fields.Boolean: _itself}
