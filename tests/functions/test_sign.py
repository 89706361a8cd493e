"""Delivery: signatures against checked proof, failed attempts and refusals, and facts that come late."""

from datetime import UTC, datetime, timedelta
from typing import Any

import bson
import pytest

from logistics.domain.states import Status, Step
from tests.support.calls import http, request_id
from tests.support.counting import mongo_commands, redis_commands
from tests.support.orders import bring_out, parcel_of, pick_up, place_order, report
from tests.support.people import actor, session_of, sign_in
from tests.support.proofs import fact, post, proof, uploaded

pytestmark = pytest.mark.usefixtures("store")

OUTLET = "GZ-TH-1"


@pytest.fixture
def courier(store: Any) -> Any:
    return actor("courier", OUTLET)


@pytest.fixture
def session(courier: Any) -> str:
    return session_of(courier)


@pytest.fixture
def waybill_no(courier: Any) -> str:
    """A parcel out for delivery with the courier."""
    placed = place_order(sign_in("customer"))
    bring_out(placed, courier)
    return placed


def signature(*keys: str, **changes: Any) -> dict[str, Any]:
    body = fact(signed_by="欧阳晴川", signed_kind="self", proof_keys=list(keys))
    return body | {"location": {"lng": 120.2, "lat": 30.2}} | changes


def events_of(store: Any, waybill_no: str) -> list[str]:
    return [row["type"] for row in store.outbox.of(waybill_no)]


# --- the signature ---------------------------------------------------------------------------------------------


def test_a_parcel_is_signed_against_proof(store: Any, waybill_no: str, session: str, courier: Any) -> None:
    key = proof(waybill_no, session)
    body = signature(key)
    receipt = post(waybill_no, "signature", session, body).data
    assert receipt == {
        "scan_id": body["scan_id"],
        "waybill_no": waybill_no,
        "status": "signed",
        "status_label": "已签收",
        "applied": True,
        "flag": None,
    }
    parcel = parcel_of(waybill_no)
    assert (parcel.signed_by, parcel.signed_kind) == ("欧**", "self")
    [scan] = [each for each in store.scans.of(waybill_no) if each.step is Step.SIGNED]
    assert (scan.evidence, scan.location, scan.actor_id) == ((key,), (120.2, 30.2), courier.id)
    told = store.outbox.of(waybill_no)[-1]
    assert (told["type"], told["data"]["signed_kind"]) == ("ParcelSigned", "self")


def test_the_whole_name_of_who_signed_is_kept_nowhere(store: Any, waybill_no: str, session: str) -> None:
    """The consignee's own is sealed; this one is a neighbour's."""
    post(waybill_no, "signature", session, signature(proof(waybill_no, session), signed_by="司徒望海"))
    for name in store.db.list_collection_names():
        kept = b"".join(bson.encode(row) for row in store.db[name].find())
        assert "司徒望海".encode() not in kept, f"the name stands in {name}"


def test_a_signature_costs_the_session_and_six_commands(waybill_no: str, session: str) -> None:
    body = signature(proof(waybill_no, session))
    before = redis_commands()
    with mongo_commands() as commands:
        assert post(waybill_no, "signature", session, body).status == 200
    assert sorted(commands) == [
        "commitTransaction",
        "find parcels",
        "insert outbox",
        "insert replies",
        "insert scans",
        "update parcels",
    ]
    assert redis_commands() - before == 1


def test_a_file_that_nobody_looked_at_proves_nothing(waybill_no: str, session: str) -> None:
    waiting = uploaded(waybill_no, session)
    for keys in ([waiting], [proof(waybill_no, session), waiting], ["proofs/made-up.jpg"]):
        answer = post(waybill_no, "signature", session, signature(*keys))
        assert (answer.status, answer.code) == (409, "PROOF_UNCHECKED")
    assert parcel_of(waybill_no).status is Status.OUT_FOR_DELIVERY


def test_somebody_elses_picture_proves_nothing(waybill_no: str, session: str) -> None:
    theirs = proof(waybill_no, sign_in("outlet_manager", OUTLET))
    assert post(waybill_no, "signature", session, signature(theirs)).code == "PROOF_UNCHECKED"


def test_a_courier_needs_a_proof(waybill_no: str, session: str) -> None:
    assert post(waybill_no, "signature", session, signature()).code == "PROOF_REQUIRED"


@pytest.mark.parametrize(
    "changes",
    [
        {"signed_kind": "robot"},
        {"signed_by": ""},
        {"signed_by": "王" * 31},
        {"signed_by": "a\nb"},
        {"proof_keys": ["k"] * 7},
        {"proof_keys": "k"},
        {"scan_id": None},
        {"occurred_at": "now"},
    ],
)
def test_a_malformed_signature_is_refused(waybill_no: str, session: str, changes: dict[str, Any]) -> None:
    answer = post(waybill_no, "signature", session, signature("k", **changes))
    assert (answer.status, answer.code) == (422, "INPUT_INVALID")


