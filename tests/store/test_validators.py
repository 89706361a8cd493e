"""The database itself refuses what must never be stored."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo.errors import WriteError

from logistics.domain.ids import new_id
from logistics.store.mongo import Unit, database
from tests.support.orders import place_order
from tests.support.people import sign_in

NOW = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
INDEX = b"0123456789abcdef"


def person(**changes: Any) -> dict[str, Any]:
    row = {"_id": new_id(NOW), "role": "courier", "active": True, "capacity": 1, "phone_index": new_id(NOW).encode()}
    return row | {"name": b"sealed", "phone": b"sealed"} | changes


def visit(**changes: Any) -> dict[str, Any]:
    row = {"kind": "pickup", "waybill_nos": ["WB000000000000"], "arrives_at": NOW, "leaves_at": NOW}
    return row | changes


def tour(**changes: Any) -> dict[str, Any]:
    row = {"_id": new_id(NOW), "version": 1, "planned_at": NOW, "stops": [visit()], "ends_at": NOW, "distance_m": 900}
    return row | {"saved_m": -20, "by_hand": False, "unreachable": [], "unplaced": []} | changes


@pytest.mark.parametrize(
    ("collection", "row"),
    [
        ("staff", person(name="张三")),
        ("staff", person(phone="19900000000")),
        ("staff", person(role="customer")),
        ("staff", person(capacity=-1)),
        ("staff", person(_id="short")),
        ("customers", {"_id": new_id(NOW), "role": "customer", "openid": "in clear", "openid_index": INDEX}),
        ("customers", {"_id": new_id(NOW), "role": "administrator", "openid": b"sealed", "openid_index": INDEX}),
        ("customers", {"_id": new_id(NOW), "role": "customer", "openid": b"sealed"}),
        ("addresses", {"_id": new_id(NOW), "owner_id": new_id(NOW), "sealed": "体育西路101号", "used_at": NOW}),
        ("address_books", {"_id": new_id(NOW), "entries": -1}),
        ("parse_corrections", {"day": "2026-03-09", "source": "paste", "field": "name", "kind": "wrong", "count": -1}),
        ("ratings", {"waybill_no": "WB000000000000", "side": "consignee", "stars": 6, "rated_at": NOW}),
        ("balances", {"_id": "a", "account": "bank", "holder": "x", "amount_fen": 1.5}),
        (
            "journal",
            {"cause": "x", "at": NOW, "lines": [{"account": "bank", "holder": "x", "amount_fen": 0.1}] * 2},
        ),
        ("journal", {"cause": "x", "at": NOW, "lines": []}),
        ("scans", {"waybill_no": "anything", "step": "arrived", "occurred_at": NOW, "received_at": NOW}),
        ("tours", tour(version=0)),
        ("tours", tour(distance_m=-1)),
        ("tours", tour(saved_m=0.5)),
        ("tours", tour(ends_at="12:00")),
        ("tours", tour(unplaced=["体育西路101号"])),
        ("tours", tour(stops=[visit(kind="lunch")])),
        ("tours", tour(stops=[visit(waybill_nos=[])])),
        ("tours", tour(stops=[visit(arrives_at=None)])),
        ("outlets", {"_id": "X", "name": "x", "kind": "shop", "adcodes": [], "location": {}, "active": True}),
    ],
)
def test_a_row_that_must_not_be_is_refused(store: Unit, collection: str, row: dict[str, Any]) -> None:
    with pytest.raises(WriteError, match="Document failed validation"):
        database()[collection].insert_one(row)


def test_a_row_as_it_should_be_is_taken(store: Unit) -> None:
    row = person()
    database().staff.insert_one(row)
    database().staff.delete_one({"_id": row["_id"]})


def test_a_tour_as_it_should_be_is_taken_also_one_made_by_hand_that_is_longer(store: Unit) -> None:
    row = tour(by_hand=True)
    database().tours.insert_one(row)
    database().tours.delete_one({"_id": row["_id"]})


@pytest.mark.parametrize(
    "change",
    [
        {"consignee.sealed": "浙江省"},
        {"consignor.phone_index": "19900000000"},
        {"status": "teleported"},
        {"freight_due_fen": 12.5},
        {"insured_value_fen": -1},
    ],
)
def test_a_parcel_is_never_made_wrong(store: Unit, change: dict[str, Any]) -> None:
    waybill_no = place_order(sign_in("customer"))
    with pytest.raises(WriteError, match="Document failed validation"):
        database().parcels.update_one({"_id": waybill_no}, {"$set": change})
