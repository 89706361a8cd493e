"""Every index of every collection, in one list; docs/store.md says why each is there and how each would be sharded.

Adding one is safe while functions run. Removing one is a migration of a later release, when no function needs it.
"""

from typing import TYPE_CHECKING

from pymongo import ASCENDING, DESCENDING, GEOSPHERE, IndexModel

if TYPE_CHECKING:
    from pymongo.database import Database

    from logistics.store.mongo import Row

_DAY_S = 86_400
REPLIES_KEPT_S = 30 * _DAY_S  # couriers replay days later
HANDLED_KEPT_S = 30 * _DAY_S  # longer than the outbox sends again
DECISIONS_KEPT_S = 180 * _DAY_S  # why a courier was chosen is asked about within a complaint's term
OUTBOX_KEPT_S = 14 * _DAY_S  # after the last consumer has handled the event
UPLOADS_KEPT_S = 7 * _DAY_S  # grants; what became proof stands in the parcel
MESSAGES_KEPT_S = 180 * _DAY_S  # as long as people ask what they were told


def _index(*keys: str, **options: object) -> IndexModel:
    """Fields in order; "-" before a name sorts downwards."""
    fields = [(each.lstrip("-"), DESCENDING if each.startswith("-") else ASCENDING) for each in keys]
    return IndexModel(fields, **options)


def _texts(field: str) -> dict[str, object]:
    """Leaves out the rows without a text there. Not by $type, which the planner cannot match with an equality."""
    return {"partialFilterExpression": {field: {"$gt": ""}}}


def _present(field: str) -> dict[str, object]:
    """Leaves out the rows that lack the field."""
    return {"partialFilterExpression": {field: {"$exists": True}}}


INDEXES: dict[str, list[IndexModel]] = {
    "addresses": [_index("owner_id", "-used_at", "-_id"), _index("owner_id", "contact_index")],
    "address_books": [],
    "customers": [
        _index("openid_index", unique=True),
        _index("phone_index", unique=True, **_present("phone_index")),
    ],
    "staff": [
        _index("phone_index", unique=True),
        _index("openid_index", unique=True, **_present("openid_index")),
        _index("outlet_id", "role"),
    ],
    "outlets": [_index("adcodes"), IndexModel([("area", GEOSPHERE)])],
    "tariffs": [_index("product", "route_class", "-valid_from", unique=True)],
    "audit": [_index("subject", "-at", "-_id"), _index("-at", "-_id")],
    "migrations": [],
    "parcels": [
        _index("quote_id", unique=True, **_texts("quote_id")),
        _index("placed_by", "-placed_at", "-_id", "goods.description"),
        _index("placed_by", "consignee.phone_tail_index", "-placed_at", "-_id"),
        _index("consignee.phone_index", "-placed_at", "-_id", "goods.description"),
        _index("outlet_ids", "-placed_at", "-_id"),
        _index("courier_id", "status", "assigned_at", **_texts("courier_id")),
        _index("held_by", "-placed_at", "-_id", **_texts("held_by")),
        _index("waiting_since", partialFilterExpression={"waiting_since": {"$type": "date"}}),
    ],
    "decisions": [_index("waybill_no", "-_id"), _index("at", expireAfterSeconds=DECISIONS_KEPT_S)],
    "scans": [_index("waybill_no", "occurred_at")],
    "outbox": [
        _index("look_at", sparse=True),
        _index("waybill_no", "_id"),
        _index("settled_at", name="expiry", expireAfterSeconds=OUTBOX_KEPT_S),
    ],
    "replies": [_index("at", expireAfterSeconds=REPLIES_KEPT_S)],
    "handled": [_index("at", expireAfterSeconds=HANDLED_KEPT_S)],
    "due": [_index("at")],
    "parked": [_index("function", "waybill_no", "released_at"), _index("released_at", "at")],
    "journal": [_index("waybill_no", "at")],
    "balances": [_index("account", "holder", "amount_fen")],
    "messages": [
        _index("state", "due_at"),
        _index("waybill_no", "created_at"),
        _index("created_at", expireAfterSeconds=MESSAGES_KEPT_S),
    ],
    "ratings": [
        _index("-rated_at", "-_id"),
        _index("outlet_ids", "-rated_at", "-_id"),
        _index("courier_id", "-rated_at", "-_id"),
    ],
    "parse_corrections": [_index("-day")],
    "subscriptions": [],
    "uploads": [_index("expires_at", expireAfterSeconds=UPLOADS_KEPT_S)],
    "declarations": [_index("courier_id", "-day")],
}


def ensure_indexes(db: "Database[Row]") -> None:
    """Make the collections and indexes that are missing; what stands is left alone."""
    known = set(db.list_collection_names())
    for name, indexes in INDEXES.items():
        if name not in known:
            db.create_collection(name, check_exists=False)
        if indexes:
            db[name].create_indexes(indexes)
