"""Events are a contract: old and new code read one another's, and none carries personal data."""

import json
from dataclasses import fields
from typing import get_type_hints

import pytest

from logistics.domain.events import EVENTS, CodCollected, OrderPlaced, ParcelSigned, from_data, to_data
from logistics.domain.faults import Invalid

NAMES = """
AcceptanceOverdue AssignmentDeclined CashDeclared CodCollected CodHandedBack CodReinstated CodVoided CourierAssigned
CourierReleased DeliveryFailed DeliveryRated ExceptionOpened ExceptionResolved OrderCancelled OrderPlaced ParcelArrived
ParcelDeparted ParcelDisposed ParcelFound ParcelIntercepted ParcelLost ParcelOutForDelivery ParcelPickedUp
ParcelRedirected ParcelRefused ParcelReturned ParcelReturning ParcelSigned ParcelStored PickupFailed ScanUndone
SignatureRevoked
"""


def test_no_event_disappears() -> None:
    assert set(NAMES.split()) <= set(EVENTS)


def test_an_event_survives_the_wire() -> None:
    event = CodCollected("WB000000000000", "courier-1", 6800, 5000, 1800, "cash")
    assert from_data("CodCollected", json.loads(json.dumps(to_data(event)))) == event


def test_older_code_ignores_the_fields_that_newer_code_added() -> None:
    data = to_data(ParcelSigned("WB000000000000", "s", "c", "self", 0)) | {"grown_later": 1}
    assert from_data("ParcelSigned", data) == ParcelSigned("WB000000000000", "s", "c", "self", 0)


def test_newer_code_reads_an_event_without_the_fields_that_grew_with_a_default() -> None:
    data = to_data(OrderPlaced("WB000000000000", "customer-1", "standard", "on_account", 1800, 0))
    del data["pickup_outlet_id"]
    assert from_data("OrderPlaced", data) == OrderPlaced(
        "WB000000000000", "customer-1", "standard", "on_account", 1800, 0
    )


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [("ParcelTeleported", {"waybill_no": "WB000000000000"}, "EVENT_UNKNOWN"), ("ParcelSigned", {}, "EVENT_INVALID")],
)
def test_what_is_no_event_is_refused(name: str, data: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        from_data(name, data)
    assert refused.value.code == code


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_events_hold_ids_amounts_and_codes_only(name: str) -> None:
    hints = get_type_hints(EVENTS[name])
    plain = (str, int, str | None, int | None)
    assert all(hints[field.name] in plain for field in fields(EVENTS[name]))
    personal = ("name", "phone", "address", "signed_by", "note")
    assert not [field.name for field in fields(EVENTS[name]) if field.name in personal]
