"""JSON-schema validators: the database itself refuses what must never be stored.

They guard what a slip in code would make costly: personal data in clear where a ciphertext belongs, money that is
not whole fen, unknown roles and broken references. They name only such fields, so that rows may grow new ones.
"""

from typing import TYPE_CHECKING

from logistics.domain.manifest import ManifestState
from logistics.domain.road_matrix import TimesFrom
from logistics.domain.roles import CUSTOMERS, STAFF
from logistics.domain.states import Status
from logistics.store.money_validators import MONEY_VALIDATORS
from logistics.store.shapes import ID, NOT_NEGATIVE, SEALED, TEXT, TIME, WAYBILL, WHOLE, Schema, among, or_null, shape

if TYPE_CHECKING:
    from pymongo.database import Database

    from logistics.store.mongo import Row

_WAYBILLS: Schema = {"bsonType": "array", "items": WAYBILL}
_PLANNED_STOP = shape(
    ["kind", "waybill_nos", "arrives_at", "leaves_at"],
    kind={"enum": ["delivery", "pickup"]},
    waybill_nos=_WAYBILLS | {"minItems": 1},
    arrives_at=TIME,
    leaves_at=TIME,
)
_ROUND = shape(
    ["courier_id", "stops", "ends_at", "distance_m"],
    courier_id=ID,
    stops={"bsonType": "array", "items": _PLANNED_STOP},
    ends_at=TIME,
    distance_m=NOT_NEGATIVE,
)
_PARTY = shape(["sealed", "phone_index"], sealed=SEALED, phone_index=SEALED, phone_tail_index=SEALED)
VALIDATORS: dict[str, Schema] = {
    "addresses": shape(
        ["owner_id", "sealed", "contact_index", "used_at"],
        _id=ID,
        owner_id=ID,
        sealed=SEALED,
        contact_index=SEALED,
        used_at=TIME,
    ),
    "address_books": shape(["entries"], _id=ID, entries=NOT_NEGATIVE),
    "customers": shape(
        ["role", "openid", "openid_index"],
        _id=ID,
        role=among(CUSTOMERS),
        openid=SEALED,
        openid_index=SEALED,
        phone=SEALED,
        phone_index=SEALED,
    ),
    "staff": shape(
        ["role", "active", "name", "phone", "phone_index"],
        _id=ID,
        role=among(STAFF),
        active={"bsonType": "bool"},
        capacity=NOT_NEGATIVE,
        name=SEALED,
        phone=SEALED,
        phone_index=SEALED,
        openid=SEALED,
        openid_index=SEALED,
    ),
    "outlets": shape(
        ["name", "kind", "adcodes", "location", "active"],
        kind={"enum": ["hub", "outlet"]},
        adcodes={"bsonType": "array", "items": {"bsonType": "string", "pattern": "^[0-9]{6}$"}},
        active={"bsonType": "bool"},
    ),
    "tariffs": shape(
        ["product", "route_class", "valid_from", "promised_s", "tariff"],
        valid_from=TIME,
        promised_s=NOT_NEGATIVE,
        tariff=shape(["first_fen", "continued_fen"], first_fen=NOT_NEGATIVE, continued_fen=NOT_NEGATIVE),
    ),
    "parcels": shape(
        ["status", "version", "placed_by", "consignor", "consignee"],
        _id=WAYBILL,
        status=among(Status),
        version=NOT_NEGATIVE,
        consignor=_PARTY,
        consignee=_PARTY,
        freight_due_fen=NOT_NEGATIVE,
        storage=or_null(shape(["code"], code=SEALED)),
        insured_value_fen=NOT_NEGATIVE,
    ),
    "reveals": shape(["count", "at"], count=NOT_NEGATIVE, at=TIME),
    "lent_numbers": shape(
        ["waybill_no", "side", "person_id", "role", "bind_id", "number", "phone_index", "expires_at"],
        waybill_no=WAYBILL,
        person_id=ID,
        role=among(STAFF),
        phone_index=SEALED,
        expires_at=TIME,
        calls=NOT_NEGATIVE,
    ),
    "ratings": shape(
        ["waybill_no", "side", "stars", "rated_at"],
        waybill_no=WAYBILL,
        side={"enum": ["consignee", "consignor"]},
        stars=WHOLE | {"minimum": 1, "maximum": 5},
        rated_at=TIME,
    ),
    "parse_corrections": shape(
        ["day", "source", "field", "kind", "count"],
        day={"bsonType": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        source=TEXT,
        field=TEXT,
        kind=TEXT,
        count=NOT_NEGATIVE,
    ),
    "scans": shape(
        ["waybill_no", "step", "occurred_at", "received_at", "actor_id"],
        waybill_no=WAYBILL,
        step=TEXT,
        occurred_at=TIME,
        received_at=TIME,
        actor_id=TEXT,
    ),
    "partners": shape(
        ["name", "active", "calls_per_minute"],
        _id=ID,
        active={"bsonType": "bool"},
        calls_per_minute=NOT_NEGATIVE,
    ),
    "partner_keys": shape(["partner_id", "secret", "grants"], _id=ID, partner_id=ID, secret=SEALED),
    "partner_orders": shape(["partner_id", "waybill_no", "digest"], partner_id=ID, waybill_no=WAYBILL),
    "deliveries": shape(["webhook_id", "partner_id", "waybill_no", "body", "state"], waybill_no=WAYBILL),
    "lines": shape(
        ["from_outlet_id", "to_outlet_id", "departures", "travel_s", "cut_off_s", "handling_s", "active"],
        departures={"bsonType": "array", "minItems": 1},
        travel_s=WHOLE | {"minimum": 1},
        cut_off_s=NOT_NEGATIVE,
        handling_s=NOT_NEGATIVE,
        active={"bsonType": "bool"},
    ),
    "manifests": shape(
        ["line_id", "from_outlet_id", "to_outlet_id", "vehicle", "opened_by", "opened_at", "state"],
        _id=ID,
        opened_at=TIME,
        state=among(ManifestState),
    ),
    "loaded": shape(
        ["manifest_id", "waybill_no", "pieces", "of", "loaded_by", "loaded_at"],
        manifest_id=ID,
        waybill_no=WAYBILL,
        pieces={"bsonType": "array", "minItems": 1, "items": WHOLE | {"minimum": 1}},
        of=WHOLE | {"minimum": 1},
    ),
    "pickup_slots": shape(
        ["outlet_id", "from", "until", "used", "waybill_nos"],
        used=NOT_NEGATIVE,
        waybill_nos=_WAYBILLS,
        until=TIME,
    ),
    "tours": shape(
        ["version", "planned_at", "stops", "ends_at", "distance_m", "saved_m", "by_hand", "unreachable", "unplaced"],
        _id=ID,
        version=WHOLE | {"minimum": 1},
        planned_at=TIME,
        ends_at=TIME,
        distance_m=NOT_NEGATIVE,
        saved_m=WHOLE,
        stops={"bsonType": "array", "items": _PLANNED_STOP},
        unreachable=_WAYBILLS,
        unplaced=_WAYBILLS,
        times_from={"enum": list(TimesFrom)},
    ),
    "alerts": shape(
        ["kind", "outlet_id", "waybill_no", "at"], _id=ID, waybill_no=WAYBILL, at=TIME, kind={"bsonType": "string"}
    ),
    "outlet_tours": shape(
        ["version", "planned_at", "planned_by", "rounds", "unreachable", "unplaced", "times_from"],
        version=WHOLE | {"minimum": 1},
        planned_at=TIME,
        planned_by=ID,
        rounds={"bsonType": "array", "items": _ROUND},
        unreachable=_WAYBILLS,
        unplaced=_WAYBILLS,
        times_from={"enum": list(TimesFrom)},
    ),
} | MONEY_VALIDATORS


def ensure_validators(db: "Database[Row]") -> None:
    """Put each validator on its collection (which must exist); putting it there again changes nothing."""
    for name, schema in VALIDATORS.items():
        db.command("collMod", name, validator={"$jsonSchema": schema})
