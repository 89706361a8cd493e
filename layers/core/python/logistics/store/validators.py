"""JSON-schema validators: the database itself refuses what must never be stored.

They guard what a slip in code would make costly: personal data in clear where a ciphertext belongs, money that is
not whole fen, unknown roles and broken references. They name only such fields, so that rows may grow new ones.
"""

from typing import TYPE_CHECKING, Any

from logistics.domain.roles import CUSTOMERS, STAFF
from logistics.domain.states import Status

if TYPE_CHECKING:
    from pymongo.database import Database

    from logistics.store.mongo import Row

Schema = dict[str, Any]

_SEALED: Schema = {"bsonType": "binData"}
_TEXT: Schema = {"bsonType": "string"}
_TIME: Schema = {"bsonType": "date"}
_WHOLE: Schema = {"bsonType": ["int", "long"]}
_NOT_NEGATIVE: Schema = _WHOLE | {"minimum": 0}
_ID: Schema = {"bsonType": "string", "minLength": 26, "maxLength": 26}
_WAYBILL: Schema = {"bsonType": "string", "pattern": "^[A-Z0-9]{0,8}[0-9]{12}$"}


def _object(required: list[str], **properties: Schema) -> Schema:
    return {"bsonType": "object", "required": required, "properties": properties}


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [schema, {"bsonType": "null"}]}


def _among(values: Any) -> Schema:
    return {"enum": sorted(str(value) for value in values)}


_PARTY = _object(["sealed", "phone_index"], sealed=_SEALED, phone_index=_SEALED, phone_tail_index=_SEALED)
_POSTING = _object(["account", "holder", "amount_fen"], account=_TEXT, holder=_TEXT, amount_fen=_WHOLE)

VALIDATORS: dict[str, Schema] = {
    "addresses": _object(
        ["owner_id", "sealed", "contact_index", "used_at"],
        _id=_ID,
        owner_id=_ID,
        sealed=_SEALED,
        contact_index=_SEALED,
        used_at=_TIME,
    ),
    "address_books": _object(["entries"], _id=_ID, entries=_NOT_NEGATIVE),
    "customers": _object(
        ["role", "openid", "openid_index"],
        _id=_ID,
        role=_among(CUSTOMERS),
        openid=_SEALED,
        openid_index=_SEALED,
        phone=_SEALED,
        phone_index=_SEALED,
    ),
    "staff": _object(
        ["role", "active", "name", "phone", "phone_index"],
        _id=_ID,
        role=_among(STAFF),
        active={"bsonType": "bool"},
        capacity=_NOT_NEGATIVE,
        name=_SEALED,
        phone=_SEALED,
        phone_index=_SEALED,
        openid=_SEALED,
        openid_index=_SEALED,
    ),
    "outlets": _object(
        ["name", "kind", "adcodes", "location", "active"],
        kind={"enum": ["hub", "outlet"]},
        adcodes={"bsonType": "array", "items": {"bsonType": "string", "pattern": "^[0-9]{6}$"}},
        active={"bsonType": "bool"},
    ),
    "tariffs": _object(
        ["product", "route_class", "valid_from", "promised_s", "tariff"],
        valid_from=_TIME,
        promised_s=_NOT_NEGATIVE,
        tariff=_object(["first_fen", "continued_fen"], first_fen=_NOT_NEGATIVE, continued_fen=_NOT_NEGATIVE),
    ),
    "parcels": _object(
        ["status", "version", "placed_by", "consignor", "consignee"],
        _id=_WAYBILL,
        status=_among(Status),
        version=_NOT_NEGATIVE,
        consignor=_PARTY,
        consignee=_PARTY,
        freight_due_fen=_NOT_NEGATIVE,
        insured_value_fen=_NOT_NEGATIVE,
    ),
    "ratings": _object(
        ["waybill_no", "side", "stars", "rated_at"],
        waybill_no=_WAYBILL,
        side={"enum": ["consignee", "consignor"]},
        stars=_WHOLE | {"minimum": 1, "maximum": 5},
        rated_at=_TIME,
    ),
    "parse_corrections": _object(
        ["day", "source", "field", "kind", "count"],
        day={"bsonType": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        source=_TEXT,
        field=_TEXT,
        kind=_TEXT,
        count=_NOT_NEGATIVE,
    ),
    "scans": _object(
        ["waybill_no", "step", "occurred_at", "received_at", "actor_id"],
        waybill_no=_WAYBILL,
        step=_TEXT,
        occurred_at=_TIME,
        received_at=_TIME,
        actor_id=_TEXT,
    ),
    "journal": _object(
        ["cause", "at", "lines"], at=_TIME, lines={"bsonType": "array", "minItems": 2, "items": _POSTING}
    ),
    "balances": _object(["account", "holder", "amount_fen"], amount_fen=_WHOLE),
}


def ensure_validators(db: "Database[Row]") -> None:
    """Put each validator on its collection (which must exist); putting it there again changes nothing."""
    for name, schema in VALIDATORS.items():
        db.command("collMod", name, validator={"$jsonSchema": schema})
