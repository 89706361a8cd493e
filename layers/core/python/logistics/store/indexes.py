"""Every index of every collection, in one list; docs/store.md says why each is there and how each would be sharded.

Adding one is safe while functions run. Removing one is a migration of a later release, when no function needs it.
"""

from typing import TYPE_CHECKING, Any

from pymongo import ASCENDING, DESCENDING, GEOSPHERE, IndexModel

if TYPE_CHECKING:
    from pymongo.database import Database

    from logistics.store.mongo import Row

_DAY_S = 86_400
REPLIES_KEPT_S = 30 * _DAY_S  # couriers replay days later
HANDLED_KEPT_S = 30 * _DAY_S  # longer than the outbox sends again
DECISIONS_KEPT_S = 180 * _DAY_S  # why a courier was chosen is asked about within a complaint's term
OUTBOX_KEPT_S = 14 * _DAY_S  # after the last consumer has handled the event
REVEALS_KEPT_S = 2 * _DAY_S  # counts of one day; what was shown stays in the audit
UPLOADS_KEPT_S = 7 * _DAY_S  # grants; what became proof stands in the parcel
SLOTS_KEPT_S = 30 * _DAY_S  # of pickups, after the slot
BATCHES_KEPT_S = 90 * _DAY_S  # which row became which order
DELIVERIES_KEPT_S = 90 * _DAY_S  # what partners were told
FIXES_KEPT_S = 30 * _DAY_S  # where couriers were: long enough to answer a complaint, and no longer (docs/privacy.md)
SIGNALS_KEPT_S = 90 * _DAY_S  # where somebody was, once more: as long as a dispute about it lasts
ALERTS_KEPT_S = 2 * _DAY_S  # what nobody did by then shows elsewhere: as late, or still waiting
ARRIVALS_KEPT_S = 2 * _DAY_S  # what is learned from them is learned when the visit is over
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