def test_what_is_due_must_be_collected_before_the_signature(store: Any, courier: Any, session: str) -> None:
    due = place_order(sign_in("customer"), cod_fen=25_000)
    bring_out(due, courier)
    key = proof(due, session)
    answer = post(due, "signature", session, signature(key))
    assert (answer.status, answer.code) == (409, "COD_NOT_COLLECTED")
    assert answer.body["error"]["details"]["due_fen"] == 25_000
    assert parcel_of(due).status is Status.OUT_FOR_DELIVERY
    path = f"/parcels/{due}/collection"
    assert http("collect_cod", "POST", path, {"amount_fen": 25_000}, session=session).status == 200
    assert post(due, "signature", session, signature(key)).data["status"] == "signed"


def test_another_couriers_parcel_cannot_be_signed(waybill_no: str) -> None:
    other = sign_in("courier", "HZ-BJ-1")
    for action, body in (
        ("signature", signature()),
        ("failed-attempt", fact(reason="consignee_not_home")),
        ("refusal", fact(reason="consignee_refused")),
    ):
        answer = post(waybill_no, action, other, body)
        assert (answer.status, answer.code) == (404, "PARCEL_NOT_FOUND")


@pytest.mark.parametrize("role", ["customer", "dispatcher", "driver"])
def test_only_couriers_and_the_counter_hand_parcels_over(waybill_no: str, role: str) -> None:
    assert post(waybill_no, "signature", sign_in(role), signature()).code == "ROLE_FORBIDDEN"


# --- at the counter --------------------------------------------------------------------------------------------


@pytest.fixture
def lying(courier: Any) -> str:
    """A parcel that came in at the outlet."""
    manager = actor("outlet_manager", OUTLET)
    kept = place_order(sign_in("customer"))
    pick_up(kept, courier)
    report(kept, Step.DEPARTED, manager)
    report(kept, Step.ARRIVED, manager)
    return kept


def at_counter(waybill_no: str, manager: str) -> Any:
    return post(waybill_no, "signature", manager, signature(proof(waybill_no, manager), signed_kind="counter"))


def test_a_parcel_is_collected_at_the_counter(lying: str) -> None:
    receipt = at_counter(lying, sign_in("outlet_manager", OUTLET)).data
    assert (receipt["status"], receipt["applied"]) == ("signed", True)


def test_the_counter_needs_a_proof(lying: str) -> None:
    answer = post(lying, "signature", sign_in("outlet_manager", OUTLET), signature(signed_kind="counter"))
    assert (answer.status, answer.code) == (409, "PROOF_REQUIRED")
    assert parcel_of(lying).status is Status.AT_OUTLET


def test_another_outlets_counter_signs_for_nothing(store: Any, lying: str) -> None:
    """The outlet of destination may see the parcel, but does not have it."""
    destination = sign_in("outlet_manager", "HZ-BJ-1")
    answer = at_counter(lying, destination)
    assert (answer.status, answer.code) == (409, "PARCEL_ELSEWHERE")
    assert parcel_of(lying).status is Status.AT_OUTLET
    assert all(each.step is not Step.SIGNED for each in store.scans.of(lying))


def test_a_row_without_the_outlet_is_signed_for_as_before(store: Any, lying: str) -> None:
    store.db["parcels"].update_one({"_id": lying}, {"$unset": {"at_outlet_id": ""}})
    assert at_counter(lying, sign_in("outlet_manager", "HZ-BJ-1")).data["status"] == "signed"


def test_a_row_that_an_older_release_moved_on_is_signed_for_where_the_parcel_is(store: Any, lying: str) -> None:
    """The older release knows no such column: it scanned the parcel on and left what stood there."""
    destination = actor("outlet_manager", "HZ-BJ-1")
    report(lying, Step.DEPARTED, actor("outlet_manager", OUTLET))
    report(lying, Step.ARRIVED, destination)
    store.db["parcels"].update_one({"_id": lying}, {"$set": {"at_outlet_id": OUTLET}})
    assert at_counter(lying, session_of(destination)).data["applied"] is True


# --- facts that come late or do not fit ------------------------------------------------------------------------


def test_a_second_signature_is_kept_and_flagged(store: Any, waybill_no: str, session: str) -> None:
    key = proof(waybill_no, session)
    post(waybill_no, "signature", session, signature(key))
    second = post(waybill_no, "signature", session, signature(key, signed_by="张三", signed_kind="proxy"))
    assert second.status == 200
    assert (second.data["applied"], second.data["flag"]) == (False, "PARCEL_ALREADY_SIGNED")
    parcel = parcel_of(waybill_no)
    assert (parcel.signed_kind, parcel.late_scans) == ("self", 1)
    assert sum(scan.step is Step.SIGNED for scan in store.scans.of(waybill_no)) == 2
    assert events_of(store, waybill_no).count("ParcelSigned") == 1


