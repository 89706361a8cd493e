"""Lockers, stations and counters: only with consent, fetched by a code, and back when nobody comes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.states import Status, Step
from tests.support.calls import http, queue
from tests.support.doors import Door
from tests.support.orders import report
from tests.support.people import actor, session_of, sign_in
from tests.support.proofs import fact, post

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def door(store: Any) -> Door:
    return Door().go_out()


@pytest.fixture
def stored(door: Door) -> Door:
    assert door.store(door.consent()).data["applied"]
    door.settle()
    return door


def test_a_parcel_goes_into_a_locker_with_consent_and_is_fetched_by_its_code(door: Door) -> None:
    consent_id = door.consent()
    receipt = door.store(consent_id).data
    assert (receipt["status"], receipt["applied"]) == ("stored", True)
    until = datetime.fromisoformat(receipt["storage"]["until"])
    assert until - datetime.now(UTC) == pytest.approx(timedelta(days=3), abs=timedelta(minutes=1))
    shown = door.storage().data
    assert (shown["place"], shown["place_name"], shown["fee_fen"]) == ("locker", "3 号柜", 0)
    assert len(shown["code"]) == 6 and shown["code"].isdigit()
    handed = door.collect(shown["code"]).data
    assert (handed["status"], handed["applied"]) == ("signed", True)
    assert door.parcel.signed_kind == "counter"


def test_the_consignee_takes_it_out_without_anybody(stored: Door) -> None:
    code = stored.storage().data["code"]
    assert stored.collect(code, "receiver").data["status"] == "signed"


def test_nothing_is_stored_without_consent(door: Door) -> None:
    assert door.store(None).code == "CONSENT_REQUIRED"
    assert door.store("01JD0000000000000000000000").code == "CONSENT_REQUIRED"
    assert door.store(door.consent("station")).code == "CONSENT_REQUIRED"
    assert door.parcel.status is Status.OUT_FOR_DELIVERY


def test_only_the_consignee_consents(door: Door) -> None:
    assert door.post("storage-consent", "sender", {"place": "locker"}).code == "CONSIGNEE_ONLY"
    assert door.post("storage-consent", "courier", {"place": "locker"}).code == "ROLE_FORBIDDEN"


def test_a_consent_that_was_withdrawn_counts_no_more_but_did_before(door: Door) -> None:
    consent_id = door.consent()
    before = datetime.now(UTC) - timedelta(milliseconds=5)
    left = http(
        "redirect", "DELETE", f"/parcels/{door.waybill_no}/storage-consent", {}, session=door.session["receiver"]
    )
    assert left.data["places"] == []
    assert door.store(consent_id).code == "CONSENT_WITHDRAWN"
    late = door.store(consent_id, occurred_at=before.isoformat())
    assert late.data["status"] == "stored", "it was put there while the consent stood"


def test_consenting_twice_is_one_consent(door: Door) -> None:
    assert door.consent() == door.consent()
    assert len(door.parcel.consents) == 1


def test_only_the_consignee_sees_the_code(stored: Door) -> None:
    assert stored.storage("sender").code == "CONSIGNEE_ONLY"
    assert stored.storage("courier").code == "ROLE_FORBIDDEN"
    assert stored.collect(stored.storage().data["code"], "sender").code == "CONSIGNEE_ONLY"


def test_the_code_is_in_clear_nowhere(store: Any, stored: Door) -> None:
    import bson

    code = stored.storage().data["code"]
    for name in store.db.list_collection_names():
        kept = b"".join(bson.encode(row) for row in store.db[name].find({}, {"_id": 0, "at": 0}))
        assert b"\x07\x00\x00\x00" + code.encode() + b"\x00" not in kept, f"the code stands in {name}"


def test_five_wrong_codes_lock_the_sixth_try_even_if_it_is_right(stored: Door) -> None:
    code = stored.storage().data["code"]
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert [stored.collect(wrong).code for _ in range(5)] == ["PICKUP_CODE_WRONG"] * 5
    assert stored.collect(code).code == "PICKUP_CODE_LOCKED"
    assert stored.parcel.status is Status.STORED


def test_another_parcels_code_opens_nothing(stored: Door) -> None:
    other = Door().go_out()
    other.store(other.consent())
    theirs, mine = other.storage().data["code"], stored.storage().data["code"]
    if theirs != mine:
        assert stored.collect(theirs).code == "PICKUP_CODE_WRONG"


def test_money_that_is_due_is_taken_before_a_parcel_goes_into_a_locker(store: Any) -> None:
    door = Door(cod_fen=5000).go_out()
    assert door.store(door.consent()).code == "COD_NOT_COLLECTED"
    http("collect_cod", "POST", f"/parcels/{door.waybill_no}/collection", {"amount_fen": 5000, "method": "cash"},
         session=door.session["courier"])  # fmt: skip
    assert door.store(door.consent()).data["status"] == "stored"


def test_a_choice_to_fetch_it_is_consent_to_keep_it_at_the_counter(door: Door) -> None:
    door.fail()
    assert door.store(None, "counter").code == "CONSENT_REQUIRED"
    assert door.post("delivery-choice", "receiver", {"choice": "pick_up_at_outlet"}).data["fee_fen"] == 0
    assert door.store(None, "counter").data["status"] == "stored"
    assert door.parcel.storage.place == "counter"


def test_another_outlets_counter_neither_stores_nor_hands_over(store: Any) -> None:
    door = Door()
    report(door.waybill_no, Step.DEPARTED, door.manager)
    there = actor("outlet_manager", door.parcel.delivery_outlet_id)
    report(door.waybill_no, Step.ARRIVED, there)
    consent_id = door.consent("counter")
    body = fact(place="counter", place_name="柜台", consent_id=consent_id)
    mine = post(door.waybill_no, "storage", door.session["manager"], body)
    assert (mine.data["applied"], mine.data["flag"], mine.data["storage"]) == (False, "PARCEL_ELSEWHERE", None)
    elsewhere = sign_in("outlet_manager", "NJ-XW-1")
    assert post(door.waybill_no, "storage", elsewhere, body).code == "PARCEL_NOT_FOUND"
    body = fact(place="counter", place_name="柜台", consent_id=consent_id)
    assert post(door.waybill_no, "storage", session_of(there), body).data["status"] == "stored"
    code = door.storage().data["code"]
    assert door.collect(code, "manager").code == "PARCEL_ELSEWHERE"
    assert post(door.waybill_no, "collection-by-code", session_of(there), fact(code=code)).data["status"] == "signed"


def test_a_stored_parcel_that_was_signed_for_before_is_stored_no_more(store: Any, door: Door) -> None:
    """The courier's phone was off the net: the consignee had taken it at the door."""
    before, keys = datetime.now(UTC), [door.proof()]
    door.store(door.consent())
    door.settle()
    assert due_of(store, door) is not None
    body = fact(signed_by="欧阳晴川", signed_kind="self", proof_keys=keys, occurred_at=before.isoformat())
    assert post(door.waybill_no, "signature", door.session["courier"], body).data["status"] == "signed"
    door.settle()
    assert (door.parcel.storage, due_of(store, door)) == (None, None)