_GOODS_MONEY: dict[str, object] = {"partialFilterExpression": {"cod.due_fen": {"$gt": 0}}}

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
    "audit": [_index("subject", "-at", "-_id"), _index("-at", "-_id"), _index("action", "-_id")],
    "reveals": [_index("at", expireAfterSeconds=REVEALS_KEPT_S)],
    "lent_numbers": [_index("waybill_no"), _index("expires_at", expireAfterSeconds=0)],
    "migrations": [],
    "parcels": [
        _index("quote_id", unique=True, **_texts("quote_id")),
        _index("placed_by", "-placed_at", "-_id", "goods.description"),
        _index("placed_by", "consignee.phone_tail_index", "-placed_at", "-_id"),
        _index("placed_by", "status", "price.total_fen", partialFilterExpression={"terms": "on_account"}),
        _index("consignee.phone_index", "-placed_at", "-_id", "goods.description"),
        _index("outlet_ids", "-placed_at", "-_id"),
        _index("courier_id", "status", "assigned_at", **_texts("courier_id")),
        _index("held_by", "-placed_at", "-_id", **_texts("held_by")),
        _index("at_outlet_id", "promised_at", partialFilterExpression={"status": "at_outlet"}),
        _index("waiting_since", partialFilterExpression={"waiting_since": {"$type": "date"}}),
        _index("status", "last_scan_at"),
        _index("status", "promised_at"),
        _index("estimated_at", partialFilterExpression={"estimated_at": {"$type": "date"}}),
        _index("pickup_until", partialFilterExpression={"pickup_until": {"$type": "date"}}),
        _index("signed_at", partialFilterExpression={"signed_at": {"$type": "date"}}),
        _index("instruction.due_at", partialFilterExpression={"instruction.due_at": {"$type": "date"}}),
        _index("placed_by", "-placed_at", "-_id", "cod.status", **_GOODS_MONEY),
        _index("cod.status", "handed_over_at", "_id", "placed_by", **_GOODS_MONEY),
    ],
    "incidents": [
        _index("waybill_no", "closed_at"),
        _index("closed_at", "due_at", "_id"),
        _index("outlet_ids", "closed_at", "due_at", "_id"),
        _index("reason", "closed_at", "opened_at"),
    ],
    "claims": [
        _index("waybill_no", "side", unique=True, **_present("live")),
        _index("waybill_no", "-_id"),
        _index("claimant_id", "-_id"),
        _index("status", "-_id"),
        _index("due_at", "_id", partialFilterExpression={"due_at": {"$type": "date"}}),
    ],
    "credit_accounts": [],
    "statements": [
        _index("account_id", "-month", unique=True),
        _index("state", "due_at", "_id"),
    ],
    "invoices": [
        _index("subjects", unique=True, **_present("stands")),
        _index("account_id", "-_id"),
        _index("state", "-_id"),
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
    "journal": [_index("waybill_no", "at"), _index("lines.account", "lines.holder", "at"), _index("at")],
    "closings": [],
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
    "declarations": [_index("courier_id", "-day"), _index("outlet_id", "state", "-_id")],
    "cash_counts": [
        _index("declaration_id", unique=True, partialFilterExpression={"stands": True}),
        _index("declaration_id", "state"),
        _index("outlet_id", "state", "deposit_id", "-_id"),
    ],
    "cash_limits": [],
    "tours": [_index("followed_at", "ends_at"), _index("stops.waybill_nos")],
    "outlet_tours": [],
    "alerts": [_index("outlet_id", "-at"), _index("at", expireAfterSeconds=ALERTS_KEPT_S)],
    "arrivals": [
        _index("outlet_id", "done_at", "expected"),
        _index("courier_id", "-done_at"),
        _index("at", expireAfterSeconds=ARRIVALS_KEPT_S),
    ],
    "paces": [],
    "visits": [
        _index("courier_id", "-arrived_at"),
        _index("waybill_nos", "-arrived_at"),
        _index("arrived_at", expireAfterSeconds=FIXES_KEPT_S),
    ],
    "signals": [
        _index("-day", "_id"),
        _index("outlet_id", "-day", "_id"),
        _index("from_at", expireAfterSeconds=SIGNALS_KEPT_S),
    ],
    "observations": [_index("day")],
    "deposits": [
        _index("bank_reference", unique=True),
        _index("outlet_id", "state", "-_id"),
        _index("state", "-_id"),
    ],
    "adjustments": [_index("state", "-_id")],
    "discrepancies": [_index("holder", "state", "_id"), _index("state", "-_id"), _index("outlet_id", "state", "-_id")],
    "payments": [
        _index("subject", "at"),
        _index("state", "expires_at"),
        _index("state", "paid_at", "_id"),
        _index("shipping", "_id", partialFilterExpression={"shipping": {"$type": "string"}}),
        _index("shipping_look_at", partialFilterExpression={"shipping_look_at": {"$type": "date"}}),
    ],
    "refunds": [
        _index("waybill_no", "at"),
        _index("state", "next_at"),
        _index("state", "-at", "-_id"),
        _index("at"),
    ],
    "differences": [
        _index("state", "kind", "_id"),
        _index("state", "assignee", "_id"),
        _index("day", "state"),
    ],
    "reconciled_days": [],
    "payment_instructions": [_index("waybill_no", "at"), _index("status", "at")],
    "pickup_slots": [_index("waybill_nos"), _index("until", expireAfterSeconds=SLOTS_KEPT_S)],
    "partners": [_index("name", unique=True)],
    "partner_keys": [_index("partner_id", "-_id")],
    "partner_orders": [_index("waybill_no", unique=True)],
    "webhooks": [_index("partner_id", "kinds")],
    "deliveries": [
        _index("state", "due_at", "_id"),
        _index("webhook_id", "waybill_no", "_id"),
        _index("partner_id", "-_id"),
        _index("created_at", expireAfterSeconds=DELIVERIES_KEPT_S),
    ],
    "lines": [],
    "handling": [],
    "rosters": [_index("day", "outlet_id")],
    "manifests": [
        _index("from_outlet_id", "-opened_at", "-_id"),
        _index("to_outlet_id", "-opened_at", "-_id"),
        _index("-opened_at", "-_id"),
    ],
    "loaded": [
        _index("waybill_no", unique=True, partialFilterExpression={"open": True}),
        _index("manifest_id"),
    ],
    "label_prints": [],
    "payouts": [
        _index("holds", unique=True, **_present("holds")),
        _index("look_at", **_present("look_at")),
        _index("subject", "_id"),
        _index("payee_id", "-_id"),
        _index("state", "-_id"),
        _index("channel", "at"),
    ],
    "remittances": [_index("state", "-_id")],
    "payee_accounts": [_index("confirmed_by", "_id")],
    "earnings": [_index("waybill_no"), _index("courier_id", "-at", "-_id")],
    "commission_rules": [_index("outlet_id", "product")],
    "order_batches": [_index("at", expireAfterSeconds=BATCHES_KEPT_S)],
    "fixes": [_index("courier_id", "at")],
}

# Collections of another kind. MongoDB writes to a time series in no transaction and knows no unique index on one.
_TIME_SERIES: dict[str, dict[str, Any]] = {
    "fixes": {
        "timeseries": {"timeField": "at", "metaField": "courier_id", "granularity": "seconds"},
        "expireAfterSeconds": FIXES_KEPT_S,
    },
}


def ensure_indexes(db: "Database[Row]") -> None:
    """Make the collections and indexes that are missing; what stands is left alone."""
    known = set(db.list_collection_names())
    for name, indexes in INDEXES.items():
        if name not in known:
            db.create_collection(name, check_exists=False, **_TIME_SERIES.get(name, {}))
        if indexes:
            db[name].create_indexes(indexes)