def test_a_signature_in_a_wrong_state_is_kept_and_flagged(courier: Any, session: str) -> None:
    fetched = place_order(sign_in("customer"))
    pick_up(fetched, courier)
    answer = post(fetched, "signature", session, signature(proof(fetched, session)))
    assert (answer.status, answer.data["flag"]) == (200, "PARCEL_STATE_CONFLICT")
    assert parcel_of(fetched).status is Status.PICKED_UP


def test_a_signature_taken_offline_counts_when_its_delivery_scan_arrives(
    store: Any, courier: Any, session: str
) -> None:
    """Out for delivery, then signed; the phone sends the signature first."""
    fetched = place_order(sign_in("customer"))
    pick_up(fetched, courier)
    left = datetime.now(UTC)
    key = proof(fetched, session)
    assert post(fetched, "signature", session, signature(key)).data["applied"] is False
    report(fetched, Step.OUT_FOR_DELIVERY, courier, left)
    assert parcel_of(fetched).status is Status.SIGNED
    assert events_of(store, fetched)[-2:] == ["ParcelOutForDelivery", "ParcelSigned"]


def test_a_late_failed_attempt_does_not_undo_a_signature(store: Any, waybill_no: str, session: str) -> None:
    """It happened before the signature, from the same state: with it applied the signature could not be reached."""
    missed_at = datetime.now(UTC).isoformat()
    post(waybill_no, "signature", session, signature(proof(waybill_no, session)))
    late = fact(reason="consignee_not_home", occurred_at=missed_at)
    answer = post(waybill_no, "failed-attempt", session, late)
    assert (answer.data["applied"], answer.data["flag"], answer.data["status"]) == (False, "SIGNATURE_STANDS", "signed")
    assert "DeliveryFailed" not in events_of(store, waybill_no)


def test_a_replay_hours_later_gets_the_first_reply(store: Any, waybill_no: str, session: str) -> None:
    key, body = request_id(), signature(proof(waybill_no, session))
    first = post(waybill_no, "signature", session, body, key=key).data
    store.db["replies"].update_many({}, {"$set": {"at": datetime.now(UTC) - timedelta(hours=30)}})
    assert post(waybill_no, "signature", session, body, key=key).data == first
    assert post(waybill_no, "signature", session, body).data == first, "nor does another request id sign again"
    assert post(waybill_no, "signature", session, body | {"signed_by": "张三"}, key=key).code == "REQUEST_ID_REUSED"
    assert events_of(store, waybill_no).count("ParcelSigned") == 1


# --- not delivered ---------------------------------------------------------------------------------------------


def test_a_failed_attempt_tells_its_reason(store: Any, waybill_no: str, session: str) -> None:
    said = fact(reason="consignee_not_home", note="邻居说晚上在家", evidence=[proof(waybill_no, session)])
    receipt = post(waybill_no, "failed-attempt", session, said).data
    assert (receipt["status"], receipt["applied"]) == ("delivery_failed", True)
    told = store.outbox.of(waybill_no)[-1]
    assert (told["type"], told["data"]["reason"], told["data"]["attempt"]) == (
        "DeliveryFailed",
        "consignee_not_home",
        1,
    )


def test_a_refused_parcels_cash_is_void(store: Any, courier: Any, session: str) -> None:
    due = place_order(sign_in("customer"), cod_fen=25_000)
    bring_out(due, courier)
    receipt = post(due, "refusal", session, fact(reason="consignee_refused")).data
    assert (receipt["status"], receipt["applied"]) == ("refused", True)
    assert parcel_of(due).cod.status == "void"
    assert sorted(events_of(store, due)[-2:]) == ["CodVoided", "ParcelRefused"]


def test_who_has_paid_cannot_refuse_before_the_money_is_back(courier: Any, session: str) -> None:
    due = place_order(sign_in("customer"), cod_fen=25_000)
    bring_out(due, courier)
    http("collect_cod", "POST", f"/parcels/{due}/collection", {"amount_fen": 25_000}, session=session)
    refusal = fact(reason="consignee_refused")
    assert post(due, "refusal", session, refusal).code == "COD_ALREADY_COLLECTED"
    http("collect_cod", "POST", f"/parcels/{due}/hand-back", {}, session=session)
    assert post(due, "refusal", session, refusal).data["applied"] is True


@pytest.mark.parametrize(
    ("action", "changes", "code"),
    [
        ("failed-attempt", {"reason": "consignee_refused"}, "REASON_UNKNOWN"),
        ("refusal", {"reason": "consignee_not_home"}, "REASON_UNKNOWN"),
        ("refusal", {"reason": "consignee_refused", "evidence": ["proofs/x.jpg"]}, "PROOF_UNCHECKED"),
        ("failed-attempt", {}, "INPUT_INVALID"),
        ("failed-attempt", {"reason": "consignee_not_home", "note": "x" * 201}, "INPUT_INVALID"),
    ],
)
def test_a_report_needs_its_reason_and_checked_evidence(
    waybill_no: str, session: str, action: str, changes: dict[str, Any], code: str
) -> None:
    assert post(waybill_no, action, session, fact(**changes)).code == code
    assert parcel_of(waybill_no).status is Status.OUT_FOR_DELIVERY
