"""Refused, or never at home: who is asked, what a further attempt and the way back cost, and what late facts undo."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.states import Status, Step
from logistics.domain.trouble_events import InstructionMomentDue
from tests.support.calls import http, invoke, queue
from tests.support.doors import Door, later
from tests.support.orders import report
from tests.support.proofs import fact, post

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def door(store: Any) -> Door:
    return Door(cod_fen=5000).go_out()


def events_of(store: Any, door: Door) -> list[str]:
    return [row["type"] for row in store.outbox.of(door.waybill_no)]


def timer(store: Any, door: Door) -> dict[str, Any] | None:
    row: dict[str, Any] | None = store.db["due"].find_one({"_id": f"instruction:{door.waybill_no}"})
    return row


def asked(door: Door, number: int) -> Any:
    return InstructionMomentDue(door.waybill_no, door.parcel.instruction.scan_id, number)


def instruct(door: Door, instruction: str, who: str = "sender") -> Any:
    return door.post("instruction", who, {"instruction": instruction})


def freight_of(door: Door) -> int:
    [freight] = [line.amount_fen for line in door.parcel.price.fee_lines if line.code == "freight"]
    return freight


# --- refusal -----------------------------------------------------------------------------------------------------


def test_a_refused_parcel_goes_back_its_cod_is_void_and_the_sender_owes_the_way_back(store: Any, door: Door) -> None:
    door.refuse()
    assert door.parcel.cod.status == "void"
    assert instruct(door, "return").data["status"] == "returning"
    door.settle()
    parcel = door.parcel
    assert (parcel.status, parcel.return_reason) == (Status.RETURNING, "consignee_refused")
    assert (parcel.return_trip.total_fen, parcel.return_trip.tariff_version) == (
        freight_of(door),
        parcel.tariff_version,
    )
    assert door.fees == [("return", freight_of(door), "consignor")]
    owed = sum(
        line["amount_fen"]
        for entry in store.db["journal"].find({"waybill_no": door.waybill_no})
        for line in entry["lines"]
        if line["account"] == "freight_receivable" and line["holder"] == door.sender.id
    )
    assert owed == parcel.price.total_fen + freight_of(door)


@pytest.mark.parametrize(
    ("refused_for", "returned_for", "share"),
    [
        ("consignee_refused", "consignee_refused", 100),
        ("consignee_cancelled", "consignee_refused", 100),
        ("consignor_wrong_goods", "consignor_wrong_goods", 100),
        ("carrier_damaged_parcel", "carrier_damaged_parcel", 0),
        ("carrier_late", "carrier_late", 0),
    ],
)
def test_who_is_at_fault_pays_the_way_back_and_nobody_pays_for_the_carriers(
    door: Door, refused_for: str, returned_for: str, share: int
) -> None:
    door.refuse(refused_for)
    assert instruct(door, "return").status == 200
    door.settle()
    assert door.parcel.return_reason == returned_for
    assert sum(each[1] for each in door.fees) == freight_of(door) * share // 100


def test_nobody_answers_for_seven_days_it_goes_back_by_itself(store: Any, door: Door) -> None:
    door.refuse()
    door.settle()
    question = door.parcel.instruction
    assert question.due_at - question.asked_at == timedelta(days=7)
    assert (timer(store, door) or {})["at"] == question.due_at - timedelta(days=1)
    assert queue("redirect", asked(door, 0)) == []
    assert events_of(store, door)[-1] == "InstructionReminded"
    assert (timer(store, door) or {})["at"] == question.due_at
    assert queue("redirect", asked(door, 1)) == []
    [began] = [each for each in store.scans.of(door.waybill_no) if each.step is Step.RETURN_STARTED]
    assert (began.actor_role, began.reason) == ("system", "consignee_refused")
    assert door.parcel.status is Status.RETURNING
    door.settle()
    assert timer(store, door) is None


def test_fresh_goods_wait_three_days_only(store: Any) -> None:
    door = Door(goods={"description": "一箱橙子", "category": "food"}).go_out().refuse()
    question = door.parcel.instruction
    assert question.due_at - question.asked_at == timedelta(days=3)


def test_a_clock_that_strikes_after_the_answer_does_nothing(store: Any, door: Door) -> None:
    door.refuse()
    door.settle()
    late = asked(door, 1)
    assert instruct(door, "deliver_again").data["status"] == "refused"
    door.settle()
    assert timer(store, door) is None
    assert queue("redirect", late) == []
    door.go_out()
    assert queue("redirect", late) == []
    assert door.parcel.status is Status.OUT_FOR_DELIVERY
    assert door.parcel.cod.status == "due", "the consignee takes it after all, and pays"


def test_the_first_answer_counts(door: Door) -> None:
    door.refuse()
    assert instruct(door, "abandon").status == 200
    assert instruct(door, "return").code == "INSTRUCTION_GIVEN"


def test_only_the_sender_answers_or_the_dispatcher_for_them(store: Any, door: Door) -> None:
    door.refuse()
    assert instruct(door, "return", "receiver").code == "CONSIGNOR_ONLY"
    assert instruct(door, "return", "courier").code == "ROLE_FORBIDDEN"
    assert instruct(door, "return", "dispatcher").data["status"] == "returning"
    [note] = store.audit.listed(f"parcels:{door.waybill_no}")
    assert (note.action, note.actor_id) == ("give_instruction", door.dispatcher.id)


def test_nobody_is_asked_about_a_parcel_on_its_way(door: Door) -> None:
    assert instruct(door, "return").code == "INSTRUCTION_NOT_ASKED"


def test_the_office_sees_who_has_not_answered(door: Door) -> None:
    door.refuse()
    listed = http("redirect", "GET", "/instructions", session=door.session["manager"]).data["instructions"]
    assert [(each["waybill_no"], each["cause"]) for each in listed] == [(door.waybill_no, "consignee_refused")]
    instruct(door, "deliver_again")
    assert http("redirect", "GET", "/instructions", session=door.session["manager"]).data["instructions"] == []


# --- disposal ----------------------------------------------------------------------------------------------------


def dispose(door: Door, who: str = "manager", reason: str = "consignor_abandoned", evidence: Any = None) -> Any:
    keys = [door.proof(who)] if evidence is None else evidence
    return door.post("disposal", who, {"reason": reason, "evidence": keys})


def test_what_its_sender_gave_up_is_disposed_of_with_a_picture_and_an_audit_row(store: Any, door: Door) -> None:
    door.refuse()
    assert dispose(door).code == "INSTRUCTION_REQUIRED"
    instruct(door, "abandon")
    assert dispose(door, evidence=[]).code == "PROOF_REQUIRED"
    assert dispose(door, reason="because").code == "REASON_UNKNOWN"
    assert dispose(door).data["status"] == "disposed"
    [note] = store.audit.listed(f"parcels:{door.waybill_no}")
    assert (note.action, note.changes["reason"]) == ("dispose_parcel", [None, "consignor_abandoned"])


def test_nobody_but_the_outlets_manager_disposes(door: Door) -> None:
    door.refuse()
    instruct(door, "abandon")
    assert door.post("disposal", "sender", {"reason": "consignor_abandoned"}).code == "ROLE_FORBIDDEN"
    assert door.post("disposal", "dispatcher", {"reason": "consignor_abandoned"}).code == "ROLE_FORBIDDEN"


def test_what_cannot_go_back_is_disposed_of_on_its_way_back(door: Door) -> None:
    door.refuse()
    instruct(door, "return")
    assert dispose(door, reason="consignor_unreachable").data["status"] == "disposed"


# --- attempts ----------------------------------------------------------------------------------------------------


def test_a_third_attempt_costs(door: Door) -> None:
    """Two are free; the consignee was not at home, so they pay 5 yuan for the third at the door."""
    due_fen = door.parcel.due_fen
    for _ in range(2):
        door.fail().go_out()
    door.settle()
    assert door.fees == [("redelivery", 500, "consignee")]
    assert door.parcel.due_fen == due_fen + 500


def test_a_fee_that_is_worked_out_after_the_signature_is_not_due_where_nobody_comes_any_more(store: Any) -> None:
    door = Door().go_out()
    for _ in range(2):
        door.fail().go_out()
    assert door.sign().data["status"] == "signed"
    door.settle()
    assert door.fees == [("redelivery", 500, "consignor")]
    assert (door.parcel.due_fen, door.parcel.cod.status) == (0, "none")


@pytest.mark.parametrize(
    ("reason", "fees"),
    [
        ("consignee_not_home", [("redelivery", 500, "consignee")]),
        ("consignor_incorrect_address", [("redelivery", 500, "consignor")]),
        ("carrier_capacity", []),
        ("weather_delay", []),
    ],
)
def test_whoever_was_at_fault_pays_the_third_attempt(door: Door, reason: str, fees: list[Any]) -> None:
    door.fail("carrier_capacity").go_out().fail(reason).go_out()
    door.settle()
    assert door.fees == fees


def test_two_failed_attempts_ask_the_sender_and_a_third_failure_asks_again(store: Any, door: Door) -> None:
    door.fail()
    assert door.parcel.instruction is None, "the second attempt is free"
    door.go_out().fail()
    first = door.parcel.instruction
    assert first.cause == "consignee_not_home"
    instruct(door, "deliver_again")
    door.go_out().fail("consignor_incorrect_address")
    assert (door.parcel.instruction.scan_id, door.parcel.instruction.given) != (first.scan_id, "deliver_again")
    door.settle()
    assert queue("redirect", asked(door, 1)) == []
    assert door.parcel.return_reason == "consignor_incorrect_address"


def test_only_what_was_refused_can_be_given_up(door: Door) -> None:
    door.fail().go_out().fail()
    assert instruct(door, "abandon").code == "PARCEL_STATE_CONFLICT"


def test_the_consignee_chooses_another_time_and_hears_what_it_costs(store: Any, door: Door) -> None:
    door.fail()
    day = datetime.now(UTC) + timedelta(days=1)
    body = {"choice": "another_time", "from": day.isoformat(), "until": (day + timedelta(hours=3)).isoformat()}
    assert door.post("delivery-choice", "receiver", body).data["fee_fen"] == 0
    assert door.post("delivery-choice", "sender", body).code == "CHOICE_MADE"
    tasks = http("dispatch_match", "GET", "/couriers/me/tasks", session=door.session["courier"]).data["tasks"]
    [task] = [each for each in tasks if each["waybill_no"] == door.waybill_no]
    assert task["delivery_choice"]["choice"] == "another_time"
    door.go_out().fail()
    assert door.post("delivery-choice", "receiver", body).data["fee_fen"] == 500
    door.settle()
    put_off = datetime.fromisoformat(body["until"]) + timedelta(days=7)
    assert abs((timer(store, door) or {})["at"] - put_off) < timedelta(seconds=1), "a week from the wished time"
    assert queue("redirect", asked(door, 0), asked(door, 1)) == []
    assert door.parcel.status is Status.DELIVERY_FAILED, "clocks that were set before the choice do nothing"
    assert "InstructionReminded" not in events_of(store, door)


@pytest.mark.parametrize("hours", [(-3, -1), (1, 1.5), (24 * 8, 24 * 8 + 3), (5, 3)])
def test_a_wished_time_is_within_a_week_and_lasts_an_hour(door: Door, hours: tuple[float, float]) -> None:
    door.fail()
    start, end = (datetime.now(UTC) + timedelta(hours=each) for each in hours)
    body = {"choice": "another_time", "from": start.isoformat(), "until": end.isoformat()}
    assert door.post("delivery-choice", "receiver", body).code == "CHOICE_TIME_INVALID"
    assert door.post("delivery-choice", "receiver", {"choice": "another_time"}).code == "CHOICE_TIME_INVALID"


def test_only_the_sender_chooses_the_way_back(door: Door) -> None:
    assert door.post("delivery-choice", "sender", {"choice": "return"}).code == "PARCEL_STATE_CONFLICT"
    door.fail()
    assert door.post("delivery-choice", "receiver", {"choice": "return"}).code == "CONSIGNOR_ONLY"
    assert door.post("delivery-choice", "sender", {"choice": "return"}).data["fee_fen"] == freight_of(door)
    assert door.parcel.status is Status.RETURNING


# --- late facts --------------------------------------------------------------------------------------------------


def test_a_late_signature_undoes_the_return_and_its_fee(store: Any) -> None:
    """The courier's phone was off the net: it had been signed before the sender wanted it back."""
    door = Door().go_out()
    before = datetime.now(UTC)
    keys = [door.proof()]
    door.fail()
    door.post("delivery-choice", "sender", {"choice": "return"})
    door.settle()
    assert sum(each[1] for each in door.fees) == freight_of(door)
    body = fact(signed_by="欧阳晴川", signed_kind="self", proof_keys=keys, occurred_at=before.isoformat())
    late = post(door.waybill_no, "signature", door.session["courier"], body)
    assert late.data["status"] == "signed"
    door.settle()
    parcel = door.parcel
    assert (parcel.status, parcel.return_trip, parcel.instruction) == (Status.SIGNED, None, None)
    assert sum(each[1] for each in door.fees) == 0
    assert http("redirect", "POST", f"/parcels/{door.waybill_no}/delivery-choice", {"choice": "return"},
                session=door.session["sender"]).code == "PARCEL_STATE_CONFLICT"  # fmt: skip
    checked = invoke("collect_cod", "check_journal", {}, session=_finance())
    assert checked.data["balanced"] is True


