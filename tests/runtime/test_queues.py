"""Batches: what failed is reported, what worked is kept, and a waybill never goes past its own failure."""

from typing import Any

import pytest

from tests.runtime.calls import deliver, signed
from tests.runtime.sample import ANOTHER, WAYBILL, main
from tests.support.calls import record


def notes(db: Any) -> list[str]:
    """The waybills noted, in order of writing."""
    return [row["waybill_no"] for row in db["sample_notes"].find().sort("$natural", 1)]


def test_a_message_is_handled_and_remembered(db: Any) -> None:
    message = signed(WAYBILL)
    assert deliver(message) == []
    assert notes(db) == [WAYBILL]
    assert db["handled"].find_one()["_id"] == f"sample:{message['id']}"


def test_a_message_delivered_again_has_no_second_effect(db: Any) -> None:
    message = signed(WAYBILL)
    assert deliver(message) == deliver(message) == deliver(message, message) == []
    assert notes(db) == [WAYBILL]


def test_a_newer_producers_fields_are_no_reason_to_refuse(db: Any) -> None:
    from logistics.gateways.topic import sealed

    message = signed(WAYBILL)
    message.pop("mac")
    message["data"] = message["data"] | {"a_field_of_tomorrow": 1}
    assert deliver(sealed(message)) == []
    assert notes(db) == [WAYBILL]


def test_an_event_that_the_function_does_not_take_holds_up_nothing(db: Any) -> None:
    """A subscription and its function never change at the same moment."""
    from logistics.gateways.topic import sealed

    foreign = signed(WAYBILL)
    foreign.pop("mac")
    foreign = sealed(foreign | {"type": "EventOfTomorrow"})
    assert deliver(foreign, signed(WAYBILL), receives=5) == []
    assert notes(db) == [WAYBILL]
    assert db["handled"].count_documents({}) == 1, "relay must not take it for handled"
    assert db["parked"].count_documents({}) == 0


def test_the_order_within_a_waybill_is_kept(db: Any) -> None:
    messages = [signed(WAYBILL) for _ in range(5)]
    assert deliver(*messages) == []
    assert [row["event_id"] for row in db["sample_notes"].find().sort("_id", 1)] == [each["id"] for each in messages]


def test_a_failure_holds_back_its_own_waybill_and_no_other(db: Any) -> None:
    first = signed(WAYBILL)
    db["sample_broken"].insert_one({"_id": first["id"]})
    failed = deliver(first, signed(ANOTHER), signed(WAYBILL), signed(ANOTHER))
    assert failed == [0, 2], "the second event of the waybill is sound, and waits all the same"
    assert notes(db) == [ANOTHER, ANOTHER]
    assert db["parked"].count_documents({}) == 0


def test_what_was_held_back_goes_on_in_order_when_the_cause_is_gone(db: Any) -> None:
    messages = [signed(WAYBILL), signed(WAYBILL)]
    db["sample_broken"].insert_one({"_id": WAYBILL})
    assert deliver(*messages) == [0, 1]
    db["sample_broken"].delete_many({})
    assert deliver(*messages, receives=2) == []
    assert [row["event_id"] for row in db["sample_notes"].find().sort("_id", 1)] == [each["id"] for each in messages]


def test_after_five_receives_the_waybill_is_parked_and_later_events_wait_behind_it(db: Any) -> None:
    db["sample_broken"].insert_one({"_id": WAYBILL})
    first, second, third = signed(WAYBILL), signed(WAYBILL), signed(WAYBILL)
    assert deliver(first, receives=4) == [0]
    assert db["parked"].count_documents({}) == 0
    assert deliver(first, receives=5) == [0], "the queue moves it to the dead letters"
    db["sample_broken"].delete_many({})
    assert deliver(second, signed(ANOTHER), third) == []
    assert notes(db) == [ANOTHER], "nothing of the parked waybill is handled out of turn"
    assert {row["body"]["id"]: row["error"] for row in db["parked"].find()} == {
        first["id"]: "RuntimeError",
        second["id"]: "BEHIND_A_FAILURE",
        third["id"]: "BEHIND_A_FAILURE",
    }


def test_a_released_waybill_comes_back_in_order(db: Any) -> None:
    from datetime import UTC, datetime

    from logistics.gateways.topic import sealed
    from logistics.store.mongo import Unit

    db["sample_broken"].insert_one({"_id": WAYBILL})
    first, second = signed(WAYBILL), signed(WAYBILL)
    deliver(first, receives=5)
    deliver(second)
    db["sample_broken"].delete_many({})
    bodies = Unit(datetime.now(UTC)).parked.release("sample", WAYBILL)
    assert [body["id"] for body in bodies] == [first["id"], second["id"]]
    assert deliver(*[sealed(body) for body in bodies]) == []
    assert notes(db) == [WAYBILL, WAYBILL]


def test_parking_one_functions_waybill_does_not_stop_another_function(db: Any) -> None:
    from datetime import UTC, datetime

    from logistics.store.mongo import Unit

    Unit(datetime.now(UTC)).parked.park("someone_else", {"id": "E1", "waybill_no": WAYBILL}, "RuntimeError")
    assert deliver(signed(WAYBILL)) == []
    assert notes(db) == [WAYBILL]


@pytest.mark.parametrize("body", ["", "text", "[]", "{}", '{"mac": null}', "\ufeff{}", "[" * 5_000])
def test_a_poisoned_body_fails_alone(db: Any, body: str) -> None:
    poison = record({"waybill_no": "poison"}) | {"body": body}
    reply = main({"Records": [poison, record(signed(WAYBILL))]}, None)
    assert reply == {"batchItemFailures": [{"itemIdentifier": poison["messageId"]}]}
    assert notes(db) == [WAYBILL]


def test_an_altered_message_is_refused(db: Any) -> None:
    message = signed(WAYBILL)
    altered = message | {"data": message["data"] | {"waybill_no": ANOTHER}}
    assert deliver(altered) == [0]
    assert notes(db) == []


def test_with_the_store_down_every_message_comes_back(store_down: None) -> None:
    records = [record(signed(WAYBILL)), record(signed(ANOTHER))]
    reply = main({"Records": records}, None)
    assert [row["itemIdentifier"] for row in reply["batchItemFailures"]] == [row["messageId"] for row in records]