def test_a_revoked_signature_starts_the_clock_of_its_locker_again(store: Any, stored: Door) -> None:
    stored.collect(stored.storage().data["code"])
    stored.settle()
    report(stored.waybill_no, Step.SIGNATURE_REVOKED, stored.dispatcher, reason="consignee_dispute")
    stored.settle()
    assert stored.parcel.status is Status.STORED
    assert due_of(store, stored) is not None
    assert stored.storage().data["code"]


def due_of(store: Any, door: Door) -> dict[str, Any] | None:
    row: dict[str, Any] | None = store.db["due"].find_one({"_id": f"storage:{door.waybill_no}"})
    return row


def moment(number: int, door: Door) -> Any:
    from logistics.domain.trouble_events import StorageMomentDue

    return StorageMomentDue(door.waybill_no, door.parcel.storage.scan_id, number)


def lain_for(store: Any, door: Door, days: float) -> None:
    """As if it had been stored so many days ago."""
    kept, ago = door.parcel.storage, timedelta(days=days)
    times = {f"storage.{name}": getattr(kept, name) - ago for name in ("stored_at", "free_until", "until")}
    store.db["parcels"].update_one({"_id": door.waybill_no}, {"$set": times})


def test_expired_storage_goes_back_and_its_days_cost(store: Any, stored: Door) -> None:
    """24 h in a locker are free, each of the two days after them costs 1 yuan, then it goes back by itself."""
    lain_for(store, stored, 4)
    assert queue("redirect", moment(4, stored)) == []
    parcel = stored.parcel
    assert (parcel.status, parcel.return_reason) == (Status.RETURNING, "consignee_unclaimed")
    stored.settle()
    assert due_of(store, stored) is None
    assert stored.fees[0] == ("storage", 200, "consignee")
    assert [each[0] for each in stored.fees] == ["storage", "return"]


def test_an_expired_code_opens_nothing_even_before_the_parcel_is_on_its_way_back(store: Any, stored: Door) -> None:
    code = stored.storage().data["code"]
    lain_for(store, stored, 3.01)
    before = stored.parcel
    assert stored.collect(code).code == "PICKUP_CODE_EXPIRED"
    assert stored.collect(code, "receiver").code == "PICKUP_CODE_EXPIRED"
    assert stored.parcel == before
    assert stored.collect("000000" if code != "000000" else "111111").code == "PICKUP_CODE_WRONG", "nothing is told"


def test_a_fee_for_storage_is_paid_before_the_parcel_is_handed_over(store: Any, stored: Door) -> None:
    lain_for(store, stored, 1.5)
    assert queue("redirect", moment(1, stored)) == []
    assert stored.fees == [("storage", 100, "consignee")]
    shown = stored.storage().data
    assert shown["fee_fen"] == 100
    assert stored.collect(shown["code"]).code == "COD_NOT_COLLECTED"
    http("collect_cod", "POST", f"/parcels/{stored.waybill_no}/collection", {"amount_fen": 100, "method": "cash"},
         session=stored.session["courier"])  # fmt: skip
    assert stored.collect(shown["code"]).data["status"] == "signed"


def test_a_reminder_is_said_once_and_sets_the_next_clock(store: Any, stored: Door) -> None:
    timer = due_of(store, stored)
    assert timer is not None and timer["data"]["number"] == 0
    assert queue("redirect", moment(0, stored)) == []
    reminded = [row for row in store.outbox.of(stored.waybill_no) if row["type"] == "StorageReminded"]
    assert len(reminded) == 1
    timer = due_of(store, stored)
    assert timer is not None and timer["data"]["number"] == 1
    assert stored.fees == [], "the day is still free"


def test_clocks_of_what_was_fetched_do_nothing(store: Any, stored: Door) -> None:
    stored.collect(stored.storage().data["code"])
    stored.settle()
    assert due_of(store, stored) is None
    for number in range(6):
        assert queue("redirect", moment(number, stored)) == []
    assert (stored.parcel.status, stored.fees) == (Status.SIGNED, [])


def test_a_parcel_that_needs_its_consignees_hand_is_not_stored(store: Any) -> None:
    door = Door(proof_modes=["own_signature"]).go_out()
    assert door.store(door.consent()).code == "STORAGE_UNSUITABLE"
