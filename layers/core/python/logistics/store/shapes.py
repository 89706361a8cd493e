"""What validators are made of: the shapes of ids, times, sums and sealed values."""

from typing import Any

Schema = dict[str, Any]

SEALED: Schema = {"bsonType": "binData"}
TEXT: Schema = {"bsonType": "string"}
TIME: Schema = {"bsonType": "date"}
WHOLE: Schema = {"bsonType": ["int", "long"]}
NOT_NEGATIVE: Schema = WHOLE | {"minimum": 0}
ID: Schema = {"bsonType": "string", "minLength": 26, "maxLength": 26}
WAYBILL: Schema = {"bsonType": "string", "pattern": "^[A-Z0-9]{0,8}[0-9]{12}$"}


def shape(required: list[str], **properties: Schema) -> Schema:
    """A document with these fields, and with whatever else it has."""
    return {"bsonType": "object", "required": required, "properties": properties}


def or_null(schema: Schema) -> Schema:
    """That, or nothing."""
    return {"oneOf": [schema, {"bsonType": "null"}]}


def among(values: Any) -> Schema:
    """One of a kind's words."""
    return {"enum": sorted(str(value) for value in values)}
