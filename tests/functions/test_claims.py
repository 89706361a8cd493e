"""Claims: who may ask for what and when, limits, one live claim a side, appeals, the clock, what payment asks for."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.ids import new_id
from logistics.domain.money_events import ClaimAnswerDue, ClaimMoved
from tests.support.calls import http, queue
from tests.support.claims import INSURED_FEN, ClaimCase
from tests.support.doors import outsider
from tests.support.orders import bring_out
from tests.support.people import actor
from tests.support.told import Side, World, placed

pytestmark = pytest.mark.usefixtures("store")


def signed(**order: Any) -> ClaimCase:
    case = ClaimCase(**order).go_out()
    assert case.sign().data["status"] == "signed"
    return case


@pytest.mark.parametrize(
    ("kind", "who", "code"),
    [
        ("lost", "sender", "CLAIM_NOT_POSSIBLE"),
        ("lost", "receiver", "CONSIGNOR_ONLY"),
        ("damaged", "sender", "CLAIM_NOT_POSSIBLE"),
        ("short", "receiver", "CLAIM_NOT_POSSIBLE"),
    ],
)
def test_nothing_is_claimed_for_a_parcel_that_is_on_its_way(kind: str, who: str, code: str) -> None:
    assert ClaimCase().go_out().ask(kind, who).code == code


def test_damage_that_is_plain_on_the_way_is_claimed_at_once() -> None:
    case = ClaimCase().go_out()
    case.post("incidents", "courier", _asked("carrier_damaged_parcel"), "incident")
    assert case.ask("damaged", "receiver").data["state"] == "submitted"


def test_both_sides_of_a_signed_parcel_claim_once_each() -> None:
    case = signed()
    assert case.ask(who="sender").status == case.ask("short", "receiver").status == 200
    assert case.ask(who="sender").code == case.ask(who="receiver").code == "CLAIM_EXISTS"
    assert sorted(row["side"] for row in case.rows()) == ["consignee", "consignor"]


def test_a_week_after_the_signature_is_too_late(store: Any) -> None:
    case = signed()
    for days, code in ((6, None), (8, "CLAIM_TOO_LATE")):
        at = datetime.now(UTC) - timedelta(days=days)
        store.db.parcels.update_one({"_id": case.waybill_no}, {"$set": {"signed_at": at}})
        answer = case.ask()
        assert (answer.code if answer.status != 200 else None) == code, f"{days} days after"
        store.db.claims.delete_many({})


def test_strangers_see_and_move_nothing() -> None:
    case = signed()
    case.ask()
    case.session["stranger"] = outsider()
    assert case.post("claims", "stranger", _claim(), "care").code == "PARCEL_NOT_FOUND"
    for deed, body in (("agreement", {}), ("appeal", {"note": "我的"}), ("evidence", {"note": "我的"})):
        assert case.act(deed, "stranger", body).code == "CLAIM_NOT_FOUND"
        assert case.act(deed, "receiver", body).code == "CLAIM_NOT_FOUND", "the other side's claim is not theirs"
    seen = http("care", "GET", f"/claims/{case.claim_id}", session=case.session["stranger"], key="")
    assert seen.code == "CLAIM_NOT_FOUND"


def test_a_picture_of_somebody_else_is_no_evidence() -> None:
    case = signed()
    theirs = case.proof("manager")
    assert case.ask(evidence=[theirs]).code == "PROOF_UNCHECKED"
    own = case.proof("sender")
    assert case.ask(evidence=[own]).status == 200, "the claimant still uploads after the signature"


def test_phones_and_identity_numbers_in_a_note_are_not_kept() -> None:
    case = signed()
    case.ask(note="请打 13912345678 找我")
    assert "13912345678" not in case.row["note"]


@pytest.mark.parametrize(
    ("order", "limit_fen"),
    [
        # 1.5 kg from Guangzhou to Hangzhou costs 2,050 fen: nine times that.
        ({}, 9 * 2_050),
        ({"insured_value_fen": INSURED_FEN}, INSURED_FEN),
        ({"insured_value_fen": 5_000}, 5_000),
    ],
)
def test_an_offer_stays_within_what_was_insured_or_nine_times_the_freight(
    order: dict[str, int], limit_fen: int
) -> None:
    case = signed(**order)
    case.ask(amount_fen=900_000)
    freight = sum(fee.amount_fen for fee in case.parcel.price.fee_lines if fee.code != "insurance")
    assert freight == 2_050, "the table above is about this price"
    refused = case.assess(limit_fen + 1)
    assert (refused.code, refused.body["error"]["details"]["room_fen"]) == ("CLAIM_ABOVE_LIMIT", limit_fen)
    assert case.assess(limit_fen).data["state"] == "assessed"


def test_by_law_an_offer_goes_beyond_the_terms_and_says_so() -> None:
    case = signed()
    case.ask(amount_fen=900_000)
    assert case.assess(900_000, ground="law").data["state"] == "assessed"
    assert case.row["ground"] == "law"


def test_what_both_sides_are_promised_stays_within_the_limit_together() -> None:
    case = signed(insured_value_fen=10_000)
    case.ask(who="sender")
    sender_claim = case.claim_id
    case.assess(8_000)
    case.ask("short", "receiver")
    receiver_claim = case.claim_id
    case.assess(8_000)
    answers = _at_once(case, [(sender_claim, "sender"), (receiver_claim, "receiver")])
    assert sorted(answer.code if answer.status != 200 else "" for answer in answers) == ["", "CLAIM_ABOVE_LIMIT"]
    assert case.books() == {"claims": 8_000, "claims_owed": -8_000}


def test_after_two_appeals_it_is_decided() -> None:
    case = signed()
    case.ask()
    for _ in range(2):
        case.reject()
        assert case.appeal().data["state"] == "appealed"
    case.reject()
    assert case.appeal().code == "CLAIM_APPEALS_USED"


def test_an_appeal_does_not_revive_a_claim_beside_a_newer_one() -> None:
    case = signed()
    case.ask()
    case.reject()
    rejected = case.claim_id
    case.ask()
    case.claim_id = rejected
    assert case.appeal().code == "CLAIM_EXISTS"


def test_the_desk_sees_what_must_be_answered_first_and_what_is_late(store: Any, capfd: Any) -> None:
    first, second = signed(), signed()
    first.ask()
    second.ask()
    late = datetime.now(UTC) - timedelta(hours=1)
    store.db.claims.update_one({"_id": second.claim_id}, {"$set": {"due_at": late}})
    desk = first.session["customer_service"]
    seen = http("care", "GET", "/claims", session=desk, key="").data
    assert [each["claim_id"] for each in seen["claims"]] == [second.claim_id, first.claim_id]
    assert (seen["overdue"], seen["claims"][1]["state_label"]) == (1, "已提交")
    for case in (first, second):
        assert queue("care", ClaimAnswerDue(case.waybill_no, case.claim_id)) == []
    said = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
    assert [row["claim_id"] for row in said if row["event"] == "claim_overdue"] == [second.claim_id]


def test_a_customers_list_is_their_own_and_paged() -> None:
    case = signed()
    case.ask(who="receiver")
    for _ in range(2):
        case.ask()
        case.reject()
    mine = http("care", "GET", "/claims", session=case.session["sender"], key="", query={"limit": "1"}).data
    rest = {"limit": "5", "before": mine["next"]}
    older = http("care", "GET", "/claims", session=case.session["sender"], key="", query=rest).data
    assert len(mine["claims"]) == len(older["claims"]) == 1 and "next" not in older
    assert {each["side"] for each in mine["claims"] + older["claims"]} == {"consignor"}
    assert "overdue" not in mine


def test_payment_wants_the_payers_own_code_for_this_claim_and_a_reference() -> None:
    case = signed()
    case.ask()
    assert case.pay(code="123456").code == "CLAIM_STATE_CONFLICT", "nothing is paid that was not agreed to"
    case.assess()
    case.agree()
    assert case.pay(code="123456").code == "CODE_WRONG"
    assert case.pay(reference="").code == "BANK_REFERENCE_REQUIRED"
    for who in ("customer_service", "sender", "manager"):
        body = {"channel": "bank", "code": case.code(), "reference": "1"}
        assert case.act("payment", who, body).code == "ROLE_FORBIDDEN"
    assert case.pay().data["state"] == "paid"
    assert case.pay().code == "CLAIM_STATE_CONFLICT", "it is paid once"


def test_the_code_goes_to_finances_own_phone() -> None:
    case = signed()
    case.ask()
    told = case.act("payment/code", "finance", key="").data
    assert told == {"expires_in_s": 300, "next_in_s": 60}


def test_a_loss_pays_back_the_freight_and_voids_what_was_due() -> None:
    case = ClaimCase(insured_value_fen=INSURED_FEN, cod_fen=50_000, terms="on_receipt").go_out().lose()
    assert case.parcel.cod.status == "void"
    owed = _receivable(case)
    assert owed == {case.sender.id: _insurance(case)}, "the insurance pays, and is owed for"
    case.find()
    assert _receivable(case) == {case.waybill_no: case.parcel.price.total_fen}
    assert case.parcel.cod.status == "due"


def _receivable(case: ClaimCase) -> dict[str, int]:
    from logistics.store.mongo import Unit

    sums: dict[str, int] = {}
    for entry in Unit(datetime.now(UTC)).journal.entries(case.waybill_no):
        for line in entry.lines:
            if line.account == "freight_receivable":
                sums[line.holder] = sums.get(line.holder, 0) + line.amount_fen
    return {holder: amount for holder, amount in sums.items() if amount}


def _insurance(case: ClaimCase) -> int:
    return sum(fee.amount_fen for fee in case.parcel.price.fee_lines if fee.code == "insurance")


def _at_once(case: ClaimCase, whose: list[tuple[str, str]]) -> list[Any]:
    def agree(claim_id: str, who: str) -> Any:
        return http("care", "POST", f"/claims/{claim_id}/agreement", {}, session=case.session[who])

    with ThreadPoolExecutor(2) as pool:
        return [each.result() for each in [pool.submit(agree, *each) for each in whose]]


def _claim() -> dict[str, Any]:
    return {"kind": "damaged", "amount_fen": 100, "note": "碎了", "evidence": []}


def _asked(reason: str) -> dict[str, Any]:
    from tests.support.proofs import fact

    return fact(reason=reason)


def test_the_claimant_hears_what_the_office_makes_of_it_and_the_other_side_nothing(
    world: World, sender: Side, receiver: Side
) -> None:
    waybill_no = placed(sender, receiver)
    bring_out(waybill_no, actor("courier", "GZ-TH-1"))
    world.accept(sender, "tmpl_claim")
    world.accept(receiver, "tmpl_claim")
    claim_id = new_id(datetime.now(UTC))
    for state in ("submitted", "assessed", "agreed", "paid"):
        queue("notify", ClaimMoved(waybill_no, claim_id, "consignor", state))
    told = [each["fields"]["thing3"] for each in world.received(sender) if each["template"] == "tmpl_claim"]
    assert told == ["您的理赔申请已核定，请查看", "您的理赔申请已赔付，请查看"]
    assert "tmpl_claim" not in world.templates(receiver)


@pytest.mark.parametrize(("who", "offered"), [("sender", True), ("receiver", False)])
def test_a_lost_parcels_page_offers_the_claim_to_its_sender(who: str, offered: bool) -> None:
    case = ClaimCase().go_out()
    where = f"/parcels/{case.waybill_no}"
    before = http("track", "GET", where, session=case.session[who], key="").data
    assert "claim" not in before["situation"]["may"]
    case.lose()
    after = http("track", "GET", where, session=case.session[who], key="").data
    assert ("claim" in after["situation"]["may"]) is offered


def test_a_signed_parcels_page_offers_it_to_both_for_a_week(store: Any) -> None:
    case = signed()
    for days, offered in ((0, True), (8, False)):
        at = datetime.now(UTC) - timedelta(days=days)
        store.db.parcels.update_one({"_id": case.waybill_no}, {"$set": {"signed_at": at}})
        for who in ("sender", "receiver"):
            shown = http("track", "GET", f"/parcels/{case.waybill_no}", session=case.session[who], key="").data
            assert ("claim" in shown["situation"]["may"]) is offered


def test_a_signature_from_before_the_loss_that_comes_late_takes_the_claim_back() -> None:
    case = ClaimCase(insured_value_fen=INSURED_FEN).go_out()
    signed_at = datetime.now(UTC).isoformat()
    assert case.lose().state == "assessed"
    assert case.sign(occurred_at=signed_at).data["status"] == "signed"
    assert case.follow().state == "withdrawn"