def test_an_attempt_that_a_late_fact_undoes_costs_nothing(door: Door) -> None:
    for _ in range(2):
        door.fail().go_out()
    door.settle()
    withdrawn = [each for each in _scans(door) if each.step is Step.OUT_FOR_DELIVERY][1]
    details = {"scan_id": withdrawn.id}
    report(door.waybill_no, Step.SCAN_WITHDRAWN, door.dispatcher, reason="carrier_scanned_by_mistake", details=details)
    door.settle()
    assert sum(each[1] for each in door.fees) == 0, "there were two attempts only"


def test_an_answer_survives_late_facts(door: Door) -> None:
    long_ago = datetime.now(UTC)
    door.refuse()
    instruct(door, "deliver_again")
    report(door.waybill_no, Step.EXCEPTION_OPENED, door.courier, long_ago, reason="weather_delay")
    assert door.parcel.instruction.given == "deliver_again"


def _scans(door: Door) -> list[Any]:
    from logistics.store.mongo import Unit

    return sorted(Unit(datetime.now(UTC)).scans.of(door.waybill_no), key=lambda each: each.order)


def _finance() -> str:
    from tests.support.people import sign_in

    return sign_in("finance")


def test_a_refusal_sent_again_by_a_phone_whose_clock_runs_ahead_gets_its_receipt() -> None:
    door = Door(cod_fen=5_000).go_out()
    ahead = fact(reason="consignee_refused") | {"occurred_at": later(days=2).isoformat()}
    first = post(door.waybill_no, "refusal", door.session["courier"], ahead).data
    door.go_out(later(days=2, seconds=1))
    http(
        "collect_cod",
        "POST",
        f"/parcels/{door.waybill_no}/collection",
        {"amount_fen": 5_000},
        session=door.session["courier"],
    )
    again = post(door.waybill_no, "refusal", door.session["courier"], ahead).data
    assert (again["scan_id"], again["applied"]) == (first["scan_id"], True)
